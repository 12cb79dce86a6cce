import type { Role } from './roles.ts';

/** Who asks, as far as a verified token says. */
export interface Caller {
  /** The token's subject; events and the audit trail name it. */
  readonly subject: string;
  readonly role: Role;
  /** HCP code; present for `province` and `council`. */
  readonly province?: string;
  /** A partner's id; present for `partner` and `supervisor`. */
  readonly partner?: string;
  /** The token as shown, to be passed on. */
  readonly token: string;
}

/** What part of the country or of the partners a field's rule holds a caller to; from `@allow(within:)`. */
export type Within = 'PROVINCE' | 'PARTNER' | 'NONE';

/** To whom a thing belongs. */
export interface Belonging {
  readonly province?: string | null;
  readonly partnerId?: string | null;
}

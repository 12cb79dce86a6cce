import type { Received } from './received.ts';

/**
 * Thrown by `apply` when a message is at fault itself, and would be each time: it goes to the dead letters, the rest is
 * applied. Never for a fault of database, network or code: whatever else is thrown is tried again, but for a value that
 * PostgreSQL refuses (see `valueRefused`).
 */
export class MessageFault extends Error {
  /** One word for machines. */
  readonly reason: string;
  /** For people. */
  readonly detail: string;
  /** The message; where it is not said, it is found by applying ever smaller parts. */
  readonly blamed: Received<unknown> | null;

  constructor(reason: string, detail: string, blamed: Received<unknown> | null = null) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
    this.blamed = blamed;
  }
}

/** PostgreSQL gave this transaction up in favour of another: it can be done again at once. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/**
 * The fault of a message of which PostgreSQL refuses a value itself, as it would each time (SQLSTATE class 22: a number out of
 * range, a moment that there never was); null for all other errors.
 */
export function valueRefused(error: unknown): MessageFault | null {
  const code = codeOf(error);
  if (typeof code !== 'string' || !/^22[0-9A-Z]{3}$/.test(code)) return null;
  return new MessageFault(
    'value',
    `The database refuses it: ${error instanceof Error ? error.message : code}.`,
  );
}

/** An ORM puts the driver's error inside its own. */
function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && error.code !== undefined) return error.code;
  return 'driverError' in error ? codeOf(error.driverError) : undefined;
}

import type { AgreementStatus } from '@awrach/contracts';
import type { Refusal } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';

/** How far finance has come with an agreement's latest revision. */
export type Funding = 'FUNDED' | 'REFUSED' | 'AWAITED';

/** One agreement as far as it concerns one worksite that it names. */
export interface Naming {
  readonly agreementId: string;
  readonly version: number;
  readonly status: AgreementStatus;
  /** The latest revision, and what it has of what it takes to be in force. */
  readonly current: {
    readonly revision: number;
    readonly named: boolean;
    readonly approved: boolean;
    readonly signed: boolean;
    readonly funding: Funding;
  };
  /** The revision in force, where that one names the worksite. Days are `YYYY-MM-DD`. */
  readonly inForce: { readonly revision: number; readonly startsOn: string; readonly endsOn: string } | null;
}

/** An agreement with a revision in force that names the worksite. */
export type NamingInForce = Naming & { readonly inForce: NonNullable<Naming['inForce']> };

export const isInForce = (naming: Naming): naming is NamingInForce => naming.inForce !== null;

/** Whether an agreement plans the worksite: approved, not cancelled, by its latest revision or the one in force. */
export function plans({ status, current, inForce }: Naming): boolean {
  if (status !== 'APPROVED' && status !== 'IN_FORCE') return false;
  return inForce !== null || (current.named && current.approved);
}

/** Why an agreement is no ground to work on, the nearest to being one first. */
const lacks = [
  'worksite.awaiting-funding',
  'worksite.agreement-unfunded',
  'worksite.agreement-unsigned',
  'worksite.agreement-unapproved',
  'worksite.agreement-cancelled',
] as const;

function lackOf({ status, current }: Naming): (typeof lacks)[number] {
  if (status === 'CANCELLED') return 'worksite.agreement-cancelled';
  if (!current.approved) return 'worksite.agreement-unapproved';
  if (!current.signed) return 'worksite.agreement-unsigned';
  return current.funding === 'REFUSED' ? 'worksite.agreement-unfunded' : 'worksite.awaiting-funding';
}

/**
 * The agreement in force on which work rests from a day on.
 * @param namings all agreements that name the worksite, the oldest first
 * @param agreementId which of them it has to be; any, without it
 * @param day must lie within what the revision in force covers; `field` is where it was entered
 */
export function groundOn(
  namings: readonly Naming[],
  agreementId: string | null | undefined,
  { day, field }: { readonly day: string; readonly field: string },
): NamingInForce | Refusal {
  const asked = agreementId ? namings.filter((naming) => naming.agreementId === agreementId) : namings;
  const inForce = asked.filter(isInForce);
  const covering = inForce.find(({ inForce: { startsOn, endsOn } }) => startsOn <= day && day <= endsOn);
  if (covering) return covering;
  const [first] = inForce;
  if (first) {
    const { startsOn, endsOn } = first.inForce;
    return refuse('worksite.outside-agreement', field, { startsOn, endsOn });
  }
  const found = asked.map(lackOf);
  const nearest = lacks.find((lack) => found.includes(lack));
  if (nearest) return refuse(nearest, 'worksiteId');
  return agreementId
    ? refuse('worksite.agreement-other', 'agreementId')
    : refuse('worksite.no-agreement', 'worksiteId');
}

import type { WorksiteOutcome } from '@awrach/contracts';
import { type Decision, isRefusal, type Refusal, refuseShared, type Unrecorded } from '@awrach/subgraph';
import { groundOn, type Naming, type NamingInForce } from '../agreement/naming.ts';
import { refuse } from '../refusals.ts';
import type { Basis, Suspension, Worksite } from './worksite.ts';

type Decided<Event extends string> = Decision<Unrecorded<Worksite>, Event>;

/** What the rules know beside worksite and command. */
export interface WorkGround {
  /** All agreements that name the worksite, the oldest first. */
  readonly namings: readonly Naming[];
  readonly today: string;
}

export interface OpenWorksite {
  readonly agreementId?: string | null;
  readonly openedOn: string;
}

/** Work begins on a planned worksite: only under an agreement in force that names it, within what that covers. */
export function open(worksite: Worksite, command: OpenWorksite, ground: WorkGround): Decided<'opened'> {
  const { agreementId, openedOn } = command;
  if (worksite.status === 'CANCELLED') return refuse('worksite.cancelled', 'worksiteId');
  if (worksite.status === 'CLOSED') return refuse('worksite.closed', 'worksiteId');
  if (worksite.status !== 'PLANNED') return refuse('worksite.opened-already', 'worksiteId');
  if (openedOn > ground.today) return refuseShared('date.in-future', 'openedOn');
  const agreement = groundOn(ground.namings, agreementId, { day: openedOn, field: 'openedOn' });
  if (isRefusal(agreement)) return agreement;
  return { event: 'opened', state: { ...worksite, status: 'OPEN', openedOn, basis: basisOf(agreement) } };
}

export interface SuspendWorksite {
  readonly from: string;
  readonly reason: string;
}

/** Its events tell each suspension with its reason, and hold 900 KiB: those that agreements bring about still find room then. */
const mostSuspensions = 50;

/** Work on an open worksite stands still. */
export function suspend(
  worksite: Worksite,
  { from, reason }: SuspendWorksite,
  { today }: Pick<WorkGround, 'today'>,
): Decided<'suspended'> {
  if (worksite.status !== 'OPEN') return refuse('worksite.not-open', 'worksiteId');
  if (worksite.suspensions.length >= mostSuspensions) {
    return refuse('worksite.suspended-often', 'worksiteId', { limit: mostSuspensions });
  }
  const refused = outOfOrder(worksite, { day: from, field: 'from' }, today);
  if (refused) return refused;
  const suspensions = [...worksite.suspensions, { from, until: null, reason }];
  return { event: 'suspended', state: { ...worksite, status: 'SUSPENDED', suspensions } };
}

export interface ResumeWorksite {
  readonly agreementId?: string | null;
  readonly on: string;
}

/** Work on a suspended worksite goes on: again only under an agreement in force that names it. */
export function resume(worksite: Worksite, command: ResumeWorksite, ground: WorkGround): Decided<'resumed'> {
  const { agreementId, on } = command;
  if (worksite.status !== 'SUSPENDED') return refuse('worksite.not-suspended', 'worksiteId');
  const refused = outOfOrder(worksite, { day: on, field: 'on' }, ground.today);
  if (refused) return refused;
  const agreement = groundOn(ground.namings, agreementId, { day: on, field: 'on' });
  if (isRefusal(agreement)) return agreement;
  const suspensions = worksite.suspensions.map(
    (one): Suspension => (one.until === null ? { ...one, until: on } : one),
  );
  return {
    event: 'resumed',
    state: { ...worksite, status: 'OPEN', suspensions, basis: basisOf(agreement) },
  };
}

export interface CloseWorksite {
  readonly on: string;
  readonly outcome: WorksiteOutcome;
}

/** Work ends, for good. A worksite that stands still can be closed too: its last suspension then never ends. */
export function close(
  worksite: Worksite,
  { on, outcome }: CloseWorksite,
  { today }: Pick<WorkGround, 'today'>,
): Decided<'closed'> {
  if (worksite.status === 'CLOSED') return refuse('worksite.closed', 'worksiteId');
  if (worksite.status !== 'OPEN' && worksite.status !== 'SUSPENDED') {
    return refuse('worksite.not-open', 'worksiteId');
  }
  const refused = outOfOrder(worksite, { day: on, field: 'on' }, today);
  if (refused) return refused;
  return { event: 'closed', state: { ...worksite, status: 'CLOSED', closedOn: on, outcome } };
}

/** The days of a worksite's life follow each other, and none lies in the future. */
function outOfOrder(
  worksite: Worksite,
  { day, field }: { readonly day: string; readonly field: string },
  today: string,
): Refusal | undefined {
  if (day > today) return refuseShared('date.in-future', field);
  const after = lastDay(worksite);
  return after !== null && day < after ? refuse('worksite.day-order', field, { day, after }) : undefined;
}

const lastDay = ({ openedOn, suspensions }: Worksite): string | null => {
  const last = suspensions.at(-1);
  return last?.until ?? last?.from ?? openedOn;
};

const basisOf = ({ agreementId, version, inForce }: NamingInForce): Basis => ({
  agreementId,
  agreementVersion: version,
  revision: inForce.revision,
});

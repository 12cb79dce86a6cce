import type { PlacementEndReason } from '@awrach/contracts';
import { type Decision, refuseShared, type Unrecorded } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Placement } from './placement.ts';

type Decided<Event extends string> = Decision<Unrecorded<Placement>, Event>;

export interface HirePerson {
  readonly personId: string;
  readonly worksiteId: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** A line in force with jobs on the worksite, the days that its revision covers, and how many of the jobs are taken. */
export interface OpenLine {
  readonly lineId: string;
  readonly agreementId: string;
  readonly agreementVersion: number;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly jobs: number;
  readonly taken: number;
}

/** The worksite as it is known here, and its lines in force, the oldest agreement's first. */
export interface HiringGround {
  readonly worksite: {
    readonly version: number;
    readonly province: string;
    readonly edition: number;
    readonly commune: string;
    readonly status: string;
    readonly openedOn: string | null;
  };
  readonly lines: readonly OpenLine[];
}

/** Hires somebody on an open worksite, on the first line that has a job left and covers the days. */
export function hire(id: string, command: HirePerson, ground: HiringGround): Decided<'started'> {
  const { personId, worksiteId, startsOn, endsOn } = command;
  const { worksite, lines } = ground;
  if (endsOn < startsOn) return refuseShared('date.order', 'endsOn', { from: startsOn, until: endsOn });
  if (worksite.status !== 'OPEN' || worksite.openedOn === null) {
    return refuse('placement.worksite-not-open', 'worksiteId');
  }
  const { openedOn } = worksite;
  if (startsOn < openedOn) return refuse('placement.before-opening', 'startsOn', { openedOn });
  if (lines.length === 0) return refuse('placement.no-agreement', 'worksiteId');
  const free = lines.filter((line) => line.taken < line.jobs);
  const [nearest] = free;
  if (!nearest) {
    const total = (of: 'jobs' | 'taken') => lines.reduce((sum, line) => sum + line[of], 0);
    return refuse('placement.no-job-left', 'worksiteId', { jobs: total('jobs'), taken: total('taken') });
  }
  const line = free.find((one) => one.startsOn <= startsOn && endsOn <= one.endsOn);
  if (!line) {
    const { startsOn: from, endsOn: until } = nearest;
    return refuse('placement.outside-agreement', startsOn < from ? 'startsOn' : 'endsOn', { from, until });
  }
  return {
    event: 'started',
    state: {
      id,
      province: worksite.province,
      edition: worksite.edition,
      commune: worksite.commune,
      personId,
      worksiteId,
      agreementId: line.agreementId,
      lineId: line.lineId,
      startsOn,
      endsOn,
      status: 'ACTIVE',
      endReason: null,
      groundLost: null,
      basis: { worksiteVersion: worksite.version, agreementVersion: line.agreementVersion },
    },
  };
}

export interface EndPlacement {
  readonly endedOn?: string | null;
  readonly reason: PlacementEndReason;
}

/** Ends a contract on a day it covers, at its term or before. What was entered in error counts nowhere, and needs no day. */
export function end(
  placement: Placement,
  { endedOn, reason }: EndPlacement,
  today: string,
): Decided<'ended' | 'cancelled'> {
  if (placement.status !== 'ACTIVE') return refuse('placement.ended-already', 'placementId');
  const ended = { ...placement, endReason: reason, groundLost: null };
  if (reason === 'ENTERED_IN_ERROR') return { event: 'cancelled', state: { ...ended, status: 'CANCELLED' } };
  const { startsOn, endsOn } = placement;
  if (endedOn == null) return refuse('placement.end-day', 'endedOn');
  if (endedOn > today) return refuseShared('date.in-future', 'endedOn');
  if (endedOn < startsOn) return refuseShared('date.order', 'endedOn', { from: startsOn, until: endedOn });
  if (endedOn > endsOn) return refuse('placement.after-end', 'endedOn', { endsOn });
  return { event: 'ended', state: { ...ended, status: 'ENDED', endsOn: endedOn } };
}

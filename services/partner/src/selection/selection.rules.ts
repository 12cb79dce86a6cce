import { selectionId } from '@awrach/contracts';
import { type Decision, isEdition, refuseShared, type Unrecorded } from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import type { Selection } from './selection.entity.ts';

export type RecordSelection = Omit<Unrecorded<Selection>, 'id' | 'commune' | 'reason'> & {
  readonly reason?: string | null;
};

/** What the rule has to know beside the command. */
interface SelectionGround {
  /** Whether the partner has an agreement, not cancelled, in that province and edition. */
  readonly agreed: boolean;
  readonly today: string;
}

const mostCriteria = 50;

/** A committee's decision: with a score of 100 at most, a reason where it refuses, and no refusal of whom an agreement rests on. */
export function record(
  command: RecordSelection,
  ground: SelectionGround,
): Decision<Unrecorded<Selection>, 'recorded'> {
  const { partnerId, province, edition, decision, score, criteria, decidedOn } = command;
  const reason = command.reason ?? null;
  if (!isEdition(edition)) return refuseShared('edition.unknown', 'edition', { edition });
  if (score < 0 || score > 100) return refuse('selection.score', 'score', { outOf: 100 });
  if (criteria.length > mostCriteria) {
    return refuse('selection.criteria', 'criteria', { limit: mostCriteria });
  }
  for (const [i, one] of criteria.entries()) {
    if (one.outOf < 1) return refuseShared('number.positive', `criteria.${i}.outOf`);
    if (one.score < 0 || one.score > one.outOf) {
      return refuse('selection.score', `criteria.${i}.score`, { outOf: one.outOf });
    }
  }
  if (decidedOn > ground.today) return refuseShared('date.in-future', 'decidedOn');
  if (decision === 'REFUSED' && reason === null) return refuse('selection.refusal-needs-reason', 'reason');
  if (decision === 'REFUSED' && ground.agreed) return refuse('selection.in-use', 'decision');
  const id = selectionId(province, edition, partnerId);
  return {
    event: 'recorded',
    state: {
      id,
      province,
      edition,
      commune: null,
      partnerId,
      decision,
      score,
      criteria: [...criteria],
      reason,
      decidedOn,
    },
  };
}

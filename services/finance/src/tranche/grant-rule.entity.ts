import { dateColumn, type Work } from '@awrach/subgraph';
import { EntitySchema } from 'typeorm';

/**
 * How a supervision grant is paid out, from a day on: configuration with its source, never a constant in the code.
 * Of several, the one that had come into effect last on the day of the step holds.
 */
export interface GrantRule {
  readonly id: string;
  readonly validFrom: string;
  /** What falls due when a worksite opens, in basis points of its grant; the remainder falls due when it is completed. */
  readonly openingShare: number;
  /** Days in which a tranche is to be paid once it is due. */
  readonly daysToPay: number;
  /** The text that states the rule. */
  readonly source: string;
}

export const GrantRuleEntity = new EntitySchema<GrantRule>({
  name: 'GrantRule',
  tableName: 'grant_rule',
  columns: {
    id: { type: 'text', primary: true },
    validFrom: dateColumn('valid_from'),
    openingShare: { name: 'opening_share', type: 'int' },
    daysToPay: { name: 'days_to_pay', type: 'int' },
    source: { type: 'text' },
  },
});

/** All rules, the first first. @throws Error when there is none: the service is not configured */
export async function grantRules(work: Pick<Work, 'manager'>): Promise<[GrantRule, ...GrantRule[]]> {
  const [first, ...later] = await work.manager.find(GrantRuleEntity, { order: { validFrom: 'ASC' } });
  if (!first) throw new Error('The table grant_rule is empty: it must say how grants are paid out.');
  return [first, ...later];
}

import { trancheId } from '@awrach/contracts';
import { type Centimes, centimes, type Decision, type Refusal, type Unrecorded } from '@awrach/subgraph';
import type { GrantRule } from './grant-rule.entity.ts';
import { type Step, steps, type Tranche } from './tranche.entity.ts';

/** What is known of one worksite under one agreement that is, or until its cancellation was, in force. */
export interface Ground {
  readonly province: string;
  readonly edition: number;
  readonly commune: string;
  readonly agreementId: string;
  readonly worksiteId: string;
  readonly partnerId: string;
  readonly worksiteVersion: number;
  readonly agreementVersion: number;
  /** The grant of the agreement's lines on that worksite. */
  readonly grant: Centimes;
  /** The day of the last signature: nothing fell due before. */
  readonly since: string;
  /** The day from which the agreement is cancelled, or null. */
  readonly cancelledFrom: string | null;
  readonly openedOn: string | null;
  /** The day on which it was closed as completed, or null. */
  readonly completedOn: string | null;
}

type TrancheDecision = Exclude<Decision<Unrecorded<Tranche>, 'fell-due' | 'cancelled'>, Refusal> & {
  readonly before: Tranche | undefined;
};

/**
 * Compares what is owed on a worksite with the tranches that there are. A step reached while the agreement held makes
 * its tranche due, also when it is learnt of afterwards; a step after the agreement's last day makes nothing due, and what
 * had fallen due by it is cancelled as far as it is unpaid. What fell due stays as it is when the agreement is amended:
 * the tranche of completion is whatever the grant then still leaves.
 *
 * @param existing the tranches of that agreement and worksite
 * @param rules in the order of their first days
 */
export function fallDue(
  ground: Ground,
  existing: readonly Tranche[],
  rules: readonly [GrantRule, ...GrantRule[]],
): TrancheDecision[] {
  const decided: TrancheDecision[] = [];
  let owed = 0n;
  for (const step of steps) {
    const before = existing.find((one) => one.step === step);
    const reachedOn = step === 'OPENING' ? ground.openedOn : ground.completedOn;
    if (before) {
      if (before.status === 'DUE' && !holdsOn(before.dueOn, ground)) {
        decided.push({ event: 'cancelled', state: { ...before, status: 'CANCELLED' }, before });
      } else if (before.status !== 'CANCELLED') owed += before.amount;
    } else if (reachedOn !== null) {
      const dueOn = laterOf(reachedOn, ground.since);
      const rule = ruleOn(dueOn, rules);
      const amount = step === 'OPENING' ? share(ground.grant, rule.openingShare) : ground.grant - owed;
      if (amount <= 0n || !holdsOn(dueOn, ground)) continue;
      owed += amount;
      decided.push({
        event: 'fell-due',
        state: trancheOf(ground, step, centimes(amount), dueOn, rule),
        before,
      });
    }
  }
  return decided;
}

const laterOf = (one: string, other: string): string => (one.localeCompare(other) < 0 ? other : one);

/** An agreement's last day is the one from which it is cancelled: whose work reached a step that day is paid for it. */
const holdsOn = (day: string, { cancelledFrom }: Ground): boolean =>
  cancelledFrom === null || day <= cancelledFrom;

function trancheOf(
  ground: Ground,
  step: Step,
  amount: Centimes,
  dueOn: string,
  rule: GrantRule,
): Unrecorded<Tranche> {
  const { province, edition, commune, agreementId, worksiteId, partnerId } = ground;
  const { worksiteVersion, agreementVersion } = ground;
  return {
    id: trancheId(agreementId, worksiteId, step),
    province,
    edition,
    commune,
    agreementId,
    worksiteId,
    partnerId,
    step,
    amount,
    paid: centimes(0n),
    dueOn,
    payBy: daysAfter(dueOn, rule.daysToPay),
    status: 'DUE',
    rule: { id: rule.id, source: rule.source },
    basis: { worksiteVersion, agreementVersion },
  };
}

/** The rule that holds on a day; before the first, the first. */
export const ruleOn = (day: string, rules: readonly [GrantRule, ...GrantRule[]]): GrantRule =>
  rules.findLast((rule) => rule.validFrom <= day) ?? rules[0];

/** A share in basis points, rounded down to the centime: the remainder goes to the last tranche, so that all add up. */
export const share = (amount: Centimes, basisPoints: number): Centimes =>
  centimes((amount * BigInt(basisPoints)) / 10_000n);

const millisecondsOfDay = 86_400_000;

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * millisecondsOfDay).toISOString().slice(0, 10);

/** Days that have passed since the last day to pay in time; 0 for what is paid, cancelled or still in time. */
export function overdueDays({ status, payBy }: Pick<Tranche, 'status' | 'payBy'>, today: string): number {
  if (status !== 'DUE' || today <= payBy) return 0;
  return Math.round((Date.parse(today) - Date.parse(payBy)) / millisecondsOfDay);
}

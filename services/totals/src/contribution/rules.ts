import {
  type AgreementState,
  agreement,
  type CommitmentState,
  commitment,
  type PaymentState,
  type PlacementState,
  payment,
  placement,
  type ThingContract,
  type WorksiteState,
  worksite,
} from '@awrach/contracts';
import { contributionOfAgreement } from './agreement.contribution.ts';
import { contributionOfCommitment } from './commitment.contribution.ts';
import { type Contribution, tidy } from './contribution.ts';
import { contributionOfPayment } from './payment.contribution.ts';
import { contributionOfPlacement } from './placement.contribution.ts';
import { contributionOfWorksite } from './worksite.contribution.ts';

/**
 * The things whose events move figures. Each measure is moved by exactly one of them. For one that is added, a migration adds
 * its topic to those that the database knows: `alter type followed_topic add value '<topic>'`.
 */
export const followed: readonly ThingContract[] = [agreement, commitment, worksite, placement, payment];

export const followedTopics: ReadonlySet<string> = new Set(followed.map(({ topic }) => topic));

/**
 * What an event's data adds to the figures.
 * @param data was checked against the contract of that topic, as everything that the consumer hands on
 * @throws Error for a topic that is not followed
 */
export function contributionOf(topic: string, data: unknown): Contribution {
  return tidy(untidy(topic, data));
}

function untidy(topic: string, data: unknown): Contribution {
  // The contract of the topic, against which the consumer checked the data, has exactly this type.
  switch (topic) {
    case agreement.topic:
      return contributionOfAgreement(data as AgreementState);
    case commitment.topic:
      return contributionOfCommitment(data as CommitmentState);
    case worksite.topic:
      return contributionOfWorksite(data as WorksiteState);
    case placement.topic:
      return contributionOfPlacement(data as PlacementState);
    case payment.topic:
      return contributionOfPayment(data as PaymentState);
    default:
      throw new Error(`Nothing is counted of ${topic}.`);
  }
}

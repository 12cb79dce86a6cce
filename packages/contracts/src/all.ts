import { agreement } from './agreement.event.ts';
import { commitment } from './commitment.event.ts';
import type { ThingContract } from './contract.ts';
import { deadLetters } from './dead-letter.event.ts';
import { envelope } from './envelope.event.ts';
import { partner } from './partner.event.ts';
import { payment } from './payment.event.ts';
import { person } from './person.event.ts';
import { placement } from './placement.event.ts';
import { selection } from './selection.event.ts';
import { tranche } from './tranche.event.ts';
import { worksite } from './worksite.event.ts';

/** The things of the programme, in the order in which an agreement lives. */
export const thingContracts: readonly ThingContract[] = [
  partner,
  selection,
  agreement,
  envelope,
  commitment,
  worksite,
  person,
  placement,
  tranche,
  payment,
];

/** All topics that carry state: the things, then each service's dead letters. */
export const allContracts: readonly ThingContract[] = [...thingContracts, ...Object.values(deadLetters)];

const byTopic = new Map(allContracts.map((contract) => [contract.topic, contract]));

export function contractOfTopic(topic: string): ThingContract | undefined {
  return byTopic.get(topic);
}

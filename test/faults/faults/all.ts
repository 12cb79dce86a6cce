import type { World } from '../world/world.ts';
import { killedAfterSending, killedBeforeCommit, lockLost } from './caught-in-the-act.ts';
import type { Fault } from './fault.ts';
import { freezing, kafkaOverslept, kafkaUnanswering, relayOverslept } from './freeze.ts';
import { groupOffsetsLost } from './group-offsets.ts';
import { killing } from './kill.ts';
import { lingering } from './linger.ts';
import { answersLost } from './lost-answers.ts';
import { poisoned } from './poison.ts';
import { outOfOrder, repeated, wrongClocks } from './repeat.ts';
import { topicLost } from './topic-lost.ts';

/** Every fault, as often as it stands in one deck: when all were drawn, they are shuffled anew. */
export function deckFor({ link, parts }: Pick<World, 'link' | 'parts'>): Fault[] {
  const names = Object.keys(parts);
  const often = [repeated, outOfOrder, wrongClocks, poisoned, lingering];
  const aimed = [killedAfterSending, killedBeforeCommit, lockLost];
  return [
    ...names.map(killing),
    ...names.map(freezing),
    ...[...often, ...aimed].flatMap((fault) => [fault, fault]),
    ...(link ? [answersLost, answersLost, kafkaUnanswering] : []),
    groupOffsetsLost,
    topicLost,
    relayOverslept,
    kafkaOverslept,
  ];
}

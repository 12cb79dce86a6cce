import { derivedId, eventHeaders, payment } from '@awrach/contracts';
import type { Message } from 'kafkajs';
import { poisonMark } from '../judgement/dead-letters.ts';
import { followedTopics } from '../world/followers.ts';
import { put } from '../world/topics.ts';
import type { Fault } from './fault.ts';

/** Whatever its time, no reader of ours can take it in. */
const unfit: readonly ((mark: string, id: string) => Message)[] = [
  (mark) => ({ value: `{"${mark}"` }),
  (mark) => ({ value: JSON.stringify({ mark }) }),
  (mark) => ({ value: Buffer.concat([Buffer.from(mark), Buffer.from([0xff, 0xfe])]) }),
];

/** It fits its schema, and pays for work in a commune that there is not. */
function nowhere(mark: string, id: string): Message {
  const state = {
    id,
    version: 1,
    recordedAt: '2022-07-01T08:00:00.000000Z',
    province: '05.301',
    edition: 2022,
    commune: '05.301.99.99',
    trancheId: id,
    agreementId: id,
    worksiteId: id,
    partnerId: id,
    amount: '1.00',
    paidOn: '2022-07-01',
    reference: mark,
  };
  const headers = eventHeaders(payment, 'recorded', state, { eventId: id, requestId: null, log: '' });
  return { key: id, value: JSON.stringify(state), headers };
}

/** A message that cannot be taken in, on a topic that others depend on. */
export const poisoned: Fault = {
  name: 'poison',
  async strike({ world, ledger, name }, chance) {
    const mark = `${poisonMark} ${name}`;
    const id = derivedId('fault', name);
    const rule = chance.below(4) === 0;
    const topic = rule ? payment.topic : chance.one(followedTopics);
    const message = rule ? nowhere(mark, id) : chance.one(unfit)(mark, id);
    await put(world.brokers, topic, [{ key: id, ...message }]);
    ledger.poison({ mark, topic });
  },
};

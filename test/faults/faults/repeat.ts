import { contractOfTopic, eventHeaders, type ThingState } from '@awrach/contracts';
import type { Message } from 'kafkajs';
import type { Chance } from '../../testkit/chance.ts';
import { followedTopics } from '../world/followers.ts';
import type { Service } from '../world/instances.ts';
import { put } from '../world/topics.ts';
import { tryAgain } from '../world/try-again.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

interface Recorded {
  readonly id: string;
  readonly type: string;
  readonly payload: ThingState;
  readonly log: string;
}

const most = 60;

/** Events that Kafka has already: whoever follows them met them before, or will meet them before what is put there now. */
async function toldBefore({ databases }: World, topic: string, chance: Chance): Promise<Recorded[]> {
  const service = topic.split('.')[1] as Service; // A topic is named after the service that tells it.
  const rows = await tryAgain(() =>
    databases.rows<Recorded>(
      service,
      `select id, type, payload, incarnation as log from event join log on log.topic = aggregatetype
       where aggregatetype = $1 and not exists (select from outbox where outbox.seq = event.seq)
       order by event.seq desc limit 400`,
      [topic],
    ),
  );
  return chance.shuffled(rows).slice(0, most);
}

/** The same record as the relay's, unless its state was changed. */
function messageOf(topic: string, { id, type, log }: Recorded, state: ThingState): Message {
  const contract = contractOfTopic(topic);
  if (!contract) throw new Error(`there is no topic ${topic}`);
  const event = type.split('.').at(-2) ?? '';
  return {
    key: state.id,
    value: JSON.stringify(state),
    headers: eventHeaders(contract, event, state, { eventId: id, requestId: null, log }),
    timestamp: String(Date.parse(state.recordedAt)),
  };
}

const byVersion = (a: Recorded, b: Recorded) => a.payload.version - b.payload.version;

/** Puts events on a topic as they were told before, each thing's in the order in which they happened. */
export async function repeatOn(world: World, topic: string, chance: Chance): Promise<void> {
  const events = (await toldBefore(world, topic, chance)).sort(byVersion);
  await putAll(
    world,
    topic,
    events.map((event) => messageOf(topic, event, event.payload)),
  );
}

export const repeated: Fault = {
  name: 'events come twice',
  strike: ({ world }, chance) => repeatOn(world, chance.one(followedTopics), chance),
};

/** Events come again, the later before the earlier. */
export const outOfOrder: Fault = {
  name: 'events come out of order',
  async strike({ world }, chance) {
    const topic = chance.one(followedTopics);
    const events = (await toldBefore(world, topic, chance)).sort((a, b) => byVersion(b, a));
    const messages = events.map((event) => messageOf(topic, event, event.payload));
    await putAll(world, topic, messages);
  },
};

const moments = ['1999-12-31T23:59:59.999999Z', '2038-01-19T03:14:08.000000Z', '2199-01-01T00:00:00.000000Z'];

/** Events come again from clocks that are years behind or ahead. */
export const wrongClocks: Fault = {
  name: 'clocks of events go wrong',
  async strike({ world }, chance) {
    const topic = chance.one(followedTopics);
    const events = await toldBefore(world, topic, chance);
    const messages = events.map((event) =>
      messageOf(topic, event, { ...event.payload, recordedAt: chance.one(moments) }),
    );
    await putAll(world, topic, messages);
  },
};

async function putAll({ brokers }: World, topic: string, messages: Message[]): Promise<void> {
  if (messages.length > 0) await put(brokers, topic, messages);
}

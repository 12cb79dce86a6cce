import { freeze } from '../world/parts.ts';
import { activeRelay } from '../world/relays.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** SIGSTOP of one process for seconds; then it goes on as if no time had passed. */
export const freezing = (part: string): Fault => ({
  name: `freeze ${part}`,
  async strike({ world }, chance) {
    const victim = world.parts[part];
    if (victim) await freeze(victim, 500 + chance.below(2_500));
  },
});

/** Longer than a standby leaves a silent relay alone. */
const untilReplaced = 13_000;

/** The relay that sends is frozen until another has taken its place, and then wakes up in the middle of what it did. */
export const relayOverslept: Fault = {
  name: 'a relay oversleeps',
  async strike({ world }, chance) {
    const service = chance.one(['partner', 'finance'] as const);
    const name = await activeRelay(world, service);
    const victim = name && world.parts[name];
    if (victim) await freeze(victim, untilReplaced);
  },
};

/** Longer than the client waits for Kafka: what was sent is given up, and arrives all the same. */
const untilGivenUp = 17_000;

export const kafkaOverslept: Fault = {
  name: 'Kafka oversleeps',
  strike: ({ world }) => freezeKafka(world),
};

/** As it falls asleep all connections break: new ones are taken, and clients give them up before a word was said. */
export const kafkaUnanswering: Fault = {
  name: 'Kafka takes calls in its sleep',
  async strike({ world }) {
    const asleep = freezeKafka(world);
    world.link?.cut();
    await asleep;
  },
};

async function freezeKafka({ parts }: World): Promise<void> {
  const brokers = Object.entries(parts).filter(([name]) => name.startsWith('kafka'));
  await Promise.all(brokers.map(([, broker]) => freeze(broker, untilGivenUp)));
}

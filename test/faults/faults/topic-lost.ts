import { setTimeout as sleep } from 'node:timers/promises';
import { followedTopics } from '../world/followers.ts';
import { administer } from '../world/topics.ts';
import { tryAgain } from '../world/try-again.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';
import { repeatOn } from './repeat.ts';

/** So often up to 60 events lie on the topic again: far beyond where whatever is written next will lie in the new log. */
const repeats = 3;

/**
 * Kafka loses a topic with all that lies on it. Its source notices, makes it anew and sends everything again. Some events lay
 * there twice, so that the offsets of the former log are beyond where the same events lie in the new one.
 */
export const topicLost: Fault = {
  name: 'a topic is lost',
  async strike({ world, ledger }, chance) {
    const topic = chance.one(followedTopics);
    for (let time = 0; time < repeats; time += 1) await repeatOn(world, topic, chance);
    await untilRead(world, topic);
    await administer(world.brokers, async (admin) => {
      if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    });
    ledger.forgetPoison(topic);
  },
};

/** How long readers get, in milliseconds; they may be down by another fault. */
const patience = 5_000;

/** Waits until totals, which follows everything, has read the topic to where it ended just now. */
async function untilRead({ brokers, databases }: World, topic: string): Promise<void> {
  const ends = await administer(brokers, (admin) => admin.fetchTopicOffsets(topic));
  const records = ends.reduce((sum, { high }) => sum + Number(high), 0);
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(50)) {
    const [read] = await tryAgain(() =>
      databases.rows<{ records: string | null }>(
        'totals',
        `select sum(next_offset) as records from consumed_offset
         where topic = $1 and generation = (select max(generation) from consumed_offset)`,
        [topic],
      ),
    );
    if (Number(read?.records ?? 0) >= records) return;
  }
}

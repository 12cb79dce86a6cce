import { followedTopics } from '../world/followers.ts';
import { administer } from '../world/topics.ts';
import type { Fault } from './fault.ts';

/** Kafka loses a topic with all that lies on it. Its source notices, makes it anew and sends everything again. */
export const topicLost: Fault = {
  name: 'a topic is lost',
  async strike({ world, ledger }, chance) {
    const topic = chance.one(followedTopics);
    await administer(world.brokers, async (admin) => {
      if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    });
    ledger.forgetPoison(topic);
  },
};

import { administer } from '../world/topics.ts';
import type { Fault } from './fault.ts';

const topics = [
  'awrach.partner.agreement',
  'awrach.finance.commitment',
  'awrach.worksite.worksite',
  'awrach.employment.placement',
  'awrach.finance.payment',
];

/** Kafka loses a topic with all that lies on it. Its source notices, makes it anew and sends everything again. */
export const topicLost: Fault = {
  name: 'a topic is lost',
  async strike({ world, ledger }, chance) {
    const topic = chance.one(topics);
    await administer(world.brokers, async (admin) => {
      if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
    });
    ledger.forgetPoison(topic);
  },
};

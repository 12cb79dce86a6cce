import { restart } from '../world/parts.ts';
import { administer } from '../world/topics.ts';
import type { Fault } from './fault.ts';

/** All instances of a service stop; what Kafka believes of its group is deleted meanwhile, or set to the end of everything. */
export const groupOffsetsLost: Fault = {
  name: 'group offsets are lost',
  async strike({ world }, chance) {
    const service = chance.one(['partner', 'worksite', 'employment', 'finance', 'totals'] as const);
    const deleted = chance.below(2) === 0;
    const groupId = `awrach.${service}`;
    const parts = world.instances[service].flatMap((name) => world.parts[name] ?? []);
    try {
      await administer(world.brokers, async (admin) => {
        // At each try: another fault, which had killed one of them, may start it again meanwhile.
        await Promise.all(parts.map((part) => part.stop()));
        if (deleted) return void (await admin.deleteGroups([groupId]));
        const topics = (await admin.listTopics()).filter((topic) => /^awrach\.\w+\.\w+$/.test(topic));
        for (const topic of topics) {
          const ends = await admin.fetchTopicOffsets(topic);
          const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
          await admin.setOffsets({ groupId, topic, partitions });
        }
      });
    } finally {
      await Promise.all(parts.map((part) => restart(part, 0)));
    }
  },
};

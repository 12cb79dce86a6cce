import type { Admin } from 'kafkajs';
import { restart } from '../world/parts.ts';
import { administerOnce, setGroupOffsets } from '../world/topics.ts';
import { tryAgain } from '../world/try-again.ts';
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
      await tryAgain(async () => {
        // At each try: another fault, which had killed one of them, may start it again meanwhile.
        await Promise.all(parts.map((part) => part.stop()));
        if (deleted) await administerOnce(world.brokers, (admin) => forget(admin, groupId));
        else await setGroupOffsets(world.brokers, groupId, await endsOfAll(world.brokers));
      });
    } finally {
      await Promise.all(parts.map((part) => restart(part, 0)));
    }
  },
};

async function forget(admin: Admin, groupId: string): Promise<void> {
  const { groups } = await admin.describeGroups([groupId]);
  // Dead is what Kafka calls one that it does not know: another fault had it forgotten a moment ago.
  if (groups[0]?.state !== 'Dead') await admin.deleteGroups([groupId]);
}

const endsOfAll = (brokers: string) =>
  administerOnce(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => /^awrach\.\w+\.\w+$/.test(topic));
    const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
    return ends.flatMap((partitions, i) =>
      partitions.map(({ partition, high }) => ({ topic: topics[i] ?? '', partition, offset: high })),
    );
  });

import { type KafkaRecord, readEvents } from '../../testkit/events.ts';
import { poisonMark } from './dead-letters.ts';
import type { Judgement } from './judgement.ts';

/**
 * Whoever reads Kafka from the beginning finds every event that the services have recorded, with the id that it has
 * there, and none that they have not.
 */
export const toldToKafka: Judgement = async ({ brokers, databases }) => {
  const isPoison = ({ value }: KafkaRecord) => value.includes(poisonMark);
  const records = (await readEvents(brokers)).filter(
    (record) => record.topic.endsWith('.dead-letter') || !isPoison(record),
  );
  const there = new Map<string, Set<string>>();
  for (const { headers, key, topic } of records) {
    const change = `${topic} ${key} v${headers.ce_version}`;
    there.set(change, (there.get(change) ?? new Set()).add(headers.ce_id ?? ''));
  }
  const found: string[] = [];
  for (const service of ['partner', 'worksite', 'employment', 'finance', 'totals'] as const) {
    const recorded = await databases.rows<{ change: string; id: string }>(
      service,
      "select aggregatetype || ' ' || aggregateid || ' v' || version as change, id from event",
    );
    for (const { change, id } of recorded) {
      const ids = there.get(change) ?? new Set();
      if (ids.size !== 1 || !ids.has(id))
        found.push(`${change} was recorded as ${id}; Kafka has ${[...ids].join() || 'nothing'}`);
      there.delete(change);
    }
  }
  for (const change of there.keys()) found.push(`${change} is in Kafka, and nobody has recorded it`);
  return found;
};

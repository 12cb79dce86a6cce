import { readEvents } from '../../testkit/events.ts';
import type { Judgement } from './judgement.ts';

/**
 * Whoever reads Kafka from the beginning finds every event that the services have recorded, with the id that it has
 * there, and none that they have not.
 */
export const toldToKafka: Judgement = async ({ brokers, databases }, { poisons }) => {
  const records = await readEvents(brokers);
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
  const marks = poisons.map(({ mark }) => mark);
  for (const change of there.keys()) {
    if (!marks.some((mark) => change.includes(mark)))
      found.push(`${change} is in Kafka, and nobody has recorded it`);
  }
  return found;
};

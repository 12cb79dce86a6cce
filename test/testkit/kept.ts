import type { Awrach } from './awrach.ts';
import { eventEnds } from './events.ts';

/** What the system has kept so far: how much of everything the graph counts, and every event. */
export async function keptBy(awrach: Awrach): Promise<unknown> {
  await awrach.settled();
  const counted = await awrach.as('auditor').ask<object>(`{
    partners { totalCount } agreements { totalCount nodes { id version } } worksites { totalCount nodes { id version } }
    envelopes { totalCount nodes { id version } } tranches { totalCount } payments { totalCount }
    placements { totalCount }
  }`);
  return { ...counted, events: await eventEnds(awrach.brokers) };
}

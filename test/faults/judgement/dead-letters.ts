import { follows } from '../world/followers.ts';
import type { Service } from '../world/instances.ts';
import type { World } from '../world/world.ts';
import type { Judgement } from './judgement.ts';

/** Whoever follows a topic has set aside each message on it that nobody can take in, once, and nothing else. */
export const poisonSetAside: Judgement = async (world, { poisons }) => {
  const found: string[] = [];
  const marks = new Set(poisons.map(({ mark }) => mark));
  for (const [service, topics] of Object.entries(follows)) {
    const letters = await lettersOf(world, service as Service); // The keys of `follows` are services.
    for (const { mark, topic } of poisons) {
      const times = letters.filter((text) => text.includes(mark)).length;
      const wanted = topics.includes(topic) ? 1 : 0;
      if (times !== wanted)
        found.push(`${service} has set ${mark} on ${topic} aside ${times} times, not ${wanted}`);
    }
    for (const text of letters) {
      if (![...marks].some((mark) => text.includes(mark)) && !text.includes(poisonMark))
        found.push(`${service} has set aside what was no poison: ${text.slice(0, 300)}`);
    }
  }
  return found;
};

/** All that is put on topics to be set aside contains this. */
export const poisonMark = 'poison of the faults';

/** The dead letters that a service has told, each as one text: where it lay, why, and what it said. */
async function lettersOf({ databases }: World, service: Service): Promise<string[]> {
  const rows = await databases.rows<{ payload: { reason: string; value: string | null } }>(
    service,
    'select payload from event where aggregatetype = $1',
    [`awrach.${service}.dead-letter`],
  );
  return rows.map(({ payload }) => {
    const said = Buffer.from(payload.value ?? '', 'base64').toString('utf8');
    return `${JSON.stringify({ ...payload, value: undefined })} ${said}`;
  });
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { republish } from '@awrach/messaging';
import { put, readAll, removeTopic } from './raw-kafka.ts';
import { missingTools, openSample } from './samples.ts';
import {
  eventually,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  type Town,
  topicsOf,
  write,
} from './town.ts';

const languages = ['node', 'shell', 'python'] as const;

const sent = (town: Town) =>
  eventually(
    () => outboxDepth(town),
    (depth) => depth === 0,
  );

/** Six processes of another language, one after the other, may take a while where the machine is busy. */
describe.each(languages)('The sample in %s', (language) => {
  const lacks = missingTools[language]();
  const testHere = lacks === null ? test : test.skip;
  const needed = lacks === null ? '' : ` (not run: there is no ${lacks})`;

  testHere(
    `keeps a row for each thing and each change, and goes on where it stopped${needed}`,
    async () => {
      await using town = await openTown(`sample_${language}`);
      const contract = ownContract();
      const { topic } = contract;
      await topicsOf([contract]);
      const relay = relayOf(town, [contract]);
      using sample = openSample(language);
      try {
        const [a, b] = [randomUUID(), randomUUID()].sort() as [string, string]; // Two were made just now.
        for (const version of [1, 2]) await write(town, contract, a, version);
        await write(town, contract, b, 1);
        await sent(town);
        // A repeat, one that goes back, and what a stranger put there.
        const lying = (await readAll(topic)).map(({ key, value, headers }) => ({ key, value, headers }));
        await put(topic, [...lying, { key: a, value: 'no event' }, { key: b, value: '{"id":7}' }]);
        await put(topic, [{ key: b, value: null }]);

        expect(await sample.run(topic)).toBe('2 things, 3 changes');
        const present = [
          { id: a, version: 2 },
          { id: b, version: 1 },
        ];
        expect(sample.things(topic)).toEqual(present);
        expect(sample.changes(topic)).toEqual([{ id: a, version: 1 }, ...present]);

        const moment = new Date(Date.now() + 1).toISOString();
        await sleep(5);
        await write(town, contract, b, 2);
        await sent(town);
        expect(await sample.run(topic)).toBe('2 things, 4 changes');
        using later = openSample(language);
        expect(await later.run(topic, moment)).toBe('1 things, 1 changes');
        expect(later.things(topic)).toEqual([{ id: b, version: 2 }]);

        // Sent anew behind what lies there, then into a topic that is shorter than what was read.
        await town.transact((tx) => republish(tx, [topic]));
        await sent(town);
        expect(await sample.run(topic)).toBe('2 things, 4 changes');
        await write(town, contract, b, 3);
        await sent(town);
        expect(await sample.run(topic)).toBe('2 things, 5 changes');
        await removeTopic(topic);
        await write(town, contract, a, 3);
        await sent(town);
        expect(await sample.run(topic)).toBe('2 things, 6 changes');
        expect(sample.things(topic)).toEqual([
          { id: a, version: 3 },
          { id: b, version: 3 },
        ]);
      } finally {
        await relay.stop();
      }
    },
    400_000,
  );
});

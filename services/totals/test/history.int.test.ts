import { randomUUID } from 'node:crypto';
import { agreement, placement } from '@awrach/contracts';
import { keepHistory, presentsOf, versionsOf } from '../src/applying/history.store.ts';
import { nothing } from '../src/contribution/contribution.ts';
import { openScratch } from './scratch.ts';

const [both, one, unknown] = [randomUUID(), randomUUID(), randomUUID()];
const things = [
  { topic: agreement.topic, thing: both },
  { topic: placement.topic, thing: both },
  { topic: placement.topic, thing: one },
  { topic: placement.topic, thing: unknown },
];
const versions = ([topic, thing, ...its]: readonly [string, string, ...number[]]) =>
  its.map((version) => ({
    topic,
    thing,
    version,
    recordedAt: `2022-05-01T08:00:0${version}.000000Z`,
    contribution: nothing,
  }));

test('What is held of things is found by topic and id, its highest version and all of them', async () => {
  await using scratch = await openScratch();
  const held = [
    ...versions([agreement.topic, both, 1, 2, 3]),
    ...versions([placement.topic, both, 5, 4]),
    ...versions([placement.topic, one, 1]),
    ...versions([placement.topic, randomUUID(), 1, 2]),
  ];
  await scratch.transact((tx) => keepHistory(tx, 0, held));

  const presents = await presentsOf(scratch.sql, 0, things);
  expect(things.map((thing) => presents.get(thing)?.version)).toEqual([3, 5, 1, undefined]);
  expect(presents.get(things[1] as (typeof things)[number])).toEqual({ ...held[3] });
  const all = await versionsOf(scratch.sql, 0, things);
  expect(things.map((thing) => all.get(thing)?.map(({ version }) => version))).toEqual([
    [3, 2, 1],
    [5, 4],
    [1],
    undefined,
  ]);
  expect(await presentsOf(scratch.sql, 0, [])).toEqual(new Map());
  expect(await presentsOf(scratch.sql, 1, things)).toEqual(new Map());
});

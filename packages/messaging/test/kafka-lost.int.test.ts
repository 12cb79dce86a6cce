import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka } from '@awrach/local';
import { progressTopic } from '@awrach/messaging';
import { connectKafka } from '../src/kafka.ts';
import {
  applied,
  consumerOf,
  eventually,
  type KeptLog,
  keptLog,
  openTown,
  ownContract,
  relayOf,
  type Town,
  write,
} from './town.ts';

/** A broker that forgets, restarts and is read from anew on a machine as slow as may be. */
const patience = 60_000;

/** A Kafka of the test's own, whose folder can be put back or taken away while it stands still. */
async function openKafka() {
  await using opening = new AsyncDisposableStack();
  const parent = mkdtempSync(join(tmpdir(), 'awrach-kafka-lost-'));
  opening.defer(() => rmSync(parent, { recursive: true, force: true }));
  const dir = join(parent, 'kafka');
  const copy = join(parent, 'copy');
  const port = await freePort();
  let running = await startKafka({ dir, port });
  opening.defer(() => running.stop());
  const whileStopped = async (work: () => void) => {
    await running.stop();
    work();
    running = await startKafka({ dir, port });
  };
  const opened = opening.move();
  return {
    brokers: running.brokers,
    backUp: () => whileStopped(() => cpSync(dir, copy, { recursive: true })),
    restore: () =>
      whileStopped(() => {
        rmSync(dir, { recursive: true });
        renameSync(copy, dir);
      }),
    lose: () => whileStopped(() => rmSync(dir, { recursive: true })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What a reader holds, and in which incarnation its positions are. */
const standing = async ({ pool }: Town) => {
  const { rows: things } = await pool.query('select thing, version from consumed_thing order by thing');
  const { rows: logs } = await pool.query('select distinct log from consumed_offset where next_offset > 0');
  return { things, logs: logs.map(({ log }) => log) };
};

const incarnation = async ({ pool }: Town): Promise<string> =>
  (await pool.query('select incarnation from log')).rows[0]?.incarnation;

const alarms = ({ lines }: KeptLog) =>
  lines.filter(({ level, message }) => level === 'error' && message.startsWith('A LOG LOST RECORDS'));

describe.each(['its tail', 'all of it'] as const)('Kafka that lost %s', (lost) => {
  test('is noticed while nobody writes, told loudly and sent everything again; readers of then and of now hold the same', async () => {
    await using kafka = await openKafka();
    const { brokers } = kafka;
    await using town = await openTown('lost');
    await using reader = await openTown('lost_reader');
    await using late = await openTown('lost_late');
    const contract = ownContract();
    const log = keptLog();
    const relay = relayOf(town, [contract], { brokers, log });
    await eventually(
      () => relay.figures().completeTo,
      (said) => said !== null,
      patience,
    );
    const consumer = consumerOf(reader, [contract], { brokers });
    const id = randomUUID();
    try {
      for (let version = 1; version <= 3; version += 1) await write(town, contract, id, version);
      await eventually(
        () => applied(reader),
        (rows) => rows.some(({ version }) => version === 3),
        patience,
      );
      await kafka.backUp();
      for (let version = 4; version <= 6; version += 1) await write(town, contract, id, version);
      await write(town, contract);
      await eventually(
        () => standing(reader),
        ({ things }) => things.length === 2 && things.some(({ version }) => version === '6'),
        patience,
      );
      const before = await standing(reader);
      const former = await incarnation(town);
      expect(before.logs).toEqual([former]);

      await (lost === 'its tail' ? kafka.restore() : kafka.lose());
      await eventually(
        () => standing(reader),
        ({ logs }) => logs.length === 1 && logs[0] !== former,
        patience,
      );
      expect(relay.figures().logsLost).toBe(1);
      expect(alarms(log)).toHaveLength(1);
      const healed = await incarnation(town);
      expect(healed > former).toBe(true);

      const lateConsumer = consumerOf(late, [contract], { brokers, group: `late-${contract.topic}` });
      await lateConsumer.ready();
      await write(town, contract, id, 7);
      for (const each of [reader, late])
        await eventually(
          () => standing(each),
          ({ things }) => things.some(({ version }) => version === '7'),
          patience,
        );
      await lateConsumer.stop();
      expect(await standing(late)).toEqual(await standing(reader));
      expect((await standing(reader)).things).toHaveLength(before.things.length);
      const presents = (await applied(reader)).filter(({ fresh }) => fresh);
      expect(new Set(presents.map(({ thing, version }) => `${thing} ${version}`)).size).toBe(presents.length);
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  }, 240_000);
});

test('The topic of progress alone, when it is lost, is made anew', async () => {
  await using kafka = await openKafka();
  const { brokers } = kafka;
  await using town = await openTown('progress_lost');
  const relay = relayOf(town, [ownContract()], { brokers });
  try {
    const said = await eventually(
      () => relay.figures().completeTo,
      (at) => at !== null,
      patience,
    );
    const admin = connectKafka(brokers, 'test', keptLog(), { retry: { retries: 5 } }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [progressTopic] });
    await admin.disconnect();
    await eventually(
      () => relay.figures(),
      ({ failures }) => failures > 0,
      patience,
    );
    await eventually(
      () => relay.figures(),
      ({ state, completeTo }) => state === 'active' && completeTo !== null && completeTo > String(said),
      patience,
    );
    expect(relay.figures().logsLost).toBe(0);
  } finally {
    await relay.stop();
  }
}, 240_000);

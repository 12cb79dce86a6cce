import { randomUUID } from 'node:crypto';
import { type Relay, republish } from '@awrach/messaging';
import { newIncarnation } from '../src/incarnation.ts';
import { makeTopic, put, readAll, removeTopic } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  eventually,
  idIn,
  keptLog,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  type TestContract,
  type Town,
  topicsOf,
  write,
} from './town.ts';

const logsOf = async (contract: TestContract) => [
  ...new Set((await readAll(contract.topic)).map(({ headers }) => headers.awrach_log)),
];

const heldBy = async (reader: Town) => {
  const { rows } = await reader.pool.query(
    'select thing, version::int as version from consumed_thing order by thing',
  );
  return rows;
};

/** What lies on the topic, to be put there again. */
const plainRecords = async (contract: TestContract) =>
  (await readAll(contract.topic)).map(({ key, value, headers }) => ({ key, value, headers }));

/** A consumer that does not begin to read before `goOn`, but looks where its topic ends. */
function startingConsumer(reader: Town, contract: TestContract) {
  const gate = Promise.withResolvers<void>();
  const log = keptLog();
  const consumer = consumerOf(reader, [contract], {
    log,
    generation: async () => {
      await gate.promise;
      return 0;
    },
  });
  return {
    consumer,
    goOn: () => gate.resolve(),
    sawEnd: (partition: number, end: number) =>
      eventually(
        () => log.lines.filter(({ message }) => message === 'A topic ends here.'),
        (lines) => lines.some(({ fields }) => (fields as { ends: number[] }).ends[partition] === end),
      ),
  };
}

describe('A topic that was deleted and made anew', () => {
  test('is noticed and sent again as a new incarnation, and its reader begins at 0 and ends right', async () => {
    await using town = await openTown('remade');
    await using reader = await openTown('remade_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const log = keptLog();
    const relay = relayOf(town, [contract], { log });
    const consumer = consumerOf(reader, [contract]);
    try {
      const ids = [];
      for (let n = 0; n < 30; n += 1) ids.push(await write(town, contract));
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 30,
      );
      const [former] = await logsOf(contract);

      await removeTopic(contract.topic);
      const [first = ''] = ids;
      await write(town, contract, first, 2);
      ids.push(await write(town, contract));
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      expect(relay.figures().logsLost).toBe(1);
      expect(
        log.lines.some(({ level, message }) => level === 'error' && message.startsWith('A LOG LOST RECORDS')),
      ).toBe(true);
      const logs = await logsOf(contract);
      expect(logs).toHaveLength(1);
      expect(String(logs[0]) > String(former)).toBe(true);
      expect(await readAll(contract.topic)).toHaveLength(32);

      await eventually(
        () => heldBy(reader),
        (held) => held.length === 31 && held.some(({ thing, version }) => thing === first && version === 2),
      );
      // Each present was taken once: what came again was known.
      const fresh = (await applied(reader)).filter((row) => row.fresh);
      expect(fresh).toHaveLength(32);
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });

  test('is found out by the last record alone, when it has just as many records as before', async () => {
    await using town = await openTown('as_many');
    await using reader = await openTown('as_many_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const consumer = consumerOf(reader, [contract]);
    const id = randomUUID();
    try {
      await write(town, contract, id, 1);
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 1,
      );
      await put(contract.topic, await plainRecords(contract));
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 2,
      ); // The partition ends at 2, with one event twice.
      await consumer.stop();
      await relay.stop();

      await removeTopic(contract.topic);
      await topicsOf([contract]);
      const healing = relayOf(town, [contract]);
      await write(town, contract, id, 2); // The new log ends at 2 as well: with version 1 and version 2.
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      await healing.stop();
      expect(await readAll(contract.topic)).toHaveLength(2);

      const again = consumerOf(reader, [contract]);
      await eventually(
        () => heldBy(reader),
        (held) => held[0]?.version === 2,
      );
      await again.stop();
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });

  test.each([
    ['quiet', false],
    ['written to all the while', true],
  ])(
    'while a reader starts, with fewer records and %s, does not keep it from being ready',
    async (_how, busy) => {
      await using town = await openTown('fewer');
      await using reader = await openTown('fewer_reader');
      const contract = ownContract();
      await topicsOf([contract]);
      const relay = relayOf(town, [contract]);
      await write(town, contract, idIn(3));
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      const sent = await plainRecords(contract);
      await put(contract.topic, [...sent, ...sent]);

      const starting = startingConsumer(reader, contract);
      const { consumer } = starting;
      let writing: Promise<void> | undefined;
      let done = false;
      const keepWriting = async () => {
        for (; !done; await new Promise((resolve) => setTimeout(resolve, 10)))
          await write(town, contract, idIn(3));
      };
      try {
        await starting.sawEnd(3, 3);
        await removeTopic(contract.topic);
        await eventually(
          () => relay.figures(),
          ({ logsLost }) => logsLost === 1,
        );
        await eventually(
          () => outboxDepth(town),
          (depth) => depth === 0,
        );
        starting.goOn();
        if (busy) writing = keepWriting();
        const ready = consumer.ready().then(() => true);
        const late = new Promise((resolve) => setTimeout(resolve, 20_000, false));
        expect(await Promise.race([ready, late])).toBe(true);
        if (busy) return;
        expect(await applied(reader)).toHaveLength(1);
        expect(await readAll(contract.topic)).toHaveLength(1);
      } finally {
        done = true;
        await writing;
        starting.goOn();
        await Promise.all([consumer.stop(), relay.stop()]);
      }
    },
  );

  test('while a reader starts, and only half sent again, leaves it unready until all is sent again and applied', async () => {
    await using town = await openTown('half');
    await using reader = await openTown('half_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const ids = Array.from({ length: 10 }, () => idIn(3));
    for (const id of ids) await write(town, contract, id);
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
    );
    await relay.stop();
    const sent = await plainRecords(contract);
    const [log = ''] = await logsOf(contract);

    // It has applied six of the ten when the topic is lost, and four of them are sent again.
    const { topic } = contract;
    const former = consumerOf(reader, [contract], { upTo: [{ topic, partition: 3, log, next: 6 }] });
    await eventually(
      () => applied(reader),
      (rows) => rows.length === 6,
    );
    await former.stop();
    const starting = startingConsumer(reader, contract);
    const { consumer } = starting;
    let isReady = false;
    const ready = consumer.ready().then(() => {
      isReady = true;
    });
    let healing: Relay | undefined;
    try {
      await starting.sawEnd(3, 10);
      await removeTopic(topic);
      await topicsOf([contract]);
      const anew = newIncarnation(log);
      await put(
        topic,
        sent.slice(0, 4).map((record) => ({ ...record, headers: { ...record.headers, awrach_log: anew } })),
      );
      await starting.sawEnd(3, 4);
      starting.goOn();
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 10, // six, and four again
      );
      expect(isReady).toBe(false);

      healing = relayOf(town, [contract]);
      await ready;
      expect(await heldBy(reader)).toHaveLength(10);
      expect(healing.figures().logsLost).toBe(1);
    } finally {
      starting.goOn();
      await Promise.all([consumer.stop(), healing?.stop()]);
    }
  });

  test('while its reader is running and all is quiet, is found out too', async () => {
    await using town = await openTown('quiet');
    await using reader = await openTown('quiet_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const consumer = consumerOf(reader, [contract]);
    try {
      const id = await write(town, contract);
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 1,
      );
      await removeTopic(contract.topic);
      await topicsOf([contract]); // Nobody writes: the relay has to look by itself, and so has the reader.
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 2,
        25_000,
      );
      expect(await applied(reader)).toEqual([
        { thing: id, version: 1, fresh: true },
        { thing: id, version: 1, fresh: false },
      ]);
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });
});

test('Events sent again by command come as a new incarnation behind the former, and the reader settles', async () => {
  await using town = await openTown('again');
  await using reader = await openTown('again_reader');
  const contract = ownContract();
  await topicsOf([contract]);
  const relay = relayOf(town, [contract]);
  const consumer = consumerOf(reader, [contract]);
  try {
    for (let n = 0; n < 20; n += 1) await write(town, contract);
    await eventually(
      () => applied(reader),
      (rows) => rows.length === 20,
    );
    await town.transact((tx) => republish(tx, [contract.topic]));
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
    );
    expect(await readAll(contract.topic)).toHaveLength(40);
    // Read anew from 0, once per partition and not in a ring between the two incarnations: 20, then 40.
    await eventually(
      () => applied(reader),
      (rows) => rows.length === 60,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await applied(reader)).toHaveLength(60);
    const logs = await reader.pool.query('select distinct log from consumed_offset where next_offset > 0');
    expect(logs.rows).toHaveLength(1);
  } finally {
    await Promise.all([consumer.stop(), relay.stop()]);
  }
});

test('A topic with another number of partitions is refused, other settings are named', async () => {
  const contract = ownContract();
  await makeTopic(contract.topic, 3);
  await expect(topicsOf([contract])).rejects.toThrow(/3 partitions instead of 12/);
  const plain = ownContract();
  await makeTopic(plain.topic, 12);
  expect(await topicsOf([plain])).toEqual([
    expect.stringContaining(`${plain.topic}: message.timestamp.after.max.ms is 3600000 instead of`),
  ]);
  const made = ownContract();
  expect(await Promise.all([topicsOf([made]), topicsOf([made])])).toEqual([[], []]);
  expect(await topicsOf([made])).toEqual([]);
});

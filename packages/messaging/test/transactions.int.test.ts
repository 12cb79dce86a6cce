import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, MessageFault, type Move, type Received, type SqlClient } from '@awrach/messaging';
import { put } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  idIn,
  type KeptLog,
  keptLog,
  note,
  openTown,
  ownContract,
  type TestContract,
  type Town,
  topicsOf,
} from './town.ts';

const ids = Array.from({ length: 12 }, (_, partition) => idIn(partition));
const at = '2026-01-31T09:30:00.000001Z';

/** So many versions of a thing in each of these partitions. */
const putVersions = ({ topic }: TestContract, partitions: readonly number[], versions: readonly number[]) =>
  put(
    topic,
    partitions.flatMap((partition) =>
      versions.map((version) => ({
        key: ids[partition] as string, // There is one for each partition.
        value: JSON.stringify(envelopeState(ids[partition] as string, version, at)),
        headers: { ce_id: `${partition}-${version}`, ce_type: 'ma.awrach.finance.envelope.raised.v1' },
      })),
    ),
  );

const all = ids.map((_, partition) => partition);
const oneTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** Of each transaction under way the partitions that it moves. */
function watched() {
  const underWay: (readonly number[])[] = [];
  return {
    underWay,
    async during<Result>(moves: readonly Move[], work: () => Promise<Result>): Promise<Result> {
      const own = moves.map(({ partition }) => partition);
      underWay.push(own);
      try {
        return await work();
      } finally {
        underWay.splice(underWay.indexOf(own), 1);
      }
    },
  };
}

/** What a consumer logs that finds a partition moved: by another process, or by another transaction of its own. */
const meetings = ({ lines }: KeptLog) => lines.filter(({ message }) => message.startsWith('Another reader'));

const versionsOf = async (reader: Town, partition: number) =>
  (await applied(reader)).filter(({ thing }) => thing === ids[partition]).map(({ version }) => version);

describe('A consumer that may have three transactions under way', () => {
  test('has them where enough waits, each of partitions of its own, and applies each message once and in order', async () => {
    await using reader = await openTown('three');
    const contract = ownContract();
    await topicsOf([contract]);
    const { during, underWay } = watched();
    const three = Promise.withResolvers<void>();
    const log = keptLog();
    const consumer = consumerOf(reader, [contract], {
      log,
      mostAtOnce: 30,
      mostTransactions: 3,
      apply: (tx: SqlClient, batch: Received[], moves) =>
        during(moves, async () => {
          if (underWay.length === 3) three.resolve();
          if (batch.length === 30) await three.promise;
          await note(tx, batch);
        }),
    });
    try {
      await consumer.ready();
      await putVersions(contract, all, oneTo(50));
      await three.promise;
      await eventually(
        () => applied(reader),
        (seen) => seen.length === 600,
      );
      for (const partition of all) expect(await versionsOf(reader, partition)).toEqual(oneTo(50));
      expect([meetings(log), consumer.figures().retries]).toEqual([[], 0]);
    } finally {
      three.resolve();
      await consumer.stop();
    }
  });

  test('begins a small one only when no other is under way', async () => {
    await using reader = await openTown('small');
    const contract = ownContract();
    await topicsOf([contract]);
    const { during, underWay } = watched();
    const held = Promise.withResolvers<void>();
    const begun: number[] = [];
    const consumer = consumerOf(reader, [contract], {
      mostAtOnce: 30,
      mostTransactions: 3,
      apply: (tx: SqlClient, batch: Received[], moves) =>
        during(moves, async () => {
          begun.push(underWay.length);
          if (batch.some(({ thing }) => thing === ids[0])) await held.promise;
          await note(tx, batch);
        }),
    });
    try {
      await consumer.ready();
      await putVersions(contract, [0], [1]);
      await eventually(
        () => begun,
        ({ length }) => length === 1,
      );
      await putVersions(contract, [1], oneTo(29));
      await eventually(
        () => consumer.lag(),
        (lag) => lag === 30,
      );
      await sleep(300);
      expect(begun).toEqual([1]);
      held.resolve();
      await eventually(
        () => applied(reader),
        (seen) => seen.length === 30,
      );
      expect(new Set(begun)).toEqual(new Set([1]));
    } finally {
      held.resolve();
      await consumer.stop();
    }
  });

  test('goes on in other partitions while one fails, and there, too, when it no longer does', async () => {
    await using reader = await openTown('failing');
    const contract = ownContract();
    await topicsOf([contract]);
    let broken = true;
    const consumer = consumerOf(reader, [contract], {
      mostAtOnce: 10,
      mostTransactions: 3,
      async apply(tx: SqlClient, batch: Received[]) {
        if (broken && batch.some(({ thing }) => thing === ids[3])) throw new Error('Not now.');
        await note(tx, batch);
      },
    });
    try {
      await consumer.ready();
      await putVersions(contract, [3, 4, 5], oneTo(40));
      await eventually(
        async () => (await versionsOf(reader, 4)).length + (await versionsOf(reader, 5)).length,
        (count) => count >= 60,
      );
      expect(await versionsOf(reader, 3)).toEqual([]);
      broken = false;
      await eventually(
        () => applied(reader),
        (seen) => seen.length === 120,
      );
      for (const partition of [3, 4, 5]) expect(await versionsOf(reader, partition)).toEqual(oneTo(40));
    } finally {
      await consumer.stop();
    }
  });

  test('sets a message at fault aside, hands partitions over and is stopped, while all three are under way', async () => {
    await using reader = await openTown('through');
    const contract = ownContract();
    await topicsOf([contract]);
    const more = {
      mostAtOnce: 20,
      mostTransactions: 3,
      async apply(tx: SqlClient, batch: Received[]) {
        await note(tx, batch);
        await sleep(20);
        // It does not say which one: it has to be found.
        if (batch.some(({ thing, version }) => thing === ids[6] && version === 33))
          throw new MessageFault('rule.broken', 'An envelope of another planet.');
      },
    };
    const [first, second] = [consumerOf(reader, [contract], more), consumerOf(reader, [contract], more)];
    let third: Consumer | undefined;
    try {
      await Promise.all([first.ready(), second.ready()]);
      await putVersions(contract, all, oneTo(60));
      await eventually(
        () => applied(reader),
        ({ length }) => length > 100,
      );
      await first.stop();
      third = consumerOf(reader, [contract], more);
      await eventually(
        () => applied(reader),
        ({ length }) => length >= 719,
      );
      for (const partition of all) {
        const versions = oneTo(60).filter((version) => partition !== 6 || version !== 33);
        expect(await versionsOf(reader, partition)).toEqual(versions);
      }
      const { rows } = await reader.pool.query(
        "select 1 from event where aggregatetype = 'awrach.totals.dead-letter'",
      );
      expect(rows).toHaveLength(1);
    } finally {
      await Promise.all([first, second, third].map((one) => one?.stop()));
    }
  });
});

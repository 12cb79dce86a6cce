import { setTimeout as sleep } from 'node:timers/promises';
import type { Move, Received, SqlClient } from '@awrach/messaging';
import { put } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  idIn,
  note,
  openTown,
  ownContract,
  type TestContract,
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

/** Those of the partitions that transactions are working on. */
function watched() {
  const underWay: (readonly number[])[] = [];
  return {
    underWay,
    async during<Result>(moves: readonly Move[], work: () => Promise<Result>): Promise<Result> {
      const own = moves.map(({ partition }) => partition);
      for (const others of underWay) expect(others.filter((one) => own.includes(one))).toEqual([]);
      underWay.push(own);
      try {
        return await work();
      } finally {
        underWay.splice(underWay.indexOf(own), 1);
      }
    },
  };
}

describe('A consumer that may have three transactions under way', () => {
  test('has them where enough waits, each of partitions of its own, and applies each message once and in order', async () => {
    await using reader = await openTown('three');
    const contract = ownContract();
    await topicsOf([contract]);
    const { during, underWay } = watched();
    const three = Promise.withResolvers<void>();
    const consumer = consumerOf(reader, [contract], {
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
      const rows = await eventually(
        () => applied(reader),
        (seen) => seen.length === 600,
      );
      for (const id of ids) {
        const versions = rows.filter(({ thing }) => thing === id).map(({ version }) => version);
        expect(versions).toEqual(oneTo(50));
      }
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
      const of = async (partition: number) =>
        (await applied(reader)).filter(({ thing }) => thing === ids[partition]).map(({ version }) => version);
      await eventually(
        async () => (await of(4)).length + (await of(5)).length,
        (count) => count >= 60,
      );
      expect(await of(3)).toEqual([]);
      broken = false;
      await eventually(
        () => applied(reader),
        (seen) => seen.length === 120,
      );
      for (const partition of [3, 4, 5]) expect(await of(partition)).toEqual(oneTo(40));
    } finally {
      await consumer.stop();
    }
  });
});

import type { Move, SqlClient } from '@awrach/messaging';
import {
  applied,
  consumerOf,
  eventually,
  note,
  openTown,
  ownContract,
  relayOf,
  type TestContract,
  type Town,
  topicsOf,
  write,
} from './town.ts';

/** How far a generation has come. */
async function positions({ pool }: Town, generation: number): Promise<Move[]> {
  const { rows } = await pool.query(
    'select topic, partition, log, next_offset::int as next from consumed_offset where generation = $1',
    [generation],
  );
  return rows;
}

const sum = (moves: readonly Move[]) => moves.reduce((all, { next }) => all + next, 0);

async function writeMany(town: Town, contract: TestContract, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await write(town, contract);
}

describe('A consumer whose service rebuilds beside itself', () => {
  test('goes over to the generation that has become the live one, and goes on where that one stands', async () => {
    await using town = await openTown('turning');
    await using reader = await openTown('turning_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    await reader.pool.query('create table live (generation int); insert into live values (0)');
    await reader.pool.query('alter table applied add generation int');
    const live = async (client: SqlClient) => {
      const { rows } = await client.query<{ generation: number }>('select generation from live');
      return rows[0]?.generation ?? -1;
    };
    const consumer = consumerOf(reader, [contract], {
      generation: live,
      async apply(tx, batch, _moves, generation) {
        if ((await live(tx)) !== generation) throw new Error('It is not the live one.');
        await note(tx, batch);
        await tx.query('update applied set generation = $1 where generation is null', [generation]);
      },
    });
    try {
      await consumer.ready();
      await writeMany(town, contract, 30);
      await eventually(
        () => applied(reader),
        (seen) => seen.length === 30,
      );
      // The next generation has come as far as this one, but for one partition, which it has still to read.
      await reader.pool.query(
        `insert into consumed_offset select 1, topic, partition, log, next_offset from consumed_offset
         where (topic, partition) <> (select topic, partition from consumed_offset order by next_offset desc limit 1)`,
      );
      const missing = 30 - sum(await positions(reader, 1));
      await reader.pool.query('update live set generation = 1');
      await writeMany(town, contract, 5);
      const rows = await eventually(
        async () => (await reader.pool.query('select generation from applied order by n')).rows,
        (seen) => seen.length >= 35 + missing,
      );
      expect(rows.map(({ generation }) => generation)).toEqual([
        ...Array.from({ length: 30 }, () => 0),
        ...Array.from({ length: 5 + missing }, () => 1),
      ]);
      expect(sum(await positions(reader, 1))).toBe(35);
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });

  test('reads exactly up to where it may, and on when it may read further', async () => {
    await using town = await openTown('bounded');
    await using reader = await openTown('bounded_reader');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const ahead = consumerOf(reader, [contract], { group: `test-ahead-${contract.topic}` });
    await ahead.ready();
    await writeMany(town, contract, 40);
    const first = await eventually(
      () => positions(reader, 0),
      (moves) => sum(moves) === 40,
    );
    await writeMany(town, contract, 40);
    await eventually(
      () => positions(reader, 0),
      (moves) => sum(moves) === 80,
    );
    const behind = consumerOf(reader, [contract], { generation: async () => 1, upTo: first });
    try {
      const byPlace = (moves: readonly Move[]) =>
        [...moves].filter(({ next }) => next > 0).sort((a, b) => a.partition - b.partition);
      await eventually(
        () => positions(reader, 1),
        (moves) => sum(moves) >= 40,
      );
      expect(byPlace(await positions(reader, 1))).toEqual(byPlace(first));
      const all = await positions(reader, 0);
      behind.goOnTo(all);
      await eventually(
        () => positions(reader, 1),
        (moves) => sum(moves) === 80,
      );
      expect(await applied(reader)).toHaveLength(160);
    } finally {
      await Promise.all([ahead.stop(), behind.stop(), relay.stop()]);
    }
  });
});

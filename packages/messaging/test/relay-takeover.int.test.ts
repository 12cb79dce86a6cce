import pg from 'pg';
import { tryLock } from '../src/relay/lock.ts';
import { countAll, readAll } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  eventually,
  keptLog,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  sqlOf,
  topicsOf,
  write,
} from './town.ts';

const endSessions =
  "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'awrach-relay-finance' and datname = current_database()";

describe('Of several relays', () => {
  test('one is active, and another takes over when its session ends', async () => {
    await using town = await openTown('two_relays');
    const contract = ownContract();
    await topicsOf([contract]);
    const first = relayOf(town, [contract]);
    await eventually(
      () => first.figures().state,
      (state) => state === 'active',
    );
    const second = relayOf(town, [contract]);
    try {
      for (let n = 0; n < 5; n += 1) await write(town, contract);
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      expect([first.figures().sent, second.figures().sent]).toEqual([5, 0]);
      expect(second.figures().state).toBe('standby');
      expect([first.wake(), second.wake()]).toEqual([true, false]);

      await first.stop();
      await write(town, contract);
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
        5_000,
      );
      expect(second.figures()).toMatchObject({ state: 'active', sent: 1 });
      expect([first.wake(), second.wake()]).toEqual([false, true]);

      await town.pool.query(endSessions);
      await eventually(
        () => second.wake(),
        (isActive) => !isActive,
      );
      await write(town, contract);
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
        5_000,
      );
      expect(await readAll(contract.topic)).toHaveLength(7);
      expect(second.wake()).toBe(true);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test('one that holds the lock and is silent loses it to another', async () => {
    await using town = await openTown('frozen');
    const contract = ownContract();
    await topicsOf([contract]);
    const frozen = new pg.Client({ connectionString: town.url });
    frozen.on('error', () => undefined); // Its session is going to be ended.
    await frozen.connect();
    expect(await tryLock(sqlOf(frozen))).toBe(true);
    const log = keptLog();
    const relay = relayOf(town, [contract], { frozenAfterMs: 1_200, log });
    try {
      await write(town, contract);
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
        8_000,
      );
      expect(log.lines.filter(({ message }) => message.includes('was silent'))).toHaveLength(1);
      await expect(frozen.query('select 1')).rejects.toThrow();
    } finally {
      await relay.stop();
    }
  });

  test('one that renews its heartbeat is left alone by an impatient standby', async () => {
    await using town = await openTown('living');
    const contract = ownContract();
    await topicsOf([contract]);
    const holder = relayOf(town, [contract]);
    await eventually(
      () => holder.figures().state,
      (state) => state === 'active',
    );
    const log = keptLog();
    const standby = relayOf(town, [contract], { frozenAfterMs: 3_000, log });
    try {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      expect(holder.figures().state).toBe('active');
      expect(log.lines.filter(({ message }) => message.includes('was silent'))).toEqual([]);
    } finally {
      await Promise.all([holder.stop(), standby.stop()]);
    }
  });
});

test('A relay that dies between sending and taking off sends twice, and the reader applies once', async () => {
  await using town = await openTown('crash');
  await using reader = await openTown('crash_reader');
  const contract = ownContract();
  await topicsOf([contract]);
  const relay = relayOf(town, [contract]);
  const consumer = consumerOf(reader, [contract]);
  try {
    await eventually(
      () => relay.figures().state,
      (state) => state === 'active',
    );
    const barrier = await town.pool.connect();
    const id = await write(town, contract);
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
    );
    await barrier.query('begin; lock table log in exclusive mode'); // The row is sent, and cannot be confirmed.
    const second = await write(town, contract);
    await eventually(
      () => countAll(contract.topic),
      (count) => count === 2,
    );
    await town.pool.query(endSessions);
    await barrier.query('rollback');
    barrier.release();
    await eventually(
      () => outboxDepth(town),
      (depth) => depth === 0,
    );
    const sent = (await readAll(contract.topic)).filter(({ key }) => key === second);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.headers.ce_id).toBe(sent[1]?.headers.ce_id);
    await eventually(
      () => applied(reader),
      (rows) => rows.length === 3,
    );
    expect(
      (await applied(reader))
        .filter(({ fresh }) => fresh)
        .map(({ thing }) => thing)
        .sort(),
    ).toEqual([id, second].sort());
  } finally {
    await Promise.all([consumer.stop(), relay.stop()]);
  }
});

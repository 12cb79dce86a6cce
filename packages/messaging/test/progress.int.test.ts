import { randomUUID } from 'node:crypto';
import { testServers } from '@awrach/local';
import { nextStamp, type Progress, recordEvent, startProgressReader } from '@awrach/messaging';
import { completeTo } from '../src/relay/complete-to.ts';
import { readAll } from './raw-kafka.ts';
import {
  envelopeState,
  eventually,
  keptLog,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  topicsOf,
  write,
} from './town.ts';

describe('The moment up to which all is told', () => {
  test('is not later than a record of a transaction that is still open, however long', async () => {
    await using town = await openTown('open');
    const contract = ownContract();
    const gate = Promise.withResolvers<void>();
    const stamped = Promise.withResolvers<string>();
    const open = town.transact(async (tx) => {
      const stamp = await nextStamp(tx, null); // It has its clock, and has written nothing yet.
      stamped.resolve(stamp);
      await gate.promise;
      await recordEvent(tx, contract, 'opened', envelopeState(randomUUID(), 1, stamp));
    });
    const stamp = await stamped.promise;
    try {
      for (let n = 0; n < 10; n += 1) {
        expect((await completeTo(town.client)) <= stamp).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    } finally {
      gate.resolve();
      await open;
    }
    expect((await completeTo(town.client)) > stamp).toBe(true);
  });

  test('is not held back by transactions that only read, nor by another database', async () => {
    await using town = await openTown('readers');
    await using other = await openTown('other');
    const gate = Promise.withResolvers<void>();
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reading = town.transact(async (tx) => {
      await tx.query('select count(*) from event');
      begun[0]?.resolve();
      await gate.promise;
    });
    const elsewhere = other.transact(async (tx) => {
      await nextStamp(tx, null);
      begun[1]?.resolve();
      await gate.promise;
    });
    await Promise.all(begun.map(({ promise }) => promise));
    const { rows } = await town.pool.query(
      'select to_char(clock_timestamp() at time zone \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') as now',
    );
    const moment = await completeTo(town.client);
    gate.resolve();
    await Promise.all([reading, elsewhere]);
    expect(moment > rows[0].now).toBe(true);
  });

  test('is told so that everything recorded before it lies below the offsets told with it', async () => {
    await using town = await openTown('told');
    const contract = ownContract();
    await topicsOf([contract]);
    const told: Progress[] = [];
    const following = startProgressReader({
      brokers: testServers().brokers,
      log: keptLog(),
      onProgress: (progress) => progress.logs[contract.topic] && told.push(progress),
    });
    const relay = relayOf(town, [contract]);
    try {
      await eventually(
        () => told.length,
        (count) => count > 0,
      );
      const writer = async (seed: number) => {
        for (let round = 0; round < 60; round += 1) {
          await town.transact(async (tx) => {
            const stamp = await nextStamp(tx, null);
            if ((round + seed) % 3 === 0) await tx.query(`select pg_sleep(${((seed * round) % 7) / 100})`);
            await recordEvent(tx, contract, 'opened', envelopeState(randomUUID(), 1, stamp));
          });
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, seed) => writer(seed)));
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      const { rows } = await town.pool.query("select max(payload->>'recordedAt') as last from event");
      await eventually(
        () => told.at(-1)?.at ?? '',
        (at) => at > rows[0].last,
      );

      const records = await readAll(contract.topic);
      expect(records).toHaveLength(480);
      for (const { at, logs } of told) {
        const ends = logs[contract.topic]?.ends ?? [];
        const undercut = records.filter(
          ({ headers, partition, offset }) =>
            (headers.ce_time ?? '') < at && offset >= (ends[partition] ?? 0),
        );
        expect(undercut).toEqual([]);
      }
      const claimed = told.map(({ at }) => at);
      expect(claimed).toEqual([...claimed].sort());
    } finally {
      await Promise.all([relay.stop(), following.stop()]);
    }
  });

  test('is told as often while others write without a rest', async () => {
    await using town = await openTown('restless');
    const contract = ownContract();
    await topicsOf([contract]);
    const heard: number[] = [];
    const following = startProgressReader({
      brokers: testServers().brokers,
      log: keptLog(),
      onProgress: (progress) => progress.logs[contract.topic] && heard.push(performance.now()),
    });
    const relay = relayOf(town, [contract]);
    try {
      await eventually(
        () => heard.length,
        (count) => count > 0,
      );
      const until = performance.now() + 5_000;
      const writer = async () => {
        while (performance.now() < until) await write(town, contract);
      };
      await Promise.all(Array.from({ length: 6 }, writer));
      const told = heard.filter((at) => at < until);
      const silences = told.map((at, i) => (told[i + 1] ?? until) - at);
      expect(Math.max(...silences)).toBeLessThan(2_000);
    } finally {
      await Promise.all([relay.stop(), following.stop()]);
    }
  });

  test('stands still while events cannot be sent', async () => {
    await using town = await openTown('stuck');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    try {
      await eventually(
        () => relay.figures().completeTo,
        (at) => at !== null,
      );
      const barrier = await town.pool.connect();
      await barrier.query('begin; lock table log in exclusive mode'); // The event is sent and cannot be taken off.
      await town.transact(async (tx) => {
        await recordEvent(tx, contract, 'opened', envelopeState(randomUUID(), 1, await nextStamp(tx, null)));
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { completeTo: stood } = relay.figures();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(relay.figures().completeTo).toBe(stood);
      await barrier.query('rollback');
      barrier.release();
      await eventually(
        () => relay.figures().completeTo ?? '',
        (at) => at > (stood ?? ''),
      );
    } finally {
      await relay.stop();
    }
  });
});

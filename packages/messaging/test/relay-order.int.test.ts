import { randomUUID } from 'node:crypto';
import { nextStamp, recordEvent, wakeRelay } from '@awrach/messaging';
import { readAll } from './raw-kafka.ts';
import {
  envelopeState,
  eventually,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  topicsOf,
  write,
} from './town.ts';

describe('The relay', () => {
  test('sends everything that 12 writers with long transactions record, and each thing in order', async () => {
    await using town = await openTown('writers');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    const things = Array.from({ length: 24 }, () => randomUUID());
    await town.pool.query('create table thing (id uuid primary key, version integer not null default 0)');
    await town.pool.query('insert into thing select * from unnest($1::uuid[])', [things]);
    let written = 0;

    // As services do: the thing is locked, then its event gets its number; some transactions stay open for long after.
    const writer = async (seed: number) => {
      for (let round = 0; round < 40; round += 1) {
        const id = things[(seed * 7 + round * 5) % things.length] ?? '';
        await town.transact(async (tx) => {
          const { rows } = await tx.query<{ version: number }>(
            'update thing set version = version + 1 where id = $1 returning version',
            [id],
          );
          await recordEvent(
            tx,
            contract,
            'raised',
            envelopeState(id, rows[0]?.version ?? 0, await nextStamp(tx, null)),
          );
          if ((seed + round) % 5 === 0) await tx.query(`select pg_sleep(${0.02 + (seed % 4) * 0.05})`);
        });
        written += 1;
        wakeRelay(town.client);
      }
    };
    try {
      await Promise.all(Array.from({ length: 12 }, (_, seed) => writer(seed)));
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      const records = await readAll(contract.topic);
      expect(written).toBe(480);
      expect(records).toHaveLength(480);
      for (const id of things) {
        const versions = records
          .filter(({ key }) => key === id)
          .map(({ headers }) => Number(headers.ce_version));
        expect(versions).toEqual(Array.from({ length: versions.length }, (_, index) => index + 1));
      }
    } finally {
      await relay.stop();
    }
  });

  test('finds an event that commits long after later ones were sent', async () => {
    await using town = await openTown('late');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    try {
      const late = randomUUID();
      const gate = Promise.withResolvers<void>();
      const recorded = Promise.withResolvers<void>();
      const open = town.transact(async (tx) => {
        await recordEvent(tx, contract, 'opened', envelopeState(late, 1, await nextStamp(tx, null)));
        recorded.resolve();
        await gate.promise;
      });
      await recorded.promise;
      const early = [await write(town, contract), await write(town, contract)];
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      gate.resolve();
      await open;
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      ); // Nobody wakes it: the poll finds it.
      const keys = (await readAll(contract.topic)).map(({ key }) => key);
      expect(new Set(keys)).toEqual(new Set([...early, late]));
    } finally {
      await relay.stop();
    }
  });

  test('writes each record as a CloudEvent that names its log, under its key, with the moment recorded', async () => {
    await using town = await openTown('headers');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    try {
      const id = randomUUID();
      const recordedAt = await town.transact(async (tx) => {
        const stamp = await nextStamp(tx, null);
        await recordEvent(tx, contract, 'opened', envelopeState(id, 1, stamp), { requestId: 'req-7' });
        return stamp;
      });
      await eventually(
        () => outboxDepth(town),
        (depth) => depth === 0,
      );
      const [record] = await readAll(contract.topic);
      const { rows } = await town.pool.query(
        'select id, incarnation from event join log on topic = aggregatetype',
      );
      expect(record).toMatchObject({ key: id, value: JSON.stringify(envelopeState(id, 1, recordedAt)) });
      expect(record?.timestamp).toBe(String(Date.parse(recordedAt)));
      expect(record?.headers).toEqual({
        ce_specversion: '1.0',
        ce_id: rows[0].id,
        ce_source: '/awrach/finance',
        ce_type: 'ma.awrach.finance.envelope.opened.v1',
        ce_subject: id,
        ce_time: recordedAt,
        'content-type': 'application/json',
        ce_dataschema: 'https://awrach.example/schemas/envelope.v1.json',
        ce_version: '1',
        ce_province: '05.301',
        ce_edition: '2022',
        ce_requestid: 'req-7',
        awrach_log: rows[0].incarnation,
      });
    } finally {
      await relay.stop();
    }
  });
});

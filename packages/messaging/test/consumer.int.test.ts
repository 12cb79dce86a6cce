import { randomUUID } from 'node:crypto';
import { MessageFault, type Received, type SqlClient } from '@awrach/messaging';
import { put } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  idIn,
  keptLog,
  note,
  openTown,
  ownContract,
  type Town,
  topicsOf,
} from './town.ts';

const at = '2026-01-31T09:30:00.000001Z';

/** A record as a relay would send it. */
const message = (
  id: string,
  version: number,
  more: { key?: string; value?: string | null; type?: string } = {},
) => ({
  key: more.key ?? id,
  value: more.value === undefined ? JSON.stringify(envelopeState(id, version, at)) : more.value,
  headers: {
    ce_id: randomUUID(),
    ce_type: more.type ?? 'ma.awrach.finance.envelope.raised.v1',
    ce_province: '05.301',
  },
});

async function deadLetters(
  reader: Town,
): Promise<{ reason: string; detail: string; value: string | null }[]> {
  const { rows } = await reader.pool.query(
    "select payload from event where aggregatetype = 'awrach.totals.dead-letter' order by seq",
  );
  return rows.map(({ payload }) => payload);
}

describe('A reader', () => {
  test('takes the highest version for the present; repeated, late and lower ones change nothing', async () => {
    await using reader = await openTown('versions');
    const contract = ownContract();
    await topicsOf([contract]);
    const consumer = consumerOf(reader, [contract]);
    const id = randomUUID();
    try {
      const held = async () => {
        const { rows } = await reader.pool.query(
          'select version::int as version from consumed_thing where thing = $1',
          [id],
        );
        return rows[0]?.version;
      };
      const settled = (count: number) =>
        eventually(
          () => applied(reader),
          (rows) => rows.length === count,
        );
      await put(contract.topic, [message(id, 2), message(id, 5), message(id, 5), message(id, 3)]);
      await settled(4);
      expect(await held()).toBe(5);
      await put(contract.topic, [message(id, 4)]);
      await settled(5);
      await put(contract.topic, [message(id, 5)]);
      await settled(6);
      expect(await held()).toBe(5);
      await put(contract.topic, [message(id, 7), message(id, 6)]);
      const rows = await settled(8);
      expect(await held()).toBe(7);
      // All of it for the history, in the order of the log; how much came in one batch is not promised.
      expect(rows.map(({ version }) => version)).toEqual([2, 5, 5, 3, 4, 5, 7, 6]);
      const fresh = rows.filter((row) => row.fresh).map(({ version }) => version);
      expect(fresh.filter((version) => version > 4)).toEqual([5, 7]);
      expect(fresh).toEqual([...new Set(fresh)].sort());
    } finally {
      await consumer.stop();
    }
  });

  test('sets each message that is at fault aside once, with reason and origin, and applies the rest', async () => {
    await using reader = await openTown('poison');
    const contract = ownContract();
    await topicsOf([contract]);
    const good = Array.from({ length: 20 }, () => randomUUID());
    const [guilty = ''] = good.splice(9, 1);
    const apply = async (tx: SqlClient, batch: Received[]) => {
      await note(tx, batch);
      // It does not say which one: it has to be found.
      if (batch.some(({ thing }) => thing === guilty))
        throw new MessageFault('rule.broken', 'An envelope of another planet.');
    };
    const consumer = consumerOf(reader, [contract], { apply });
    const bad = {
      noJson: message(randomUUID(), 1, { value: '{"id": ' }),
      noData: message(randomUUID(), 1, { value: '{"id": "x"}' }),
      noValue: message(randomUUID(), 1, { value: null }),
      otherKey: message(randomUUID(), 1, { key: randomUUID() }),
      otherType: message(randomUUID(), 1, { type: 'ma.awrach.partner.agreement.signed.v1' }),
      noHeaders: { ...message(randomUUID(), 1), headers: {} },
      capitals: message(randomUUID().toUpperCase(), 1),
      urn: message(`urn:uuid:${randomUUID()}`, 1),
      elsewhere: { ...message(idIn(4), 1), partition: 5 },
    };
    const broken = message(guilty, 1);
    const sound = good.map((id) => message(id, 1));
    const mixed = [
      ...sound.slice(0, 5),
      ...Object.values(bad),
      ...sound.slice(5, 12),
      broken,
      ...sound.slice(12),
    ];
    try {
      await put(contract.topic, mixed);
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 19,
      );
      const letters = await eventually(
        () => deadLetters(reader),
        (seen) => seen.length === 10,
      );
      expect(letters.map(({ reason }) => reason).sort()).toEqual(
        [
          'headers',
          'key',
          'no-value',
          'not-json',
          'partition',
          'rule.broken',
          'schema',
          'schema',
          'schema',
          'type',
        ].sort(),
      );
      const wrongId = 'The data breaks its contract: /id must be a UUID of 36 characters in small letters';
      expect(letters.filter(({ detail }) => detail === wrongId)).toHaveLength(2);
      const unparsed = letters.find(({ reason }) => reason === 'not-json');
      expect(unparsed).toMatchObject({ origin: { topic: contract.topic, log: null }, province: '05.301' });
      expect(Buffer.from(unparsed?.value ?? '', 'base64').toString()).toBe('{"id": ');
      expect(new Set((await applied(reader)).map(({ thing }) => thing))).toEqual(new Set(good));
      await eventually(
        () => consumer.lag(),
        (lag) => lag === 0,
      );
      expect(consumer.figures()).toMatchObject({ applied: 19, deadLetters: 10, retries: 0 });

      // Read again from the beginning, nothing is set aside twice.
      await consumer.stop();
      await reader.pool.query('update consumed_offset set next_offset = 0');
      const again = consumerOf(reader, [contract], { apply });
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 38,
      );
      await again.ready();
      expect(await deadLetters(reader)).toHaveLength(10);
      await again.stop();
    } finally {
      await consumer.stop();
    }
  });

  test('tries again what the database or its own code failed at, and blames no message for it', async () => {
    await using reader = await openTown('faults');
    const contract = ownContract();
    await topicsOf([contract]);
    let attempts = 0;
    const log = keptLog();
    const consumer = consumerOf(reader, [contract], {
      log,
      apply: async (tx, batch) => {
        if (batch.length === 0) return;
        attempts += 1;
        await note(tx, batch);
        if (attempts === 1) throw new TypeError('code at fault');
        if (attempts === 2) await tx.query('select * from a_table_that_is_not_there');
        if (attempts === 3) await tx.query('select pg_terminate_backend(pg_backend_pid())');
        if (attempts === 4) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      },
    });
    try {
      const id = randomUUID();
      await put(contract.topic, [message(id, 1)]);
      await eventually(
        () => applied(reader),
        (rows) => rows.length > 0,
      );
      expect(await applied(reader)).toEqual([{ thing: id, version: 1, fresh: true }]);
      expect(attempts).toBe(5);
      expect(await deadLetters(reader)).toEqual([]);
      await eventually(
        () => consumer.figures(),
        ({ state, retries }) => state === 'reading' && retries === 4,
      );
    } finally {
      await consumer.stop();
    }
  });

  test('hands on what is to be extracted of each event, and sets aside what is found at fault by that', async () => {
    await using reader = await openTown('extracts');
    const contract = ownContract();
    await topicsOf([contract]);
    const [one, guilty, other] = [randomUUID(), randomUUID(), randomUUID()];
    const handed = new Map<string, string>();
    let attempts = 0;
    const consumer = consumerOf<string>(reader, [contract], {
      extract({ data, thing }) {
        attempts += 1;
        if (attempts <= 4) throw new TypeError('code at fault');
        if (thing === guilty) throw new MessageFault('rule.broken', 'An envelope of another planet.');
        return `of ${data.province}`;
      },
      apply: async (tx, batch) => {
        await note(tx, batch);
        for (const { data, thing } of batch) handed.set(thing, data);
      },
    });
    try {
      await put(
        contract.topic,
        [one, guilty, other].map((id) => message(id, 1)),
      );
      const rows = await eventually(
        () => applied(reader),
        (seen) => seen.length === 2,
      );
      expect(new Set(rows.map(({ thing }) => thing))).toEqual(new Set([one, other]));
      expect(consumer.figures()).toMatchObject({ restarts: 0, state: 'reading' });
      expect(handed).toEqual(new Map([one, other].map((id) => [id, 'of 05.301'])));
      expect(await deadLetters(reader)).toEqual([
        expect.objectContaining({
          reason: 'rule.broken',
          detail: 'An envelope of another planet.',
          value: Buffer.from(message(guilty, 1).value ?? '').toString('base64'),
        }),
      ]);
    } finally {
      await consumer.stop();
    }
  });

  test('gets to know nothing of a batch whose transaction failed: neither effect nor offset', async () => {
    await using reader = await openTown('whole');
    const contract = ownContract();
    await topicsOf([contract]);
    let fails = true;
    const consumer = consumerOf(reader, [contract], {
      apply: async (tx, batch) => {
        await note(tx, batch);
        if (fails) throw new Error('not now');
      },
    });
    try {
      await consumer.ready();
      const ids = Array.from({ length: 10 }, () => randomUUID());
      await put(
        contract.topic,
        ids.map((id) => message(id, 1)),
      );
      await eventually(
        () => consumer.figures().retries,
        (retries) => retries >= 3,
      );
      expect(consumer.figures().state).toBe('failing');
      expect(await applied(reader)).toEqual([]);
      expect((await reader.pool.query('select from consumed_thing')).rowCount).toBe(0);
      expect((await reader.pool.query('select from consumed_offset where next_offset > 0')).rowCount).toBe(0);
      fails = false;
      await eventually(
        () => applied(reader),
        (rows) => rows.length === 10,
      );
    } finally {
      await consumer.stop();
    }
  });
});

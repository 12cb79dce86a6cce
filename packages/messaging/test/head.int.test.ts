import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetters } from '@awrach/contracts';
import { headOf, MessageFault, nextStamp, recordEvent, republish } from '@awrach/messaging';
import { put } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  note,
  openTown,
  outboxDepth,
  ownContract,
  relayOf,
  type TestContract,
  type Town,
  topicsOf,
  write,
} from './town.ts';

/** Records an event in a transaction that stays open until it is told to end. */
async function writeSlowly(town: Town, contract: TestContract) {
  const written = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const committed = town.transact(async (tx) => {
    await recordEvent(tx, contract, 'opened', envelopeState(randomUUID(), 1, await nextStamp(tx, null)));
    written.resolve();
    await gate.promise;
  });
  await written.promise;
  return {
    commit() {
      gate.resolve();
      return committed;
    },
    rollBack() {
      gate.reject(new Error('thought better of it'));
      return committed.catch(() => undefined);
    },
  };
}

const allSent = (town: Town) =>
  eventually(
    () => outboxDepth(town),
    (depth) => depth === 0,
  );

/** Each look at the head, and whether it was another than all before. */
function looking(town: Town) {
  const seen = new Set<string | undefined>();
  return async (): Promise<'another' | 'the same'> => {
    const head = await headOf(town.client);
    const known = seen.has(head);
    seen.add(head);
    return known ? 'the same' : 'another';
  };
}

describe('The head of a service', () => {
  test('is another after each commit, in whatever order they come, and the same while nothing was committed', async () => {
    await using town = await openTown('head_commits');
    const contract = ownContract();
    const look = looking(town);
    await look();
    expect(await look()).toBe('the same');

    const early = await writeSlowly(town, contract);
    const given = await writeSlowly(town, contract);
    expect(await look()).toBe('the same');
    await write(town, contract);
    expect(await look()).toBe('another');
    await early.commit();
    expect(await look()).toBe('another');
    await given.rollBack();
    expect(await look()).toBe('the same');
  });

  test('tells a commit that was sent and taken off the outbox between two looks', async () => {
    await using town = await openTown('head_sent');
    const contract = ownContract();
    await topicsOf([contract]);
    const relay = relayOf(town, [contract]);
    try {
      await write(town, contract);
      await allSent(town);
      const look = looking(town);
      await look();
      const thing = await write(town, contract);
      await allSent(town);
      expect(await look()).toBe('another');
      await write(town, contract, thing, 2);
      await allSent(town);
      expect(await look()).toBe('another');
      await town.transact((tx) => republish(tx, [contract.topic]));
      await allSent(town);
      expect(await look()).toBe('another');
    } finally {
      await relay.stop();
    }
  });

  test("is another after what was taken in, also of one's own faults, and rests while progress is told", async () => {
    await using town = await openTown('head_taken_in');
    const contract = ownContract();
    const letters = deadLetters.totals;
    const own = ownContract();
    await topicsOf([contract, own, letters]);
    const relay = relayOf(town, [own, letters], { service: 'totals' });
    const consumer = consumerOf(town, [contract], {
      apply: async (tx, batch) => {
        const wrong = batch.find(({ version }) => version === 13);
        if (wrong) throw new MessageFault('rule', 'Not the thirteenth.', wrong);
        await note(tx, batch);
      },
    });
    const tell = (version: number) => {
      const id = randomUUID();
      const headers = {
        ce_id: randomUUID(),
        ce_type: 'ma.awrach.finance.envelope.raised.v1',
        ce_province: '05.301',
      };
      const value = JSON.stringify(envelopeState(id, version, '2026-01-31T09:30:00.000001Z'));
      return put(contract.topic, [{ key: id, value, headers }]);
    };
    try {
      await tell(1);
      await eventually(
        () => applied(town),
        (rows) => rows.length === 1,
      );
      const look = looking(town);
      await look();
      await tell(2);
      await eventually(
        () => applied(town),
        (rows) => rows.length === 2,
      );
      expect(await look()).toBe('another');
      await tell(13);
      await eventually(
        () => consumer.figures().deadLetters,
        (count) => count === 1,
      );
      await allSent(town);
      expect(await look()).toBe('another');

      const { completeTo } = relay.figures();
      await sleep(500);
      expect(await look()).toBe('the same');
      expect(relay.figures().completeTo).not.toBe(completeTo);
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });

  test('is not told while more waits to be sent than is counted', async () => {
    await using town = await openTown('head_deep');
    await town.pool.query('insert into outbox select generate_series(1, 10000)');
    expect(await headOf(town.client)).toBeDefined();
    await town.pool.query('insert into outbox values (10001)');
    expect(await headOf(town.client)).toBeUndefined();
  });
});

import { randomUUID } from 'node:crypto';
import { deadLetters, type Service } from '@awrach/contracts';
import { testServers } from '@awrach/local';
import {
  type Consumer,
  type DeadLetter,
  findOriginals,
  isOpen,
  MessageFault,
  readDeadLetters,
  replay,
} from '@awrach/messaging';
import { jest } from '@jest/globals';
import { put, readAll, removeTopic } from './raw-kafka.ts';
import {
  applied,
  consumerOf,
  envelopeState,
  eventually,
  keptLog,
  note,
  openTown,
  ownContract,
  relayOf,
  type TestContract,
  type Town,
  topicsOf,
} from './town.ts';

/** Each look at the dead letters joins a consumer group anew, which takes a while where the machine is busy. */
jest.setTimeout(240_000);

const { brokers } = testServers();
const log = keptLog();

/** A service that reads one topic and tells its dead letters. */
interface Reader extends AsyncDisposable {
  town: Town;
  consumer: Consumer;
  /** Whether it still refuses what it reads. */
  strict: boolean;
}

async function openReader(service: Service, contract: TestContract): Promise<Reader> {
  const town = await openTown(`replay_${service}`);
  const letters = deadLetters[service];
  await topicsOf([contract, letters]);
  const relay = relayOf(town, [letters], { service });
  const reader: Reader = {
    town,
    strict: true,
    consumer: consumerOf(town, [contract], {
      service,
      group: `${service}-${contract.topic}`,
      apply: async (tx, batch) => {
        const [first] = batch;
        if (reader.strict && first) throw new MessageFault('rule', 'Not while the rule holds.', first);
        await note(tx, batch);
      },
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([reader.consumer.stop(), relay.stop()]);
      await town[Symbol.asyncDispose]();
    },
  };
  return reader;
}

const message = (value: string, key: string) => ({
  key,
  value,
  headers: { ce_id: randomUUID(), ce_type: 'ma.awrach.finance.envelope.raised.v1', ce_province: '05.301' },
});
const sound = (id: string) =>
  message(JSON.stringify(envelopeState(id, 1, '2026-01-31T09:30:00.000001Z')), id);

const lettersFrom = async ({ topic }: TestContract): Promise<DeadLetter[]> =>
  (await readDeadLetters(brokers, log)).filter(({ origin }) => origin.topic === topic);

async function replayed(letters: readonly DeadLetter[]) {
  const originals = await findOriginals(brokers, letters, log);
  await replay(brokers, originals, log);
  return originals.size;
}

const outcomes = (letter: DeadLetter | undefined) =>
  Object.entries(letter?.by ?? {})
    .map(([service, { replay: met }]) => `${service} ${met?.outcome ?? 'waits'}`)
    .sort();

describe('A message that was set aside and is put on its topic again', () => {
  test('is applied once the rule is mended, the same to the byte, and each service says so of its own dead letter', async () => {
    const contract = ownContract();
    await using totals = await openReader('totals', contract);
    await using worksite = await openReader('worksite', contract);
    const id = randomUUID();
    await put(contract.topic, [sound(id)]);
    const [letter] = await eventually(
      () => lettersFrom(contract),
      (letters) => Object.keys(letters[0]?.by ?? {}).length === 2,
    );
    expect(outcomes(letter)).toEqual(['totals waits', 'worksite waits']);

    totals.strict = false;
    expect(await replayed(letter ? [letter] : [])).toBe(1);
    const [after, again] = await eventually(
      () => lettersFrom(contract),
      ([first, second]) => first !== undefined && !isOpen(first) && second !== undefined,
    );
    expect(outcomes(after)).toEqual(['totals APPLIED', 'worksite SET_ASIDE_AGAIN']);
    expect(after?.by.worksite?.replay?.setAsideAs).toBe(again?.id);
    expect(outcomes(again)).toEqual(['worksite waits']);
    expect(await applied(totals.town)).toEqual([{ thing: id, version: 1, fresh: true }]);

    const [first, second] = await readAll(contract.topic);
    expect(second).toEqual({
      ...first,
      offset: (first?.offset ?? 0) + 1,
      headers: { ...first?.headers, awrach_replay: letter?.id },
    });

    // The one that came of it is replayed in its turn; for totals it is a repeat, which changes nothing.
    worksite.strict = false;
    await replayed(again ? [again] : []);
    await eventually(
      () => lettersFrom(contract),
      (letters) => letters.length === 2 && !letters.some(isOpen),
    );
    expect((await applied(worksite.town)).filter(({ fresh }) => fresh)).toHaveLength(1);
    expect((await applied(totals.town)).filter(({ fresh }) => fresh)).toHaveLength(1);

    // Read again from the beginning, nothing is said twice.
    await totals.consumer.stop();
    await totals.town.pool.query('update consumed_offset set next_offset = 0');
    const rereading = consumerOf(totals.town, [contract], {
      service: 'totals',
      group: `totals-${contract.topic}`,
    });
    await eventually(
      () => applied(totals.town),
      (rows) => rows.length === 5,
    );
    await rereading.stop();
    const { rows } = await totals.town.pool.query('select type from event order by seq');
    expect(rows.map(({ type }) => type.split('.').at(-2))).toEqual(['set-aside', 'replayed']);
  });

  test('is set aside again where it is still at fault, as a dead letter that names the first', async () => {
    const contract = ownContract();
    await using reader = await openReader('finance', contract);
    await put(contract.topic, [message('{"id": ', randomUUID())]);
    const [letter] = await eventually(
      () => lettersFrom(contract),
      ({ length }) => length === 1,
    );
    await replayed(letter ? [letter] : []);
    const letters = await eventually(
      () => lettersFrom(contract),
      (seen) => seen.length === 2 && seen.filter(isOpen).length === 1,
    );
    const open = letters.find(isOpen);
    expect(open?.by.finance?.headers.awrach_replay).toBe(letter?.id);
    expect(reader.consumer.figures()).toMatchObject({ deadLetters: 2, retries: 0 });
  });

  test('waits as one dead letter, however often it is replayed, also when it is before it was met', async () => {
    const contract = ownContract();
    await using reader = await openReader('finance', contract);
    await put(contract.topic, [sound(randomUUID())]);
    const waiting = async (count: number) => {
      const letters = await eventually(
        () => lettersFrom(contract),
        (seen) => seen.length >= count && seen.filter(isOpen).length === 1,
      );
      expect(letters).toHaveLength(count);
      return letters.filter(isOpen);
    };
    const first = await waiting(1);
    await replayed(first);
    const second = await waiting(2);
    await replayed(second);
    const third = await waiting(3);
    const states = (await lettersFrom(contract)).map(({ by }) => by.finance?.replay);
    expect(states).toEqual([
      expect.objectContaining({ outcome: 'SET_ASIDE_AGAIN', setAsideAs: second[0]?.id }),
      expect.objectContaining({ outcome: 'SET_ASIDE_AGAIN', setAsideAs: third[0]?.id }),
      undefined,
    ]);

    // Two people replay it at the same moment, and somebody the first once more.
    await Promise.all([replayed(third), replayed(third), replayed(first)]);
    await eventually(
      () => reader.consumer.figures(),
      ({ deadLetters: met }) => met === 6,
    );
    const [fourth] = await waiting(4);

    reader.strict = false;
    await replayed(fourth ? [fourth] : []);
    await eventually(
      () => lettersFrom(contract),
      (letters) => letters.length === 4 && !letters.some(isOpen),
    );
  });

  test('and is too large for the header that says so, holds up no other', async () => {
    const contract = ownContract();
    await using reader = await openReader('finance', contract);
    // Kafka takes it, and not a byte more than a few.
    await put(contract.topic, [{ key: 'k', value: 'x'.repeat(1_048_500), partition: 0 }]);
    await put(contract.topic, [{ key: 'k', value: 'x', partition: 0 }]);
    const letters = await eventually(
      () => lettersFrom(contract),
      ({ length }) => length === 2,
    );
    const placed = await replay(brokers, await findOriginals(brokers, letters, log), log);
    expect(letters.map((letter) => placed.get(letter))).toEqual([
      expect.any(Error),
      { topic: contract.topic, partition: 0, offset: 2 },
    ]);
    await eventually(
      () => reader.consumer.figures(),
      ({ deadLetters: met }) => met === 3,
    );
  });

  test('is not settled by another message that only says it repeats it', async () => {
    const contract = ownContract();
    await using reader = await openReader('employment', contract);
    await put(contract.topic, [sound(randomUUID())]);
    const [letter] = await eventually(
      () => lettersFrom(contract),
      ({ length }) => length === 1,
    );
    reader.strict = false;
    const other = sound(randomUUID());
    await put(contract.topic, [{ ...other, headers: { ...other.headers, awrach_replay: letter?.id ?? '' } }]);
    await eventually(
      () => applied(reader.town),
      ({ length }) => length === 1,
    );
    await put(contract.topic, [{ ...other, headers: { ...other.headers, awrach_replay: 'none\0 of ours' } }]);
    await eventually(
      () => applied(reader.town),
      ({ length }) => length === 2,
    );
    const { rows } = await reader.town.pool.query('select version::int as version from event');
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('is refused where its topic was made anew: another record may lie in its place', async () => {
    const contract = ownContract();
    await using reader = await openReader('partner', contract);
    const id = randomUUID();
    await put(contract.topic, [sound(id)]);
    const letters = await eventually(
      () => lettersFrom(contract),
      ({ length }) => length === 1,
    );
    expect((await findOriginals(brokers, letters, log)).size).toBe(1);
    await reader.consumer.stop();
    await removeTopic(contract.topic);
    await topicsOf([contract]);
    expect(await replayed(letters)).toBe(0);
    await put(contract.topic, [message('{}', id)]);
    expect(await replayed(letters)).toBe(0);
    expect(await readAll(contract.topic)).toHaveLength(1);
  });
});

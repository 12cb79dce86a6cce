import { randomUUID } from 'node:crypto';
import { deadLetters, eventHeaders, eventType, payment } from '@awrach/contracts';
import { MessageFault } from '@awrach/messaging';
import { jest } from '@jest/globals';
import { examples } from '../../../packages/contracts/src/pages/examples.ts';
import { put, readAll, removeTopic } from '../../../packages/messaging/test/raw-kafka.ts';
import {
  consumerOf,
  envelopeState,
  eventually,
  keptLog,
  openTown,
  ownContract,
  relayOf,
  topicsOf,
} from '../../../packages/messaging/test/town.ts';
import type { Desk } from '../src/dead-letters/command.ts';
import { explain } from '../src/dead-letters/explain.ts';
import { list } from '../src/dead-letters/list.ts';
import { replayLetters } from '../src/dead-letters/replay-letters.ts';
import { readEventOptions } from '../src/events/options.ts';
import { tellEvents } from '../src/events/tell-events.ts';
import { testServers } from '../src/test-servers.ts';

/** Each look at the dead letters joins a consumer group anew, which takes a while where the machine is busy. */
jest.setTimeout(240_000);

const { brokers } = testServers();
const log = keptLog();

/** A desk that keeps what was written on it. */
function openDesk(): Desk & { lines: string[]; text(): string } {
  const lines: string[] = [];
  return { brokers, log, lines, write: (line) => void lines.push(line), text: () => lines.join('\n') };
}

describe('npm run events', () => {
  test('tells the past in the order of its time, then what comes, of the province and thing asked for', async () => {
    await topicsOf([payment]);
    const [id, other] = [randomUUID(), randomUUID()];
    const told = (thing: string, version: number, province = '05.301') => {
      const { data } = examples.payment;
      const state = {
        ...data,
        id: thing,
        version,
        province,
        recordedAt: `2026-01-31T09:30:0${version}.000000Z`,
      };
      const headers = eventHeaders(payment, 'recorded', state, {
        eventId: randomUUID(),
        requestId: null,
        log: 'l',
      });
      return {
        key: thing,
        value: JSON.stringify(state),
        headers,
        timestamp: String(Date.parse(state.recordedAt)),
      };
    };
    // Different things lie in different partitions; the order is that of their time all the same.
    await put(payment.topic, [told(other, 3), told(id, 2), told(id, 4), told(randomUUID(), 2, '07.161')]);

    const past = openDesk();
    const since = ['--topic', 'payment', '--province', '05.301', '--from', '2026-01-31T09:30:02Z'];
    await tellEvents(readEventOptions([...since, '--once']), brokers, past.write, log);
    const ours = past.lines.filter((line) => line.includes(id) || line.includes(other));
    expect(ours.map((line) => / v(\d)/.exec(line)?.[1])).toEqual(['2', '3', '4']);
    expect(past.text()).not.toContain('07.161');

    const coming = openDesk();
    const stop = new AbortController();
    const asked = readEventOptions(['--topic', 'payment', '--thing', id, '--json']);
    const telling = tellEvents(asked, brokers, coming.write, log, stop.signal);
    await eventually(
      async () => {
        await put(payment.topic, [told(other, 5), told(id, 5)]);
        return coming.lines.length;
      },
      (count) => count > 0,
    );
    stop.abort();
    await telling;
    expect(JSON.parse(coming.lines[0] ?? '')).toMatchObject({
      key: id,
      headers: { ce_type: eventType(payment, 'recorded') },
      data: { version: 5 },
    });
    expect(coming.text()).not.toContain(other);
  });
});

/** Totals, reading one topic, with a rule that nothing on it fits. */
async function openStrictReader() {
  const contract = ownContract();
  const letters = deadLetters.totals;
  await topicsOf([contract, letters]);
  const town = await openTown('letters');
  const relay = relayOf(town, [letters], { service: 'totals' });
  const consumer = consumerOf(town, [contract], {
    apply: async (_, [first]) => {
      if (reader.strict && first)
        throw new MessageFault('place.unknown', 'There is no such province.', first);
    },
  });
  const reader = {
    contract,
    consumer,
    strict: true,
    async [Symbol.asyncDispose]() {
      await Promise.all([consumer.stop(), relay.stop()]);
      await town[Symbol.asyncDispose]();
    },
  };
  return reader;
}

/** Puts a message on a topic whose reader refuses it, and gives the dead letter that it becomes, as it is listed. */
async function setAside(topic: string) {
  const id = randomUUID();
  const headers = { ce_id: randomUUID(), ce_type: 'ma.awrach.finance.envelope.raised.v1' };
  const value = JSON.stringify(envelopeState(id, 1, '2026-01-31T09:30:00.000001Z'));
  await put(topic, [{ key: id, value, headers }]);
  const listed = await eventually(
    () => listedAs(topic, false),
    (letter) => letter !== undefined,
  );
  return { ...listed, eventId: headers.ce_id };
}

async function listedAs(topic: string, all: boolean) {
  const desk = openDesk();
  await list(desk, { all, json: true });
  return desk.lines.map((line) => JSON.parse(line)).find(({ origin }) => origin.topic === topic);
}

describe('npm run dead-letters', () => {
  test('lists what was set aside, explains it, puts it on its topic again and says how it went', async () => {
    await using reader = await openStrictReader();
    const { topic } = reader.contract;
    const { id, eventId } = await setAside(topic);
    const desk = openDesk();
    await list(desk, { all: false, json: false });
    expect(desk.text()).toContain(`${id}  `);
    expect(desk.text()).toContain('place.unknown: There is no such province.');

    const explained = openDesk();
    await explain(explained, id.slice(0, 12));
    for (const said of [
      'It still lies there, unchanged, and can be replayed.',
      'Set aside by totals: place.unknown (waits)',
      'A rule of the service that read it',
      `ce_id            ${eventId}`,
      '"province": "05.301"',
    ])
      expect(explained.text()).toContain(said);

    reader.strict = false;
    const replayed = openDesk();
    expect(await replayLetters(replayed, id)).toBe(true);
    expect(replayed.lines).toEqual([expect.stringContaining(`put on ${topic}/`), `${id}  totals: applied`]);
    expect(await readAll(topic)).toHaveLength(2);

    const after = openDesk();
    await list(after, { all: false, json: false });
    expect(after.text()).not.toContain(id);
    await list(after, { all: true, json: false });
    expect(after.text()).toContain('totals     applied since');
    await expect(replayLetters(after, id)).rejects.toThrow('was replayed already');
    await expect(explain(after, 'ffff')).rejects.toThrow('There is no dead letter ffff');
  });

  test('says what became of one that is still at fault', async () => {
    await using reader = await openStrictReader();
    const { id } = await setAside(reader.contract.topic);
    const desk = openDesk();
    expect(await replayLetters(desk, id)).toBe(false);
    const again = await listedAs(reader.contract.topic, false);
    expect(desk.lines.at(-1)).toBe(`${id}  totals: set aside again as ${again.id}`);
  });

  test('shows what a stranger wrote without letting it steer the terminal, and passes over what is no dead letter', async () => {
    const { topic } = deadLetters.partner;
    await topicsOf([deadLetters.partner]);
    const id = randomUUID();
    const hostile = `\u001B[2J\u009B1m\u202Egnp.exe\u0007${'x'.repeat(100_000)}`;
    const letter = {
      ...examples['dead-letter'].data,
      id,
      reason: hostile,
      detail: hostile,
      origin: { topic: hostile, partition: 0, offset: '9999999999999999999', log: hostile },
      headers: Object.fromEntries(
        Array.from({ length: 300 }, (_, i) => [`${i}${hostile.slice(0, 20)}`, hostile.slice(0, 100)]),
      ),
      value: Buffer.from(`{"a": "\u001B[2J\r"\n${hostile}`).toString('base64'),
    };
    await put(topic, [
      { key: id, value: JSON.stringify(letter) },
      { key: null, value: null },
      { key: 'x', value: 'hello' },
      { key: 'x', value: '7' },
      { key: 'x', value: JSON.stringify({ ...letter, origin: 'nowhere' }) },
    ]);
    // Apart, because all of a partition together must not be larger than Kafka takes.
    await put(topic, [{ key: 'x', value: '['.repeat(500_000) }]);
    const said = keptLog();
    const desk = { ...openDesk(), log: said };
    for (const json of [false, true]) await list(desk, { all: true, json });
    await explain(desk, id);
    expect(desk.text()).toContain(id);
    for (const line of desk.lines) expect(line).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
    expect(desk.lines.filter((line) => !line.startsWith('{')).join('\n').length).toBeLessThan(100_000);
    const told = desk.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(told.find((one) => one.id === id)?.by.partner.detail).toBe(hostile);
    expect(said.lines.filter(({ level }) => level === 'warn')[0]).toMatchObject({
      message: expect.stringContaining('no dead letters'),
      fields: { records: expect.any(Number), first: expect.stringContaining('.dead-letter/') },
    });
  });

  test('does not count one as waiting whose record went with a former log', async () => {
    await using reader = await openStrictReader();
    const { contract, consumer } = reader;
    const { id } = await setAside(contract.topic);
    await consumer.stop();
    await removeTopic(contract.topic);
    await topicsOf([contract]);
    expect(await listedAs(contract.topic, false)).toBeUndefined();
    expect(await listedAs(contract.topic, true)).toMatchObject({ id, standing: 'GONE' });
    await expect(replayLetters(openDesk(), id)).rejects.toThrow('its topic was made anew');
  });
});

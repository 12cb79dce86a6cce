import { randomUUID } from 'node:crypto';
import { deadLetters, eventHeaders, eventType, payment } from '@awrach/contracts';
import { MessageFault } from '@awrach/messaging';
import { examples } from '../../../packages/contracts/src/pages/examples.ts';
import { put, readAll } from '../../../packages/messaging/test/raw-kafka.ts';
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

describe('npm run dead-letters', () => {
  test('lists what was set aside, explains it, puts it on its topic again and says how it went', async () => {
    const contract = ownContract();
    const letters = deadLetters.totals;
    await topicsOf([contract, letters]);
    await using town = await openTown('letters');
    const relay = relayOf(town, [letters], { service: 'totals' });
    let strict = true;
    const consumer = consumerOf(town, [contract], {
      apply: async (_, [first]) => {
        if (strict && first) throw new MessageFault('place.unknown', 'There is no such province.', first);
      },
    });
    try {
      const id = randomUUID();
      const value = JSON.stringify(envelopeState(id, 1, '2026-01-31T09:30:00.000001Z'));
      const headers = { ce_id: randomUUID(), ce_type: 'ma.awrach.finance.envelope.raised.v1' };
      await put(contract.topic, [{ key: id, value, headers }]);
      const listed = await eventually(
        async () => {
          const desk = openDesk();
          await list(desk, { all: false, json: true });
          return desk.lines
            .map((line) => JSON.parse(line))
            .find(({ origin }) => origin.topic === contract.topic);
        },
        (letter) => letter !== undefined,
      );
      const desk = openDesk();
      await list(desk, { all: false, json: false });
      expect(desk.text()).toContain(`${listed.id}  `);
      expect(desk.text()).toContain('place.unknown: There is no such province.');

      const explained = openDesk();
      await explain(explained, listed.id.slice(0, 12));
      for (const said of [
        'It still lies there, unchanged, and can be replayed.',
        'Set aside by totals: place.unknown (waits)',
        'A rule of the service that read it',
        `ce_id            ${headers.ce_id}`,
        '"province": "05.301"',
      ])
        expect(explained.text()).toContain(said);

      strict = false;
      const replayed = openDesk();
      expect(await replayLetters(replayed, listed.id)).toBe(true);
      expect(replayed.lines).toEqual([
        expect.stringContaining(`put on ${contract.topic}/`),
        `${listed.id}  totals: applied`,
      ]);
      expect(await readAll(contract.topic)).toHaveLength(2);

      const after = openDesk();
      await list(after, { all: false, json: false });
      expect(after.text()).not.toContain(listed.id);
      await list(after, { all: true, json: false });
      expect(after.text()).toContain('totals     applied since');
      await expect(explain(after, 'ffff')).rejects.toThrow('There is no dead letter ffff');
    } finally {
      await Promise.all([consumer.stop(), relay.stop()]);
    }
  });
});

import { agreement, allContracts, deadLetters } from '@awrach/contracts';
import type { PlainRecord } from '@awrach/messaging';
import { readDeadLetterCommand } from '../src/dead-letters/command.ts';
import { readEventOptions } from '../src/events/options.ts';
import { jsonOf, lineOf, toldBy } from '../src/events/told-event.ts';

const id = '0197a3c9-0b74-7e52-9a1d-6f3308c5e271';
const record = (value: string | null, headers: Record<string, string> = {}): PlainRecord => ({
  topic: agreement.topic,
  partition: 3,
  offset: 17,
  key: Buffer.from(id),
  value: value === null ? null : Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  time: Date.UTC(2026, 0, 31),
});
const entered = record(
  JSON.stringify({
    id,
    version: 5,
    recordedAt: '2026-01-31T09:30:00.123456Z',
    province: '05.301',
    reference: 'KHN-2022-07',
  }),
  { ce_type: 'ma.awrach.partner.agreement.entered-into-force.v1' },
);

describe('asking for events', () => {
  test('names a thing shortly or by its topic; without one all are told, from now on', () => {
    expect(readEventOptions([])).toEqual({
      topics: allContracts.map(({ topic }) => topic),
      province: undefined,
      thing: undefined,
      from: 'now',
      once: false,
      json: false,
    });
    const names = ['agreement', 'partner.agreement', 'awrach.partner.agreement'];
    for (const name of names) expect(readEventOptions(['--topic', name]).topics).toEqual([agreement.topic]);
    expect(readEventOptions(['--topic', 'dead-letter', '--topic', 'agreement']).topics).toEqual([
      ...Object.values(deadLetters).map(({ topic }) => topic),
      agreement.topic,
    ]);
    expect(readEventOptions(['--from', '2026-01-01T00:00:00Z']).from).toEqual(new Date('2026-01-01'));
  });

  test.each([
    [['--topic', 'contract'], '--topic contract is none of partner, selection'],
    [['--province', '05.999'], "no province's code"],
    [['--from', 'yesterday'], 'neither beginning nor now nor a moment'],
    [['--from', '2026-13-01T00:00:00Z'], 'neither beginning nor now nor a moment'],
    [['--fast'], '--fast'],
  ])('%j is refused', (args, why) => {
    expect(() => readEventOptions(args)).toThrow(why);
  });
});

describe('an event in a line', () => {
  test('says when, where, what happened to what, and its version', () => {
    const line = lineOf(toldBy(entered)).replaceAll(/ {2,}/g, ' | ');
    expect(line).toBe(
      `2026-01-31T09:30:00.123Z | 05.301 Khénifra | agreement entered into force | v5 | ${id} | KHN-2022-07`,
    );
    expect(JSON.parse(jsonOf(toldBy(entered)))).toMatchObject({ offset: 17, key: id, data: { version: 5 } });
  });

  test.each([
    ['no text', record(null)],
    ['no JSON', record('{')],
    ['a bare word', record('7', { ce_type: 'ma.awrach.partner.agreement.signed.v1' })],
    ["another thing's event", record('{}', { ce_type: 'ma.awrach.finance.envelope.raised.v1' })],
  ])('of a record with %s says so, and where it lies', (_, strange) => {
    expect(lineOf(toldBy(strange))).toContain('not an event: awrach.partner.agreement/3 offset 17');
    expect(JSON.parse(jsonOf(toldBy(strange)))).toMatchObject({ partition: 3, offset: 17 });
  });

  test('cannot steer the terminal it is shown in', () => {
    const clearing = '\u001B[2J\u0007';
    const hostile = record(JSON.stringify({ reference: `A${clearing}`, province: clearing }));
    expect(lineOf(toldBy(hostile))).not.toMatch(/\p{Cc}/u);
    const bidi = record(
      JSON.stringify({ reference: '\u202Egnp.exe\u2066\u009B2J', nameFr: 'x'.repeat(900_000) }),
    );
    for (const line of [lineOf(toldBy(bidi)), jsonOf(toldBy(bidi))])
      expect(line).not.toMatch(/[\p{Cc}\u202E\u2066]/u);
    expect(JSON.parse(jsonOf(toldBy(bidi)))).toMatchObject({
      data: { reference: '\u202Egnp.exe\u2066\u009B2J' },
    });
    const long = record(JSON.stringify({ reference: 'x'.repeat(900_000) }));
    expect(lineOf(toldBy(long)).length).toBeLessThan(1_000);
  });
});

describe('asking about dead letters', () => {
  test('lists, explains one, replays one or all', () => {
    expect(readDeadLetterCommand([])).toMatchObject({ verb: 'list', all: false });
    expect(readDeadLetterCommand(['list', '--all', '--json'])).toEqual({
      verb: 'list',
      all: true,
      json: true,
    });
    expect(readDeadLetterCommand(['explain', id])).toEqual({ verb: 'explain', id });
    expect(readDeadLetterCommand(['replay', id])).toEqual({ verb: 'replay', id });
    expect(readDeadLetterCommand(['replay', '--all'])).toEqual({ verb: 'replay', id: undefined });
  });

  test.each([
    [['replay']],
    [['replay', id, '--all']],
    [['explain']],
    [['delete', id]],
    [['explain', id, id]],
  ])('%j is refused', (args) => {
    expect(() => readDeadLetterCommand(args)).toThrow();
  });
});

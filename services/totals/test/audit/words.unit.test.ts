import { agreement, eventType, payment, worksite } from '@awrach/contracts';
import type { Look } from '../../src/audit/finding.ts';
import { wordsOf } from '../../src/audit/words.ts';
import { khenifra, town } from '../states.ts';

const equal: Look = {
  at: '2022-05-01T08:00:00.000Z',
  seconds: 1.5,
  equal: true,
  compared: { [agreement.topic]: 84, [payment.topic]: 2 },
  cameRight: 0,
  things: { count: 0, named: [] },
  figures: {
    version: '0.12',
    compared: { cells: 40, members: 190 },
    cells: { count: 0, named: [] },
    members: { count: 0, named: [] },
  },
  past: { compared: 120, count: 0, named: [] },
  crossings: { count: 0, named: [], unanswered: 0 },
};

describe('A look in words', () => {
  test('that found nothing says what it compared', () => {
    expect(wordsOf(equal).split('\n')).toEqual([
      'Totals at version 0.12, compared with their sources at 2022-05-01T08:00:00.000Z in 1.5 s.',
      '',
      '  things     86 compared, all equal',
      '  members    190 compared, all equal',
      '  figures    40 compared, all equal',
      '  moves      120 compared, all equal',
      '',
      'Equal.',
    ]);
  });

  test('names each thing that differs with its dead letters, each figure with both sides and what is behind it', () => {
    const side = { version: 2, recordedAt: '2022-05-01T07:00:00.000000Z', adds: { c: [], m: [] } };
    const named = { topic: payment.topic, thing: 'p' };
    const letter = { id: 'l', reason: 'schema', detail: 'amount is missing', version: 2 };
    const words = wordsOf({
      ...equal,
      equal: false,
      cameRight: 3,
      things: {
        count: 7,
        named: [
          { ...named, wrong: 'behind', source: side, totals: { ...side, version: 1 }, deadLetters: [letter] },
        ],
      },
      figures: {
        version: '0.12',
        compared: { cells: 40, members: 190 },
        cells: {
          count: 2,
          named: [
            {
              measure: 'grantPaid',
              place: town,
              edition: 2022,
              sources: '-5',
              totals: '123450',
              things: [named],
              more: 4,
            },
            {
              measure: 'jobs',
              place: khenifra,
              edition: 2022,
              sources: '10',
              totals: '11',
              things: [],
              more: 0,
            },
          ],
        },
        members: {
          count: 1,
          named: [
            {
              measure: 'partners',
              place: khenifra,
              edition: 0,
              member: 'b',
              sources: '2',
              totals: '1',
              things: [],
              more: 0,
            },
          ],
        },
      },
    });
    for (const said of [
      '3 of them only when looked at again: they were under way',
      'Things that differ (7)\n  ✗ payment p: totals hold version 1; its source recorded version 2 at 2022-05-01T07:00:00.000000Z; ' +
        'version 2 was set aside as dead letter l (schema: amount is missing)\n  … and 6 more',
      '(05.301.01.01), edition 2022: totals hold 1234.50 DH, the sources add up to -0.05 DH; behind it: payment p and 4 more',
      '  ✗ jobs of Khénifra (05.301), edition 2022: totals hold 11, the sources add up to 10; no thing is behind it: the figure itself was changed',
      '  ✗ b among the partners of Khénifra (05.301), all editions: named by 1 things as totals hold it, by 2 as the sources say; ' +
        'no thing is behind it: the member itself was changed',
    ]) {
      expect(words).toContain(said);
    }
    expect(words).toMatch(/NOT EQUAL\.$/);
  });

  test('names moves of the past with where they are kept, and both sides', () => {
    const jobs = { measure: 'jobs', place: khenifra, edition: 2022, versions: '10', totals: '0' } as const;
    const words = wordsOf({
      ...equal,
      equal: false,
      past: {
        compared: 120,
        count: 4,
        named: [
          { ...jobs, kept: 'edge', place: town, at: '2022-05-01T07:00:00.000000Z' },
          { ...jobs, kept: 'batch', at: '2022-05-01' },
          { ...jobs, kept: 'month', at: '2022-05-01', measure: 'grantPaid' },
        ],
      },
    });
    expect(words).toContain(
      [
        '  moves      120 compared, 4 differ',
        '',
        'Moves of figures in the past that differ (4)',
        '  ✗ jobs of Khenifra (05.301.01.01), edition 2022, at 2022-05-01T07:00:00.000000Z: moved by 0 as totals keep it, by 10 as the versions of things say',
        '  ✗ jobs of Khénifra (05.301), edition 2022, in the batches of 2022-05-01: moved by 0 as totals keep it, by 10 as the versions of things say',
        '  ✗ grantPaid of Khénifra (05.301), edition 2022, in the month of 2022-05-01: moved by 0.00 DH as totals keep it, by 0.10 DH as the versions of things say',
        '  … and 1 more',
      ].join('\n'),
    );
  });

  test('says where it gave up, and which decisions crossed a loss', () => {
    const crossing = {
      decision: {
        topic: worksite.topic,
        thing: 'w',
        province: khenifra,
        event: eventType(worksite, 'opened'),
        version: 2,
        recordedAt: '2022-05-01T08:00:05.000000Z',
      },
      basis: 5,
      ground: {
        topic: agreement.topic,
        thing: 'a',
        event: eventType(agreement, 'cancelled'),
        version: 6,
        recordedAt: '2022-05-01T08:00:04.000000Z',
      },
    };
    const words = wordsOf({
      ...equal,
      equal: false,
      figures: null,
      past: null,
      crossings: {
        count: 2,
        unanswered: 1,
        named: [
          { ...crossing, since: null },
          { ...crossing, since: eventType(worksite, 'suspended') },
        ],
      },
    });
    expect(words).toContain('So many things differ that figures were not compared.');
    const decided =
      'worksite w of Khénifra (05.301): opened at 2022-05-01T08:00:05.000000Z on version 5 of agreement a, ' +
      'which was cancelled in version 6 at 2022-05-01T08:00:04.000000Z';
    expect(words).toContain(`  ! ${decided}; nothing was said since`);
    expect(words).toContain(`  · ${decided}; since then: suspended`);
  });

  test('shows what a stranger wrote without letting it steer the terminal', () => {
    const hostile = `\u001B[2J\u202Egnp\u009B1m\n${'x'.repeat(4_000)}`;
    const letter = { id: 'l', reason: hostile, detail: hostile, version: 2 };
    const side = { version: 2, recordedAt: '2022-05-01T07:00:00.000000Z', adds: { c: [], m: [] } };
    const named = { topic: payment.topic, thing: 'p', wrong: 'missing', source: side, totals: null } as const;
    const look = {
      ...equal,
      equal: false,
      things: { count: 1, named: [{ ...named, deadLetters: [letter] }] },
    };
    const line = wordsOf(look)
      .split('\n')
      .find((one) => one.includes('✗'));
    expect(line).toContain('was set aside as dead letter l');
    expect(line).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(line?.length).toBeLessThan(1_000);
  });
});

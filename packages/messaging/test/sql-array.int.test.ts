import { plainArray } from '@awrach/messaging';
import { oddTexts } from './odd-texts.ts';
import { openTown, type Town } from './town.ts';

describe('An array as one text', () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown('array');
  });
  afterAll(() => town[Symbol.asyncDispose]());

  /** What PostgreSQL takes the text for, value by value. */
  const taken = async (values: readonly (string | number | bigint)[], type = 'text') => {
    const { rows } = await town.client.query<{ value: string | null }>(
      `select value::text as value from unnest($1::${type}[]) with ordinality as one (value, n) order by n`,
      [plainArray(values)],
    );
    return rows.map(({ value }) => value);
  };

  test('holds odd texts as they are, alone', async () => {
    for (const text of oddTexts) expect(await taken([text])).toEqual([text]);
  });

  test('holds odd texts as they are, among each other and among plain ones', async () => {
    const mixed = oddTexts.flatMap((text) => [text, 'plain', text]);
    expect(await taken(mixed)).toEqual(mixed);
    const unescaped = oddTexts.filter((text) => !/["\\]/.test(text));
    expect(await taken(unescaped)).toEqual(unescaped);
  });

  test('holds none, numbers, moments and ids', async () => {
    expect(await taken([])).toEqual([]);
    expect(await taken([0, -1, 2 ** 53], 'bigint')).toEqual(['0', '-1', '9007199254740992']);
    expect(await taken([9_223_372_036_854_775_807n, -1n], 'bigint')).toEqual(['9223372036854775807', '-1']);
    expect(await taken(['2026-01-31T09:30:00.000001Z'], 'timestamptz')).toHaveLength(1);
    const id = '0197f3a2-0000-7000-8000-000000000001';
    expect(await taken([id], 'uuid')).toEqual([id]);
  });

  test('refuses, as PostgreSQL does, what none of its texts can hold', async () => {
    await expect(taken(['a\0b'])).rejects.toThrow(/invalid byte sequence/);
    await expect(taken(['1,2'], 'bigint')).rejects.toThrow(/invalid input syntax/);
  });
});

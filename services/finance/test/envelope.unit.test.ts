import { change, open, room } from '../src/envelope/envelope.rules.ts';
import { dirhams, envelopeOf } from './states.ts';

const opening = { province: '05.301', edition: 2022, amount: dirhams(1_000_000) };

describe('an envelope', () => {
  test('is opened with nothing reserved', () => {
    expect(open(opening, false)).toMatchObject({
      event: 'opened',
      state: { amount: dirhams(1_000_000), reserved: 0n, commune: null },
    });
  });

  test('is opened once', () => {
    expect(open(opening, true)).toMatchObject({ refused: 'envelope.opened-already' });
  });

  test('holds something', () => {
    expect(open({ ...opening, amount: dirhams(0) }, false)).toMatchObject({ refused: 'money.positive' });
  });

  test('is of an edition that there is', () => {
    expect(open({ ...opening, edition: 1999 }, false)).toMatchObject({ refused: 'edition.unknown' });
  });

  test('is raised', () => {
    expect(change(envelopeOf(1_000, 900), dirhams(1_200))).toMatchObject({
      event: 'raised',
      state: { amount: dirhams(1_200), reserved: dirhams(900) },
    });
  });

  test('is lowered to what is reserved, and not below', () => {
    expect(change(envelopeOf(1_000, 900), dirhams(900))).toMatchObject({ event: 'lowered' });
    expect(change(envelopeOf(1_000, 900), dirhams(899))).toEqual({
      refused: 'envelope.below-reserved',
      field: 'amount',
      params: { reserved: '900.00' },
    });
  });

  test('is not changed to what it is', () => {
    expect(change(envelopeOf(1_000), dirhams(1_000))).toMatchObject({ refused: 'envelope.unchanged' });
  });

  test('has as much room as its amount exceeds what is reserved', () => {
    expect(room(envelopeOf(1_000, 900))).toBe(dirhams(100));
  });
});

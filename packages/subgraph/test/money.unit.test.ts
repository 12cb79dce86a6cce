import { formatMoney, parseMoney, sum } from '../src/graph/money.ts';

describe('an amount of money', () => {
  test.each([
    ['836000.00', 83_600_000n],
    ['0.5', 50n],
    ['760', 76_000n],
    ['999999999999.99', 99_999_999_999_999n],
    ['-12.30', -1_230n],
  ])('%s is %s centimes', (text, amount) => expect(parseMoney(text)).toBe(amount));

  test.each(['1.234', '1e9', '', '.5', '1,5', ' 1', '٥', 'NaN', '1234567890123'])(
    '“%s” is not an amount',
    (text) => expect(parseMoney(text)).toBeUndefined(),
  );

  test.each([
    [83_600_000n, '836000.00'],
    [5n, '0.05'],
    [-1_230n, '-12.30'],
    [0n, '0.00'],
  ])('%s centimes are written %s', (amount, text) => expect(formatMoney(amount)).toBe(text));

  test('a sum of none is zero', () => expect(sum([])).toBe(0n));
});

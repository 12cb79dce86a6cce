import { scalars } from '../src/graph/scalars.ts';
import { RefusalError } from '../src/refusal/refusal.ts';

const refusedBy = (scalar: keyof typeof scalars, value: unknown): string | undefined => {
  try {
    scalars[scalar].parseValue(value);
    return undefined;
  } catch (error) {
    return error instanceof RefusalError ? error.refusal.refused : String(error);
  }
};

describe('what a client writes', () => {
  test.each([
    ['Money', '12.345', 'money.format'],
    ['Money', '-1.00', 'money.negative'],
    ['Money', 836000.5, 'money.format'],
    ['Money', '1e9', 'money.format'],
    ['Date', '2022-02-30', 'date.format'],
    ['Date', '31/12/2022', 'date.format'],
    ['Date', '0000-12-31', 'date.format'],
    ['DateTime', '2022-01-01T00:00:00+01:00', 'time.format'],
    ['DateTime', '0000-12-31T00:00:00Z', 'time.format'],
    ['UUID', '1', 'id.format'],
    ['ProvinceCode', '05.999', 'province.unknown'],
    ['RegionCode', '13', 'region.unknown'],
    ['CommuneCode', '05.301.99.99', 'commune.unknown'],
    ['WebAddress', 'javascript:alert(1)', 'address.format'],
    ['WebAddress', `https://awrach.example/${'x'.repeat(1_978)}`, 'address.format'],
    ['WebAddress', `https://awrach.example/${'و'.repeat(330)}`, 'address.format'],
    ['Receipt', 'not a receipt', 'receipt.malformed'],
    ['Text', '   ', 'text.empty'],
    ['Text', 'nul\u0000', 'text.control-characters'],
    ['Text', 'bidi \u202E override', 'text.control-characters'],
    ['Text', 'zero\u200Bwidth', 'text.control-characters'],
    ['Text', 'half \uD83D', 'text.control-characters'],
    ['Text', '\uDE00\uD83D', 'text.control-characters'],
    ['Text', 'two\nlines', 'text.control-characters'],
    ['Text', 'x'.repeat(201), 'text.too-long'],
    ['Text', 'x'.repeat(1_000_000), 'text.too-long'],
    ['LongText', 'x'.repeat(2_001), 'text.too-long'],
    ['LongText', 'two\nhalves \uDE00', 'text.control-characters'],
  ] as const)('as %s, %j is refused by %s', (scalar, value, rule) =>
    expect(refusedBy(scalar, value)).toBe(rule),
  );

  test.each([
    ['Money', '760.00', 76_000n],
    ['Date', '2024-02-29', '2024-02-29'],
    ['ProvinceCode', '05.301', '05.301'],
    ['WebAddress', 'https://awrach.example/و', 'https://awrach.example/%D9%88'],
    ['Text', '  جمعية النور ', 'جمعية النور'],
    ['Text', 'whole \u{1F600}', 'whole \u{1F600}'],
    ['LongText', 'two\nlines', 'two\nlines'],
    ['UUID', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ] as const)('as %s, %j is taken as %s', (scalar, value, taken) =>
    expect(scalars[scalar].parseValue(value)).toBe(taken),
  );
});

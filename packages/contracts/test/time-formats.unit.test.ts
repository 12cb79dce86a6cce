import formats from 'ajv-formats';
import { isDay, isMoment } from '../src/time-formats.ts';

const ofLibrary = (name: 'date' | 'date-time') =>
  (formats.default.get(name) as { validate: (text: string) => boolean }).validate;

const days = ['2024-02-29', '2023-02-29', '2022-13-01', '2022-00-10', '2022-06-31', '0000-01-01', '2022-6-1'];
const times = [
  'T00:00:00.000000Z',
  'T23:59:59.999999Z',
  'T24:00:00.000000Z',
  'T12:60:00.000000Z',
  'T12:00:60.000000Z',
  'T23:59:60.000000Z',
  'T12:00:00Z',
  'T12:00:00.0000001Z',
  't12:00:00.000000z',
  ' 12:00:00.000000Z',
  'T12:00:00.000000+01:00',
  'T12:00:00.000000',
  '',
];

test.each([...days, '', '2024-02-29 ', '2024-02-29\n', '٢٠٢٤-02-29'])(
  'the day %j is one where the library says so, asked again too',
  (text) => {
    const expected = ofLibrary('date')(text);
    expect([isDay(text), isDay(text)]).toEqual([expected, expected]);
  },
);

test.each(days.flatMap((day) => times.map((time) => day + time)))(
  'the moment %j is one where the library says so',
  (text) => {
    expect(isMoment(text)).toBe(ofLibrary('date-time')(text));
  },
);

test('days go on being told when more have been asked for than are held', () => {
  const first = Date.UTC(1990, 0, 1);
  for (let i = 0; i < 25_000; i += 1) {
    const day = new Date(first + i * 86_400_000).toISOString().slice(0, 10);
    expect(isDay(day)).toBe(true);
  }
  expect(isDay('1990-01-01')).toBe(true);
  expect(isDay('1990-02-30')).toBe(false);
});

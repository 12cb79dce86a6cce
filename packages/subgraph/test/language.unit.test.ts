import { sharedCatalogue } from '../src/refusal/catalogue.ts';
import { languageOf } from '../src/refusal/language.ts';

test.each([
  [undefined, 'fr'],
  ['ar-MA', 'ar'],
  ['de, en;q=0.8, ar;q=0.9', 'ar'],
  ['en;q=0, fr', 'fr'],
  ['zgh', 'fr'],
  ['EN-gb', 'en'],
])('a client that prefers %s is answered in %s', (header, language) =>
  expect(languageOf(header)).toBe(language),
);

test('every rule is worded in three languages, with the same blanks', () => {
  const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const { ar, fr, en } of Object.values(sharedCatalogue)) {
    expect(blanks(ar)).toEqual(blanks(en));
    expect(blanks(fr)).toEqual(blanks(en));
    expect(ar).toMatch(/\p{Script=Arabic}/u);
  }
});

import { Parser } from '@asyncapi/parser';
import { allContracts } from '@awrach/contracts';
import { asyncapi } from '../src/pages/asyncapi.ts';
import { readPage } from '../src/pages/pages.ts';

/** What AsyncAPI's own parser finds wrong, one text each; hints on style are left out. */
async function faults(text: string): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(text);
  const serious = 1; // 0 is an error, 1 a warning, 2 and 3 are hints
  return diagnostics
    .filter(({ severity }) => severity <= serious)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Loading the parser and its hundred packages alone takes a busy machine a while. */
describe("AsyncAPI's own parser", () => {
  test('takes the published document, and finds every topic in it', async () => {
    const { document, diagnostics } = await new Parser().parse(readPage('asyncapi.json'));
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
    expect(document?.version()).toMatch(/^3\./);
    expect(
      document
        ?.channels()
        .all()
        .map((channel) => channel.address()),
    ).toEqual(allContracts.map(({ topic }) => topic));
    expect(document?.operations().all()).toHaveLength(allContracts.length);
  }, 180_000);

  test('would find a part that is wrong, and a reference that leads nowhere', async () => {
    const text = JSON.stringify(asyncapi());
    expect(await faults(text.replace('"action":"send"', '"action":"shout"'))).not.toEqual([]);
    const nowhere = text.replace('"#/components/messages/tranche"', '"#/components/messages/slice"');
    expect((await faults(nowhere)).join()).toContain('slice');
  }, 180_000);
});

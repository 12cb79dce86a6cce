import { allContracts, headerMeanings } from '@awrach/contracts';
import { asyncapi } from '../src/pages/asyncapi.ts';
import { pages, readPage } from '../src/pages/pages.ts';
import { publishedSchemas } from '../src/published/schemas.ts';

describe('the pages of the events', () => {
  test.each([...pages()])(
    '%s says what the contracts say (else: npm run -w @awrach/contracts pages)',
    (name, text) => {
      expect(readPage(name)).toBe(text);
    },
  );

  test('each show a message with its headers, its events and all its fields', () => {
    const page = readPage('agreement.md');
    for (const header of Object.keys(headerMeanings)) expect(page).toContain(`| \`${header}\` |`);
    for (const event of ['drafted', 'entered-into-force']) expect(page).toContain(`| \`${event}\` |`);
    expect(page).toContain('| `revisions[].lines[].grant` | decimal text, two decimals | dirhams |');
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncapi() as {
    channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
    components: { schemas: Record<string, object> };
  };

  test('has a channel for every topic', () => {
    expect(Object.values(document.channels).map((channel) => channel.address)).toEqual(
      allContracts.map((contract) => contract.topic),
    );
  });

  test('has every published schema, and no reference that leads nowhere', () => {
    expect(Object.keys(document.components.schemas).sort()).toEqual(
      [...publishedSchemas().keys()].map((file) => file.replace('.v1.json', '')).sort(),
    );
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    const nowhere = references.filter(
      (path) =>
        path
          .split('/')
          .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document) ===
        undefined,
    );
    expect(references.length).toBeGreaterThan(40);
    expect(nowhere).toEqual([]);
  });
});

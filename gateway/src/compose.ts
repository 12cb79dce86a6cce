import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compose } from './composition/compose.ts';
import { type Comparison, compareWithPublished, publishedText } from './composition/published.ts';
import { readSubgraphs, SchemaUnreadable } from './composition/subgraph.ts';

/*
 * npm run compose                            makes gateway/dist/supergraph.graphql of the services' schemas
 * npm run -w @awrach/gateway publish-graph   the same, and takes the graph as it is now as the one promised to clients
 *
 * Ends with 0, or with 1 and one line for each thing that is wrong.
 */

const gatewayFolder = join(import.meta.dirname, '..');
const supergraphFile = join(gatewayFolder, 'dist/supergraph.graphql');
const publishedFile = join(gatewayFolder, 'published.graphql');
const publishing = process.argv.includes('--publish');

try {
  await run();
} catch (error) {
  if (!(error instanceof SchemaUnreadable)) throw error;
  fail('A schema cannot be read:', [error.message]);
}

async function run(): Promise<void> {
  const { subgraphs, absent } = readSubgraphs(join(gatewayFolder, '..'));
  if (absent.length > 0)
    console.warn(`Without ${absent.join(', ')}: no services/<name>/schema.graphql there.`);
  if (subgraphs.length === 0) return fail('There is nothing to compose.', []);

  const composed = compose(subgraphs);
  if ('faults' in composed) return fail('The subgraphs do not make one graph:', composed.faults);

  if (publishing) writeFileSync(publishedFile, publishedText(composed.api));
  if (!existsSync(publishedFile)) {
    return fail(
      'There is no gateway/published.graphql to compare with. Make it: npm run -w @awrach/gateway publish-graph',
      [],
    );
  }
  const compared = await compareWithPublished(readFileSync(publishedFile, 'utf8'), composed.api);
  if (compared.breaking.length > 0) {
    return fail(
      'This breaks clients that were written against gateway/published.graphql. If it must be, write down why in' +
        ' docs/adr/ and run: npm run -w @awrach/gateway publish-graph',
      compared.breaking,
    );
  }

  mkdirSync(dirname(supergraphFile), { recursive: true });
  // A gateway that starts at this moment reads the former one or this one, never a part.
  writeFileSync(`${supergraphFile}.new`, composed.supergraphSdl);
  renameSync(`${supergraphFile}.new`, supergraphFile);
  console.log(`Composed ${subgraphs.map(({ name }) => name).join(', ')}${saidOfAdditions(compared)}.`);
}

function saidOfAdditions({ additions }: Comparison): string {
  if (additions.length === 0) return '';
  return `; ${additions.length} additions are not in gateway/published.graphql yet (publish-graph)`;
}

function fail(headline: string, details: readonly string[]): void {
  console.error([headline, ...details.map((detail) => `  - ${detail}`)].join('\n'));
  process.exitCode = 1;
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { allContracts } from '../all.ts';
import { type JsonSchema, readerSchema } from '../schema.ts';
import { breakingDifferences } from './differences.ts';

const folder = new URL('../../published/', import.meta.url);

/**
 * The documents as the contracts of today state them, by file name: a thing's schema for readers, with its topics and events
 * beside it, since these are promised too.
 */
export function currentSchemas(): Map<string, JsonSchema> {
  const byThing = Map.groupBy(allContracts, (contract) => contract.thing);
  return new Map(
    [...byThing].map(([thing, contracts]) => [
      `${thing}.v1.json`,
      {
        ...Object.assign({}, ...contracts.map(readerSchema)),
        'x-topics': contracts.map((contract) => contract.topic),
        'x-events': [...new Set(contracts.flatMap((contract) => contract.events))],
      },
    ]),
  );
}

/** The documents of `published/`, by file name. */
export function publishedSchemas(): Map<string, JsonSchema> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]));
}

/** Every way in which the contracts of today break what was published, each with its file; empty when they only add. */
export function compareWithPublished(published = publishedSchemas(), current = currentSchemas()): string[] {
  return [...published].flatMap(([file, before]) => {
    const now = current.get(file);
    if (!now) return [`${file}: the thing was removed`];
    return breakingDifferences(before, now).map((difference) => `${file}: ${difference}`);
  });
}

/** Writes today's documents. What was published is a promise: when one would be broken, nothing is written and it throws. */
export function publish(): string[] {
  const broken = compareWithPublished();
  if (broken.length > 0) throw new Error(`not an addition:\n${broken.join('\n')}`);
  const current = currentSchemas();
  for (const [file, schema] of current) writeFileSync(new URL(file, folder), `${JSON.stringify(schema, null, 2)}\n`);
  return [...current.keys()];
}

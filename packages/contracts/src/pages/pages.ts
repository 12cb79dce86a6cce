import { readFileSync, writeFileSync } from 'node:fs';
import { allContracts } from '../all.ts';
import { asyncapi } from './asyncapi.ts';
import { indexPage } from './index-page.ts';
import { thingPage } from './thing-page.ts';

const folder = new URL('../../../../docs/events/', import.meta.url);

/** Every file of `docs/events/`, by name, as the contracts of today say it. */
export function pages(): Map<string, string> {
  const things = [...new Set(allContracts.map((contract) => contract.thing))];
  return new Map([
    ['README.md', indexPage()],
    ...things.map((thing) => [`${thing}.md`, thingPage(thing)] as const),
    ['asyncapi.json', `${JSON.stringify(asyncapi(), null, 2)}\n`],
  ]);
}

export function readPage(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

export function writePages(): string[] {
  const all = pages();
  for (const [name, text] of all) writeFileSync(new URL(name, folder), text);
  return [...all.keys()];
}

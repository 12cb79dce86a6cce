import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../places.ts';

type MadeWith = Record<'layout' | 'postgres' | 'kafka', string | number>;

/**
 * Writes down which versions made the data in the state folder, on the first start. The preflight reads it.
 *
 * @throws when others did: their data are not ours to touch.
 */
export function checkMadeWith(
  stateFolder: string,
  { databaseUrl, brokers }: { databaseUrl: string | undefined; brokers: string | undefined },
): void {
  const ours: { state: MadeWith } = JSON.parse(readFileSync(join(localFolder, 'versions.json'), 'utf8'));
  const file = join(stateFolder, 'made-with.json');
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(ours.state)}\n`);
    return;
  }
  const made: Partial<MadeWith> = JSON.parse(readFileSync(file, 'utf8'));
  const differs = (part: keyof MadeWith) => String(made[part]) !== String(ours.state[part]);
  if (differs('layout') || (!databaseUrl && differs('postgres')) || (!brokers && differs('kafka'))) {
    throw new Error(`The data in ${stateFolder} were made by another version. "npm run reset" wipes them.`);
  }
}

/** Does the work unless it was done before on this state folder. */
export async function markOnce(stateFolder: string, name: string, work: () => Promise<void>): Promise<void> {
  const mark = join(stateFolder, name);
  if (existsSync(mark)) return;
  await work();
  writeFileSync(mark, `${new Date().toISOString()}\n`);
}

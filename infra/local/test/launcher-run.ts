import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/testkit/until.ts';
import type { LauncherRecord } from '../src/launcher/launcher-lock.ts';
import { removePostgres } from '../src/postgres/postgres-folder.ts';

/** How long a launcher may take to say something, in milliseconds; it waits longer for some of what it starts. */
const patience = 200_000;

const fixture = join(import.meta.dirname, 'fixtures/launch.ts');

/** A folder with a blank in its name, for everything that launchers of one test keep. */
export function freshFolder() {
  const parent = mkdtempSync(join(tmpdir(), 'awrach start '));
  const stateFolder = join(parent, 'state');
  return {
    stateFolder,
    /** What the stand-ins wrote down, in order. */
    journal: () =>
      (existsSync(`${stateFolder}.journal`) ? readFileSync(`${stateFolder}.journal`, 'utf8') : '')
        .trim()
        .split('\n'),
    remove() {
      removePostgres(join(stateFolder, 'postgres'));
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** Starts the launcher with stand-ins, as a process of its own, and waits until it says `what` or has ended. */
export async function launchIn(
  stateFolder: string,
  env: Record<string, string> = {},
  what = 'Awrach is ready',
) {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', fixture, stateFolder], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let code: number | null | undefined;
  void ended.then((value) => (code = value));
  const says = (what: string) =>
    until(
      `the launcher says “${what}”, or has ended`,
      async () => output,
      (said) => said.includes(what) || code !== undefined,
      patience,
    );
  await says(what);
  return {
    output: () => output,
    says,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    record: (): LauncherRecord => JSON.parse(readFileSync(join(stateFolder, 'launcher.json'), 'utf8')),
  };
}

/** Command lines of the processes that were started for this folder and still run. */
export function stillRunning(stateFolder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(stateFolder) || environment.includes(stateFolder) ? command : '';
      } catch {
        return ''; // It ended while we looked.
      }
    })
    .filter(Boolean);
}

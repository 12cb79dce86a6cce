import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LauncherRecord } from '../../infra/local/src/launcher/launcher-lock.ts';
import { removePostgres } from '../../infra/local/src/postgres/postgres-folder.ts';

/** A folder for a system's data, removed with them. */
export function freshState() {
  const parent = mkdtempSync(join(tmpdir(), 'awrach-bench-'));
  const stateFolder = join(parent, 'state');
  return {
    stateFolder,
    remove() {
      removePostgres(join(stateFolder, 'postgres'));
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** Stopped when it goes out of scope, so that a measure that fails in the middle leaves nothing behind. */
export interface Launched extends AsyncDisposable {
  readonly pid: number;
  /** Milliseconds from the command to the line that says that all is ready, the example entered. */
  readonly readyMs: number;
  /** What it said, line by line. */
  readonly lines: readonly string[];
  /** Where the graph is asked. */
  readonly graphUrl: string;
  /** Where each process serves, by name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** As Ctrl-C does. @returns milliseconds until the last process of it had ended */
  stop(): Promise<number>;
}

/** Starts the whole of Awrach as a process of its own, as `npm start` does once all is installed and built. */
export async function launch(stateFolder: string): Promise<Launched> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'launch.ts'), stateFolder], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  const readyMs = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      output += text;
      if (output.includes('Awrach is ready')) resolve(performance.now() - began);
    });
    void ended.then(() => reject(new Error(`it ended before it was ready:\n${output}`)));
  });
  const record: LauncherRecord = JSON.parse(readFileSync(join(stateFolder, 'launcher.json'), 'utf8'));
  const stop = async () => {
    const told = performance.now();
    child.kill('SIGINT');
    await ended;
    return performance.now() - told;
  };
  return {
    pid: child.pid ?? 0,
    readyMs,
    lines: output.split('\n'),
    graphUrl: record.graph ?? '',
    addresses: record.addresses ?? {},
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** Seconds that a step took by its own line, such as `✓ Starting partner (1.2 s)`. */
export function secondsOf({ lines }: Launched, title: string): number | undefined {
  const line = lines.find((one) => one.includes(title));
  const seconds = /\((\d+(?:\.\d+)?) s\)/.exec(line ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

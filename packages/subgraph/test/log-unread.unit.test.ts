import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A process that logs and stops as all of ours do; says on stderr when it can be told to. */
const script = `
  const { openLog } = await import('./src/log.ts');
  const { stopInOrder } = await import('./src/process/lifetime.ts');
  const log = openLog('test', 'info');
  stopInOrder(log, -1);
  setInterval(() => {}, 1_000);
  for (let line = 0; line < Number(process.env.LINES); line++) log.info({ line }, 'x'.repeat(1_000));
  process.stderr.write('ready');
`;

let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
afterEach(() => child?.kill('SIGKILL'));

async function logging(lines: number) {
  child = spawn(
    process.execPath,
    ['--no-warnings', '--conditions=source', '--input-type=module', '--eval', script],
    {
      cwd: resolve(import.meta.dirname, '..'),
      env: { LINES: String(lines) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  expect(String(await once(child.stderr, 'data'))).toBe('ready');
  return child;
}

/** @returns exit code and signal; fails by the test's own time limit where the process stays */
const stopped = async (process: ChildProcessByStdio<null, Readable, Readable>) => {
  const ended = once(process, 'exit');
  process.kill('SIGTERM');
  return await ended;
};

test('what is logged last is written before the process ends', async () => {
  const process = await logging(0);
  const log = text(process.stdout);
  expect(await stopped(process)).toEqual([0, null]);
  const lines = (await log).trim().split('\n');
  // Each is whole; their times tell their order.
  expect(lines.map((line) => JSON.parse(line).msg).sort()).toEqual(['stopped', 'stopping']);
});

test('a process ends when whoever read its log has gone', async () => {
  const process = await logging(0);
  process.stdout.destroy();
  expect(await stopped(process)).toEqual([0, null]);
});

test('a process ends when whoever reads its log reads no more', async () => {
  // More than a pipe holds.
  const process = await logging(1_000);
  expect(await stopped(process)).toEqual([0, null]);
});

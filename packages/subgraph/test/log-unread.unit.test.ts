import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A process that logs and stops as all of ours do: so many lines of 1 KB at first, then one every 20 ms. Says on stderr that it is ready. */
const script = `
  const { openLog } = await import('./src/log.ts');
  const { stopInOrder } = await import('./src/process/lifetime.ts');
  const log = openLog('test', 'info');
  stopInOrder(log, -1);
  for (let line = 0; line < Number(process.env.LINES); line++) log.info({ line }, 'x'.repeat(1_000));
  setInterval(() => process.env.GO_ON && log.info({ line: 'going on' }, 'x'.repeat(1_000)), 20);
  process.stderr.write('ready');
`;

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

async function logging(env: Record<string, string>, stdout: 'pipe' | number = 'pipe') {
  child = spawn(
    process.execPath,
    ['--no-warnings', '--conditions=source', '--input-type=module', '--eval', script],
    { cwd: resolve(import.meta.dirname, '..'), env, stdio: ['ignore', stdout, 'pipe'] },
  );
  expect(String(await once(child.stderr as Readable, 'data'))).toBe('ready');
  return child;
}

/** @returns exit code and signal; fails by the test's own time limit where the process stays */
async function stopped(running: ChildProcess) {
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  return await ended;
}

const linesOf = (log: string) => log.split('\n').filter((line) => line !== '');

test('what is logged last is written before the process ends', async () => {
  const running = await logging({});
  const log = text(running.stdout as Readable);
  expect(await stopped(running)).toEqual([0, null]);
  // Each is whole; their times tell their order.
  const told = linesOf(await log).map((line) => JSON.parse(line).msg);
  expect(told.sort()).toEqual(['stopped', 'stopping']);
});

test('a process ends when whoever read its log has gone', async () => {
  const running = await logging({});
  running.stdout?.destroy();
  expect(await stopped(running)).toEqual([0, null]);
});

test('a process ends when whoever reads its log reads no more, and keeps little of it', async () => {
  const running = await logging({ LINES: '20000' });
  const ended = stopped(running);
  const log = await text(running.stdout as Readable);
  expect(await ended).toEqual([0, null]);
  expect(log.length).toBeGreaterThan(100_000);
  expect(log.length).toBeLessThan(6_000_000);
});

test('a log that could not be written goes on when it can be, though more was logged than waits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-log-'));
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const openToRead = () => openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const first = openToRead();
  const written = openSync(fifo, constants.O_WRONLY);
  closeSync(first);
  try {
    const running = await logging({ LINES: '6000', GO_ON: 'yes' }, written);
    closeSync(written);
    const lines = createInterface(createReadStream(fifo));
    for await (const line of lines) if (line.includes('going on')) break;
    expect(await stopped(running)).toEqual([0, null]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

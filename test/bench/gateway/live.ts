import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { printFigure, printMachine, quantile } from '../machine.ts';
import { residentMegabytes } from '../processes.ts';
import { startOurs } from './gateways.ts';
import { leaveTheFirstCore, type Pinned } from './pinned.ts';
import { figureAt, startSubgraphs } from './subgraphs.ts';

/*
 * npm run bench:gateway:live [-- many | mixed …]
 *
 * many: 10,000 watch one operation, and a change is seen by all. mixed: 1,000 watch 100 operations, with 20 changes a
 * second; every event is checked: its figures are those of its version, and versions never go back. Times run from the
 * moment at which totals tells its new head to the last byte of the event. The gateway has one core.
 */
const parts = process.argv.slice(2);
const does = (part: string) => parts.length === 0 || parts.includes(part);
printMachine(`bench:gateway:live${parts.map((part) => ` ${part}`).join('')}`);

const subgraphs = await startSubgraphs();
const gateway = await startOurs(subgraphs, {
  LIVE_WATCHERS: '20000',
  LIVE_WATCHERS_PER_IDENTITY: '20000',
  LIVE_OPERATIONS_PER_IDENTITY: '100',
});
leaveTheFirstCore();
try {
  if (does('many')) await many(gateway);
  if (does('mixed')) await mixed(gateway);
} finally {
  await gateway.stop();
  subgraphs.stop();
}

async function many({ pid, port }: Pinned): Promise<void> {
  const count = 10_000;
  const changes = 10;
  const seen = new Map<number, number[]>();
  const watchers: Socket[] = [];
  const note = (version: number, at: number) => {
    const times = seen.get(version) ?? [];
    times.push(at - (subgraphs.movedAt[version] ?? Number.NaN));
    seen.set(version, times);
  };
  const query = '{ programme { totals { jobs freshness { version } } } }';
  watchers.push(await watch(port, query, note));
  const before = residentMegabytes(pid);
  while (watchers.length < count)
    watchers.push(...(await Promise.all(Array.from({ length: 100 }, () => watch(port, query, note)))));
  const taken = (1_000 * (residentMegabytes(pid) - before)) / count;

  for (let change = 0; change < changes; change++) {
    subgraphs.moveOnce();
    const version = subgraphs.movedAt.length - 1;
    while ((seen.get(version)?.length ?? 0) < watchers.length) await sleep(10);
  }
  const times = [...seen].flatMap(([version, all]) => (version === 0 ? [] : all));
  console.log(`${watchers.length} watchers of one operation, ${changes} changes`);
  printFigure('  changed → seen, p50', `${quantile(times, 0.5).toFixed(0)} ms`);
  printFigure('  changed → seen, p99', `${quantile(times, 0.99).toFixed(0)} ms`, '≤ 300 ms');
  printFigure('  resident for one watcher', `${taken.toFixed(1)} KB`, '≤ 20 KB');
  for (const socket of watchers) socket.destroy();
}

async function mixed({ port }: Pinned): Promise<void> {
  const [operations, each, seconds] = [100, 10, 10];
  const times: number[] = [];
  const watchers: Socket[] = [];
  let moving = false;
  for (let i = 0; i < operations; i++) {
    const query = `query Q${i} { programme { totals(edition: ${i % 2 ? 2022 : 2023}) { jobs freshness { version } } } }`;
    const opened = Array.from({ length: each }, () => {
      let last = -1;
      return watch(port, query, (version, at) => {
        if (version < last) throw new Error(`version ${version} was shown after ${last}`);
        last = version;
        if (moving) times.push(at - (subgraphs.movedAt[version] ?? Number.NaN));
      });
    });
    watchers.push(...(await Promise.all(opened)));
  }
  moving = true;
  subgraphs.move(20);
  await sleep(seconds * 1_000);
  subgraphs.rest();
  moving = false;
  console.log(
    `${watchers.length} watchers of ${operations} operations, 20 changes a second for ${seconds} s`,
  );
  printFigure('  changed → seen, p50', `${quantile(times, 0.5).toFixed(0)} ms`);
  printFigure('  changed → seen, p99', `${quantile(times, 0.99).toFixed(0)} ms`, '≤ 300 ms');
  printFigure('  events seen, none going back', String(times.length));
  for (const socket of watchers) socket.destroy();
}

/** Resolves when the first result has come. */
function watch(port: number, query: string, shown: (version: number, at: number) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`,
      );
    });
    let unread = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      unread += piece;
      for (let end = unread.indexOf('\n\n'); end >= 0; end = unread.indexOf('\n\n')) {
        const version = /"version":"0\.(\d+)"/.exec(unread.slice(0, end))?.[1];
        const figure = /"jobs":(\d+)/.exec(unread.slice(0, end))?.[1];
        unread = unread.slice(end + 2);
        if (version === undefined) continue;
        if (Number(figure) !== figureAt(Number(version)))
          throw new Error(`version ${version} says ${figure}`);
        shown(Number(version), performance.now());
        resolve(socket);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('a stream ended before its first result')));
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printFigure, printMachine, quantile } from '../machine.ts';
import { residentMegabytes } from '../processes.ts';
import { ask, startBare, startOurs } from './gateways.ts';
import { inTurn, type Load, load, requestFor } from './load.ts';
import { leaveTheFirstCore, type Pinned } from './pinned.ts';
import { figureAt, startSubgraphs } from './subgraphs.ts';
import { p99AtPace, type Turn, turn, turnByTurn } from './turns.ts';

/*
 * npm run bench:gateway:kept [-- still | moving | memory …]
 *
 * Answers kept, 32 connections. still: nothing changes; moving: 100 new versions of the totals a second, each answer read
 * and checked; memory: after many different operations. Rates stand beside those of a bare node:http server that sends
 * the same bytes, turn by turn in one run. What is measured has one core; the load and the subgraphs share the other.
 */
const parts = process.argv.slice(2);
const does = (part: string) => parts.length === 0 || parts.includes(part);
printMachine(`bench:gateway:kept${parts.map((part) => ` ${part}`).join('')}`);

const connections = 32;
const seconds = 3;
const operations = {
  TINY: '{ programme { totals { jobs placements freshness { version } } } }',
  LIST: `{ programme { totals { jobs freshness { version } } provinces { code nameAr nameFr
    totals { partners agreements worksites communes jobs placements supervisionGrant } } } }`,
};

const folder = mkdtempSync(join(tmpdir(), 'awrach-bench-'));
const running: Pinned[] = [];
const subgraphs = await startSubgraphs();
try {
  const gateway = await startOurs(subgraphs);
  running.push(gateway);
  leaveTheFirstCore();
  for (const [name, query] of Object.entries(operations)) {
    if (!does('still') && !does('moving')) continue;
    const body = await ask(gateway, query);
    const bare = await startBare(body, folder);
    running.push(bare);
    console.log(`${name}, ${body.length} bytes`);
    const asking = { next: inTurn([requestFor(query)]), connections, seconds };
    if (does('still')) {
      const capacity = await compare('kept', bare, gateway, asking);
      const half = { theirs: capacity.theirs / 2, ours: capacity.ours / 2 };
      const { ours, theirs } = await p99AtPace(bare, gateway, asking, half);
      printFigure('  p99 at half of its capacity', `${ours.toFixed(1)} ms`, '≤ 5 ms');
      printFigure('  of the bare server at half of its own', `${theirs.toFixed(1)} ms`);
    }
    if (does('moving')) {
      subgraphs.move(100);
      const seen = freshness();
      await compare('kept, 100 changes a second', bare, gateway, asking, seen.answered);
      subgraphs.rest();
      seen.print();
    }
    await bare.stop();
    running.pop();
  }
  if (does('memory')) await memory(gateway);
} finally {
  for (const one of running.reverse()) await one.stop();
  subgraphs.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** @returns requests a second */
async function compare(
  what: string,
  bare: Pinned,
  gateway: Pinned,
  asking: Omit<Load, 'port'>,
  answered?: (answer: Buffer, due: number) => void,
): Promise<Record<'theirs' | 'ours', number>> {
  // The bare server's answers are read as closely, so that reading them costs both the same.
  const plain = answered && ((answer: Buffer) => void versionIn(answer));
  const { all, median } = await turnByTurn(
    () => turn(bare, { ...asking, answered: plain }),
    () => turn(gateway, { ...asking, answered }),
  );
  const told = ({ micros, perSecond, share }: Turn) =>
    `${Math.round(perSecond)}/s, ${micros.toFixed(1)} µs each, core ${Math.round(share * 100)} % busy`;
  for (const { theirs, ours } of all) console.log(`  bare ${told(theirs)}; ours ${told(ours)}`);
  const goal = answered ? '≥ 70 %' : '≥ 85 %';
  printFigure(
    `  ${what}: ours of bare`,
    `${Math.round(median(({ theirs, ours }) => (100 * ours.perSecond) / theirs.perSecond))} %`,
    goal,
  );
  printFigure(
    '  by processor time for one request',
    `${Math.round(median(({ theirs, ours }) => (100 * theirs.micros) / ours.micros))} %`,
  );
  return {
    theirs: median(({ theirs }) => theirs.perSecond),
    ours: median(({ ours }) => ours.perSecond),
  };
}

function versionIn(answer: Buffer): { version: number; figure: number } {
  const version = answer.indexOf('"version":"0.');
  const figure = answer.indexOf('"jobs":');
  return {
    version: Number.parseInt(answer.toString('latin1', version + 13, version + 23), 10),
    figure: Number.parseInt(answer.toString('latin1', figure + 7, figure + 17), 10),
  };
}

/** Checks every answer: its figures are those of its version, and how long that version had not been the head when it was asked. */
function freshness() {
  const unfindable = new Map<number, number>();
  let read = 0;
  return {
    answered(answer: Buffer, askedAt: number) {
      read++;
      const { figure, version } = versionIn(answer);
      if (figure !== figureAt(version)) throw new Error(`version ${version} says ${figure}`);
      const replacedAt = subgraphs.movedAt[version + 1];
      if (replacedAt === undefined || replacedAt >= askedAt) return;
      unfindable.set(version, Math.max(unfindable.get(version) ?? 0, askedAt - replacedAt));
    },
    print() {
      // A version of which no answer was found after the next one came was unfindable at once.
      const ages = Array.from(
        { length: subgraphs.movedAt.length },
        (_, version) => unfindable.get(version) ?? 0,
      );
      printFigure(
        '  changed → no older answer is found, p99',
        `${quantile(ages, 0.99).toFixed(1)} ms`,
        '≤ 50 ms',
      );
      printFigure(
        `  slowest of ${ages.length} changes; ${read} answers read, figures right`,
        `${quantile(ages, 1).toFixed(1)} ms`,
      );
    },
  };
}

/** What an hour of dashboards asks, without the pauses: the common questions, and many thousands asked by one client each. */
async function memory(gateway: Pinned): Promise<void> {
  printFigure('Resident before', `${residentMegabytes(gateway.pid).toFixed(0)} MB`);
  const common = Object.values(operations).map((query) => requestFor(query));
  const measures = ['partners', 'agreements', 'worksites', 'jobs', 'placements', 'communes'];
  subgraphs.move(20);
  let most = 0;
  for (let batch = 0; batch < 40; batch++) {
    const rare = Array.from({ length: 100 }, (_, i) => {
      const [first, second] = [measures[i % 6], measures[(i + batch) % 6]];
      return requestFor(
        `query Rare${batch}_${i} { programme { provinces { code nameFr totals { ${first} ${second} } } } }`,
      );
    });
    await load({ port: gateway.port, next: inTurn([...common, ...rare]), connections, seconds: 2 });
    most = Math.max(most, residentMegabytes(gateway.pid));
  }
  subgraphs.rest();
  printFigure('Resident at most, 4,000 operations, 20 changes a second', `${most.toFixed(0)} MB`);
  // V8 gives back what it grew for a load some 100 s after its last full collection.
  await sleep(150_000);
  printFigure(
    'Resident 150 s after the last of them',
    `${residentMegabytes(gateway.pid).toFixed(0)} MB`,
    '≤ 150 MB',
  );
}

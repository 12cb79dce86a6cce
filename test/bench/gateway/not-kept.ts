import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFigure, printMachine } from '../machine.ts';
import { ask, startBare, startOurs, startVanilla } from './gateways.ts';
import { noneTwice } from './load.ts';
import { operations } from './operations.ts';
import { leaveTheFirstCore, type Pinned } from './pinned.ts';
import { startSubgraphs } from './subgraphs.ts';
import { p99AtPace, turn, turnByTurn } from './turns.ts';

/*
 * npm run bench:gateway:not-kept
 *
 * Answers that are not kept: ours and @apollo/gateway as it comes, turn by turn in one run. Each gateway has one core; the
 * load (32 connections, no variable twice) and the subgraphs, which keep their answers, share the other.
 */
printMachine('bench:gateway:not-kept');
const seconds = 3;
const connections = 32;

const folder = mkdtempSync(join(tmpdir(), 'awrach-bench-'));
const running: Pinned[] = [];
const subgraphs = await startSubgraphs();
try {
  const vanilla = await startVanilla(subgraphs, folder);
  running.push(vanilla);
  const ours = await startOurs(subgraphs);
  running.push(ours);
  leaveTheFirstCore();

  for (const { goal, name, query } of operations) {
    const theirs = await ask(vanilla, query, { edition: 2022 });
    const answer = await ask(ours, query, { edition: 2022 });
    if (answer !== theirs) throw new Error(`${name}: not the same answer:\n${theirs}\n${answer}`);
    const asking = { next: noneTwice(query), connections, seconds };
    const { median } = await turnByTurn(
      () => turn(vanilla, { ...asking, answered: sameLength() }),
      () => turn(ours, { ...asking, answered: sameLength() }),
    );
    const capacity = median((turn) => turn.ours.perSecond);
    // What the load itself waits for: the same bytes, at the same pace, from a server that has next to nothing to do.
    const bare = await startBare(answer, folder);
    running.push(bare);
    const p99 = await p99AtPace(bare, ours, asking, { theirs: capacity / 2, ours: capacity / 2 });
    await bare.stop();
    running.pop();
    console.log(name);
    printFigure(
      '  @apollo/gateway',
      `${Math.round(median(({ theirs }) => theirs.perSecond))}/s`,
      took(median(({ theirs }) => theirs.micros)),
    );
    printFigure('  ours', `${Math.round(capacity)}/s`, took(median((turn) => turn.ours.micros)));
    printFigure(
      '  ours : @apollo/gateway',
      median(({ theirs, ours }) => ours.perSecond / theirs.perSecond).toFixed(2),
      `≥ ${goal}`,
    );
    printFigure('  p99 at half of its capacity', `${p99.ours.toFixed(1)} ms`, '≤ 5 ms');
    printFigure('  of a bare server at the same pace', `${p99.theirs.toFixed(1)} ms`);
  }
} finally {
  for (const one of running.reverse()) await one.stop();
  subgraphs.stop();
  rmSync(folder, { recursive: true, force: true });
}

function took(micros: number): string {
  return `${Math.round(micros)} µs of its core each`;
}

/** Nothing but the variable differs, and no answer names it. */
function sameLength(): (answer: Buffer) => void {
  let expected: number | undefined;
  return (answer) => {
    const length = answer.length - answer.indexOf('\r\n\r\n');
    expected ??= length;
    if (length !== expected) throw new Error(`an answer of ${length} bytes, the first had ${expected}`);
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine } from './machine.ts';
import { megabytes, processesOf } from './processes.ts';

/*
 * npm run bench:memory
 *
 * Proportional set size (/proc/<pid>/smaps_rollup) of every process, a minute after the example was entered. Linux, as
 * the user who owns the processes.
 */
printMachine('bench:memory');
const rest = 60_000;
const { remove, stateFolder } = freshState();
try {
  await using awrach = await launch(stateFolder);
  await sleep(rest);
  const measured = [...processesOf(awrach)].map(([name, pids]) => ({
    name,
    size: pids.reduce((sum, pid) => sum + megabytes(pid), 0),
  }));
  for (const { name, size } of measured) {
    printFigure(name, `${size.toFixed(0)} MB`, name.endsWith('(Node)') ? '≤ 120 MB' : '');
  }
  const all = measured.reduce((total, { size }) => total + size, 0);
  printFigure('The whole stack', `${all.toFixed(0)} MB`, '≤ 1200 MB');
  await awrach.stop();
} finally {
  remove();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine } from './machine.ts';
import { addressOwner, descendants, megabytes, nameOf } from './processes.ts';

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
  const ours = new Map(
    Object.entries(awrach.addresses).map(([name, address]) => [addressOwner(address), name]),
  );
  const measured = new Map<string, number>();
  for (const pid of [awrach.pid, ...descendants(awrach.pid)]) {
    const name =
      pid === awrach.pid ? 'launcher (Node)' : ours.has(pid) ? `${ours.get(pid)} (Node)` : nameOf(pid);
    measured.set(name, (measured.get(name) ?? 0) + megabytes(pid));
  }
  for (const [name, size] of measured) {
    printFigure(name, `${size.toFixed(0)} MB`, name.endsWith('(Node)') ? '≤ 120 MB' : '');
  }
  const all = [...measured.values()].reduce((total, size) => total + size, 0);
  printFigure('The whole stack', `${all.toFixed(0)} MB`, '≤ 1200 MB');
  await awrach.stop();
} finally {
  remove();
}

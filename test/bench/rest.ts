import { setTimeout as sleep } from 'node:timers/promises';
import { freshState, launch } from './launched.ts';
import { printFigure, printMachine } from './machine.ts';
import { processesOf, processorSeconds } from './processes.ts';

/*
 * npm run bench:rest
 *
 * Processor time of every process while nobody asks anything: over 20 s, from 15 s after the example was entered. Linux.
 */
printMachine('bench:rest');
const settling = 15_000;
const measuring = 20_000;
const { remove, stateFolder } = freshState();
try {
  await using awrach = await launch(stateFolder);
  await sleep(settling);
  const processes = [...processesOf(awrach)];
  const busy = () => processes.map(([, pids]) => pids.reduce((sum, pid) => sum + processorSeconds(pid), 0));
  const began = performance.now();
  const before = busy();
  await sleep(measuring);
  const after = busy();
  const seconds = (performance.now() - began) / 1_000;
  let all = 0;
  for (const [i, [name]] of processes.entries()) {
    const share = (100 * ((after[i] ?? 0) - (before[i] ?? 0))) / seconds;
    all += share;
    printFigure(name, `${share.toFixed(1)} %`);
  }
  printFigure('The whole stack, of one core', `${all.toFixed(1)} %`);
  await awrach.stop();
} finally {
  remove();
}

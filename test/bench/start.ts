import { freshState, launch, secondsOf } from './launched.ts';
import { printFigure, printMachine } from './machine.ts';

/*
 * npm run bench:start
 *
 * From the command to "Awrach is ready", when all is installed, fetched and built: on an empty folder, with the example
 * of Khénifra entered (cold), and on the same folder again (warm). Also what stopping takes.
 */
printMachine('bench:start');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const { remove, stateFolder } = freshState();
try {
  await using cold = await launch(stateFolder);
  const loading = secondsOf(cold, 'Khénifra');
  printFigure('Cold start, Khénifra entered', seconds(cold.readyMs), '≤ 45 s');
  printFigure(
    '  of it: entering Khénifra',
    loading === undefined ? 'failed' : `${loading.toFixed(1)} s`,
    '≤ 15 s',
  );
  printFigure('Stopping after that', seconds(await cold.stop()), '≤ 10 s');
  for (let i = 0; i < 3; i++) {
    await using warm = await launch(stateFolder);
    printFigure('Warm start', seconds(warm.readyMs), '≤ 10 s');
    printFigure('Stopping after that', seconds(await warm.stop()), '≤ 10 s');
  }
} finally {
  remove();
}

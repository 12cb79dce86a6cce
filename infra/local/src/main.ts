import { khenifra } from './example/start.ts';
import { readOptions } from './options.ts';
import { stateFolder } from './places.ts';
import { awrachProcesses } from './processes.ts';
import { progressOn } from './progress.ts';
import { runLauncher } from './run-launcher.ts';

const progress = progressOn(process.stdout);
try {
  const options = readOptions(process.env, process.argv.slice(2));
  await runLauncher({ ...options, stateFolder, processes: awrachProcesses, progress, example: khenifra });
} catch (error) {
  progress.say(`\n  ✗ ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

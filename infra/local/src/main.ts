import { khenifra } from './example/start.ts';
import { readOptions } from './launcher/options.ts';
import { awrachProcesses } from './launcher/processes.ts';
import { progressOn } from './launcher/progress.ts';
import { runLauncher } from './launcher/run-launcher.ts';
import { stateFolder } from './places.ts';

const progress = progressOn(process.stdout);
try {
  const options = readOptions(process.env, process.argv.slice(2));
  await runLauncher({ ...options, stateFolder, processes: awrachProcesses, progress, example: khenifra });
} catch (error) {
  progress.say(`\n  ✗ ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

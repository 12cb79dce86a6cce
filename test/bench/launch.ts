/** What `npm start` runs, on a state folder of its own: `node launch.ts <state folder>`. */
import { khenifra } from '../../infra/local/dist/example/start.js';
import { readOptions } from '../../infra/local/dist/launcher/options.js';
import { awrachProcesses } from '../../infra/local/dist/launcher/processes.js';
import { progressOn } from '../../infra/local/dist/launcher/progress.js';
import { runLauncher } from '../../infra/local/dist/launcher/run-launcher.js';

await runLauncher({
  ...readOptions({ PORT: '0', KAFKA_PORT: '0' }, []),
  stateFolder: process.argv[2] ?? '',
  processes: awrachProcesses,
  progress: progressOn(process.stdout),
  example: khenifra,
});

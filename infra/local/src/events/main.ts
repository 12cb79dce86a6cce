/** `npm run events`: what happens, one line an event. */
import { kafkaAddress } from '../kafka/kafka-address.ts';
import { quietLog } from '../kafka/quiet-log.ts';
import { readEventOptions, usage } from './options.ts';
import { tellEvents } from './tell-events.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// Whoever reads the lines has had enough, as in `npm run -s events | head`.
process.stdout.on('error', () => process.exit());

try {
  const options = readEventOptions(process.argv.slice(2));
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  await tellEvents(options, kafkaAddress(), write, quietLog, stop.signal);
} catch (error) {
  console.error(`No events: ${error instanceof Error ? error.message : error}.\n\n${usage}`);
  process.exitCode = 1;
}

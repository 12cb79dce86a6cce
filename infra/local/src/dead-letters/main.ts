/** `npm run dead-letters`: messages that services have set aside. */
import { kafkaAddress } from '../kafka/kafka-address.ts';
import { quietLog } from '../kafka/quiet-log.ts';
import { readDeadLetterCommand, usage } from './command.ts';
import { explain } from './explain.ts';
import { list } from './list.ts';
import { replayLetters } from './replay-letters.ts';

process.stdout.on('error', () => process.exit());

try {
  const command = readDeadLetterCommand(process.argv.slice(2));
  const desk = {
    brokers: kafkaAddress(),
    log: {
      ...quietLog,
      warn: (fields: object, message: string) => console.error(message, JSON.stringify(fields)),
    },
    write: (line: string) => void process.stdout.write(`${line}\n`),
  };
  if (command.verb === 'list') await list(desk, command);
  else if (command.verb === 'explain') await explain(desk, command.id);
  else if (!(await replayLetters(desk, command.id))) process.exitCode = 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}.\n\n${usage}`);
  process.exitCode = 1;
}

import { parseArgs } from 'node:util';
import type { DeadLetter, Log } from '@awrach/messaging';

export const usage = `npm run dead-letters -- list [--all] [--json]     those that wait; --all: those that were replayed, too
npm run dead-letters -- explain <id>              what is wrong with one, and what it says
npm run dead-letters -- replay <id> | --all       put one, or all that wait, on their topic again

An id may be cut short as long as it names one.`;

/** What the command works with. */
export interface Desk {
  brokers: string;
  log: Log;
  write(line: string): void;
}

type DeadLetterCommand =
  | { verb: 'list'; all: boolean; json: boolean }
  | { verb: 'explain'; id: string }
  /** Without an id: all that wait. */
  | { verb: 'replay'; id: string | undefined };

/** @throws when the arguments cannot be meant; the message says why. */
export function readDeadLetterCommand(args: readonly string[]): DeadLetterCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const [verb = 'list', id, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`There is too much after ${id}`);
  if (verb === 'list' && id === undefined) return { verb, ...values };
  if (verb === 'explain' && id !== undefined) return { verb, id };
  if (verb === 'replay' && (id !== undefined) !== values.all) return { verb, id };
  if (verb === 'replay') throw new Error('Say either one id or --all');
  throw new Error(`"${positionals.join(' ')}" is no command`);
}

/** @throws when the id, or its beginning, names none or more than one. */
export function letterNamed(letters: readonly DeadLetter[], id: string): DeadLetter {
  const named = letters.filter((letter) => letter.id.startsWith(id.toLowerCase()));
  const [letter] = named;
  if (letter === undefined) throw new Error(`There is no dead letter ${id}`);
  if (named.length > 1) throw new Error(`${named.length} dead letters begin with ${id}`);
  return letter;
}

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { services } from '../../infra/local/src/launcher/processes.ts';
import type { Service } from './world/instances.ts';

/** What may be asked of `npm run test:faults`. */
export interface Options {
  readonly rounds: number;
  readonly seed: number;
  readonly brokers: 1 | 3;
  /** The services of which two instances run. */
  readonly twice: readonly Service[];
  readonly faultsPerRound: number;
  readonly only: readonly string[] | undefined;
}

/** @throws on what cannot be meant; the message names the option */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
      brokers: { type: 'string', default: '1' },
      twice: { type: 'string', default: services.join() },
      'at-once': { type: 'string', default: '3' },
      faults: { type: 'string' },
    },
  });
  const brokers = whole('brokers', values.brokers);
  if (brokers !== 1 && brokers !== 3) throw new Error('--brokers is 1 or 3.');
  return {
    rounds: some('rounds', values.rounds),
    seed: whole('seed', values.seed),
    brokers,
    twice: listed(values.twice).map(service),
    faultsPerRound: some('at-once', values['at-once']),
    only: values.faults === undefined ? undefined : listed(values.faults),
  };
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function service(name: string): Service {
  const known = services.find((one) => one === name);
  if (!known) throw new Error(`--twice: there is no service ${name}.`);
  return known;
}

/** None at all would prove nothing, and say that nothing was wrong. */
function some(name: string, text: string): number {
  const number = whole(name, text);
  if (number === 0) throw new Error(`--${name} is at least 1.`);
  return number;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number.`);
  return Number(text);
}

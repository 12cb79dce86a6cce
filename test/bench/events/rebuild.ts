import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { clone } from '../../../infra/local/src/places.ts';
import { descendants, megabytes } from '../processes.ts';
import type { Stage } from './stage.ts';

interface Rebuilt {
  /** From the command to its end, the swap included. */
  readonly seconds: number;
  /** The most that the process had, without the npm above it, by proportional set size; and what it had at half of the time. */
  readonly mostMegabytes: number;
  readonly halfwayMegabytes: number;
}

export async function rebuildAll({ brokers, totals, totalsUrl }: Stage): Promise<Rebuilt> {
  // By itself PostgreSQL would do so in the first minute of the rebuild, for what was applied a moment ago.
  await totals.query('vacuum analyze');
  const began = performance.now();
  const child = spawn('npm', ['run', '-s', 'rebuild:totals'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TOTALS_DATABASE_URL: totalsUrl,
      KAFKA_BROKERS: brokers,
    },
  });
  child.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text));
  const ended = once(child, 'close');
  const sizes: number[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    sizes.push(Math.max(0, ...descendants(child.pid ?? 0).map(megabytes)));
    await Promise.race([sleep(500), ended]);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`the rebuild ended with ${child.exitCode}`);
  return {
    seconds: (performance.now() - began) / 1_000,
    mostMegabytes: Math.max(...sizes),
    halfwayMegabytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clone } from '../../../infra/local/src/places.ts';
import { megabytes } from '../processes.ts';
import type { Stage } from './stage.ts';

export interface Rebuilt {
  /** From the command to its end, the swap included. */
  readonly seconds: number;
  /** The most that the process had resident, by shares, and what it had at half of the time. */
  readonly mostMegabytes: number;
  readonly halfwayMegabytes: number;
}

export async function rebuildAll({ brokers, totalsUrl }: Stage): Promise<Rebuilt> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(clone, 'services/totals/dist/rebuild/main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, DATABASE_URL: totalsUrl, KAFKA_BROKERS: brokers },
  });
  child.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text));
  const ended = once(child, 'close');
  const sizes: number[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    sizes.push(megabytes(child.pid ?? 0));
    await Promise.race([sleep(200), ended]);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`the rebuild ended with ${child.exitCode}`);
  return {
    seconds: (performance.now() - began) / 1_000,
    mostMegabytes: Math.max(...sizes),
    halfwayMegabytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
  };
}

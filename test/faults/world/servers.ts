import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePort,
  type RunningKafka,
  type RunningPostgres,
  removePostgres,
  startKafka,
  startPostgres,
} from '@awrach/local';
import { type Kept, keepRunning } from '../../../infra/local/src/supervision/keep-running.ts';
import { type Link, openLink } from './link.ts';

/** A PostgreSQL and a Kafka of the suite's own: as durable as those of users, and killed without asking. */
export interface Servers {
  readonly parts: Readonly<Record<string, Kept>>;
  /** As superuser, database `postgres`. */
  readonly databaseUrl: string;
  readonly brokers: string;
  /** Stands between everybody and a Kafka that is alone; there is none before several brokers. */
  readonly link: Link | undefined;
  stop(): Promise<void>;
}

/** @param brokers how many: 1, or 3 with every record on each of them */
export async function startServers(folder: string, brokers: 1 | 3): Promise<Servers> {
  const quiet = () => {};
  const dir = join(folder, 'postgres');
  const postgres = keepRunning(
    'PostgreSQL',
    (former: RunningPostgres | undefined, signal) =>
      startPostgres({ dir, signal, ...(former ? { port: former.port } : {}) }),
    quiet,
  );
  const kafka = await kafkas(folder, brokers);
  const parts: Record<string, Kept> = { postgres };
  for (const [name, one] of Object.entries(kafka.parts)) parts[name] = one;
  const stop = async () => {
    await Promise.all(Object.values(parts).map((part) => part.stop()));
    await kafka.link?.close();
    removePostgres(dir);
  };
  try {
    const [{ url }] = await Promise.all([
      postgres.started,
      ...Object.values(kafka.parts).map((part) => part.started),
    ]);
    return { parts, databaseUrl: url, brokers: kafka.brokers, link: kafka.link, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type KeptKafka = Kept & { readonly started: Promise<RunningKafka> };

async function kafkas(folder: string, brokers: 1 | 3) {
  const quiet = () => {};
  const start = (name: string, options: Parameters<typeof startKafka>[0]): KeptKafka => {
    mkdirSync(options.dir, { recursive: true });
    return keepRunning(
      name,
      (_: RunningKafka | undefined, signal) => startKafka({ ...options, signal }),
      quiet,
    );
  };
  if (brokers === 1) {
    const port = await freePort();
    const link = await openLink(() => [port]);
    const dir = join(folder, 'kafka');
    const parts: Record<string, KeptKafka> = {
      kafka: start('Kafka', { dir, port, advertisedPort: link.port }),
    };
    return { parts, brokers: `127.0.0.1:${link.port}`, link };
  }
  const ports = await freePorts(brokers);
  const controllerPorts = await freePorts(brokers);
  const cluster = randomBytes(16).toString('base64url');
  const parts = Object.fromEntries(
    ports.map((port, i) => [
      `kafka-${i + 1}`,
      start(`Kafka ${i + 1}`, {
        dir: join(folder, `kafka-${i + 1}`),
        port,
        member: { node: i + 1, controllerPorts, cluster },
        heap: '192m',
      }),
    ]),
  );
  return { parts, brokers: ports.map((port) => `127.0.0.1:${port}`).join(), link: undefined };
}

const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => freePort()));

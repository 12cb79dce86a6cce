import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kept } from '../../../infra/local/src/supervision/keep-running.ts';
import { type Awrach, startAwrach } from '../../testkit/awrach.ts';
import { type Databases, databasesAt } from './databases.ts';
import { type Instances, instances, type Service } from './instances.ts';
import type { Link } from './link.ts';
import { restart } from './parts.ts';
import { startServers } from './servers.ts';

/** The whole of Awrach with its servers, everything of it within reach of a fault. */
export interface World {
  readonly awrach: Awrach;
  /** Every process, by name: the servers, each instance of each service, the gateway. */
  readonly parts: Readonly<Record<string, Kept>>;
  readonly instances: Instances['names'];
  readonly databases: Databases;
  readonly brokers: string;
  /** Between everybody and Kafka, where that is one broker. */
  readonly link: Link | undefined;
  stop(): Promise<void>;
}

interface WorldOptions {
  /** The services of which two instances run. */
  readonly twice: readonly Service[];
  readonly brokers: 1 | 3;
}

export async function startWorld({ twice, brokers }: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'awrach-faults-'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of stops.reverse()) await stopOne();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const servers = await startServers(folder, brokers);
    stops.push(servers.stop);
    const running = await instances(twice, brokers);
    stops.push(running.close);
    const awrach = await startAwrach({ servers, processes: running.processes });
    stops.push(awrach.stop);
    return {
      awrach,
      parts: { ...servers.parts, ...awrach.parts },
      instances: running.names,
      databases: databasesAt(servers.databaseUrl),
      brokers: servers.brokers,
      link: servers.link,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts what is down. A part that ended by itself is waited for no longer than it takes. */
export async function mend({ parts }: World): Promise<void> {
  // Servers first: services end when they start without them.
  const down = Object.entries(parts).filter(([, part]) => part.current() === undefined);
  const isServer = ([name]: (typeof down)[number]) => name.startsWith('kafka') || name === 'postgres';
  await Promise.all(down.filter(isServer).map(([, part]) => restart(part, 0)));
  await Promise.all(down.filter((one) => !isServer(one)).map(([, part]) => restart(part, 0)));
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { devLoop } from '../dev/dev-loop.ts';
import { type Caller, makeKey, signToken } from '../identity/issuer.ts';
import { auditor, letAuditorRead } from '../postgres/auditor.ts';
import type { Kept } from '../supervision/keep-running.ts';
import type { RunningNode } from '../supervision/node-process.ts';
import { plainAddresses } from './database-address.ts';
import { record, releaseLock, takeLock } from './launcher-lock.ts';
import { checkMadeWith, markOnce } from './made-with.ts';
import type { Options } from './options.ts';
import { orderedStop, type Stage } from './ordered-stop.ts';
import { startProcess } from './own-process.ts';
import { provideDatabases, provideIdentity, provideKafka } from './parts.ts';
import type { Facts, ProcessPlan } from './processes.ts';
import type { Progress } from './progress.ts';
import { keptSecrets } from './secrets.ts';

export interface LauncherOptions extends Options {
  stateFolder: string;
  processes: readonly ProcessPlan[];
  progress: Progress;
  /** Entered once per state folder, when all is up for the first time. */
  example?: { title: string; load(awrach: Started, far: (text: string) => void): Promise<void> } | undefined;
}

export interface Started {
  graphUrl: string;
  brokers: string;
  /** Our own processes, by name. */
  parts: Readonly<Record<string, Kept<RunningNode>>>;
  /** Signs with the local issuer's key; undefined when somebody else's issuer is used. */
  token: ((caller: Caller, hours?: number) => Promise<string>) | undefined;
}

interface Launcher {
  /** @throws when a part cannot be started; what was started before stays until `stop`. */
  start(): Promise<Started>;
  /** Stops what was started, in order. May be called at any time, and more than once. */
  stop(): Promise<void>;
}

const stageTitles: Record<Stage, string> = {
  dev: 'No longer watching the sources',
  gateway: 'Stopping the gateway',
  subgraphs: 'Stopping the subgraphs',
  kafka: 'Stopping Kafka',
  postgres: 'Stopping PostgreSQL',
  issuer: 'Stopping the token issuer',
};

/** Starts and stops the whole of Awrach on this machine. */
export function createLauncher(options: LauncherOptions): Launcher {
  const { stateFolder, progress } = options;
  const stopping = orderedStop((stage, work) => progress.step(stageTitles[stage], work));
  let locked = false;

  return {
    async start() {
      takeLock(stateFolder);
      locked = true;
      checkMadeWith(stateFolder, options);
      mkdirSync(join(stateFolder, 'log'), { recursive: true });
      const subgraphs = options.processes.filter(({ stage }) => stage === 'subgraph');
      const services = [...new Set(subgraphs.map(({ name, service = name }) => service))];
      const secrets = keptSecrets(stateFolder, [...services, auditor]);
      await makeKey(stateFolder);

      const [databaseUrls, kafka, identity] = await Promise.all([
        provideDatabases(options, services, secrets, stopping),
        provideKafka(options, stopping),
        provideIdentity(options, stopping),
      ]);
      const addresses: Record<string, string> = {};
      const facts: Facts = {
        ...options,
        addresses,
        databaseUrls,
        brokers: kafka.brokers,
        nationalIdKey: secrets.nationalIdKey,
      };
      const parts: Record<string, Kept<RunningNode>> = {};
      for (const stage of ['subgraph', 'gateway'] as const) {
        const starting = options.processes.filter((plan) => plan.stage === stage);
        await Promise.all([
          kafka.started,
          // The subgraphs have made their tables by then.
          stage === 'gateway' ? letAuditorRead(databaseUrls) : undefined,
          ...starting.map(async (plan) => {
            const part = await startProcess(plan, facts, identity, options, stopping);
            parts[plan.name] = part;
            addresses[plan.name] = part.current()?.address ?? '';
          }),
        ]);
      }

      const graphUrl = `${addresses.gateway}/graphql`;
      record(stateFolder, {
        pid: process.pid,
        graph: graphUrl,
        brokers: kafka.brokers,
        issuer: identity.issuer,
        addresses,
        databases: plainAddresses(databaseUrls),
      });
      const token = options.identity
        ? undefined
        : (caller: Caller, hours?: number) => signToken(stateFolder, caller, hours);
      const started: Started = { graphUrl, brokers: kafka.brokers, parts, token };
      if (options.dev) await stopping.add('dev', devLoop(options.processes, parts, progress));
      await enterExample(options, started, stopping.begun);
      return started;
    },
    async stop() {
      await stopping.run();
      if (locked) releaseLock(stateFolder);
    },
  };
}

/** An example that cannot be entered is no reason to stop; the next start goes on where this one ended. */
async function enterExample(
  { example, stateFolder, progress }: LauncherOptions,
  started: Started,
  stopping: () => boolean,
): Promise<void> {
  if (!example) return;
  try {
    await markOnce(stateFolder, 'example-loaded', () =>
      progress.step(example.title, (far) => example.load(started, far)),
    );
  } catch (error) {
    if (stopping()) return;
    progress.say(`  ! ${error instanceof Error ? error.message : error}\n    The next start tries it again.`);
  }
}

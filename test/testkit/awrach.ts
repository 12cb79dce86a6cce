import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { khenifra } from '../../infra/local/src/example/start.ts';
import type { Caller } from '../../infra/local/src/identity/issuer.ts';
import { createLauncher, type Started } from '../../infra/local/src/launcher/launcher.ts';
import { awrachProcesses, type ProcessPlan, services } from '../../infra/local/src/launcher/processes.ts';
import { startPostgres } from '../../infra/local/src/postgres/postgres.ts';
import type { PostgresMajor } from '../../infra/local/src/postgres/postgres-binaries.ts';
import { removePostgres } from '../../infra/local/src/postgres/postgres-folder.ts';
import { type Client, client, type Language } from './client.ts';
import { followProgress, type Settling } from './settled.ts';
import { turn } from './turn.ts';

/** Who says how far it is: totals tells nothing but dead letters, of which nobody waits for the last. */
const sources = services.filter((name) => name !== 'totals');

/** The whole of Awrach, running for one file of tests. */
export interface Awrach extends Started {
  /** Where it keeps its data, keys and logs. */
  stateFolder: string;
  /** As superuser, where `ownPostgres` was asked for. */
  postgresUrl: string | undefined;
  /** Someone who asks the graph: with a token of that role, in that language. */
  as(role: Caller['role'], whose?: Omit<Caller, 'role'>, language?: Language): Client;
  /** Someone who asks the graph without any token. */
  anyone(language?: Language): Client;
  /** Process ids of ours, by name. */
  pids(): Record<string, number | undefined>;
  /** What the launcher has said so far: starts, complaints, processes that ended by themselves. */
  said(): string;
  /** Waits until all that the four sources recorded before now lies in Kafka. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

interface AwrachOptions {
  /** Enter the example of Khénifra when all is up. */
  example?: boolean;
  /** On a PostgreSQL of this version that was started before, and is named as users name theirs: by its address. */
  ownPostgres?: PostgresMajor;
  /** What runs; the five subgraphs and the gateway without it. */
  processes?: readonly ProcessPlan[];
  /** Servers of the caller's own, who stops them afterwards; without them the system brings its own. */
  servers?: {
    /** PostgreSQL's, as superuser. */
    readonly databaseUrl: string;
    readonly brokers: string;
  };
}

/** A folder where the logs of the systems under test are kept, for whoever looks into a failure. */
const keptLogs = process.env.AWRACH_TEST_LOGS;

/** Starts everything as `npm start` does, in a folder of its own and on free ports. */
export async function startAwrach(options: AwrachOptions = {}): Promise<Awrach> {
  const { example = false, ownPostgres, processes = awrachProcesses, servers } = options;
  // Jest's own; with it, processes would not run as they do for users.
  delete process.env.NODE_ENV;
  const parent = mkdtempSync(join(tmpdir(), 'awrach e2e '));
  const stateFolder = join(parent, 'state');
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const postgresFolder = join(parent, 'own-postgres');
  const postgres =
    ownPostgres &&
    (await startPostgres({ dir: postgresFolder, majorVersion: ownPostgres, durability: 'quick' }));
  const launcher = createLauncher({
    host: '127.0.0.1',
    port: 0,
    kafkaPort: 0,
    databaseUrl: postgres?.url ?? servers?.databaseUrl,
    brokers: servers?.brokers,
    identity: undefined,
    dev: false,
    stateFolder,
    processes,
    progress: { say, step: async (title, work) => work((far) => say(`${title}: ${far}`)) },
    example: example ? khenifra : undefined,
  });
  let settling: Promise<Settling> | undefined;
  const stop = async () => {
    await (await settling)?.stop();
    await launcher.stop();
    await postgres?.stop();
    if (keptLogs) cpSync(join(stateFolder, 'log'), join(keptLogs, String(process.pid)), { recursive: true });
    for (const folder of [join(stateFolder, 'postgres'), postgresFolder]) removePostgres(folder);
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    const started = await launcher.start();
    const { graphUrl, parts, token } = started;
    if (!token) throw new Error('the system did not start with its own issuer');
    return {
      ...started,
      stateFolder,
      postgresUrl: postgres?.url,
      as: (role, whose, language) => client(graphUrl, () => token({ role, ...whose }), language),
      anyone: (language) => client(graphUrl, undefined, language),
      pids: () =>
        Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.current()?.pid])),
      said: () => lines.join('\n'),
      async settled() {
        settling ??= followProgress(started.brokers, sources);
        await (await settling).settled();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`Awrach did not start:\n${lines.join('\n')}`, { cause: error });
  }
}

/** Milliseconds that starting (after another file's system has stopped, on a busy machine) or stopping may take. */
const patience = 600_000;

/** Awrach for all tests of the file that calls it; the system is there once the tests run. */
export function awrachForThisFile(options?: AwrachOptions): () => Awrach {
  let awrach: Awrach | undefined;
  let release = () => {};
  beforeAll(async () => {
    // One system at a time: two would only take the cores from each other.
    release = await turn('awrach-e2e');
    awrach = await startAwrach(options);
  }, patience);
  afterAll(async () => {
    await awrach?.stop();
    release();
  }, patience);
  return () => {
    if (!awrach) throw new Error('Awrach runs only while tests do');
    return awrach;
  };
}

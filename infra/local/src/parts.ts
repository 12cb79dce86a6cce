import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServiceDatabases } from './databases.ts';
import { checkExternalKafka, checkExternalPostgres } from './external.ts';
import { audience, localIssuer, serveKeys } from './issuer.ts';
import { rotate } from './json-log.ts';
import { type RunningKafka, startKafka } from './kafka.ts';
import { hasKafkaJars, kafkaJars } from './kafka-jars.ts';
import { type Kept, keepRunning } from './keep-running.ts';
import type { LauncherOptions } from './launcher.ts';
import { type RunningNode, startNode } from './node-process.ts';
import type { Identity } from './options.ts';
import type { OrderedStop } from './ordered-stop.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import type { Facts, ProcessPlan } from './processes.ts';
import type { Secrets } from './secrets.ts';

/** A small nursery: a third less memory at rest (96 MB to 68 MB for one service), for slightly more collecting. */
const nodeFlags = ['--max-semi-space-size=2'];

/** Milliseconds that one of our processes gets to finish what it began. */
const patience = 2_500;

function newLog(stateFolder: string, name: string): string {
  const file = join(stateFolder, 'log', `${name}.log`);
  rotate(file);
  writeFileSync(file, '');
  return file;
}

/** A database for each service, in our own PostgreSQL or in the one of DATABASE_URL. */
export async function provideDatabases(
  options: LauncherOptions,
  services: readonly string[],
  secrets: Secrets,
  stopping: OrderedStop,
): Promise<Record<string, string>> {
  const { databaseUrl, progress, stateFolder } = options;
  let superuserUrl = databaseUrl;
  if (databaseUrl) {
    await progress.step(`Checking PostgreSQL at ${new URL(databaseUrl).host}`, () =>
      checkExternalPostgres(databaseUrl),
    );
  } else {
    const dir = join(stateFolder, 'postgres');
    const logFile = newLog(stateFolder, 'postgres');
    const title = existsSync(dir) ? 'Starting PostgreSQL' : 'Making and starting PostgreSQL';
    const server = await progress.step(title, () =>
      keepRunning(
        'PostgreSQL',
        (former: RunningPostgres | undefined) =>
          startPostgres({ dir, logFile, ...(former ? { port: former.port } : {}) }),
        progress.say,
      ),
    );
    await stopping.add('postgres', server.stop);
    superuserUrl = server.current()?.url;
  }
  if (!superuserUrl)
    throw new Error('PostgreSQL ended as soon as it was started; see .awrach/log/postgres.log');
  const url = superuserUrl;
  const passwords = Object.fromEntries(services.map((name) => [name, secrets.passwords[name] ?? '']));
  return progress.step('Preparing databases and roles', () => createServiceDatabases(url, passwords));
}

/** Our own Kafka, or the one of KAFKA_BROKERS. Returns its brokers. */
export async function provideKafka(options: LauncherOptions, stopping: OrderedStop): Promise<string> {
  const { brokers, kafkaPort, progress, stateFolder } = options;
  if (brokers) {
    await progress.step(`Checking Kafka at ${brokers}`, () => checkExternalKafka(brokers));
    return brokers;
  }
  const dir = join(stateFolder, 'kafka');
  const logFile = newLog(stateFolder, 'kafka');
  if (!hasKafkaJars()) await progress.step('Fetching Kafka with Maven', kafkaJars);
  const title = existsSync(dir) ? 'Starting Kafka' : 'Making and starting Kafka';
  const server = await progress.step(title, () =>
    keepRunning(
      'Kafka',
      (former: RunningKafka | undefined) => {
        const port = former ? Number(former.brokers.split(':')[1]) : kafkaPort;
        return startKafka({ dir, logFile, ...(port ? { port } : {}) });
      },
      progress.say,
    ),
  );
  await stopping.add('kafka', server.stop);
  return server.current()?.brokers ?? '';
}

/** The issuer named by OIDC_ISSUER; else our own, whose keys are served for as long as we run. */
export async function provideIdentity(options: LauncherOptions, stopping: OrderedStop): Promise<Identity> {
  if (options.identity) return options.identity;
  const { jwksUrl, stop } = await serveKeys(options.stateFolder);
  await stopping.add('issuer', stop);
  return { issuer: localIssuer, jwksUrl, audience };
}

/** One of our own processes, compiled or (`dev`) straight from its sources. */
export async function startProcess(
  plan: ProcessPlan,
  facts: Facts,
  identity: Identity,
  options: LauncherOptions,
  stopping: OrderedStop,
): Promise<Kept<RunningNode>> {
  const { dev, progress, stateFolder } = options;
  const logFile = newLog(stateFolder, plan.name);
  const said = new Map<string, number>();
  const startOnce = (former: RunningNode | undefined) =>
    startNode({
      name: plan.name,
      args: [...nodeFlags, ...(dev ? ['--conditions=source', 'src/main.ts'] : ['dist/main.js'])],
      cwd: plan.folder,
      logFile,
      patience,
      env: {
        ...process.env,
        KAFKA_REPLICATION: process.env.KAFKA_REPLICATION ?? '1',
        KAFKA_MIN_INSYNC: process.env.KAFKA_MIN_INSYNC ?? '1',
        APOLLO_TELEMETRY_DISABLED: '1',
        NODE_COMPILE_CACHE: join(stateFolder, 'compile-cache'),
        OIDC_ISSUER: identity.issuer,
        OIDC_JWKS_URL: identity.jwksUrl,
        OIDC_AUDIENCE: identity.audience,
        ...plan.environment(facts),
        // Whoever was told its address before finds it there again.
        ...(former ? { PORT: new URL(former.address).port } : {}),
      },
      onError: ({ msg }) => {
        // The same complaint is shown once a minute; the log has them all.
        if (Date.now() - (said.get(msg) ?? 0) < 60_000) return;
        said.set(msg, Date.now());
        progress.say(`  ! ${plan.name}: ${msg.slice(0, 200)}  (${logFile})`);
      },
    });
  const part = await progress.step(`Starting ${plan.name}`, () =>
    keepRunning(plan.name, startOnce, progress.say),
  );
  await stopping.add(plan.stage === 'gateway' ? 'gateway' : 'subgraphs', part.stop);
  return part;
}

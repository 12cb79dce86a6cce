import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { audience, localIssuer, serveKeys } from '../identity/issuer.ts';
import { type RunningKafka, startKafka } from '../kafka/kafka.ts';
import { hasKafkaJars, kafkaJars } from '../kafka/kafka-jars.ts';
import { auditor, createAuditor } from '../postgres/auditor.ts';
import { createServiceDatabases } from '../postgres/databases.ts';
import { type RunningPostgres, startPostgres } from '../postgres/postgres.ts';
import { freePort } from '../supervision/free-port.ts';
import { newLog } from '../supervision/json-log.ts';
import { keepRunning } from '../supervision/keep-running.ts';
import { checkExternalKafka, checkExternalPostgres } from './external.ts';
import type { LauncherOptions } from './launcher.ts';
import type { Identity } from './options.ts';
import type { OrderedStop } from './ordered-stop.ts';
import type { Secrets } from './secrets.ts';

/** A database for each service, in our own PostgreSQL or in the one of DATABASE_URL. */
export async function provideDatabases(
  options: LauncherOptions,
  services: readonly string[],
  secrets: Secrets,
  stopping: OrderedStop,
): Promise<Record<string, string>> {
  const { databaseUrl, progress } = options;
  if (databaseUrl) {
    const title = `Checking PostgreSQL at ${new URL(databaseUrl).host}`;
    await progress.step(title, () => checkExternalPostgres(databaseUrl));
  }
  const superuserUrl = databaseUrl ?? (await ownPostgres(options, stopping));
  const passwords = Object.fromEntries(services.map((name) => [name, secrets.passwords[name] ?? '']));
  return progress.step('Preparing databases and roles', async () => {
    await createAuditor(superuserUrl, secrets.passwords[auditor] ?? '');
    return createServiceDatabases(superuserUrl, passwords);
  });
}

async function ownPostgres(
  { progress, stateFolder }: LauncherOptions,
  stopping: OrderedStop,
): Promise<string> {
  const dir = join(stateFolder, 'postgres');
  const logFile = newLog(stateFolder, 'postgres');
  const title = existsSync(dir) ? 'Starting PostgreSQL' : 'Making and starting PostgreSQL';
  const server = keepRunning(
    'PostgreSQL',
    (former: RunningPostgres | undefined, signal) =>
      startPostgres({ dir, logFile, signal, ...(former ? { port: former.port } : {}) }),
    progress.say,
  );
  await stopping.add('postgres', server.stop);
  return (await progress.step(title, () => server.started)).url;
}

/** Where Kafka will be, and when it is there. */
interface ProvidedKafka {
  readonly brokers: string;
  /** @throws when it cannot be started */
  readonly started: Promise<unknown>;
}

/**
 * Our own Kafka, or the one of KAFKA_BROKERS. Our own is still starting when this is fulfilled: the services, which wait
 * for it, load meanwhile.
 */
export async function provideKafka(options: LauncherOptions, stopping: OrderedStop): Promise<ProvidedKafka> {
  const { brokers, progress, stateFolder } = options;
  if (brokers) {
    await progress.step(`Checking Kafka at ${brokers}`, () => checkExternalKafka(brokers));
    return { brokers, started: Promise.resolve() };
  }
  const dir = join(stateFolder, 'kafka');
  const logFile = newLog(stateFolder, 'kafka');
  if (!hasKafkaJars()) await progress.step('Fetching Kafka with Maven', kafkaJars);
  const title = existsSync(dir) ? 'Starting Kafka' : 'Making and starting Kafka';
  const port = options.kafkaPort || (await freePort());
  const server = keepRunning(
    'Kafka',
    (_former: RunningKafka | undefined, signal) => startKafka({ dir, logFile, signal, port }),
    progress.say,
  );
  await stopping.add('kafka', server.stop);
  const started = progress.step(title, () => server.started);
  started.catch(() => undefined); // Whoever provides it hears of the failure; it must not end the process before.
  return { brokers: `127.0.0.1:${port}`, started };
}

/** The issuer named by OIDC_ISSUER; else our own, whose keys are served for as long as we run. */
export async function provideIdentity(options: LauncherOptions, stopping: OrderedStop): Promise<Identity> {
  if (options.identity) return options.identity;
  const { jwksUrl, stop } = await serveKeys(options.stateFolder);
  await stopping.add('issuer', stop);
  return { issuer: localIssuer, jwksUrl, audience };
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { localFolder } from '../places.ts';
import { waitForFormer } from '../supervision/former.ts';
import { freePort } from '../supervision/free-port.ts';
import { startToTell } from '../supervision/not-ready.ts';
import type { Running } from '../supervision/running.ts';
import { startWatched } from '../supervision/watched.ts';
import { brokerSettings, type KafkaMember } from './broker-settings.ts';
import { answersAsKafka } from './kafka-answer.ts';
import { kafkaJars } from './kafka-jars.ts';

const run = promisify(execFile);
const readySeconds = 120;

interface KafkaOptions {
  /** Holds settings, data and log. Made when missing; what lies there is started again. */
  dir: string;
  /** Any free one when left out. */
  port?: number;
  /** The port that clients are told; the broker's own when left out. */
  advertisedPort?: number;
  /** Its place among several brokers; alone when left out. */
  member?: KafkaMember;
  /** The JVM's largest heap, as in `256m`. */
  heap?: string;
  /** The broker's own log; `kafka.log` in `dir` when left out. */
  logFile?: string;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}

export interface RunningKafka extends Running {
  /** `127.0.0.1:port` */
  brokers: string;
}

/**
 * Starts a Kafka broker that is a controller, too (KRaft), and listens on 127.0.0.1 only; formats its folder
 * first where it was not. Ends with this process, however this process ends.
 *
 * @throws when it does not get ready; the message names the log and its last lines.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { dir, heap = '256m', logFile = join(options.dir, 'kafka.log') } = options;
  const jars = await kafkaJars();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = join(dir, 'kafka.pid');
  await waitForFormer(lock, 'kafka.Kafka');
  const port = options.port ?? (await freePort());
  const settings = join(dir, 'server.properties');
  const member = options.member ?? { node: 1, controllerPorts: [await freePort()] };
  const { advertisedPort = port } = options;
  writeFileSync(settings, brokerSettings({ port, advertisedPort, member, data: join(dir, 'data') }));
  await format(jars, dir, settings, member);

  const notReady = startToTell('Kafka', logFile);
  const server = await startWatched({
    command: 'java',
    args: [`-Xmx${heap}`, ...jvmFlags(jars), 'kafka.Kafka', settings],
    stopSignals: ['TERM', 'KILL'],
    patience: 3,
    logFile,
    cwd: dir,
    env: process.env,
  });
  writeFileSync(lock, `${server.pid}\n`);
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + readySeconds * 1000;
  while (!over && !options.signal?.aborted && Date.now() < deadline) {
    if (await answersAsKafka('127.0.0.1', port)) {
      return { brokers: `127.0.0.1:${port}`, pid: server.pid, ended: server.ended, stop: server.stop };
    }
    await sleep(30);
  }
  const why = options.signal?.aborted ? new Error('Kafka was stopped while it started.') : notReady();
  await server.stop();
  throw why;
}

/** One processor's worth of JVM: the fast compiler and the small collector start sooner and keep less memory. */
function jvmFlags(jars: string): string[] {
  return [
    '-Xms64m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${join(localFolder, 'kafka/log4j2.properties')}`,
    '-cp',
    join(jars, '*'),
  ];
}

async function format(jars: string, dir: string, settings: string, member: KafkaMember): Promise<void> {
  if (existsSync(join(dir, 'data/meta.properties'))) return;
  const alone = member.controllerPorts.length === 1;
  const args = ['format', `--cluster-id=${member.cluster ?? keptCluster(dir)}`, '--config', settings];
  if (alone) args.push('--standalone');
  try {
    await run('java', ['-Xmx128m', ...jvmFlags(jars), 'kafka.tools.StorageTool', ...args]);
  } catch (error) {
    throw new Error(`Kafka's data folder ${dir} could not be made.`, { cause: error });
  }
}

/** The name of a cluster of one, made once. */
function keptCluster(dir: string): string {
  const file = join(dir, 'cluster-id');
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('base64url'));
  return readFileSync(file, 'utf8');
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { localFolder } from '../places.ts';
import { waitForFormer } from '../supervision/former.ts';
import { freePort } from '../supervision/free-port.ts';
import type { Running } from '../supervision/running.ts';
import { startWatched } from '../supervision/watched.ts';
import { answersAsKafka } from './kafka-answer.ts';
import { kafkaJars } from './kafka-jars.ts';

const run = promisify(execFile);
const readySeconds = 120;

export interface KafkaOptions {
  /** Holds settings, data and log. Made when missing; what lies there is started again. */
  dir: string;
  /** Any free one when left out. */
  port?: number;
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
 * Starts a Kafka broker that is its own controller (KRaft) and listens on 127.0.0.1 only; formats its folder
 * first where it was not. Ends with this process, however this process ends.
 *
 * @throws when it does not get ready; the message names the log.
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { dir, heap = '256m', logFile = join(options.dir, 'kafka.log') } = options;
  const jars = await kafkaJars();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = join(dir, 'kafka.pid');
  await waitForFormer(lock, 'kafka.Kafka');
  const port = options.port ?? (await freePort());
  const settings = join(dir, 'server.properties');
  writeFileSync(settings, properties(port, await freePort(), join(dir, 'data')));
  await format(jars, dir, settings);

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
  await server.stop();
  if (options.signal?.aborted) throw new Error('Kafka was stopped while it started.');
  throw new Error(`Kafka did not get ready; its log says why: ${logFile}`);
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

function properties(port: number, controllerPort: number, data: string): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    // Services make their topics themselves, with the settings that the events rest on.
    'auto.create.topics.enable': false,
    'log.retention.ms': -1,
    // One broker: nothing to replicate to.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 5,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // A group's members start within the same second; the default lets each wait three.
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 2,
    // The default reserves half of the heap for compaction; here only Kafka's own small topics are compacted.
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    'log.cleaner.io.buffer.size': 64 * 1024,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}\n`)
    .join('');
}

/** In a .properties file a backslash escapes. */
function escapeProperty(value: string): string {
  return value.replaceAll('\\', '\\\\');
}

async function format(jars: string, dir: string, settings: string): Promise<void> {
  if (existsSync(join(dir, 'data/meta.properties'))) return;
  const clusterFile = join(dir, 'cluster-id');
  if (!existsSync(clusterFile)) writeFileSync(clusterFile, randomBytes(16).toString('base64url'));
  const cluster = readFileSync(clusterFile, 'utf8');
  const args = ['format', `--cluster-id=${cluster}`, '--config', settings, '--standalone'];
  try {
    await run('java', ['-Xmx128m', ...jvmFlags(jars), 'kafka.tools.StorageTool', ...args]);
  } catch (error) {
    throw new Error(`Kafka's data folder ${dir} could not be made.`, { cause: error });
  }
}

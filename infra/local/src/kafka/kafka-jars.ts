import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../places.ts';

const pom = join(localFolder, 'kafka/pom.xml');

/**
 * The folder that holds Kafka's jars. They are fetched by Maven when they were not yet, or when pom.xml has
 * changed since; checksums are held strictly.
 *
 * @throws when Maven fails; the message holds what it said.
 */
export async function kafkaJars(): Promise<string> {
  const jars = jarsFolder();
  if (existsSync(jars)) return jars;
  const unfinished = `${jars}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await maven([
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${unfinished}`,
    ]);
    renameSync(unfinished, jars);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process may have fetched them at the same time, which is as good.
    if (!existsSync(jars)) throw error;
  }
  return jars;
}

/** Whether {@link kafkaJars} has nothing left to fetch. */
export function hasKafkaJars(): boolean {
  return existsSync(jarsFolder());
}

function jarsFolder(): string {
  const stamp = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  return join(localFolder, 'kafka/target', `jars-${stamp}`);
}

function maven(args: readonly string[]): Promise<void> {
  const flags = ['--batch-mode', '--quiet', '--strict-checksums', '--no-transfer-progress', '--file', pom];
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', [...flags, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const end = () => child.kill();
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    child.once('error', (cause) => reject(new Error('Maven (mvn) could not be run.', { cause })));
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`Maven could not fetch Kafka:\n${said.trim().slice(0, 2000)}`)),
    );
  });
}

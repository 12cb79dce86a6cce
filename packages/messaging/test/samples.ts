import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { testServers } from '@awrach/local';

const clone = resolve(import.meta.dirname, '../../..');
const folder = join(clone, 'docs/how-to/samples');

/** One row for each thing, or for each change, as a sample keeps them. */
export interface Kept {
  id: string;
  version: number;
}

/** A sample of the documentation, in a folder of its own. */
export interface Sample extends Disposable {
  /** Runs it to its end, and gives its last words. `from` is a time. */
  run(topic: string, from?: string): Promise<string>;
  things(topic: string): Kept[];
  changes(topic: string): Kept[];
}

/** Why a sample cannot be run on this machine; null when it can. */
export const missingTools = {
  node: () => null,
  shell: () => missing(['bash', 'kcat', 'jq']),
  python: () => (pythonWithKafka() === null ? 'python3 with confluent-kafka' : null),
};

export function openSample(language: keyof typeof missingTools): Sample {
  const home = mkdtempSync(join(tmpdir(), 'awrach-sample-'));
  const file = join(home, 'events.db');
  const fromOption = (from: string | undefined) => (from === undefined ? [] : ['--from', from]);
  const commands = {
    node: (topic: string, from?: string) =>
      run(process.execPath, [
        '--no-warnings',
        join(folder, 'read-events.mjs'),
        file,
        topic,
        ...fromOption(from),
      ]),
    python: (topic: string, from?: string) =>
      run(pythonWithKafka() ?? 'python3', [join(folder, 'read_events.py'), file, topic, ...fromOption(from)]),
    shell: (topic: string, from?: string) =>
      run('bash', [join(folder, 'read-events.sh'), home, topic, ...(from === undefined ? [] : [from])]),
  };
  const rows = (table: 'thing' | 'change', topic: string): Kept[] =>
    language === 'shell' ? linesOf(join(home, `${topic}.${table}s.jsonl`)) : rowsOf(file, table, topic);
  return {
    run: commands[language],
    things: (topic) => rows('thing', topic),
    changes: (topic) => rows('change', topic),
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  };
}

function rowsOf(file: string, table: 'thing' | 'change', topic: string): Kept[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db
      .prepare(`SELECT id, version FROM ${table} WHERE topic = ? ORDER BY id, version`)
      .all(topic);
    return rows.map(({ id, version }) => ({ id: String(id), version: Number(version) }));
  } finally {
    db.close();
  }
}

function linesOf(file: string): Kept[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((row) => row.state ?? row)
    .map(({ id, version }) => ({ id, version }))
    .sort((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));
}

function run(command: string, args: readonly string[]): Promise<string> {
  const { promise, resolve: done, reject } = Promise.withResolvers<string>();
  const env = { ...process.env, KAFKA_BROKERS: testServers().brokers };
  const sample = spawn(command, args, { env, timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  sample.stdout.on('data', (data) => {
    said += data;
  });
  sample.stderr.on('data', (data) => {
    complaint += data;
  });
  sample.on('error', reject);
  sample.on('close', (code) =>
    code === 0 ? done(said.trim()) : reject(new Error(`It ended with ${code}: ${complaint}${said}`)),
  );
  return promise;
}

function missing(tools: readonly string[]): string | null {
  const absent = tools.filter((tool) => !succeeds('which', [tool]));
  return absent.length === 0 ? null : absent.join(', ');
}

/**
 * A Python that has the client: one that is installed, else one that is set up here once, in a folder that `npm ci` wipes.
 * Null where neither can be had, as without a network.
 */
function pythonWithKafka(): string | null {
  const hasClient = (python: string) => succeeds(python, ['-c', 'import confluent_kafka']);
  if (hasClient('python3')) return 'python3';
  const environment = join(clone, 'node_modules/.cache/awrach-python');
  const own = join(environment, 'bin/python');
  if (existsSync(own)) return hasClient(own) ? own : null;
  const pip = ['-m', 'pip', 'install', '-q', '--timeout', '5', '--retries', '0', 'confluent-kafka==2.16.1'];
  return succeeds('python3', ['-m', 'venv', environment]) && succeeds(own, pip) ? own : null;
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false; // Not there, or it cannot do that here.
  }
}

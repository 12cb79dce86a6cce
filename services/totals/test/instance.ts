import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the service, as it runs in production. */
export interface Instance {
  readonly address: string;
  /** The figures of an operation. @throws Error with the answer's errors */
  ask<Data>(query: string, more?: { variables?: object; headers?: Record<string, string> }): Promise<Data>;
  /** The whole answer, errors and all. */
  answer(query: string, more?: { variables?: object; headers?: Record<string, string> }): Promise<Answer>;
  /** The first line of its head. */
  head(): Promise<{ version: string; completeTo: string | null }>;
  /** Ends it in order. @returns its exit code */
  stop(): Promise<number | null>;
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly rule: string } }[];
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export async function startInstance(settings: {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly receiptTimeoutMs?: number;
}): Promise<Instance> {
  const child = spawn(process.execPath, ['--conditions=source', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: settings.databaseUrl,
      KAFKA_BROKERS: settings.brokers,
      OIDC_ISSUER: 'http://127.0.0.1:9/',
      OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
      RECEIPT_TIMEOUT_MS: String(settings.receiptTimeoutMs ?? 5_000),
      LOG_LEVEL: 'info',
    },
  });
  const address = await ready(child);
  const answer: Instance['answer'] = async (query, { variables = {}, headers = {} } = {}) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    address,
    answer,
    async ask<Data>(query: string, more?: Parameters<Instance['answer']>[1]) {
      const { data, errors } = await answer(query, more);
      if (errors) throw new Error(JSON.stringify(errors));
      return data as Data; // the test knows what it asked
    },
    async head() {
      const response = await fetch(`${address}/head`);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const first = await reader?.read();
      await reader?.cancel();
      return JSON.parse(first?.value?.split('\n')[0] ?? '');
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

function ready(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('exit', (code) => reject(new Error(`The service ended with ${code} before it was ready.`)));
  if (!child.stdout) throw new Error('The service has no output.');
  createInterface(child.stdout).on('line', (line) => {
    if (process.env.SHOW_LOG) console.log(line);
    if (!line.startsWith('{')) return;
    const said = JSON.parse(line);
    if (said.msg === 'ready') resolve(said.address);
  });
  return promise;
}

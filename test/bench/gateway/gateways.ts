import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const supergraph = join(root, 'gateway/dist/supergraph.graphql');

/** A process that is measured, or that measures need. */
export interface Running {
  readonly port: number;
  readonly pid: number;
  /** Seconds of processor time that it has used. */
  processorTime(): number;
  stop(): Promise<void>;
}

/** Gateways have the first core for themselves; load and subgraphs share the second. */
const gatewayCore = '0';
const otherCore = '1';

/** Moves the measuring process to the core where it does not disturb what it measures. */
export function stayOffTheGateway(): void {
  execFileSync('taskset', ['-a', '-p', '-c', otherCore, String(process.pid)], { stdio: 'ignore' });
}

export async function startSubgraphs(): Promise<Running> {
  const port = await freePort();
  return start(port, otherCore, [
    '--conditions=source',
    join(import.meta.dirname, 'subgraphs.ts'),
    String(port),
  ]);
}

/** @param folder for the supergraph, with the subgraphs' addresses in it */
export async function startVanilla(subgraphs: Running, folder: string): Promise<Running> {
  const port = await freePort();
  const file = join(folder, 'supergraph.graphql');
  const sdl = readFileSync(supergraph, 'utf8').replace(
    /@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g,
    (_, name: string) => `@join__graph(name: "${name}", url: "${addressOf(subgraphs, name)}")`,
  );
  writeFileSync(file, sdl);
  return start(port, gatewayCore, [join(import.meta.dirname, 'vanilla.ts'), String(port), file]);
}

export async function startOurs(subgraphs: Running, flags: readonly string[] = []): Promise<Running> {
  const port = await freePort();
  return start(port, gatewayCore, [...flags, join(root, 'gateway/dist/main.js')], {
    PORT: String(port),
    SUPERGRAPH: supergraph,
    OIDC_ISSUER: 'https://issuer.invalid',
    OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
    ...Object.fromEntries(
      ['partner', 'worksite', 'employment', 'finance', 'totals'].map((name) => [
        `${name.toUpperCase()}_URL`,
        addressOf(subgraphs, name),
      ]),
    ),
  });
}

const addressOf = ({ port }: Running, service: string) => `http://127.0.0.1:${port}/${service}/graphql`;

async function start(
  port: number,
  core: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = spawn('taskset', ['-c', core, process.execPath, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A measure that fails in the middle leaves nothing behind.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  await saysReady(child);
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    processorTime() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (text) => {
      said += text;
      if (said.includes('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`it ended (${code}) before it was ready:\n${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

import { setTimeout as pause } from 'node:timers/promises';
import { openDatabases } from './databases.ts';
import type { Look } from './finding.ts';
import { lookAt } from './look.ts';
import { auditMetrics, serveMetrics } from './metrics.ts';
import { type AuditOptions, readAuditOptions, usage } from './options.ts';
import { wordsOf } from './words.ts';

/** For so long what a source has recorded may be on its way, in seconds. */
const youngSeconds = 60;

/** What the process ends with. */
const exitCodes = { equal: 0, different: 1, couldNotLook: 2 } as const;

const options = read();
if (options) process.exitCode = await (options.watch ? watch(options, options.watch) : once(options));

function read(): AuditOptions | undefined {
  try {
    return readAuditOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`Could not look: ${sayingOf(error)}.\n\n${usage}`);
    process.exitCode = exitCodes.couldNotLook;
    return undefined;
  }
}

async function once(options: AuditOptions): Promise<number> {
  try {
    const look = await lookOnce(options);
    console.log(options.json ? JSON.stringify(look) : wordsOf(look));
    return look.equal ? exitCodes.equal : exitCodes.different;
  } catch (error) {
    console.error(`Could not look: ${sayingOf(error)}`);
    return exitCodes.couldNotLook;
  }
}

/** Looks until told to stop. A look that fails is said, and another is tried. */
async function watch(options: AuditOptions, { everySeconds, port }: NonNullable<AuditOptions['watch']>) {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const metrics = auditMetrics();
  const server = await serveMetrics(metrics, port).catch((error: unknown) => {
    console.error(`Could not look: metrics cannot be served: ${sayingOf(error)}`);
  });
  if (!server) return exitCodes.couldNotLook;
  console.error(`Looking every ${everySeconds} s; metrics at ${server.address}`);
  let last: number = exitCodes.couldNotLook;
  while (!stopping.signal.aborted) {
    try {
      const look = await Promise.race([lookOnce(options), stopped(stopping.signal)]);
      if (!look) break;
      metrics.looked(look);
      last = look.equal ? exitCodes.equal : exitCodes.different;
      console.log(options.json ? JSON.stringify(look) : `${look.at}  ${wordsOf(look)}\n`);
    } catch (error) {
      metrics.couldNotLook();
      last = exitCodes.couldNotLook;
      console.error(`${new Date().toISOString()}  Could not look: ${sayingOf(error)}`);
    }
    await pause(everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  await server.stop();
  // A look that is under way holds connections, and nothing else.
  process.exit(last);
}

async function lookOnce({ urls, most }: AuditOptions): Promise<Look> {
  const databases = await openDatabases(urls);
  try {
    return await lookAt(databases, { youngSeconds, most });
  } finally {
    await databases.close();
  }
}

function stopped(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

function sayingOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

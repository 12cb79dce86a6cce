import { setTimeout as pause } from 'node:timers/promises';
import { printableJson } from '@awrach/messaging';
import { openDatabases } from './databases.ts';
import type { Look } from './finding.ts';
import { lookAt } from './look.ts';
import { auditMetrics, serveMetrics } from './metrics.ts';
import { type AuditOptions, readAuditOptions, usage } from './options.ts';
import { wordsOf } from './words.ts';

/** For so long what a source has recorded may be under way, in seconds. */
const youngSeconds = 60;

/** What the process ends with. */
const exitCodes = { equal: 0, different: 1, couldNotLook: 2 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const options = readOptions();
if (options?.watch) await watch(options, options.watch);
else if (options) process.exitCode = await once(options);

function readOptions(): AuditOptions | undefined {
  try {
    return readAuditOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`Could not look: ${sayingOf(error)}.\n\n${usage}`);
    process.exitCode = exitCodes.couldNotLook;
    return undefined;
  }
}

/** @param onLook is told what was found before it is printed */
async function once(options: AuditOptions, onLook?: (look: Look) => void): Promise<ExitCode> {
  try {
    const look = await lookOnce(options);
    onLook?.(look);
    console.log(options.json ? printableJson(look) : wordsOf(look));
    return look.equal ? exitCodes.equal : exitCodes.different;
  } catch (error) {
    console.error(`Could not look: ${sayingOf(error)}`);
    return exitCodes.couldNotLook;
  }
}

/** Looks until told to stop, and ends as the last look did. One that fails is said, and another is tried. */
async function watch(options: AuditOptions, { everySeconds, port }: NonNullable<AuditOptions['watch']>) {
  let last: ExitCode = exitCodes.couldNotLook;
  // A look that is under way only reads: nothing is lost with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(last));
  const metrics = auditMetrics();
  try {
    console.error(`Looking every ${everySeconds} s; metrics at ${await serveMetrics(metrics, port)}`);
  } catch (error) {
    console.error(`Could not look: metrics cannot be served: ${sayingOf(error)}`);
    process.exit(exitCodes.couldNotLook);
  }
  for (;;) {
    last = await once(options, metrics.looked);
    if (last === exitCodes.couldNotLook) metrics.couldNotLook();
    await pause(everySeconds * 1_000);
  }
}

async function lookOnce({ urls, most }: AuditOptions): Promise<Look> {
  const databases = await openDatabases(urls);
  try {
    return await lookAt(databases, { youngSeconds, most });
  } finally {
    await databases.close();
  }
}

function sayingOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

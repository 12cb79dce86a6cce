import { join } from 'node:path';
import { type LogLine, newLog } from '../supervision/json-log.ts';
import { type Kept, keepRunning } from '../supervision/keep-running.ts';
import { type NodeCommand, type RunningNode, startNode } from '../supervision/node-process.ts';
import type { LauncherOptions } from './launcher.ts';
import type { Identity } from './options.ts';
import type { OrderedStop } from './ordered-stop.ts';
import type { Facts, ProcessPlan } from './processes.ts';
import type { Progress } from './progress.ts';

/**
 * V8 lets a heap grow by steps that follow from its limit: held to 512 MB, a service at rest keeps some 100 MB less of what it no
 * longer uses. A nursery of half the usual size costs little at rest; totals has all of it, and takes in a seventh more
 * events a second. The gateway's may grow by two fifths before it is collected as a whole: V8's own step at that size, 8 MB, is no more than
 * what answers of subgraphs take beside the heap between two collections of the nursery, so it marked all of it every two seconds.
 * Nor is anything made in the old part of the heap at once, as V8 does with what often outlived the nursery: such a part of a request
 * keeps all its other parts until then.
 */
export const nodeFlags = (name: string): string[] => [
  `--max-semi-space-size=${name === 'totals' ? 16 : 8}`,
  '--max-old-space-size=512',
  ...(name === 'gateway' ? ['--heap-growing-percent=40', '--no-allocation-site-pretenuring'] : []),
];

/** One heap of glibc's for all threads: each of its own keeps what was freed in it (10 to 30 MB a process at rest). */
export const oneHeap = { MALLOC_ARENA_MAX: '1' };

/** Milliseconds that one of our processes gets to finish what it began: all must be over within 10 s. */
const patience = 2_200;

/** One of our own processes, compiled or (`dev`) straight from its sources; ready when this is fulfilled. */
export async function startProcess(
  plan: ProcessPlan,
  facts: Facts,
  identity: Identity,
  { dev, progress, stateFolder }: LauncherOptions,
  stopping: OrderedStop,
): Promise<Kept<RunningNode>> {
  const logFile = newLog(stateFolder, plan.name);
  const command: Omit<NodeCommand, 'env'> = {
    name: plan.name,
    args: [...nodeFlags(plan.name), ...(dev ? ['--conditions=source', 'src/main.ts'] : ['dist/main.js'])],
    cwd: plan.folder,
    logFile,
    patience,
    onError: complaints(plan.name, logFile, progress),
  };
  const env = {
    ...process.env,
    KAFKA_REPLICATION: process.env.KAFKA_REPLICATION ?? '1',
    KAFKA_MIN_INSYNC: process.env.KAFKA_MIN_INSYNC ?? '1',
    APOLLO_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: join(stateFolder, 'compile-cache'),
    ...oneHeap,
    OIDC_ISSUER: identity.issuer,
    OIDC_JWKS_URL: identity.jwksUrl,
    OIDC_AUDIENCE: identity.audience,
    ...plan.environment(facts),
  };
  const part = keepRunning(
    plan.name,
    (former: RunningNode | undefined, signal) => {
      // Whoever was told its address before finds it there again.
      const port = former ? { PORT: new URL(former.address).port } : {};
      return startNode({ ...command, env: { ...env, ...port } }, signal);
    },
    progress.say,
  );
  await stopping.add(plan.stage === 'gateway' ? 'gateway' : 'subgraphs', part.stop);
  await progress.step(`Starting ${plan.name}`, () => part.started);
  return part;
}

/** Shows the same complaint once a minute; the log has them all. */
function complaints(name: string, logFile: string, progress: Progress): (line: LogLine) => void {
  const said = new Map<string, number>();
  return ({ msg }) => {
    if (Date.now() - (said.get(msg) ?? 0) < 60_000) return;
    said.set(msg, Date.now());
    progress.say(`  ! ${name}: ${msg.slice(0, 200)}  (${logFile})`);
  };
}

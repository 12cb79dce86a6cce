import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessPlan } from '../launcher/processes.ts';
import type { Progress } from '../launcher/progress.ts';
import { clone } from '../places.ts';
import type { Kept } from '../supervision/keep-running.ts';
import { type Change, watchSources } from './watch-sources.ts';

const run = promisify(execFile);

/**
 * Starts again whatever runs code that changed, the gateway last, and composes first when the schema did. One
 * round at a time; what changes meanwhile comes in the next. Returns what ends it.
 */
export function devLoop(
  plans: readonly ProcessPlan[],
  parts: Readonly<Record<string, Kept>>,
  progress: Progress,
): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  const restart = (name: string) =>
    progress.step(`Starting ${name} again`, async () => {
      await parts[name]?.stop();
      await parts[name]?.start();
    });
  const apply = async ({ names, schema }: Change) => {
    if (schema) await progress.step('Composing the supergraph', compose);
    for (const stage of ['subgraph', 'gateway'] as const) {
      const ours = plans.filter(
        (plan) => plan.stage === stage && (names.has(plan.name) || (schema && stage === 'gateway')),
      );
      const results = await Promise.allSettled(ours.map(({ name }) => restart(name)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }
  };
  const unwatch = watchSources(plans, (change) => {
    round = round.then(() => apply(change)).catch((error: Error) => progress.say(`  ! ${error.message}`));
  });
  return async () => {
    unwatch();
    await round;
  };
}

async function compose(): Promise<void> {
  try {
    await run('npm', ['run', '--silent', 'compose'], { cwd: clone });
  } catch (error) {
    // execFile's error carries what the command said.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The supergraph cannot be composed:\n${`${stdout}${stderr}`.trim().slice(0, 2_000)}`, {
      cause: error,
    });
  }
}

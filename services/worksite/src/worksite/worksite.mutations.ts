import {
  type Decision,
  type MutationInput,
  type SubgraphContext,
  today,
  type Unrecorded,
} from '@awrach/subgraph';
import { namingsOf } from '../agreement/naming.store.ts';
import { worksites } from './worksite.entity.ts';
import * as rules from './worksite.rules.ts';
import type { Worksite } from './worksite.ts';

interface OfWorksite extends MutationInput {
  readonly worksiteId: string;
  readonly expectedVersion?: number | null;
}

export interface With<Command> {
  readonly input: OfWorksite & Command;
}

export const worksiteMutations = {
  openWorksite: (_: unknown, { input }: With<rules.OpenWorksite>, context: SubgraphContext) =>
    change(context, 'openWorksite', input, (worksite, ground) => rules.open(worksite, input, ground)),

  suspendWorksite: (_: unknown, { input }: With<rules.SuspendWorksite>, context: SubgraphContext) =>
    change(context, 'suspendWorksite', input, (worksite, ground) => rules.suspend(worksite, input, ground)),

  resumeWorksite: (_: unknown, { input }: With<rules.ResumeWorksite>, context: SubgraphContext) =>
    change(context, 'resumeWorksite', input, (worksite, ground) => rules.resume(worksite, input, ground)),

  closeWorksite: (_: unknown, { input }: With<rules.CloseWorksite>, context: SubgraphContext) =>
    change(context, 'closeWorksite', input, (worksite, ground) => rules.close(worksite, input, ground)),
};

/** Locks the worksite first and then looks at the agreements: one that changes meanwhile settles the worksite after us. */
async function change(
  context: SubgraphContext,
  mutation: string,
  input: OfWorksite,
  decide: (worksite: Worksite, ground: rules.WorkGround) => Decision<Unrecorded<Worksite>>,
) {
  const { worksiteId, expectedVersion } = input;
  const { thing, receipt } = await context.write(mutation, worksites, input, async (work) => {
    const worksite = await work.load(worksites, worksiteId, { field: 'worksiteId', expectedVersion });
    const namings = (await namingsOf(work, [worksiteId])).get(worksiteId) ?? [];
    return work.change(worksites, worksite, decide(worksite, { namings, today: today() }));
  });
  return { worksite: thing, receipt };
}

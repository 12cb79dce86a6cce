import {
  type MutationInput,
  RefusalError,
  refuseShared,
  type SubgraphContext,
  today,
} from '@awrach/subgraph';
import { v7 as newId } from 'uuid';
import { hasMet } from '../person/met.store.ts';
import { requireReach } from '../reach.ts';
import { lockHiringGround } from './ground.store.ts';
import { placements } from './placement.entity.ts';
import { type EndPlacement, end, type HirePerson, hire } from './placement.rules.ts';

export interface HirePersonArguments {
  readonly input: MutationInput & HirePerson;
}

export interface EndPlacementArguments {
  readonly input: MutationInput &
    EndPlacement & { readonly placementId: string; readonly expectedVersion?: number | null };
}

export const placementMutations = {
  async hirePerson(_: unknown, { input }: HirePersonArguments, context: SubgraphContext) {
    const { personId, worksiteId } = input;
    const province = context.caller?.province;
    const { thing, receipt } = await context.write('hirePerson', placements, input, async (work) => {
      // Whoever places somebody sees who they are, and their id travels with events: to know it is not enough.
      if (!(await hasMet(work, { personId, province }))) {
        throw new RefusalError(refuseShared('thing.unknown', 'personId'));
      }
      const ground = await lockHiringGround(work, worksiteId);
      if (!ground) throw new RefusalError(refuseShared('thing.unknown', 'worksiteId'));
      requireReach(context, ground.worksite.province, 'worksiteId');
      return work.create(placements, hire(newId(), input, ground));
    });
    return { placement: thing, receipt };
  },

  async endPlacement(_: unknown, { input }: EndPlacementArguments, context: SubgraphContext) {
    const { placementId, expectedVersion } = input;
    const { thing, receipt } = await context.write('endPlacement', placements, input, async (work) => {
      const placement = await work.load(placements, placementId, { field: 'placementId', expectedVersion });
      return work.change(placements, placement, end(placement, input, today()));
    });
    return { placement: thing, receipt };
  },
};

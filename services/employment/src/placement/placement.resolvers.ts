import type { SubgraphContext } from '@awrach/subgraph';
import { findCommune, findProvince } from '@awrach/territory';
import { placedPerson } from '../person/person.query.ts';
import { placementMutations } from './placement.mutations.ts';
import {
  listPlacements,
  onePlacement,
  type PlacementFilters,
  placementsOn,
  type WorksitePlace,
  worksiteLoader,
} from './placement.query.ts';
import type { Placement } from './placement.ts';

export const placementResolvers = {
  Query: {
    placements: (_: unknown, filters: PlacementFilters, context: SubgraphContext) =>
      listPlacements(filters, context),
    placement: (_: unknown, { id }: { id: string }, context: SubgraphContext) => onePlacement(context, id),
  },
  Mutation: placementMutations,
  Placement: {
    person: (placement: Placement, _: unknown, context: SubgraphContext) => placedPerson(context, placement),
    // With its province: by that it is decided who sees the other placements there.
    worksite: ({ worksiteId, province }: Placement): WorksitePlace => ({ id: worksiteId, province }),
    agreement: (placement: Placement) => ({ id: placement.agreementId }),
    province: (placement: Placement) => findProvince(placement.province),
    commune: (placement: Placement) => findCommune(placement.commune),
  },
  Worksite: {
    __resolveReference: ({ id }: { id: string }, context: SubgraphContext) =>
      worksiteLoader(context).load(id),
    placements: (worksite: WorksitePlace, args: PlacementFilters, context: SubgraphContext) =>
      placementsOn(worksite, args, context),
  },
};

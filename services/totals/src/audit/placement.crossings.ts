import { agreement, type PlacementState, placement, worksite } from '@awrach/contracts';
import { type Crossing, placementLoss } from './crossing.rules.ts';
import type { Grounds } from './grounds.ts';

/** Active contracts that lost what they rest on, and those that are said to have lost it and have not. */
export async function* placementCrossings(grounds: Grounds): AsyncGenerator<Crossing> {
  for await (const page of grounds.pages<PlacementState>(placement)) {
    const active = page.filter(({ state }) => state.status === 'ACTIVE');
    const agreements = await grounds.agreements(active.map(({ state }) => state.agreementId));
    const worksites = await grounds.worksites(active.map(({ state }) => state.worksiteId));
    for (const { state, young } of active) {
      const under = agreements.get(state.agreementId);
      const site = worksites.get(state.worksiteId);
      const loss = placementLoss(state, site?.status, under);
      const said = state.groundLost?.reason;
      const lost = loss ?? said;
      if (lost === undefined) continue;
      const noticed = loss !== undefined && loss === said;
      if (!noticed && (young || under?.young || site?.young)) continue;
      yield {
        kind: loss ? 'placement-without-ground' : 'placement-marked-in-vain',
        topic: placement.topic,
        thing: state.id,
        province: state.province,
        lost,
        ground: lost.startsWith('WORKSITE')
          ? { topic: worksite.topic, thing: state.worksiteId }
          : { topic: agreement.topic, thing: state.agreementId },
        noticed,
      };
    }
  }
}

import { type AgreementState, agreement, type WorksiteState, worksite } from '@awrach/contracts';
import { type Crossing, groundOf, worksiteLoss } from './crossing.rules.ts';
import type { Grounds } from './grounds.ts';

/** Worksites where work goes on, or stands still, though the agreement that it rests on is lost and no other carries it. */
export async function* worksiteCrossings(grounds: Grounds): AsyncGenerator<Crossing> {
  const lost: Crossing[] = [];
  for await (const page of grounds.pages<WorksiteState>(worksite)) {
    const atWork = page.filter(({ state }) => state.status === 'OPEN' || state.status === 'SUSPENDED');
    const under = await grounds.agreements(atWork.flatMap(({ state }) => state.basis?.agreementId ?? []));
    for (const { state, young } of atWork) {
      const { id, status, province, basis } = state;
      if (!basis) continue;
      const ground = under.get(basis.agreementId);
      const loss = worksiteLoss(id, ground);
      const noticed = status === 'SUSPENDED';
      if (!loss || (!noticed && (young || ground?.young))) continue;
      lost.push({
        kind: 'worksite-without-ground',
        topic: worksite.topic,
        thing: id,
        province,
        lost: loss,
        ground: { topic: agreement.topic, thing: basis.agreementId },
        noticed,
      });
    }
  }
  const carried = await carriedByOthers(grounds, new Set(lost.map(({ thing }) => thing)));
  yield* lost.filter(({ thing }) => !carried.has(thing));
}

/** Those of these worksites that some agreement in force names. */
async function carriedByOthers(
  grounds: Grounds,
  worksites: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const carried = new Set<string>();
  if (worksites.size === 0) return carried;
  for await (const page of grounds.pages<AgreementState>(agreement)) {
    for (const { state, young } of page) {
      for (const { worksiteId } of groundOf(state, young).lines) {
        if (worksites.has(worksiteId)) carried.add(worksiteId);
      }
    }
  }
  return carried;
}

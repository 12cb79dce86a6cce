import {
  type AgreementState,
  agreement,
  type CommitmentState,
  commitment,
  commitmentId,
  type TrancheState,
  tranche,
  trancheId,
} from '@awrach/contracts';
import { type Crossing, fundingLoss, isDueInVain, isHeld } from './crossing.rules.ts';
import type { Grounds } from './grounds.ts';

/** Money that is held or owed for agreements that are cancelled, and agreements in force without money. */
export async function* agreementCrossings(grounds: Grounds): AsyncGenerator<Crossing> {
  for await (const page of grounds.pages<AgreementState>(agreement)) {
    const settled = page.flatMap(({ state, young }) => (young ? [] : [state]));
    const cancelled = settled.filter(({ status }) => status === 'CANCELLED');
    yield* stillHeld(grounds, cancelled);
    yield* stillOwed(grounds, cancelled);
    yield* unfunded(
      grounds,
      settled.filter(({ status }) => status === 'IN_FORCE'),
    );
  }
}

async function* stillHeld(grounds: Grounds, cancelled: readonly AgreementState[]): AsyncGenerator<Crossing> {
  const held = await grounds.of<CommitmentState>(
    commitment,
    cancelled.map(({ id }) => commitmentId(id)),
  );
  for (const { id, province } of cancelled) {
    const its = held.get(commitmentId(id));
    if (!its || its.young || !isHeld(its.state)) continue;
    yield {
      kind: 'commitment-not-released',
      topic: commitment.topic,
      thing: its.state.id,
      province,
      lost: 'AGREEMENT_CANCELLED',
      ground: { topic: agreement.topic, thing: id },
      noticed: false,
    };
  }
}

async function* stillOwed(grounds: Grounds, cancelled: readonly AgreementState[]): AsyncGenerator<Crossing> {
  const owed = cancelled.flatMap((one) => {
    const worksites = new Set(one.revisions.flatMap(({ lines }) => lines.map((line) => line.worksiteId)));
    return [...worksites].flatMap((worksite) => [
      { one, id: trancheId(one.id, worksite, 'OPENING') },
      { one, id: trancheId(one.id, worksite, 'COMPLETION') },
    ]);
  });
  const tranches = await grounds.of<TrancheState>(
    tranche,
    owed.map(({ id }) => id),
  );
  for (const { one, id } of owed) {
    const its = tranches.get(id);
    if (!its || its.young || !one.cancellation || !isDueInVain(its.state, one.cancellation.on)) continue;
    yield {
      kind: 'tranche-due-after-cancellation',
      topic: tranche.topic,
      thing: id,
      province: one.province,
      lost: 'AGREEMENT_CANCELLED',
      ground: { topic: agreement.topic, thing: one.id },
      noticed: false,
    };
  }
}

async function* unfunded(grounds: Grounds, inForce: readonly AgreementState[]): AsyncGenerator<Crossing> {
  const funders = new Map(
    inForce.map((one) => [
      one.id,
      one.revisions.find(({ revision }) => revision === one.inForceRevision)?.fundedBy ?? undefined,
    ]),
  );
  const said = await grounds.at(
    commitment,
    [...funders.values()].flatMap((by) => (by ? [{ thing: by.commitmentId, version: by.version }] : [])),
  );
  const present = await grounds.of<CommitmentState>(
    commitment,
    inForce.map(({ id }) => commitmentId(id)),
  );
  for (const one of inForce) {
    const by = funders.get(one.id);
    // The topic's events carry this state.
    const funding = by && (said.get(by.commitmentId)?.at as CommitmentState | undefined);
    const lost = fundingLoss(one, funding, present.get(commitmentId(one.id))?.state);
    if (!lost) continue;
    yield {
      kind: 'agreement-not-funded',
      topic: agreement.topic,
      thing: one.id,
      province: one.province,
      lost,
      ground: { topic: commitment.topic, thing: commitmentId(one.id) },
      noticed: false,
    };
  }
}

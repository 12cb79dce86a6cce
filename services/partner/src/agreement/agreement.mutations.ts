import { agreement as agreementContract, commitment as commitmentContract } from '@awrach/contracts';
import {
  joinReceipts,
  type MutationInput,
  receiptOf,
  type SubgraphContext,
  today,
  type Work,
  type Written,
} from '@awrach/subgraph';
import { findCommune } from '@awrach/territory';
import { v7 as newId } from 'uuid';
import { SelectionEntity } from '../selection/selection.entity.ts';
import { AgreementEntity, agreements } from './agreement.entity.ts';
import { standingOf } from './agreement.query.ts';
import * as rules from './agreement.rules.ts';
import { type Agreement, type Approval, currentRevision, signedByAll } from './agreement.ts';
import type { LineCommand, LinesGround } from './lines.rules.ts';
import { keepPlanned, plannedWorksites } from './planned-worksite.store.ts';

export interface OfAgreement extends MutationInput {
  readonly agreementId: string;
  readonly expectedVersion?: number | null;
}

export interface Session {
  readonly session: { readonly kind: Approval['sessionKind']; readonly heldOn: string };
}

/** How long a mutation waits for finance's answer, in milliseconds. */
const fundingPatience = 3_000;

export const agreementMutations = {
  async draftAgreement(
    _: unknown,
    { input }: { input: MutationInput & rules.DraftAgreement },
    context: SubgraphContext,
  ) {
    const written = await context.write('draftAgreement', agreements, input, async (work) => {
      const { province, edition, partnerId } = input;
      // Held until the commit: a refusal at the same instant comes after this agreement, and sees it.
      const selection = await work.manager.findOne(SelectionEntity, {
        where: { province, edition, partnerId, decision: 'SELECTED' },
        lock: { mode: 'pessimistic_read' },
      });
      const ground = await linesGround(work, input, input.lines);
      const drafted = await work.create(
        agreements,
        rules.draft(newId(), input, { ...ground, selected: selection !== null }),
      );
      await keepPlanned(work, drafted);
      return drafted;
    });
    return answer(context, written);
  },

  async approveAgreement(_: unknown, { input }: { input: OfAgreement & Session }, context: SubgraphContext) {
    const written = await change(context, 'approveAgreement', input, (agreement) =>
      rules.approve(agreement, approvalIn(input), today()),
    );
    return answer(context, written, 'funding');
  },

  async signAgreement(
    _: unknown,
    { input }: { input: OfAgreement & rules.SignAgreement },
    context: SubgraphContext,
  ) {
    const written = await context.write('signAgreement', agreements, input, async (work) => {
      const agreement = await load(work, input);
      const signed = await work.change(agreements, agreement, rules.sign(agreement, input, today()));
      const inForce = rules.enterIntoForce(signed);
      return inForce ? work.change(agreements, signed, inForce) : signed;
    });
    return answer(context, written, signedByAll(currentRevision(written.thing)) ? 'funding' : undefined);
  },

  async amendAgreement(
    _: unknown,
    { input }: { input: OfAgreement & Session & rules.AmendAgreement },
    context: SubgraphContext,
  ) {
    const written = await context.write('amendAgreement', agreements, input, async (work) => {
      const agreement = await load(work, input);
      const ground = { ...(await linesGround(work, agreement, input.lines)), today: today() };
      const amended = await work.change(
        agreements,
        agreement,
        rules.amend(agreement, input, approvalIn(input), ground),
      );
      await keepPlanned(work, amended);
      return amended;
    });
    return answer(context, written, 'funding');
  },

  async cancelAgreement(
    _: unknown,
    { input }: { input: OfAgreement & { readonly cancelledOn: string; readonly reason: string } },
    context: SubgraphContext,
  ) {
    const written = await change(context, 'cancelAgreement', input, (agreement) =>
      rules.cancel(agreement, input.cancelledOn, input.reason, today()),
    );
    return answer(context, written);
  },
};

const load = (work: Work, { agreementId, expectedVersion }: OfAgreement): Promise<Agreement> =>
  work.load(agreements, agreementId, { field: 'agreementId', expectedVersion });

const change = (
  context: SubgraphContext,
  mutation: string,
  input: OfAgreement,
  decide: (agreement: Agreement) => ReturnType<typeof rules.approve | typeof rules.cancel>,
): Promise<Written<Agreement>> =>
  context.write(mutation, agreements, input, async (work) => {
    const agreement = await load(work, input);
    return work.change(agreements, agreement, decide(agreement));
  });

const approvalIn = ({ session }: Session): Approval => ({
  sessionKind: session.kind,
  heldOn: session.heldOn,
});

async function linesGround(
  work: Work,
  { province, edition }: { readonly province: string; readonly edition: number },
  lines: readonly LineCommand[],
): Promise<LinesGround> {
  const named = lines.flatMap(({ worksiteId }) => (worksiteId ? [worksiteId] : []));
  const planned = await plannedWorksites(work, { province, edition, ids: named });
  return {
    province,
    planned,
    former: [],
    newId,
    provinceOf: (commune) => findCommune(commune)?.provinceCode,
  };
}

/** The payload: where `awaiting` says so, after waiting a moment for finance; the receipt names what has become of it since. */
async function answer(
  context: SubgraphContext,
  { thing, receipt: written }: Written<Agreement>,
  awaiting?: 'funding',
) {
  const now = async () =>
    standingOf(context, await context.read.findOneByOrFail(AgreementEntity, { id: thing.id }));
  const settled = async () => {
    const found = await now();
    return found.standing === 'AWAITING_FUNDING' ? undefined : found;
  };
  const { agreement, standing, commitment } = awaiting
    ? ((await context.until(settled, fundingPatience)) ?? (await now()))
    : await standingOf(context, thing);
  const since = receiptOf([
    { topic: agreementContract.topic, thing: agreement.id, version: agreement.version },
    ...(commitment
      ? [{ topic: commitmentContract.topic, thing: commitment.id, version: commitment.version }]
      : []),
  ]);
  const receipt = joinReceipts([written, since]);
  context.receipts.push(since);
  return { agreement, standing, receipt };
}

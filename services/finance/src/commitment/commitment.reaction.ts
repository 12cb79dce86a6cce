import { commitmentId, envelopeId } from '@awrach/contracts';
import type { Work } from '@awrach/subgraph';
import { In } from 'typeorm';
import { type Agreement, AgreementEntity } from '../agreement/agreement.replica.ts';
import { type Envelope, envelopes } from '../envelope/envelope.entity.ts';
import { lockEnvelopes } from '../envelope/envelope.lock.ts';
import { room } from '../envelope/envelope.rules.ts';
import { CommitmentEntity, commitments } from './commitment.entity.ts';
import { decide, isToDecide } from './commitment.rules.ts';

/** Agreements have changed: what they need is reserved, adjusted or released, in the order in which they were recorded. */
export async function settleCommitments(work: Work, agreements: readonly Agreement[]): Promise<void> {
  const toDecide = agreements.filter(isToDecide);
  if (toDecide.length === 0) return;
  const envelopeOf = ({ province, edition }: Agreement) => envelopeId(province, edition);
  await lockEnvelopes(work, toDecide.map(envelopeOf));
  const asRecorded = toDecide.toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
  for (const agreement of asRecorded) {
    const before = await work.find(envelopes, envelopeOf(agreement));
    const after = await settle(work, agreement, before);
    if (before && after && room(after) > room(before)) await serveWaiting(work, after);
  }
}

/**
 * There is room in an envelope that was not there before: agreements that were refused are looked at again, those
 * that have waited longest first. One that still does not fit does not hold up a smaller one behind it.
 * The caller holds the envelope's lock.
 */
export async function serveWaiting(work: Work, envelope: Envelope): Promise<Envelope> {
  const { province, edition } = envelope;
  const waiting = await work.manager.find(CommitmentEntity, {
    where: { province, edition, decision: 'REFUSED' },
    order: { waitingSince: 'ASC', id: 'ASC' },
  });
  const agreements = await work.manager.findBy(AgreementEntity, {
    id: In(waiting.map((one) => one.agreementId)),
  });
  const byId = new Map(agreements.map((one) => [one.id, one]));
  let now = envelope;
  for (const { agreementId } of waiting) {
    const agreement = byId.get(agreementId);
    if (agreement) now = (await settle(work, agreement, now)) ?? now;
  }
  return now;
}

/** Carries out what is decided on one agreement. Returns the envelope after it. */
async function settle(
  work: Work,
  agreement: Agreement,
  envelope: Envelope | undefined,
): Promise<Envelope | undefined> {
  const commitment = await work.find(commitments, commitmentId(agreement.id));
  const decided = decide(agreement, commitment, envelope);
  if (!decided) return envelope;
  if (commitment) await work.change(commitments, commitment, decided.commitment);
  else await work.create(commitments, decided.commitment);
  return envelope && decided.envelope ? work.change(envelopes, envelope, decided.envelope) : envelope;
}

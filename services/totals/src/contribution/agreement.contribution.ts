import type { AgreementLine, AgreementRevision, AgreementState } from '@awrach/contracts';
import type { Cell, Contribution, Member } from './contribution.ts';

/**
 * What an agreement adds. Jobs, person-months, worksites, communes and the partner are those of its latest revision that
 * the council approved: an amendment counts from its approval on, until then the revision before it does.
 */
export function contributionOfAgreement(agreement: AgreementState): Contribution {
  const { province, edition, status } = agreement;
  if (status === 'CANCELLED') return { cells: [], members: [] };
  const one = (measure: Cell['measure']): Cell => ({ measure, place: province, edition, amount: 1n });
  const approved = approvedRevision(agreement);
  if (!approved) return { cells: [one('agreementsPlanned')], members: [] };

  const inForce = revisionInForce(agreement);
  const partner: Member = { measure: 'partners', place: province, edition, member: agreement.partnerId };
  return {
    cells: [
      one('agreementsPlanned'),
      one('agreements'),
      ...(inForce ? [one('agreementsInForce')] : []),
      ...approved.lines.flatMap((line) => [
        ofLine('jobs', line, line.jobs),
        ofLine('personMonths', line, line.personMonths),
      ]),
      ...(inForce?.lines.map((line) => ofLine('jobsInForce', line, line.jobs)) ?? []),
    ],
    members: [
      partner,
      ...approved.lines.flatMap(({ commune, worksiteId }): Member[] => [
        { measure: 'worksites', place: commune, edition, member: worksiteId },
        { measure: 'communes', place: commune, edition, member: commune },
      ]),
    ],
  };

  function ofLine(measure: Cell['measure'], line: AgreementLine, amount: number): Cell {
    return { measure, place: line.commune, edition, amount: BigInt(amount) };
  }
}

/** The latest revision that the council approved; none while the agreement is a draft. */
function approvedRevision({ status, revisions }: AgreementState): AgreementRevision | undefined {
  if (status !== 'APPROVED' && status !== 'IN_FORCE') return undefined;
  return revisions
    .filter(({ approval }) => approval !== null)
    .reduce<AgreementRevision | undefined>(
      (latest, one) => (latest && latest.revision > one.revision ? latest : one),
      undefined,
    );
}

function revisionInForce(agreement: AgreementState): AgreementRevision | undefined {
  if (agreement.status !== 'IN_FORCE') return undefined;
  return agreement.revisions.find(({ revision }) => revision === agreement.inForceRevision);
}

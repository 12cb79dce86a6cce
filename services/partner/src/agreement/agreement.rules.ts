import {
  type Decision,
  isEdition,
  isRefusal,
  type Refusal,
  refuseShared,
  type Unrecorded,
} from '@awrach/subgraph';
import { refuse } from '../refusals.ts';
import {
  type Agreement,
  type Approval,
  currentRevision,
  type Party,
  type Revision,
  type Source,
  signedByAll,
} from './agreement.ts';
import { type LineCommand, type LinesGround, lines } from './lines.rules.ts';
import { tooLong } from './size.rules.ts';

type Agreed<Event extends string> = Decision<Unrecorded<Agreement>, Event>;

export interface DraftAgreement {
  readonly province: string;
  readonly edition: number;
  readonly reference: string;
  readonly partnerId: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly parties: readonly Omit<Party, 'id' | 'signedOn'>[];
  readonly lines: readonly LineCommand[];
  readonly source?: SourceCommand | null;
  readonly sample: boolean;
}

/** A source as it is given: what is not said is null. */
type SourceCommand = Pick<Source, 'title'> & {
  readonly [Field in Exclude<keyof Source, 'title'>]?: Source[Field];
};

export interface DraftGround extends LinesGround {
  /** Whether the province's committee selected the partner for the edition. */
  readonly selected: boolean;
}

const mostParties = 20;

/** Enters an agreement with its first revision, for a partner that the committee selected. */
export function draft(id: string, command: DraftAgreement, ground: DraftGround): Agreed<'drafted'> {
  const { province, edition, reference, partnerId, startsOn, endsOn, parties, sample } = command;
  if (!isEdition(edition)) return refuseShared('edition.unknown', 'edition', { edition });
  if (endsOn < startsOn) return refuseShared('date.order', 'endsOn', { from: startsOn, until: endsOn });
  const signing = (kind: Party['kind']) => parties.filter((party) => party.kind === kind).length;
  if (signing('COUNCIL') !== 1 || signing('PARTNER') !== 1 || parties.length > mostParties) {
    return refuse('agreement.parties', 'parties');
  }
  const made = lines(command.lines, ground);
  if (isRefusal(made)) return made;
  if (!ground.selected) return refuse('agreement.partner-not-selected', 'partnerId', { edition });
  const revision: Revision = {
    revision: 1,
    approval: null,
    startsOn,
    endsOn,
    parties: parties.map(({ kind, nameAr, nameFr }) => ({
      id: ground.newId(),
      kind,
      nameAr,
      nameFr,
      signedOn: null,
    })),
    lines: made,
    fundedBy: null,
    source: sourceOf(command.source),
  };
  const refused = tooLong([revision]);
  if (refused) return refused;
  return {
    event: 'drafted',
    state: {
      id,
      province,
      edition,
      commune: null,
      reference,
      partnerId,
      status: 'DRAFT',
      currentRevision: 1,
      inForceRevision: null,
      revisions: [revision],
      cancellation: null,
      sample,
    },
  };
}

function sourceOf(source: SourceCommand | null | undefined): Source | null {
  if (!source) return null;
  const { title, url = null, publishedOn = null, printedGrant = null } = source;
  return { title, url, publishedOn, printedGrant };
}

/** The council approves the first revision in a session. Later ones are approved as they are entered. */
export function approve(agreement: Agreement, approval: Approval, today: string): Agreed<'approved'> {
  if (agreement.status === 'CANCELLED') return refuse('agreement.cancelled', 'agreementId');
  if (agreement.status !== 'DRAFT') return refuse('agreement.approved-already', 'agreementId');
  if (approval.heldOn > today) return refuseShared('date.in-future', 'session.heldOn');
  return { event: 'approved', state: { ...withCurrent(agreement, { approval }), status: 'APPROVED' } };
}

export interface SignAgreement {
  readonly partyId: string;
  readonly signedOn: string;
}

/** One party signs the current revision, once. */
export function sign(
  agreement: Agreement,
  { partyId, signedOn }: SignAgreement,
  today: string,
): Agreed<'signed'> {
  if (agreement.status === 'CANCELLED') return refuse('agreement.cancelled', 'agreementId');
  const revision = currentRevision(agreement);
  if (!revision.approval) return refuse('agreement.not-approved', 'agreementId');
  const party = revision.parties.find((one) => one.id === partyId);
  if (!party) return refuse('agreement.party-unknown', 'partyId');
  if (party.signedOn !== null)
    return refuse('agreement.signed-already', 'partyId', { signedOn: party.signedOn });
  if (signedOn > today) return refuseShared('date.in-future', 'signedOn');
  const { heldOn } = revision.approval;
  if (signedOn < heldOn) return refuse('agreement.signed-before-approval', 'signedOn', { heldOn });
  const parties = revision.parties.map((one) => (one.id === partyId ? { ...one, signedOn } : one));
  return { event: 'signed', state: withCurrent(agreement, { parties }) };
}

export interface AmendAgreement {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly lines: readonly LineCommand[];
}

/** A new revision that a session approved; it must be funded and signed anew, and until then the former holds. */
export function amend(
  agreement: Agreement,
  command: AmendAgreement,
  approval: Approval,
  ground: LinesGround & { readonly today: string },
): Agreed<'amended'> {
  const { startsOn, endsOn } = command;
  if (agreement.status === 'CANCELLED') return refuse('agreement.cancelled', 'agreementId');
  if (agreement.status === 'DRAFT') return refuse('agreement.not-approved', 'agreementId');
  if (endsOn < startsOn) return refuseShared('date.order', 'endsOn', { from: startsOn, until: endsOn });
  if (approval.heldOn > ground.today) return refuseShared('date.in-future', 'session.heldOn');
  const former = currentRevision(agreement);
  if (former.approval && approval.heldOn < former.approval.heldOn) {
    return refuse('agreement.session-order', 'session.heldOn', { heldOn: former.approval.heldOn });
  }
  const made = lines(command.lines, { ...ground, former: former.lines });
  if (isRefusal(made)) return made;
  const revision: Revision = {
    revision: former.revision + 1,
    approval,
    startsOn,
    endsOn,
    parties: former.parties.map((party) => ({ ...party, signedOn: null })),
    lines: made,
    fundedBy: null,
    source: null,
  };
  const revisions = [...agreement.revisions, revision];
  const refused = tooLong(revisions);
  if (refused) return refused;
  return {
    event: 'amended',
    state: { ...agreement, currentRevision: revision.revision, revisions },
  };
}

/** Ends it before its time, from a day on which there was an agreement. Finance, worksite and employment see it and act at once. */
export function cancel(agreement: Agreement, on: string, reason: string, today: string): Agreed<'cancelled'> {
  if (agreement.status === 'CANCELLED') return refuse('agreement.cancelled', 'agreementId');
  if (on > today) return refuseShared('date.in-future', 'cancelledOn');
  const heldOn = agreement.revisions[0]?.approval?.heldOn;
  if (heldOn !== undefined && on < heldOn) {
    return refuse('agreement.cancelled-before-approval', 'cancelledOn', { heldOn });
  }
  return {
    event: 'cancelled',
    state: { ...agreement, status: 'CANCELLED', inForceRevision: null, cancellation: { on, reason } },
  };
}

/** What partner knows of finance's answer. */
export interface Funding {
  readonly commitmentId: string;
  readonly version: number;
  readonly revision: number;
  readonly decision: 'RESERVED' | 'REFUSED' | 'RELEASED';
}

/** Takes note of a commitment: only one that is reserved for the current revision funds it. Undefined: nothing to note. */
export function noteFunding(
  agreement: Agreement,
  funding: Funding,
): Exclude<Agreed<'funding-noted'>, Refusal> | undefined {
  const revision = currentRevision(agreement);
  const funds = funding.decision === 'RESERVED' && funding.revision === revision.revision;
  const { commitmentId, version } = funding;
  const noted = revision.fundedBy !== null;
  if (agreement.status === 'CANCELLED' || funds === noted) return undefined;
  return {
    event: 'funding-noted',
    state: withCurrent(agreement, { fundedBy: funds ? { commitmentId, version } : null }),
  };
}

/** A revision that is approved, funded and signed by all enters into force. Undefined: not yet, or it is already. */
export function enterIntoForce(
  agreement: Agreement,
): Exclude<Agreed<'entered-into-force'>, Refusal> | undefined {
  const revision = currentRevision(agreement);
  const ready = revision.approval !== null && revision.fundedBy !== null && signedByAll(revision);
  if (agreement.status === 'CANCELLED' || agreement.inForceRevision === revision.revision || !ready)
    return undefined;
  return {
    event: 'entered-into-force',
    state: { ...agreement, status: 'IN_FORCE', inForceRevision: revision.revision },
  };
}

function withCurrent(agreement: Agreement, change: Partial<Revision>): Agreement {
  const revisions = agreement.revisions.map((one) =>
    one.revision === agreement.currentRevision ? { ...one, ...change } : one,
  );
  return { ...agreement, revisions };
}

import { centimes, type Decision, isRefusal, type Unrecorded } from '@awrach/subgraph';
import * as rules from '../src/agreement/agreement.rules.ts';
import type { Agreement } from '../src/agreement/agreement.ts';
import type { LineCommand } from '../src/agreement/lines.rules.ts';

let ids = 0;
const ground: rules.DraftGround = {
  province: '05.301',
  planned: new Map(),
  former: [],
  provinceOf: (commune) => commune.slice(0, 6),
  newId: () => `id-${++ids}`,
  selected: true,
};
const line: LineCommand = {
  worksite: {
    commune: '05.301.01.01',
    sector: 'ENVIRONMENT',
    size: 'SMALL',
    nameAr: 'ورش',
    nameFr: 'Chantier',
  },
  jobs: 10,
  personMonths: 60,
  grant: centimes(760_000n),
};
const command: rules.DraftAgreement = {
  province: '05.301',
  edition: 2022,
  reference: 'KHN-1',
  partnerId: 'partner-1',
  startsOn: '2022-06-01',
  endsOn: '2022-11-30',
  parties: [
    { kind: 'COUNCIL', nameAr: 'المجلس', nameFr: 'Conseil' },
    { kind: 'PARTNER', nameAr: 'الجمعية', nameFr: 'Association' },
  ],
  lines: [line],
  sample: false,
};
const today = '2022-07-01';
const session = { sessionKind: 'ORDINARY', heldOn: '2022-05-20' } as const;

type Decided = Decision<Unrecorded<Agreement>>;

const accepted = (decision: Decided | undefined): Agreement => {
  if (!decision || isRefusal(decision)) throw new Error(`not accepted: ${JSON.stringify(decision)}`);
  return { ...decision.state, version: 1, recordedAt: '2022-05-01T00:00:00.000000Z' };
};
const rule = (decision: Decided): string | undefined => (isRefusal(decision) ? decision.refused : undefined);

const drafted = () => accepted(rules.draft('agreement-1', command, ground));
const approved = () => accepted(rules.approve(drafted(), session, today));
const party = (agreement: Agreement, i: number) => agreement.revisions.at(-1)?.parties[i]?.id ?? '';
const signedBy = (agreement: Agreement, ...which: number[]) =>
  which.reduce(
    (now, i) => accepted(rules.sign(now, { partyId: party(now, i), signedOn: '2022-06-01' }, today)),
    agreement,
  );
const funding = (revision: number, decision: rules.Funding['decision'] = 'RESERVED'): rules.Funding => ({
  commitmentId: 'commitment-1',
  version: 1,
  revision,
  decision,
});
const inForce = () => {
  const signed = signedBy(approved(), 0, 1);
  return accepted(rules.enterIntoForce(accepted(rules.noteFunding(signed, funding(1)))));
};

describe('an agreement is drafted', () => {
  test('with its lines, each with a worksite of its own', () => {
    const [made] = drafted().revisions[0]?.lines ?? [];
    expect(made).toMatchObject({ jobs: 10, commune: '05.301.01.01', grant: 760_000n });
    expect(made?.worksiteId).not.toBe(made?.lineId);
  });

  test.each([
    ['for a partner that was not selected', {}, { selected: false }, 'agreement.partner-not-selected'],
    ['that ends before it starts', { endsOn: '2022-05-31' }, {}, 'date.order'],
    ['for an edition before the programme', { edition: 2021 }, {}, 'edition.unknown'],
    ['without a line', { lines: [] }, {}, 'agreement.lines'],
    ['with a line of 0 jobs', { lines: [{ ...line, jobs: 0 }] }, {}, 'line.jobs'],
    ['with a line of 0 person-months', { lines: [{ ...line, personMonths: 0 }] }, {}, 'line.person-months'],
    ['with a line without a worksite', { lines: [{ ...line, worksite: null }] }, {}, 'line.worksite-or-id'],
    [
      'on a worksite that nobody planned',
      { lines: [{ ...line, worksite: null, worksiteId: 'w' }] },
      {},
      'line.worksite-unknown',
    ],
    [
      'in a commune of another province',
      { province: '05.301' },
      { provinceOf: () => '05.081' },
      'commune.other-province',
    ],
    [
      'for more money than the programme has',
      { lines: [{ ...line, grant: centimes(10n ** 14n) }] },
      {},
      'agreement.grant',
    ],
    ['without a council', { parties: command.parties.slice(1) }, {}, 'agreement.parties'],
  ] as const)('never %s', (_, change, world, refused) => {
    expect(rule(rules.draft('agreement-1', { ...command, ...change }, { ...ground, ...world }))).toBe(
      refused,
    );
  });
});

describe('the council approves', () => {
  test('a draft, once', () => {
    expect(approved().status).toBe('APPROVED');
    expect(rule(rules.approve(approved(), session, today))).toBe('agreement.approved-already');
  });

  test('never in a session that is yet to come', () => {
    expect(rule(rules.approve(drafted(), { ...session, heldOn: '2022-07-02' }, today))).toBe(
      'date.in-future',
    );
  });
});

describe('the parties sign', () => {
  const sign = (agreement: Agreement, i: number, signedOn: string) =>
    rule(rules.sign(agreement, { partyId: party(agreement, i), signedOn }, today));

  test('each once', () =>
    expect(sign(signedBy(approved(), 0), 0, '2022-06-02')).toBe('agreement.signed-already'));
  test('not before the approval', () =>
    expect(sign(approved(), 0, '2022-05-19')).toBe('agreement.signed-before-approval'));
  test('not on a day to come', () => expect(sign(approved(), 0, '2022-07-02')).toBe('date.in-future'));
  test('not a draft', () => expect(sign(drafted(), 0, '2022-06-01')).toBe('agreement.not-approved'));
  test('not who is no party', () =>
    expect(sign(approved(), 7, '2022-06-01')).toBe('agreement.party-unknown'));
});

describe('a revision is in force', () => {
  test('when all have signed and a commitment funds it', () =>
    expect(inForce()).toMatchObject({ status: 'IN_FORCE', inForceRevision: 1 }));

  test('not when a signature is missing', () => {
    const funded = accepted(rules.noteFunding(signedBy(approved(), 0), funding(1)));
    expect(rules.enterIntoForce(funded)).toBeUndefined();
  });

  test('not when the commitment is for another revision, or refused', () => {
    expect(rules.noteFunding(signedBy(approved(), 0, 1), funding(2))).toBeUndefined();
    expect(rules.noteFunding(signedBy(approved(), 0, 1), funding(1, 'REFUSED'))).toBeUndefined();
    expect(rules.enterIntoForce(signedBy(approved(), 0, 1))).toBeUndefined();
  });

  test('only once: the same answer again changes nothing', () => {
    expect(rules.noteFunding(inForce(), funding(1))).toBeUndefined();
    expect(rules.enterIntoForce(inForce())).toBeUndefined();
  });
});

describe('an amendment', () => {
  const amended = () =>
    accepted(
      rules.amend(inForce(), { ...command, lines: [{ ...line, jobs: 20 }] }, session, { ...ground, today }),
    );

  test('leaves the former revision in force until it is signed and funded anew', () => {
    const agreement = amended();
    expect(agreement).toMatchObject({ status: 'IN_FORCE', inForceRevision: 1, currentRevision: 2 });
    const signed = signedBy(agreement, 0, 1);
    expect(rules.enterIntoForce(signed)).toBeUndefined();
    const again = accepted(rules.enterIntoForce(accepted(rules.noteFunding(signed, funding(2)))));
    expect(again.inForceRevision).toBe(2);
  });

  test('keeps the ids of parties', () => {
    expect(amended().revisions[1]?.parties.map(({ id }) => id)).toEqual(
      inForce().revisions[0]?.parties.map(() => expect.any(String)),
    );
    expect(party(amended(), 0)).toMatch(/^id-/);
  });

  test('goes on a line only on its own worksite', () => {
    const lines = [{ ...line, lineId: 'another' }];
    expect(rule(rules.amend(inForce(), { ...command, lines }, session, { ...ground, today }))).toBe(
      'line.unknown',
    );
  });

  test('goes on each line once', () => {
    const [former] = inForce().revisions[0]?.lines ?? [];
    if (!former) throw new Error('an agreement without lines');
    const { lineId, worksiteId } = former;
    const planned = new Map([[worksiteId, { ...former, id: worksiteId, nameAr: 'ورش', nameFr: 'Chantier' }]]);
    const agreement = {
      ...inForce(),
      revisions: [{ ...inForce().revisions[0], lines: [former] }],
    } as Agreement;
    const same: LineCommand = { ...line, worksite: null, worksiteId, lineId };
    const amended = (...lines: LineCommand[]) =>
      rules.amend(agreement, { ...command, lines }, session, { ...ground, planned, today });
    expect(rule(amended(same))).toBeUndefined();
    expect(amended(same, { ...same, lineId: null }, same)).toMatchObject({
      refused: 'line.twice',
      field: 'lines.2.lineId',
    });
  });

  test('is not approved before what it amends was, nor in a session that is yet to come', () => {
    const on = (heldOn: string) =>
      rules.amend(inForce(), command, { ...session, heldOn }, { ...ground, today });
    expect(on('2022-05-19')).toMatchObject({ refused: 'agreement.session-order', field: 'session.heldOn' });
    expect(rule(on('2022-05-20'))).toBeUndefined();
    expect(rule(on('2022-07-02'))).toBe('date.in-future');
  });

  test('is not made of a draft', () => {
    expect(rule(rules.amend(drafted(), command, session, { ...ground, today }))).toBe(
      'agreement.not-approved',
    );
  });
});

describe('a cancelled agreement', () => {
  const cancelling = (agreement: Agreement, on: string) => rules.cancel(agreement, on, 'withdrawn', today);
  const cancelled = () => accepted(cancelling(inForce(), '2022-06-15'));

  test('was cancelled neither before the council approved it nor on a day to come', () => {
    const field = 'cancelledOn';
    expect(cancelling(inForce(), '2022-05-19')).toMatchObject({
      refused: 'agreement.cancelled-before-approval',
      field,
    });
    expect(cancelling(inForce(), '2022-07-02')).toMatchObject({ refused: 'date.in-future', field });
    expect(cancelling(drafted(), '2022-07-02')).toMatchObject({ refused: 'date.in-future', field });
    for (const agreement of [inForce(), drafted()]) {
      expect(rule(cancelling(agreement, '2022-05-20'))).toBeUndefined();
    }
    expect(rule(cancelling(drafted(), '2022-05-19'))).toBeUndefined();
  });

  test('is in force no more', () =>
    expect(cancelled()).toMatchObject({ status: 'CANCELLED', inForceRevision: null }));

  test('takes nothing any more', () => {
    expect(rule(cancelling(cancelled(), today))).toBe('agreement.cancelled');
    expect(rule(rules.approve(cancelled(), session, today))).toBe('agreement.cancelled');
    expect(rules.noteFunding(cancelled(), funding(2))).toBeUndefined();
    expect(rules.enterIntoForce(cancelled())).toBeUndefined();
  });
});

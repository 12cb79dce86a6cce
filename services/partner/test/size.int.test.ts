import type { Answer, OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import { aDraft, answered, change, openPartnerService, selectedPartner } from './opened-partner.ts';

let service: OpenedSubgraph;
beforeAll(async () => {
  service = await openPartnerService();
});
// A thing that outgrows its event would be a fault of ours.
afterEach(() => expect(service.faults).toEqual([]));
afterAll(() => service[Symbol.asyncDispose]());

/** The longest texts that are taken: four bytes each character. */
const [longestText, longestLongText] = ['🏗'.repeat(200), '🏗'.repeat(2_000)];

const worksite = {
  commune: '05.301.01.01',
  sector: 'ENVIRONMENT',
  size: 'SMALL',
  nameAr: longestText,
  nameFr: longestText,
};
const line = { worksite, jobs: 10, personMonths: 60, grant: '7600.00' };
const party = (kind: string) => ({ kind, nameAr: longestText, nameFr: longestText });
const parties = [
  party('COUNCIL'),
  party('PARTNER'),
  ...Array.from({ length: 18 }, () => party('DECONCENTRATED_SERVICE')),
];
const session = { kind: 'ORDINARY', heldOn: '2022-05-10' };

let partnerId: string;
beforeAll(async () => {
  partnerId = await selectedPartner(service);
});

const fields =
  'agreement { id currentRevision { revision parties { id } lines { id worksite { id } } } } receipt';
const draft = (lines: number) =>
  change(
    service,
    'draftAgreement',
    aDraft(partnerId, { parties, lines: Array.from({ length: lines }, () => line) }),
    fields,
  );
const refusalOf = ({ errors }: Answer) =>
  errors.map(({ extensions }) => ({ rule: extensions?.rule, field: extensions?.field }));
const count = async (table: string): Promise<number> =>
  Number((await service.database.query(`select count(*) as n from ${table}`))[0].n);

test('an agreement that is longer than an event can tell is refused, and nothing of it is kept', async () => {
  const tables = ['agreement', 'planned_worksite', 'event', 'audit', 'idempotency'];
  const before = await Promise.all(tables.map(count));
  expect(refusalOf(await draft(500))).toEqual([{ rule: 'agreement.size', field: 'lines' }]);
  expect(await Promise.all(tables.map(count))).toEqual(before);
});

test('an agreement is amended until its revisions are longer than an event can tell, and refused from then on', async () => {
  const { data } = await draft(150);
  const { id: agreementId, currentRevision } = data.draftAgreement.agreement;
  await change(service, 'approveAgreement', { agreementId, session }, 'receipt');
  const lines = currentRevision.lines.map((former: { id: string; worksite: { id: string } }) => ({
    lineId: former.id,
    worksiteId: former.worksite.id,
    jobs: 10,
    personMonths: 60,
    grant: '7600.00',
  }));
  const amend = () =>
    change(
      service,
      'amendAgreement',
      { agreementId, startsOn: '2022-06-01', endsOn: '2022-12-31', lines, session },
      fields,
    );
  expect(refusalOf(await amend())).toEqual([]);
  expect(refusalOf(await amend())).toEqual([{ rule: 'agreement.size', field: 'lines' }]);
  const { currentRevision: now } = (
    await service.ask(undefined, `{ agreement(id: "${agreementId}") { currentRevision { revision } } }`)
  ).data.agreement;
  expect(now.revision).toBe(2);
});

test('the longest agreement that is taken is still approved, signed, funded and cancelled', async () => {
  let [taken, refused] = [1, 500];
  let longest = await draft(taken);
  while (refused - taken > 1) {
    const lines = Math.floor((taken + refused) / 2);
    const answer = await draft(lines);
    if (answer.rules.length > 0) refused = lines;
    else [taken, longest] = [lines, answer];
  }
  const { id: agreementId, currentRevision } = longest.data.draftAgreement.agreement;
  const steps = [await change(service, 'approveAgreement', { agreementId, session }, 'receipt')];
  for (const { id: partyId } of currentRevision.parties) {
    const signature = { agreementId, partyId, signedOn: '2022-05-15' };
    steps.push(await change(service, 'signAgreement', signature, 'receipt'));
  }
  await service.take(answered(agreementId, 'RESERVED'));
  steps.push(
    await change(
      service,
      'cancelAgreement',
      { agreementId, cancelledOn: '2022-06-15', reason: longestLongText },
      'receipt',
    ),
  );
  expect(steps.flatMap(refusalOf)).toEqual([]);
  expect((await service.told(agreementId)).at(-1)?.event).toBe('cancelled');
});

test('a selection has no more criteria than its event can tell', async () => {
  const criteria = Array.from({ length: 1_200 }, () => ({ name: longestText, score: 1, outOf: 2 }));
  const record = (some: number) =>
    change(
      service,
      'recordSelection',
      {
        partnerId,
        province: '05.301',
        edition: 2022,
        decision: 'SELECTED',
        score: 70,
        criteria: criteria.slice(0, some),
        reason: longestLongText,
        decidedOn: '2022-04-01',
      },
      'receipt',
    );
  expect(refusalOf(await record(1_200))).toEqual([{ rule: 'selection.criteria', field: 'criteria' }]);
  expect(refusalOf(await record(51))).toEqual([{ rule: 'selection.criteria', field: 'criteria' }]);
  expect(refusalOf(await record(50))).toEqual([]);
});

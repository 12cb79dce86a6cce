import { communesOf } from '@awrach/territory';
import { type Agreement, days, draftInput, session, worksiteInput } from '../testkit/agreement.ts';
import type { Awrach } from '../testkit/awrach.ts';
import type { Client } from '../testkit/client.ts';
import { keptBy } from '../testkit/kept.ts';
import { newKey, unusual } from '../testkit/names.ts';
import { type Office, officeOf } from '../testkit/office.ts';
import { hireInput, type Person } from '../testkit/people.ts';
import { expectRefusal, type Rule } from '../testkit/refused.ts';

export function badInput(awrach: () => Awrach): void {
  /** What the refused requests are about. */
  interface Ground {
    readonly office: Office;
    readonly partnerId: string;
    readonly draft: Agreement;
    readonly unsigned: Agreement;
    readonly unfunded: Agreement;
    readonly atWork: Agreement;
    /** Hired on the only job of what is at work. */
    readonly placed: Person;
    readonly idle: Person;
    /** At work too, with jobs left. */
    readonly hiring: Agreement;
  }
  let ground: Ground;
  /** All that the system has kept, before and after each of them. */
  let kept: unknown;
  let pids: Record<string, number | undefined>;

  beforeAll(async () => {
    const office = officeOf(awrach(), '09.581');
    await office.openEnvelope('20000.00');
    const atWork = await office.atWork({ jobs: [1] });
    const unfunded = await office.approved({ grant: '90000.00' });
    await unfunded.sign();
    const placed = await office.person();
    await office.hire(atWork, placed);
    ground = {
      placed,
      idle: await office.person(),
      hiring: await office.atWork({ jobs: [5], grant: '100.00' }),
      office,
      partnerId: atWork.partnerId,
      draft: await office.draft({ partnerId: atWork.partnerId }),
      unsigned: await office.approved({ grant: '100.00' }),
      unfunded,
      atWork,
    };
    pids = awrach().pids();
    kept = await keptBy(awrach());
  }, 60_000);

  /** One request that must be refused. */
  interface Case {
    readonly by?: (ground: Ground) => Client;
    readonly mutation: string;
    readonly input: (ground: Ground) => object;
    readonly refused: Rule;
  }
  const wrong = (rule: string, field?: string): Rule => ({
    code: 'BAD_USER_INPUT',
    rule,
    ...(field ? { field } : {}),
  });
  const conflict = (rule: string, field: string): Rule => ({ code: 'CONFLICT', rule, field });

  const draftWith = (change: object): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'draftAgreement',
    input: ({ office, partnerId }) => ({ ...draftInput(office, partnerId), ...change }),
  });
  const lineWith = (change: object): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'draftAgreement',
    input: ({ office, partnerId }) => {
      const input = draftInput(office, partnerId);
      return { ...input, lines: input.lines.map((line) => ({ ...line, ...change })) };
    },
  });
  const partnerWith = (change: object): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'registerPartner',
    input: ({ office }) => ({
      province: office.province,
      kind: 'COOPERATIVE',
      nameAr: 'تعاونية',
      nameFr: 'Coopérative',
      registrationNumber: unusual('RC'),
      ...change,
    }),
  });
  const opening = (of: (ground: Ground) => Agreement): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'openWorksite',
    input: (all) => ({ worksiteId: of(all).worksiteId, including: of(all).receipts, openedOn: days.start }),
  });
  const signing = (change: (ground: Ground) => object): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'signAgreement',
    input: (all) => ({
      agreementId: all.atWork.id,
      partyId: all.atWork.parties[0]?.id,
      signedOn: days.signature,
      ...change(all),
    }),
  });
  const hiring = (input: (ground: Ground) => object): Pick<Case, 'mutation' | 'input'> => ({
    mutation: 'hirePerson',
    input,
  });
  const ministry = ({ office }: Ground) => office.ministry;
  const envelopeOf = (amount: unknown): Pick<Case, 'by' | 'mutation' | 'input'> => ({
    by: ministry,
    mutation: 'changeEnvelope',
    input: ({ office }) => ({ province: office.province, edition: office.edition, amount }),
  });

  const cases: Record<string, Case> = {
    'a province that does not exist': {
      ...partnerWith({ province: '09.999' }),
      refused: wrong('province.unknown', 'province'),
    },
    'a number as a province': {
      ...partnerWith({ province: 9.581 }),
      refused: wrong('province.unknown', 'province'),
    },
    'a number as a commune': {
      ...lineWith({ worksite: { ...worksiteInput(undefined), commune: 9.581 } }),
      refused: wrong('commune.unknown', 'lines.0.worksite.commune'),
    },
    'a field that there is not': {
      ...lineWith({ colour: 'red' }),
      refused: wrong('field.unknown', 'lines.0.colour'),
    },
    'a field that is missing': {
      ...lineWith({ jobs: undefined }),
      refused: wrong('field.missing', 'lines.0.jobs'),
    },
    'a kind that there is not': {
      ...partnerWith({ kind: 'COMPANY' }),
      refused: wrong('value.invalid', 'kind'),
    },
    'a commune that does not exist': {
      ...lineWith({ worksite: worksiteInput('09.581.01.99') }),
      refused: wrong('commune.unknown', 'lines.0.worksite.commune'),
    },
    'a commune of another province': {
      ...lineWith({ worksite: worksiteInput(communesOf('05.301')[0]?.code) }),
      refused: wrong('commune.other-province', 'lines.0.worksite.commune'),
    },
    'an edition that never was': {
      ...draftWith({ edition: 1999 }),
      refused: wrong('edition.unknown', 'edition'),
    },
    'a province that writes for another': {
      ...partnerWith({ province: '05.301' }),
      refused: { code: 'FORBIDDEN', rule: 'scope.other-province', field: 'province' },
    },
    'a province that signs another’s agreement': {
      by: () => awrach().as('province', { province: '05.301' }),
      ...signing(() => ({})),
      refused: { code: 'FORBIDDEN', rule: 'scope.other-province', field: 'agreementId' },
    },
    'a council that sets money aside': {
      by: ({ office }) => office.council,
      mutation: 'changeEnvelope',
      input: ({ office }) => ({ province: office.province, edition: office.edition, amount: '1.00' }),
      refused: { code: 'FORBIDDEN', rule: 'role.not-allowed' },
    },
    'an amount with three decimals': {
      ...lineWith({ grant: '760.001' }),
      refused: wrong('money.format', 'lines.0.grant'),
    },
    'an amount below zero': { ...envelopeOf('-1.00'), refused: wrong('money.negative', 'amount') },
    'an amount of 1e9': { ...envelopeOf('1e9'), refused: wrong('money.format', 'amount') },
    'an amount of 1e9 as a number': { ...envelopeOf(1e9), refused: wrong('money.format', 'amount') },
    'an amount in a float': { ...envelopeOf(760.1), refused: wrong('money.format', 'amount') },
    'an envelope of nothing': {
      ...envelopeOf('0.00'),
      mutation: 'openEnvelope',
      refused: wrong('money.positive', 'amount'),
    },
    'an end before the start': {
      ...draftWith({ startsOn: days.end, endsOn: days.start }),
      refused: wrong('date.order', 'endsOn'),
    },
    'a day that no calendar has': {
      ...draftWith({ endsOn: '2022-02-30' }),
      refused: wrong('date.format', 'endsOn'),
    },
    'a line with 0 jobs': { ...lineWith({ jobs: 0 }), refused: wrong('line.jobs', 'lines.0.jobs') },
    'half a job': { ...lineWith({ jobs: 10.5 }), refused: wrong('value.invalid', 'lines.0.jobs') },
    'opening a worksite under an agreement that not all have signed': {
      ...opening(({ unsigned }) => unsigned),
      refused: conflict('worksite.agreement-unsigned', 'worksiteId'),
    },
    'opening a worksite under an agreement that is not funded': {
      ...opening(({ unfunded }) => unfunded),
      refused: conflict('worksite.agreement-unfunded', 'worksiteId'),
    },
    'opening a worksite that is open': {
      ...opening(({ atWork }) => atWork),
      refused: conflict('worksite.opened-already', 'worksiteId'),
    },
    'hiring one more than the jobs': {
      ...hiring(({ atWork, idle }) => hireInput(atWork, idle)),
      refused: conflict('placement.no-job-left', 'worksiteId'),
    },
    'hiring who is placed elsewhere': {
      ...hiring(({ hiring: on, placed }) => hireInput(on, placed)),
      refused: conflict('placement.overlap', 'startsOn'),
    },
    'hiring on a worksite that is not open': {
      ...hiring(({ idle, unsigned }) => hireInput(unsigned, idle)),
      refused: conflict('placement.worksite-not-open', 'worksiteId'),
    },
    'hiring for longer than the agreement runs': {
      ...hiring(({ hiring: on, idle }) => ({ ...hireInput(on, idle), endsOn: '2022-11-16' })),
      refused: wrong('placement.outside-agreement', 'endsOn'),
    },
    'signing what no session has approved': {
      ...signing(({ draft }) => ({ agreementId: draft.id, partyId: draft.parties[0]?.id })),
      refused: conflict('agreement.not-approved', 'agreementId'),
    },
    'signing twice': { ...signing(() => ({})), refused: conflict('agreement.signed-already', 'partyId') },
    'a stale version': {
      mutation: 'approveAgreement',
      input: ({ draft }) => ({ agreementId: draft.id, expectedVersion: 7, session }),
      refused: conflict('version.stale', 'expectedVersion'),
    },
    'an agreement that does not exist': {
      ...signing(() => ({ agreementId: newKey() })),
      refused: { code: 'NOT_FOUND', rule: 'thing.unknown', field: 'agreementId' },
    },
    'an id that is none': {
      ...signing(() => ({ agreementId: 'x’; --' })),
      refused: wrong('id.format', 'agreementId'),
    },
    'a text of 900 KB': {
      ...partnerWith({ nameFr: 'x'.repeat(900_000) }),
      refused: wrong('text.too-long', 'nameFr'),
    },
    'a text of 1 MB': {
      ...partnerWith({ nameFr: 'x'.repeat(1_048_576) }),
      refused: wrong('request.too-large'),
    },
    'a NUL in a name': {
      ...partnerWith({ nameFr: 'Atlas\u0000' }),
      refused: wrong('text.control-characters', 'nameFr'),
    },
    'a bidi override in a name': {
      ...partnerWith({ nameAr: 'جمعية \u202Eeman' }),
      refused: wrong('text.control-characters', 'nameAr'),
    },
    'a NUL in an idempotency key': {
      ...partnerWith({ idempotencyKey: 'abcdefgh\u0000' }),
      refused: wrong('idempotency.key-format', 'idempotencyKey'),
    },
    'an idempotency key of 7 characters': {
      ...partnerWith({ idempotencyKey: 'abcdefg' }),
      refused: wrong('idempotency.key-format', 'idempotencyKey'),
    },
    'a receipt that is none': {
      ...partnerWith({ including: ['x'] }),
      refused: wrong('receipt.malformed', 'including.0'),
    },
  };

  describe('is refused by its rule, in the caller’s language, and leaves nothing', () => {
    test.each(Object.entries(cases))('%s', async (_, { by, input, mutation, refused }) => {
      await expectRefusal(
        by?.(ground) ?? ground.office.clerk,
        (client) => client.attempt(mutation, { idempotencyKey: newKey(), ...input(ground) }),
        refused,
      );
      const before = kept;
      kept = await keptBy(awrach());
      expect(kept).toEqual(before);
    });
  });

  describe('a request that is no operation of the graph', () => {
    test.each([
      ['that cannot be read', '{ programme {', { code: 'GRAPHQL_PARSE_FAILED', rule: 'request.syntax' }],
      [
        'of a field that is not there',
        '{ king }',
        { code: 'GRAPHQL_VALIDATION_FAILED', rule: 'request.invalid' },
      ],
      [
        'whose answer would have no end',
        `{ programme { ${'provinces { region { '.repeat(12)} code ${'} }'.repeat(12)} } }`,
        { code: 'BAD_USER_INPUT', rule: 'request.too-costly' },
      ],
      [
        'for a float in place of an amount',
        '{ province(code: 5.3) { code } }',
        wrong('province.unknown', 'code'),
      ],
    ])('%s', async (_, document, refused) => {
      await expectRefusal(awrach().anyone(), (client) => client.answer(document), refused);
    });

    test('that is not JSON', async () => {
      const response = await fetch(awrach().graphUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': 'ar' },
        body: '{"query": ',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        errors: [
          {
            message: expect.stringMatching(/\p{Script=Arabic}/u),
            extensions: { code: 'BAD_USER_INPUT', rule: 'request.not-json', requestId: expect.any(String) },
          },
        ],
      });
    });
  });

  test('all of this has ended no process', () => {
    expect(awrach().pids()).toEqual(pids);
  });
}

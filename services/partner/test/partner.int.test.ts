import { setTimeout } from 'node:timers/promises';
import { caller, type OpenedSubgraph } from '../../../packages/subgraph/test/opened-subgraph.ts';
import {
  aDraft,
  answered,
  aPartner,
  change,
  fresh,
  openPartnerService,
  selectedPartner,
} from './opened-partner.ts';

/** Long enough for a mutation to come to the row that another one holds, in milliseconds. */
const aWhile = 300;

let service: OpenedSubgraph;
beforeAll(async () => {
  service = await openPartnerService();
});
afterEach(() => expect(service.faults).toEqual([]));
afterAll(() => service[Symbol.asyncDispose]());

const count = async (table: string): Promise<number> =>
  Number((await service.database.query(`select count(*) as n from ${table}`))[0].n);

describe('a province writes', () => {
  const register = (input: object) =>
    change(service, 'registerPartner', { ...aPartner(), ...input }, 'partner { id version } receipt');

  test('and what it repeats under the same key is done once, with the first receipt', async () => {
    const input = { ...aPartner(), idempotencyKey: fresh('key') };
    const [first, again] = [await register(input), await register(input)];
    expect(again.data).toEqual(first.data);
    expect(await service.told(first.data.registerPartner.partner.id)).toHaveLength(1);
  });

  test('and a repeat, answered from what was kept, says all that the first answer said of what was written', async () => {
    const twice = async (mutation: string, input: object, fields: string): Promise<string> => {
      const repeated = { ...input, idempotencyKey: fresh('key') };
      const [first, again] = [
        await change(service, mutation, repeated, `answer: ${fields} receipt`),
        await change(service, mutation, repeated, `answer: ${fields} receipt`),
      ];
      expect(first.rules).toEqual([]);
      expect(again.data).toEqual(first.data);
      return first.data[mutation].answer.id;
    };
    const partnerId = await twice(
      'registerPartner',
      aPartner(),
      'partner { id version recordedAt kind nameAr nameFr registrationNumber province { code } sample }',
    );
    const decision = {
      decision: 'SELECTED',
      score: 70,
      criteria: [{ name: 'Dossier', score: 7, outOf: 10 }],
    };
    await twice(
      'recordSelection',
      { partnerId, province: '05.301', edition: 2022, decidedOn: '2022-04-01', ...decision },
      'selection { id version province { code } edition decision score criteria { name score outOf } reason decidedOn }',
    );
    const agreement = `agreement { id version recordedAt reference partner { id } province { code } edition status cancellation { on reason } sample
      revisions { revision approval { sessionKind heldOn } startsOn endsOn jobs grant funded source { title url publishedOn printedGrant }
        parties { id kind nameAr nameFr signedOn } lines { id worksite { id } commune { code } sector jobs personMonths grant } } }`;
    const draft = aDraft(partnerId, { source: { title: 'Bulletin' } });
    const agreementId = await twice('draftAgreement', draft, agreement);
    await twice(
      'approveAgreement',
      { agreementId, session: { kind: 'ORDINARY', heldOn: '2022-05-10' } },
      agreement,
    );
    await twice('cancelAgreement', { agreementId, cancelledOn: '2022-05-11', reason: 'Retrait' }, agreement);
  });

  test('and of two with one key at the same instant one waits for the other', async () => {
    const input = { ...aPartner(), idempotencyKey: fresh('key') };
    const [one, other] = await Promise.all([register(input), register(input)]);
    expect(other.data).toEqual(one.data);
  });

  test('and one key for another input is refused', async () => {
    const input = { ...aPartner(), idempotencyKey: fresh('key') };
    await register(input);
    expect((await register({ ...input, nameFr: 'Une autre' })).rules).toEqual(['idempotency.other-input']);
  });

  test('and of a refusal nothing is kept, its key neither', async () => {
    const tables = ['partner', 'event', 'outbox', 'audit', 'idempotency'];
    const before = await Promise.all(tables.map(count));
    const input = { ...aPartner('01.051'), idempotencyKey: fresh('key') };
    expect((await register(input)).rules).toEqual(['scope.other-province']);
    expect(await Promise.all(tables.map(count))).toEqual(before);
    expect((await register({ ...input, province: '05.301' })).rules).toEqual([]);
  });

  test('and a registration number stands once in its province, for two at the same instant too', async () => {
    const registrationNumber = fresh('number');
    const answers = await Promise.all([register({ registrationNumber }), register({ registrationNumber })]);
    expect(answers.flatMap(({ rules }) => rules)).toEqual(['partner.registered-already']);
    expect((await register({ registrationNumber })).rules).toEqual(['partner.registered-already']);
  });

  test('and who wrote what, before and after, is kept', async () => {
    const partnerId = await selectedPartner(service);
    const [row] = await service.database.query(
      `select * from audit where topic like '%selection' and after->>'partnerId' = $1`,
      [partnerId],
    );
    expect(row).toMatchObject({
      subject: 'test:province:05.301',
      role: 'province',
      mutation: 'recordSelection',
      version: 1,
      before: null,
    });
  });
});

describe('an agreement', () => {
  const agreementFields =
    'agreement { id version status currentRevision { parties { id signedOn } } } standing receipt';
  const drafted = async () => {
    const { data, rules } = await change(
      service,
      'draftAgreement',
      aDraft(await selectedPartner(service)),
      agreementFields,
    );
    expect(rules).toEqual([]);
    return data.draftAgreement.agreement;
  };
  const approve = (agreementId: string, more: object = {}) =>
    change(
      service,
      'approveAgreement',
      { agreementId, session: { kind: 'ORDINARY', heldOn: '2022-05-10' }, ...more },
      agreementFields,
    );
  const sign = (agreementId: string, partyId: string) =>
    change(service, 'signAgreement', { agreementId, partyId, signedOn: '2022-05-15' }, agreementFields);

  test('needs a partner that the committee selected', async () => {
    const { data } = await change(service, 'registerPartner', aPartner(), 'partner { id }');
    const draft = aDraft(data.registerPartner.partner.id);
    expect((await change(service, 'draftAgreement', draft, 'receipt')).rules).toEqual([
      'agreement.partner-not-selected',
    ]);
  });

  test('has its reference for itself in its province and edition, of two drafted at the same instant too', async () => {
    const partnerId = await selectedPartner(service);
    const reference = fresh('reference');
    const draft = () => change(service, 'draftAgreement', aDraft(partnerId, { reference }), 'receipt');
    const answers = await Promise.all([draft(), draft()]);
    expect(answers.flatMap(({ rules }) => rules)).toEqual(['agreement.reference-taken']);
    const tables = ['agreement', 'planned_worksite', 'event', 'outbox', 'audit', 'idempotency'];
    const before = await Promise.all(tables.map(count));
    const { errors } = await draft();
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'CONFLICT', rule: 'agreement.reference-taken', field: 'reference' },
    ]);
    expect(await Promise.all(tables.map(count))).toEqual(before);
  });

  test('keeps its partner selected, for a refusal at the same instant too', async () => {
    const partnerId = await selectedPartner(service);
    const refusal = {
      partnerId,
      province: '05.301',
      edition: 2022,
      decision: 'REFUSED',
      score: 20,
      reason: 'Dossier incomplet',
      decidedOn: '2022-04-02',
    };
    // Whoever drafts stops before the commit, until the refusal is under way.
    const { both } = await service.database.transaction(async (manager) => {
      await manager.query('lock table planned_worksite in share mode');
      const drafting = change(service, 'draftAgreement', aDraft(partnerId), 'receipt');
      await setTimeout(aWhile);
      const refusing = change(service, 'recordSelection', refusal, 'receipt');
      await setTimeout(aWhile);
      return { both: Promise.all([drafting, refusing]) };
    });
    const [draft, refused] = await both;
    expect(draft.rules).toEqual([]);
    expect(refused.rules).toEqual(['selection.in-use']);
  });

  test('waits for its funding, and says when there is none', async () => {
    const { id } = await drafted();
    expect((await approve(id)).data.approveAgreement.standing).toBe('AWAITING_FUNDING');
    await service.take(answered(id, 'REFUSED'));
    const { data } = await service.ask(
      undefined,
      `{ agreement(id: "${id}") { status currentRevision { funded } } }`,
    );
    expect(data.agreement).toEqual({ status: 'APPROVED', currentRevision: { funded: false } });
  });

  test('enters into force with the last signature when it is funded, or with its funding when it is signed', async () => {
    for (const fundedFirst of [true, false]) {
      const { id, currentRevision } = await drafted();
      await approve(id);
      if (fundedFirst) await service.take(answered(id, 'RESERVED'));
      for (const party of currentRevision.parties) await sign(id, party.id);
      if (!fundedFirst) await service.take(answered(id, 'RESERVED'));
      const events = await service.told(id);
      expect(events.at(-1)).toMatchObject({
        event: 'entered-into-force',
        data: { status: 'IN_FORCE', inForceRevision: 1 },
      });
    }
  });

  test('is answered together with others: each gets its own answer', async () => {
    const [funded, refused, signed] = await Promise.all([drafted(), drafted(), drafted()]);
    for (const { id } of [funded, refused, signed]) await approve(id);
    for (const party of signed.currentRevision.parties) await sign(signed.id, party.id);
    await service.take(
      answered(signed.id, 'RESERVED'),
      answered(refused.id, 'REFUSED'),
      answered('01980000-0000-7000-8000-000000000001', 'RESERVED'),
      answered(funded.id, 'RESERVED'),
    );
    const last = async (id: string) => (await service.told(id)).at(-1)?.event;
    expect(await Promise.all([funded, refused, signed].map(({ id }) => last(id)))).toEqual([
      'funding-noted',
      'approved',
      'entered-into-force',
    ]);
  });

  test('does not change when finance’s answer is told again', async () => {
    const { id } = await drafted();
    await approve(id);
    await service.take(answered(id, 'RESERVED'));
    const before = await service.told(id);
    await service.take(answered(id, 'RESERVED'));
    expect(await service.told(id)).toEqual(before);
  });

  test('is not signed twice by one party, at the same instant either', async () => {
    const { id, currentRevision } = await drafted();
    await approve(id);
    const [council] = currentRevision.parties;
    const answers = await Promise.all([sign(id, council.id), sign(id, council.id)]);
    expect(answers.flatMap(({ rules }) => rules)).toEqual(['agreement.signed-already']);
  });

  test('refuses who has seen an older version', async () => {
    const { id, version } = await drafted();
    await approve(id, { expectedVersion: version });
    expect((await approve(id, { expectedVersion: version })).rules).toEqual(['version.stale']);
  });

  test('is not cancelled on a day to come, nor before its council approved it', async () => {
    const { id: agreementId } = await drafted();
    await approve(agreementId);
    const cancel = async (cancelledOn: string) =>
      (await change(service, 'cancelAgreement', { agreementId, cancelledOn, reason: 'Retrait' }, 'receipt'))
        .rules;
    expect(await cancel('9999-12-31')).toEqual(['date.in-future']);
    expect(await cancel('2022-05-09')).toEqual(['agreement.cancelled-before-approval']);
    expect(await cancel('2022-05-10')).toEqual([]);
  });

  test('is another province’s business only for reading', async () => {
    const { id } = await drafted();
    const session = { kind: 'ORDINARY', heldOn: '2022-05-10' };
    const { rules } = await change(
      service,
      'approveAgreement',
      { agreementId: id, session },
      'receipt',
      '01.051',
    );
    expect(rules).toEqual(['scope.other-province']);
    expect(
      (await service.ask(undefined, `{ agreement(id: "${id}") { reference } }`)).data.agreement.reference,
    ).toMatch(/test/);
  });
});

describe('lists', () => {
  test('of many provinces are each province’s own, page by page', async () => {
    for (const province of ['01.051', '01.051', '01.051', '02.113', '02.113']) {
      await change(service, 'registerPartner', aPartner(province), 'receipt', province);
    }
    const fields = 'nodes { id province { code } } pageInfo { hasNextPage endCursor } totalCount';
    const { data, rules } = await service.ask(
      caller('analyst'),
      `{ programme { provinces { code partners(first: 2) { ${fields} } } } }`,
    );
    expect(rules).toEqual([]);
    const of = (code: string) =>
      data.programme.provinces.find((province: { code: string }) => province.code === code).partners;
    expect(of('01.051')).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(of('02.113')).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } });
    expect(of('03.061')).toMatchObject({ totalCount: 0, nodes: [] });
    for (const code of ['01.051', '02.113']) {
      expect(of(code).nodes.map((node: { province: { code: string } }) => node.province.code)).toEqual([
        code,
        code,
      ]);
    }
    const after = of('01.051').pageInfo.endCursor;
    const rest = await service.ask(
      undefined,
      `{ province(code: "01.051") { partners(after: "${after}") { nodes { id } pageInfo { hasPreviousPage } } } }`,
    );
    expect(rest.data.province.partners.nodes).toHaveLength(1);
    expect(of('01.051').nodes).not.toContainEqual(
      expect.objectContaining(rest.data.province.partners.nodes[0]),
    );
  });

  test('of more things at once than a statement has parameters are answered all the same', async () => {
    const representations = Array.from({ length: 66_000 }, (_, n) => ({
      __typename: 'Partner',
      id: `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    }));
    const { data, rules } = await service.ask(
      undefined,
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Partner { id } } }',
      { all: representations },
    );
    expect(rules).toEqual([]);
    expect(data._entities).toHaveLength(representations.length);
  });

  test.each([
    ['first: 0', 'page.size'],
    ['first: 201', 'page.size'],
    ['after: "nonsense"', 'page.cursor'],
  ])('with %s are refused', async (args, rule) => {
    expect((await service.ask(undefined, `{ partners(${args}) { totalCount } }`)).rules).toEqual([rule]);
  });
});

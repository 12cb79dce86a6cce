import { agreement, trancheId } from '@awrach/contracts';
import { v7 as newId } from 'uuid';
import { agreementState } from '../../../packages/contracts/test/agreement-state.ts';
import { caller, type OpenedSubgraph, received } from '../../../packages/subgraph/test/opened-subgraph.ts';
import {
  council,
  counted,
  forget,
  happened,
  ministry,
  openFinance,
  pay,
  province,
} from './opened-finance.ts';
import { agreementTold, completed, id, worksiteOf, worksiteTold } from './states.ts';

const opening = trancheId(id('agr', 1), worksiteOf(1), 'OPENING');
const inForce = () => agreementTold(1, { status: 'IN_FORCE', version: 4, grants: [1_000] });

const owed = `{ tranches { totalCount nodes { step amount paid left dueOn payBy status overdueDays rule { id source } } } }`;

describe('tranches and payments', () => {
  let service: OpenedSubgraph;
  beforeAll(async () => {
    service = await openFinance();
  });
  afterEach(async () => {
    await forget(service);
    expect(service.faults).toEqual([]);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const steps = async () => {
    const { data } = await service.ask(ministry, owed);
    return data.tranches.nodes
      .map(({ step, amount, status }: Record<string, string>) => `${step} ${amount} ${status}`)
      .sort();
  };

  test('a tranche falls due when the worksite opens, and the rest when it is completed', async () => {
    await service.take(inForce());
    expect(await steps()).toEqual([]);
    await service.take(worksiteTold(1));
    const { data } = await service.ask(province, owed);
    expect(data.tranches.nodes).toEqual([
      {
        step: 'OPENING',
        amount: '500.00',
        paid: '0.00',
        left: '500.00',
        dueOn: '2022-03-01',
        payBy: '2022-04-30',
        status: 'DUE',
        overdueDays: expect.any(Number),
        rule: { id: 'example-2022', source: expect.stringContaining('Règle d’exemple') },
      },
    ]);
    expect(data.tranches.nodes[0].overdueDays).toBeGreaterThan(1_000);
    await service.take(worksiteTold(1, { version: 3, ...completed }));
    expect(await steps()).toEqual(['COMPLETION 500.00 DUE', 'OPENING 500.00 DUE']);
    expect(await happened(service)).toContain('tranche fell-due');
  });

  test('the worksite may be heard of before its agreement, and both more than once', async () => {
    await service.take(worksiteTold(1, { version: 3, ...completed }));
    await service.take(inForce());
    const before = await happened(service);
    await service.take(inForce(), worksiteTold(1, { version: 3, ...completed }));
    expect(await steps()).toEqual(['COMPLETION 500.00 DUE', 'OPENING 500.00 DUE']);
    expect(await happened(service)).toEqual(before);
  });

  test('agreement and worksite that arrive at the same instant do not miss each other', async () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(
      numbers.flatMap((n) => [
        service.take(agreementTold(n, { status: 'IN_FORCE' })),
        service.take(worksiteTold(n)),
      ]),
    );
    expect(await steps()).toHaveLength(numbers.length);
  });

  test('agreements with more worksites than PostgreSQL has locks are taken in all the same', async () => {
    const lines = () => Array.from({ length: 500 }, () => ({ lineId: newId(), worksiteId: newId() }));
    const batch = Array.from({ length: 60 }, () =>
      received(
        agreement,
        agreementState({ id: newId(), version: 4, status: 'IN_FORCE', revisions: [{ lines: lines() }] }),
      ),
    );
    await service.take(...batch);
    const [{ count }] = await service.database.query('select count(*)::int from worksite_grant');
    expect(count).toBe(30_000);
  });

  test('what more partners are owed than a statement has parameters is listed all the same', async () => {
    const partners = Array.from({ length: 66_000 }, (_, n) => n + 1);
    await service.database.query(
      `insert into tranche (id, version, recorded_at, province, edition, commune, agreement_id, worksite_id, partner_id,
                            step, amount, paid, due_on, pay_by, status, rule, basis)
       select numbered, 1, '2022-03-01', '05.301', 2022, '05.301.01.01', numbered, numbered, numbered,
              'OPENING', 100, 0, '2022-03-01', '2022-04-30', 'DUE', '{}', '{}'
         from (select ('01980000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as numbered
                 from generate_series(1, $1) as n) as ids`,
      [partners.length],
    );
    const { data, rules } = await service.ask(
      ministry,
      `query ($all: [_Any!]!) {
        _entities(representations: $all) { ... on Partner { tranches { totalCount nodes { amount } } } }
      }`,
      {
        all: partners.map((n) => ({
          __typename: 'Partner',
          id: `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`,
        })),
      },
    );
    expect(rules).toEqual([]);
    expect(data._entities.at(-1)).toEqual({ tranches: { totalCount: 1, nodes: [{ amount: '1.00' }] } });
  });

  test('a worksite that was given up brings no tranche of completion', async () => {
    await service.take(inForce(), worksiteTold(1, { ...completed, outcome: 'ABANDONED' }));
    expect(await steps()).toEqual(['OPENING 500.00 DUE']);
  });

  test('after a cancellation what fell due before stays owed, and nothing new falls due', async () => {
    await service.take(inForce(), worksiteTold(1));
    await service.take(agreementTold(1, { status: 'CANCELLED', version: 9, cancelledOn: '2022-05-01' }));
    await service.take(worksiteTold(1, { version: 5, ...completed }));
    expect(await steps()).toEqual(['OPENING 500.00 DUE']);
  });

  test('it ends the same when the cancellation is heard of first', async () => {
    await service.take(agreementTold(1, { status: 'CANCELLED', version: 9, cancelledOn: '2022-05-01' }));
    await service.take(worksiteTold(1, { version: 5, ...completed }));
    expect(await steps()).toEqual(['OPENING 500.00 DUE']);
  });

  test('what fell due after the day of a cancellation that is heard of late is cancelled and cannot be paid', async () => {
    await service.take(inForce(), worksiteTold(1));
    await service.take(agreementTold(1, { status: 'CANCELLED', version: 9, cancelledOn: '2022-02-20' }));
    expect(await steps()).toEqual(['OPENING 500.00 CANCELLED']);
    expect((await pay(service, { trancheId: opening, amount: '1.00' })).rules).toEqual(['tranche.cancelled']);
  });

  test('payments pay a tranche in part and then wholly, each with its event in the same commit', async () => {
    await service.take(inForce(), worksiteTold(1));
    const first = await pay(service, { trancheId: opening, amount: '200.00' });
    expect(first.data.recordPayment.tranche).toEqual({
      paid: '200.00',
      left: '300.00',
      status: 'DUE',
      payments: [{ amount: '200.00' }],
    });
    const second = await pay(service, { trancheId: opening, amount: '300.00' });
    expect(second.data.recordPayment.tranche).toMatchObject({ paid: '500.00', left: '0.00', status: 'PAID' });
    expect((await happened(service)).slice(-4)).toEqual([
      'tranche paid-in-part',
      'payment recorded',
      'tranche paid',
      'payment recorded',
    ]);
  });

  test('no more is paid than is owed, also by many requests at the same instant', async () => {
    await service.take(inForce(), worksiteTold(1));
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => pay(service, { trancheId: opening, amount: '200.00' })),
    );
    expect(answers.flatMap(({ rules }) => rules)).toEqual(Array(3).fill('payment.exceeds-tranche'));
    const { data } = await service.ask(ministry, '{ tranches { nodes { paid } } payments { totalCount } }');
    expect(data).toEqual({ tranches: { nodes: [{ paid: '400.00' }] }, payments: { totalCount: 2 } });
  });

  test('one payment order is entered once in a province, also by two requests for two tranches at the same instant', async () => {
    await service.take(inForce(), worksiteTold(1, { ...completed }));
    const completion = trancheId(id('agr', 1), worksiteOf(1), 'COMPLETION');
    const order = { amount: '1.00', reference: 'OP-2022-17', paidOn: '2022-09-01' };
    const answers = await Promise.all([
      pay(service, { trancheId: opening, ...order }),
      pay(service, { trancheId: completion, ...order }),
    ]);
    expect(answers.flatMap(({ rules }) => rules)).toEqual(['payment.reference-taken']);
    expect((await pay(service, { trancheId: completion, ...order })).rules).toEqual([
      'payment.reference-taken',
    ]);
  });

  test('the same idempotency key pays once', async () => {
    await service.take(inForce(), worksiteTold(1));
    const order = { trancheId: opening, amount: '10.00', reference: 'OP-1', idempotencyKey: 'pay-once-1' };
    const answers = await Promise.all([pay(service, order), pay(service, order)]);
    expect(answers[1]).toEqual(answers[0]);
    expect((await pay(service, { ...order, amount: '11.00' })).rules).toEqual(['idempotency.other-input']);
    expect((await happened(service)).filter((one) => one === 'payment recorded')).toHaveLength(1);
  });

  test('an amount in a float, with three decimals, as 1e9, below zero or of nothing is refused and nothing of it kept', async () => {
    await service.take(inForce(), worksiteTold(1));
    const refused = async (amount: unknown) => {
      const { errors } = await pay(service, { trancheId: opening, amount: amount as string });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'amount' } }]);
      return errors[0]?.extensions?.rule;
    };
    expect(await refused(1.5)).toBe('money.format');
    expect(await refused('1.005')).toBe('money.format');
    expect(await refused('1e9')).toBe('money.format');
    expect(await refused('-1.00')).toBe('money.negative');
    expect(await refused('0.00')).toBe('money.positive');
    expect((await service.ask(ministry, '{ payments { totalCount } }')).data.payments.totalCount).toBe(0);
  });

  test('only the council of the province pays', async () => {
    await service.take(inForce(), worksiteTold(1));
    const order = { trancheId: opening, amount: '1.00' };
    const other = caller('council', { province: '05.091' });
    expect((await pay(service, order, other)).rules).toEqual(['scope.other-province']);
    expect((await pay(service, order, province)).rules).toEqual(['role.not-allowed']);
  });

  test('a province’s payments of an edition stand in an index in their order: a page is read from there, and nothing sorted', async () => {
    const plan = await service.database.transaction(async (manager) => {
      await manager.query('set local enable_seqscan = off'); // There are too few here to be worth an index.
      const rows: { 'QUERY PLAN': string }[] = await manager.query(
        "explain select * from payment where province = '05.301' and edition = 2022 order by id limit 51",
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('Index Scan using payment_province');
    expect(plan).not.toContain('Sort');
  });

  test('what is owed is seen by province, council, ministry, auditor and the partner itself, each what is theirs', async () => {
    const partnerId = id('prt', 2);
    await service.take(
      inForce(),
      worksiteTold(1),
      agreementTold(2, { status: 'IN_FORCE', partnerId }),
      worksiteTold(2),
    );
    const partner = caller('partner', { partner: partnerId });
    const count = async (by: Parameters<OpenedSubgraph['ask']>[0], filter = '') => {
      const { data, rules } = await service.ask(by, `{ tranches${filter} { totalCount } }`);
      return data.tranches?.totalCount ?? rules[0];
    };
    expect(await count(ministry)).toBe(2);
    expect(await count(caller('auditor'))).toBe(2);
    expect(await count(council, '(overdue: true)')).toBe(2);
    expect(await count(council, '(overdue: false)')).toBe(0);
    expect(await count(partner)).toBe(1);
    expect(await count(partner, `(partnerId: "${id('prt', 1)}")`)).toBe('scope.other-partner');
    expect(await count(caller('province', { province: '05.091' }))).toBe(0);
    expect(await count(province, '(province: "05.091")')).toBe('scope.other-province');
    expect(await count(undefined)).toBe('token.missing');
    expect(await count(caller('analyst'))).toBe('role.not-allowed');
  });

  test.each([
    ['for a partner', caller('partner', { partner: id('prt', 1) }), ''],
    ['for the ministry, of one partner', ministry, `(partnerId: "${id('prt', 1)}")`],
  ])(
    'what 75 provinces owe costs one query for all pages, with one for their rows and one that counts, %s',
    async (_, by, filter) => {
      await service.take(inForce(), worksiteTold(1));
      const { answer, queries } = await counted(service, () =>
        service.ask(by, `{ programme { provinces { code tranches${filter} { totalCount nodes { id } } } } }`),
      );
      expect(answer.rules).toEqual([]);
      const owing = answer.data.programme.provinces.filter(
        (one: { tranches: { totalCount: number } }) => one.tranches.totalCount > 0,
      );
      expect(owing).toEqual([{ code: '05.301', tranches: { totalCount: 1, nodes: [{ id: opening }] } }]);
      expect(queries).toBe(3);
    },
  );

  test('through an agreement, a partner or a province nobody sees more than by asking for it', async () => {
    await service.take(inForce(), worksiteTold(1));
    const see = (by: Parameters<OpenedSubgraph['ask']>[0]) =>
      service.ask(
        by,
        `query ($these: [_Any!]!) {
          _entities(representations: $these) {
            ... on Agreement { commitment { decision agreement { tranches { amount } } } tranches { amount } }
            ... on Partner { owed: tranches { nodes { amount agreement { tranches { amount } } } } }
            ... on Province { owed: tranches { nodes { amount } } }
          }
        }`,
        {
          these: [
            { __typename: 'Agreement', id: id('agr', 1) },
            { __typename: 'Partner', id: id('prt', 1) },
            { __typename: 'Province', code: '05.301' },
          ],
        },
      );
    const own = await see(caller('partner', { partner: id('prt', 1) }));
    expect(own.rules).toEqual([]);
    expect(own.data._entities[1].owed.nodes).toHaveLength(1);
    const other = await see(caller('partner', { partner: id('prt', 2) }));
    expect(other.data._entities).toEqual([
      { commitment: { decision: 'REFUSED', agreement: { tranches: null } }, tranches: null },
      { owed: null },
      { owed: { nodes: [] } },
    ]);
    expect(new Set(other.rules)).toEqual(new Set(['scope.other-partner']));
    const elsewhere = await see(caller('province', { province: '05.091' }));
    expect(elsewhere.data._entities[0].tranches).toBeNull();
    expect(elsewhere.data._entities[1].owed.nodes).toEqual([]);
    expect(elsewhere.data._entities[2].owed).toBeNull();
    expect((await see(undefined)).rules).toContain('token.missing');
  });
});

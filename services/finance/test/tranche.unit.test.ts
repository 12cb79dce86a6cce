import { centimes } from '@awrach/subgraph';
import type { GrantRule } from '../src/tranche/grant-rule.entity.ts';
import type { Tranche } from '../src/tranche/tranche.entity.ts';
import { fallDue, type Ground, overdueDays, ruleOn, share } from '../src/tranche/tranche.rules.ts';
import { dirhams, id } from './states.ts';

const half: GrantRule = {
  id: 'half',
  validFrom: '2022-01-01',
  openingShare: 5_000,
  daysToPay: 60,
  source: 'Délibération du 1er janvier 2022',
};
const third: GrantRule = {
  ...half,
  id: 'third',
  validFrom: '2022-06-01',
  openingShare: 3_333,
  daysToPay: 30,
};

const ground: Ground = {
  province: '05.301',
  edition: 2022,
  commune: '05.301.01.01',
  agreementId: id('agr', 1),
  worksiteId: id('wrk', 1),
  partnerId: id('prt', 1),
  worksiteVersion: 2,
  agreementVersion: 5,
  grant: dirhams(1_000),
  since: '2022-01-20',
  cancelledFrom: null,
  openedOn: '2022-03-01',
  completedOn: null,
};
const completed: Ground = { ...ground, completedOn: '2022-08-31', worksiteVersion: 5 };

/** What fell due, as it is recorded. */
const recorded = (now: Ground, existing: readonly Tranche[] = []): Tranche[] =>
  fallDue(now, existing, [half, third]).map(({ state }) => ({
    ...state,
    version: 1,
    recordedAt: '2022-09-01T00:00:00.000000Z',
  }));
const brief = (tranches: readonly Tranche[]) =>
  tranches.map(({ step, amount, dueOn, payBy }) => ({ step, amount, dueOn, payBy }));

describe('the tranches of a grant', () => {
  test('nothing falls due before the worksite opens', () => {
    expect(fallDue({ ...ground, openedOn: null }, [], [half])).toEqual([]);
  });

  test('a share falls due when the worksite opens, and is to be paid in the time that the rule gives', () => {
    expect(recorded(ground)).toMatchObject([
      {
        step: 'OPENING',
        amount: dirhams(500),
        paid: 0n,
        dueOn: '2022-03-01',
        payBy: '2022-04-30',
        status: 'DUE',
        rule: { id: 'half', source: 'Délibération du 1er janvier 2022' },
        basis: { worksiteVersion: 2, agreementVersion: 5 },
      },
    ]);
  });

  test('the remainder falls due on completion, by the rule of that day', () => {
    expect(brief(recorded(completed, recorded(ground)))).toEqual([
      { step: 'COMPLETION', amount: dirhams(500), dueOn: '2022-08-31', payBy: '2022-09-30' },
    ]);
  });

  test('a worksite whose opening and completion are learnt at once owes both', () => {
    expect(recorded(completed).map(({ step }) => step)).toEqual(['OPENING', 'COMPLETION']);
  });

  test('both together are the grant to the centime, whatever the share and however odd the grant', () => {
    for (const grant of [1n, 2n, 99n, 100_001n, 83_600_000n, 999_999_999_999_99n]) {
      for (const openingShare of [0, 1, 3_333, 5_000, 9_999, 10_000]) {
        const now = { ...completed, grant: centimes(grant) };
        const amounts = fallDue(now, [], [{ ...half, openingShare }]).map(({ state }) => state.amount);
        expect(amounts.reduce<bigint>((total, amount) => total + amount, 0n)).toBe(grant);
        expect(amounts.every((amount) => amount > 0n)).toBe(true);
      }
    }
  });

  test('what has fallen due does not fall due again', () => {
    expect(fallDue(completed, recorded(completed), [half])).toEqual([]);
  });

  test('an amendment leaves what fell due as it is, and completion brings what the new grant still leaves', () => {
    const opening = recorded(ground);
    expect(fallDue({ ...ground, grant: dirhams(1_400) }, opening, [half])).toEqual([]);
    expect(recorded({ ...completed, grant: dirhams(1_400) }, opening)).toMatchObject([
      { amount: dirhams(900) },
    ]);
    expect(recorded({ ...completed, grant: dirhams(300) }, opening)).toEqual([]);
  });

  test('nothing falls due before the last signature', () => {
    expect(brief(recorded({ ...ground, since: '2022-03-15' }))).toMatchObject([{ dueOn: '2022-03-15' }]);
  });

  test('a grant of nothing owes nothing', () => {
    expect(recorded({ ...completed, grant: centimes(0n) })).toEqual([]);
  });

  test('what fell due up to the day of the cancellation stays owed, and nothing new falls due', () => {
    const opening = recorded(ground);
    const cancelled = { ...completed, cancelledFrom: '2022-03-01' };
    expect(fallDue(cancelled, opening, [half])).toEqual([]);
    expect(brief(recorded(cancelled))).toMatchObject([{ step: 'OPENING' }]);
  });

  test('what fell due after the day of a cancellation that was learnt of late is cancelled', () => {
    const [opening] = recorded(ground);
    expect(
      fallDue({ ...ground, cancelledFrom: '2022-02-20' }, opening ? [opening] : [], [half]),
    ).toMatchObject([
      { event: 'cancelled', state: { status: 'CANCELLED', step: 'OPENING' }, before: opening },
    ]);
  });

  test('what is paid stays paid when the agreement turns out to have been cancelled before', () => {
    const paid = recorded(ground).map((one): Tranche => ({ ...one, paid: one.amount, status: 'PAID' }));
    expect(fallDue({ ...ground, cancelledFrom: '2022-02-20' }, paid, [half])).toEqual([]);
  });
});

describe('the rule of grants', () => {
  test('is the last one in effect on the day, and before the first the first', () => {
    expect(ruleOn('2022-05-31', [half, third]).id).toBe('half');
    expect(ruleOn('2022-06-01', [half, third]).id).toBe('third');
    expect(ruleOn('2021-12-31', [half, third]).id).toBe('half');
  });

  test('rounds a share down to the centime', () => {
    expect(share(centimes(101n), 5_000)).toBe(50n);
  });
});

describe('overdue days', () => {
  test.each([
    ['2022-04-30', 0],
    ['2022-05-01', 1],
    ['2022-05-30', 30],
    ['2023-04-30', 365],
  ])('on %s, of a tranche to be paid by 30 April 2022, are %i', (today, days) => {
    expect(overdueDays({ status: 'DUE', payBy: '2022-04-30' }, today)).toBe(days);
  });

  test('are none once it is paid or cancelled', () => {
    expect(overdueDays({ status: 'PAID', payBy: '2022-04-30' }, '2023-01-01')).toBe(0);
    expect(overdueDays({ status: 'CANCELLED', payBy: '2022-04-30' }, '2023-01-01')).toBe(0);
  });
});

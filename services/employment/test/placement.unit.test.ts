import { isRefusal } from '@awrach/subgraph';
import { type Ground, lossOf, mark } from '../src/placement/ground.rules.ts';
import { end, type HiringGround, hire, type OpenLine } from '../src/placement/placement.rules.ts';
import type { Placement } from '../src/placement/placement.ts';

const line = (wish: Partial<OpenLine> = {}): OpenLine => ({
  lineId: 'l1',
  agreementId: 'a1',
  agreementVersion: 3,
  startsOn: '2022-02-01',
  endsOn: '2022-12-31',
  jobs: 2,
  taken: 0,
  ...wish,
});
const ground = (lines = [line()], wish: Partial<HiringGround['worksite']> = {}): HiringGround => ({
  worksite: {
    version: 2,
    province: '05.301',
    edition: 2022,
    commune: '05.301.01.01',
    status: 'OPEN',
    openedOn: '2022-03-01',
    ...wish,
  },
  lines,
});
const command = { personId: 'p', worksiteId: 'w', startsOn: '2022-03-01', endsOn: '2022-12-31' };
const placement: Placement = {
  id: 'x',
  version: 1,
  recordedAt: '2022-03-01T09:30:00.000000Z',
  province: '05.301',
  edition: 2022,
  commune: '05.301.01.01',
  personId: 'p',
  worksiteId: 'w',
  agreementId: 'a1',
  lineId: 'l1',
  startsOn: '2022-03-01',
  endsOn: '2022-12-31',
  status: 'ACTIVE',
  endReason: null,
  groundLost: null,
  basis: { worksiteVersion: 2, agreementVersion: 3 },
};
const outcome = (decided: object) => (isRefusal(decided) ? decided.refused : 'accepted');

describe('hiring', () => {
  test('takes a job of the first line that has one left and covers the days', () => {
    const lines = [
      line({ taken: 2 }),
      line({ lineId: 'l2', endsOn: '2022-06-30' }),
      line({ lineId: 'l3', agreementId: 'a3', agreementVersion: 7 }),
    ];
    expect(hire('x', command, ground(lines))).toMatchObject({
      event: 'started',
      state: {
        id: 'x',
        province: '05.301',
        commune: '05.301.01.01',
        lineId: 'l3',
        agreementId: 'a3',
        status: 'ACTIVE',
        basis: { worksiteVersion: 2, agreementVersion: 7 },
      },
    });
  });

  test.each(['PLANNED', 'SUSPENDED', 'CLOSED', 'CANCELLED'])(
    'is refused on a worksite that is %s',
    (status) => {
      expect(outcome(hire('x', command, ground([line()], { status })))).toBe('placement.worksite-not-open');
    },
  );

  test('is refused without a line in force, and when all jobs are taken, which it counts', () => {
    expect(outcome(hire('x', command, ground([])))).toBe('placement.no-agreement');
    expect(hire('x', command, ground([line({ taken: 2 }), line({ jobs: 1, taken: 1 })]))).toMatchObject({
      refused: 'placement.no-job-left',
      params: { jobs: 3, taken: 3 },
    });
  });

  test('keeps to the days: in order, not before the opening, within the agreement', () => {
    const on = (startsOn: string, endsOn: string) => hire('x', { ...command, startsOn, endsOn }, ground());
    expect(outcome(on('2022-03-01', '2022-03-01'))).toBe('accepted');
    expect(outcome(on('2022-03-02', '2022-03-01'))).toBe('date.order');
    expect(outcome(on('2022-02-28', '2022-03-01'))).toBe('placement.before-opening');
    expect(on('2022-03-01', '2023-01-01')).toMatchObject({
      refused: 'placement.outside-agreement',
      field: 'endsOn',
      params: { from: '2022-02-01', until: '2022-12-31' },
    });
    const late = ground([line({ startsOn: '2022-05-01' })]);
    expect(hire('x', command, late)).toMatchObject({
      refused: 'placement.outside-agreement',
      field: 'startsOn',
    });
  });
});

describe('ending', () => {
  test('shortens the contract to its last day, and settles what was marked', () => {
    const marked = { ...placement, groundLost: { reason: 'WORKSITE_CLOSED', at: 'then' } } as const;
    expect(end(marked, { endedOn: '2022-05-01', reason: 'RESIGNED' }, '2022-06-01')).toMatchObject({
      event: 'ended',
      state: { status: 'ENDED', endsOn: '2022-05-01', endReason: 'RESIGNED', groundLost: null },
    });
  });

  test('on a day of the contract, and not in the future', () => {
    const on = (endedOn: string | null) =>
      outcome(end(placement, { endedOn, reason: 'COMPLETED' }, '2023-06-01'));
    expect(on('2022-03-01')).toBe('accepted');
    expect(on('2022-12-31')).toBe('accepted');
    expect(on('2022-02-28')).toBe('date.order');
    expect(on('2023-01-01')).toBe('placement.after-end');
    expect(on('2023-06-02')).toBe('date.in-future');
    expect(on(null)).toBe('placement.end-day');
  });

  test('strikes out what was entered in error, whatever the day', () => {
    expect(end(placement, { reason: 'ENTERED_IN_ERROR' }, '2022-01-01')).toMatchObject({
      event: 'cancelled',
      state: { status: 'CANCELLED', endsOn: '2022-12-31', endReason: 'ENTERED_IN_ERROR' },
    });
  });

  test('happens once', () => {
    for (const status of ['ENDED', 'CANCELLED'] as const) {
      expect(outcome(end({ ...placement, status }, { reason: 'ENTERED_IN_ERROR' }, '2022-06-01'))).toBe(
        'placement.ended-already',
      );
    }
  });
});

describe('what a placement rests on', () => {
  const firm: Ground = {
    worksiteStatus: 'OPEN',
    worksiteVersion: 4,
    agreementStatus: 'IN_FORCE',
    agreementVersion: 5,
    lineEndsOn: '2022-12-31',
  };
  const closed = { ...firm, worksiteStatus: 'CLOSED' };

  test.each([
    [{}, null],
    [{ worksiteStatus: 'SUSPENDED' }, 'WORKSITE_SUSPENDED'],
    [{ worksiteStatus: 'CLOSED' }, 'WORKSITE_CLOSED'],
    [{ worksiteStatus: 'CANCELLED' }, 'WORKSITE_CANCELLED'],
    [{ lineEndsOn: null }, 'AGREEMENT_AMENDED'],
    [{ lineEndsOn: '2022-12-30' }, 'AGREEMENT_AMENDED'],
    [{ lineEndsOn: null, agreementStatus: 'CANCELLED', worksiteStatus: 'SUSPENDED' }, 'AGREEMENT_CANCELLED'],
    [{ lineEndsOn: null, worksiteStatus: 'SUSPENDED' }, 'AGREEMENT_AMENDED'],
  ])('with %o it has lost %s', (wish, loss) => {
    expect(lossOf(placement, { ...firm, ...wish })).toBe(loss);
  });

  test('is marked when lost, once, and lifted when regained', () => {
    const marked = mark(placement, closed, 'now');
    expect(marked).toMatchObject({
      event: 'marked',
      state: {
        status: 'ACTIVE',
        groundLost: { reason: 'WORKSITE_CLOSED', at: 'now' },
        basis: { worksiteVersion: 4, agreementVersion: 5 },
      },
    });
    const after = { ...placement, ...marked?.state };
    expect(mark(after, closed, 'later')).toBeUndefined();
    expect(mark(after, firm, 'later')).toMatchObject({ event: 'marked', state: { groundLost: null } });
    expect(mark(placement, firm, 'now')).toBeUndefined();
  });

  test('does not matter any more once it has ended', () => {
    expect(mark({ ...placement, status: 'ENDED' }, closed, 'now')).toBeUndefined();
  });
});

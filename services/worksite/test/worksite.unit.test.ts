import { isRefusal } from '@awrach/subgraph';
import { close, open, resume, suspend } from '../src/worksite/worksite.rules.ts';
import { naming, worksite } from './states.ts';

const ground = { namings: [naming()], today: '2022-06-01' };
const opened = worksite({ status: 'OPEN', openedOn: '2022-03-01' });
const suspended = worksite({
  status: 'SUSPENDED',
  openedOn: '2022-03-01',
  suspensions: [{ from: '2022-04-01', until: null, reason: 'Floods.' }],
});
const outcome = (decided: object) => (isRefusal(decided) ? decided.refused : 'accepted');

describe('opening', () => {
  test('a planned worksite opens today at the latest', () => {
    expect(open(worksite(), { openedOn: '2022-06-01' }, ground)).toMatchObject({
      event: 'opened',
      state: {
        status: 'OPEN',
        openedOn: '2022-06-01',
        basis: { agreementId: 'a', agreementVersion: 3, revision: 1 },
      },
    });
    expect(outcome(open(worksite(), { openedOn: '2022-06-02' }, ground))).toBe('date.in-future');
  });

  test.each([
    ['OPEN', 'worksite.opened-already'],
    ['SUSPENDED', 'worksite.opened-already'],
    ['CLOSED', 'worksite.closed'],
    ['CANCELLED', 'worksite.cancelled'],
  ] as const)('a worksite that is %s does not', (status, expected) => {
    expect(outcome(open(worksite({ status }), { openedOn: '2022-03-01' }, ground))).toBe(expected);
  });

  test('none opens without an agreement in force', () => {
    const namings = [naming({ status: 'CANCELLED', inForce: null })];
    expect(outcome(open(worksite(), { openedOn: '2022-03-01' }, { ...ground, namings }))).toBe(
      'worksite.agreement-cancelled',
    );
  });
});

describe('suspending', () => {
  const reason = 'Floods.';
  test('an open worksite stands still from a day on which it was open', () => {
    expect(suspend(opened, { from: '2022-03-01', reason }, ground)).toMatchObject({
      event: 'suspended',
      state: { status: 'SUSPENDED', suspensions: [{ from: '2022-03-01', until: null, reason }] },
    });
    expect(outcome(suspend(opened, { from: '2022-02-28', reason }, ground))).toBe('worksite.day-order');
    expect(outcome(suspend(opened, { from: '2022-06-02', reason }, ground))).toBe('date.in-future');
  });

  test('a second time only after work went on', () => {
    const again = { ...opened, suspensions: [{ from: '2022-04-01', until: '2022-04-10', reason }] };
    expect(outcome(suspend(again, { from: '2022-04-09', reason }, ground))).toBe('worksite.day-order');
    expect(suspend(again, { from: '2022-04-10', reason }, ground)).toMatchObject({
      state: { suspensions: [{ until: '2022-04-10' }, { from: '2022-04-10', until: null }] },
    });
  });

  test('only what is open', () => {
    expect(outcome(suspend(worksite(), { from: '2022-03-01', reason }, ground))).toBe('worksite.not-open');
    expect(outcome(suspend(suspended, { from: '2022-05-01', reason }, ground))).toBe('worksite.not-open');
  });
});

describe('resuming', () => {
  test('work goes on under whichever agreement is in force by then', () => {
    const namings = [
      naming({ status: 'CANCELLED', inForce: null }),
      naming({ agreementId: 'b', version: 8 }),
    ];
    expect(resume(suspended, { on: '2022-05-01' }, { ...ground, namings })).toMatchObject({
      event: 'resumed',
      state: {
        status: 'OPEN',
        suspensions: [{ from: '2022-04-01', until: '2022-05-01', reason: 'Floods.' }],
        basis: { agreementId: 'b', agreementVersion: 8, revision: 1 },
      },
    });
  });

  test('not without one, not before it was suspended, and only what is suspended', () => {
    const namings = [naming({ status: 'CANCELLED', inForce: null })];
    expect(outcome(resume(suspended, { on: '2022-05-01' }, { ...ground, namings }))).toBe(
      'worksite.agreement-cancelled',
    );
    expect(outcome(resume(suspended, { on: '2022-03-31' }, ground))).toBe('worksite.day-order');
    expect(outcome(resume(suspended, { on: '2022-06-02' }, ground))).toBe('date.in-future');
    expect(outcome(resume(opened, { on: '2022-05-01' }, ground))).toBe('worksite.not-suspended');
  });
});

describe('closing', () => {
  test.each([
    ['open', opened],
    ['suspended', suspended],
  ])('a worksite that is %s closes, and says how it ended', (_, state) => {
    expect(close(state, { on: '2022-05-01', outcome: 'ABANDONED' }, ground)).toMatchObject({
      event: 'closed',
      state: {
        status: 'CLOSED',
        closedOn: '2022-05-01',
        outcome: 'ABANDONED',
        suspensions: state.suspensions,
      },
    });
  });

  test('not before its last step, not in the future, not twice, and not what never opened', () => {
    const on = (day: string) => ({ on: day, outcome: 'COMPLETED' }) as const;
    expect(outcome(close(suspended, on('2022-03-31'), ground))).toBe('worksite.day-order');
    expect(outcome(close(opened, on('2022-06-02'), ground))).toBe('date.in-future');
    expect(outcome(close(worksite({ status: 'CLOSED' }), on('2022-05-01'), ground))).toBe('worksite.closed');
    expect(outcome(close(worksite(), on('2022-05-01'), ground))).toBe('worksite.not-open');
  });
});

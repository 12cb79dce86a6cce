import { isRefusal } from '@awrach/subgraph';
import { groundOn, plans } from '../src/agreement/naming.ts';
import { naming } from './states.ts';

const day = (on: string) => ({ day: on, field: 'openedOn' });
const rule = (found: object) => (isRefusal(found) ? found.refused : 'accepted');

describe('which agreement work can rest on', () => {
  test('the oldest agreement in force that covers the day', () => {
    const early = naming({
      agreementId: 'a',
      inForce: { revision: 1, startsOn: '2022-01-01', endsOn: '2022-03-31' },
    });
    const late = naming({
      agreementId: 'b',
      inForce: { revision: 4, startsOn: '2022-03-01', endsOn: '2022-12-31' },
    });
    expect(groundOn([early, late], null, day('2022-03-01'))).toBe(early);
    expect(groundOn([early, late], null, day('2022-04-01'))).toBe(late);
    expect(groundOn([early, late], 'b', day('2022-03-01'))).toBe(late);
  });

  test('the first and the last day of an agreement are covered, the days beside them are not', () => {
    const one = naming({ inForce: { revision: 1, startsOn: '2022-02-01', endsOn: '2022-12-31' } });
    expect(groundOn([one], null, day('2022-02-01'))).toBe(one);
    expect(groundOn([one], null, day('2022-12-31'))).toBe(one);
    expect(rule(groundOn([one], null, day('2022-01-31')))).toBe('worksite.outside-agreement');
    expect(rule(groundOn([one], null, day('2023-01-01')))).toBe('worksite.outside-agreement');
  });

  test.each([
    ['was cancelled', { status: 'CANCELLED' }, 'worksite.agreement-cancelled'],
    [
      'no council has approved',
      { status: 'DRAFT', current: { approved: false } },
      'worksite.agreement-unapproved',
    ],
    ['lacks a signature', { status: 'APPROVED', current: { signed: false } }, 'worksite.agreement-unsigned'],
    [
      'lacks a signature and money',
      { status: 'APPROVED', current: { signed: false, funding: 'REFUSED' } },
      'worksite.agreement-unsigned',
    ],
    [
      'does not fit the envelope',
      { status: 'APPROVED', current: { funding: 'REFUSED' } },
      'worksite.agreement-unfunded',
    ],
    ['awaits finance', { status: 'APPROVED', current: { funding: 'AWAITED' } }, 'worksite.awaiting-funding'],
  ] as const)('an agreement that %s is none, and the refusal says so', (_, wish, expected) => {
    expect(rule(groundOn([naming({ ...wish, inForce: null })], null, day('2022-03-01')))).toBe(expected);
  });

  test('of several that are none, the one nearest to being in force is named', () => {
    const cancelled = naming({ status: 'CANCELLED', inForce: null });
    const awaited = naming({ status: 'APPROVED', current: { funding: 'AWAITED' }, inForce: null });
    expect(rule(groundOn([cancelled, awaited], null, day('2022-03-01')))).toBe('worksite.awaiting-funding');
  });

  test('an agreement that does not name the worksite is none', () => {
    expect(groundOn([naming({ agreementId: 'a' })], 'z', day('2022-03-01'))).toMatchObject({
      refused: 'worksite.agreement-other',
      field: 'agreementId',
    });
  });
});

describe('a worksite that no agreement names any more', () => {
  test('has nothing to rest on', () => {
    expect(rule(groundOn([], null, day('2022-03-01')))).toBe('worksite.no-agreement');
  });
});

describe('which agreements plan a worksite', () => {
  test('approved ones do, drafts and cancelled ones do not', () => {
    expect(plans(naming({ status: 'APPROVED', inForce: null }))).toBe(true);
    expect(plans(naming({ status: 'DRAFT', current: { approved: false }, inForce: null }))).toBe(false);
    expect(plans(naming({ status: 'CANCELLED', inForce: null }))).toBe(false);
  });

  test('one whose latest revision leaves it out still does while the former is in force', () => {
    expect(plans(naming({ current: { named: false } }))).toBe(true);
    expect(plans(naming({ current: { named: false }, inForce: null }))).toBe(false);
  });
});

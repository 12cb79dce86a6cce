import { agreement } from '@awrach/contracts';
import { nameBehind } from '../../src/audit/behind.ts';
import { readAuditOptions } from '../../src/audit/options.ts';
import { crosses, type DecisionMade, type Loss } from '../../src/audit/reliance.rules.ts';
import {
  dueOf,
  type Facts,
  hasCaughtUp,
  patienceSeconds,
  type Told,
  wrongOf,
} from '../../src/audit/thing.rules.ts';
import type { WrongThing } from '../../src/audit/things.store.ts';
import { nothing } from '../../src/contribution/contribution.ts';
import { contributionOf } from '../../src/contribution/rules.ts';
import { aLine, anAgreement, aRevision, khenifra, town } from '../states.ts';

const line = aLine({ worksiteId: 'w', commune: town });
const told = (version: number, more: Parameters<typeof anAgreement>[0] = {}): Told => ({
  version,
  recordedAt: `2022-05-01T08:00:0${version}.000000Z`,
  contribution: contributionOf(
    agreement.topic,
    anAgreement({ partnerId: 'p', revisions: [aRevision({ lines: [line] })], ...more }),
  ),
});
const facts = (more: Partial<Facts>): Facts => ({
  latest: undefined,
  held: undefined,
  atHeld: undefined,
  lack: undefined,
  ...more,
});

describe('A thing', () => {
  const latest = told(2);
  const former = told(1, { status: 'DRAFT' });
  const lack = { version: 2, ageSeconds: 10 };

  test('of which totals hold what its source says is right, in whatever order it is kept', () => {
    const { cells, members } = latest.contribution;
    const held = { ...latest, contribution: { cells: cells.toReversed(), members: members.toReversed() } };
    expect(wrongOf(facts({ latest, held, atHeld: latest }))).toBeUndefined();
  });

  test('of which totals hold something else is altered, were it only the moment, also while there is more to come', () => {
    const other = told(2, { status: 'CANCELLED' });
    expect(wrongOf(facts({ latest, held: other, atHeld: latest }))).toBe('altered');
    const later = { ...latest, recordedAt: '2023-01-01T00:00:00.000000Z' };
    expect(wrongOf(facts({ latest, held: later, atHeld: latest }))).toBe('altered');
    const cancelled = told(1, { status: 'CANCELLED' });
    const both = facts({ latest, held: cancelled, atHeld: former, lack });
    expect(wrongOf(both)).toBe('altered');
    expect(dueOf('altered', both)).toBe(former.contribution);
  });

  test('that totals lack, or hold an older version of, is missing or behind, and should add what was told last', () => {
    const missing = facts({ latest, lack });
    const behind = facts({ latest, held: former, atHeld: former, lack });
    expect(wrongOf(missing)).toBe('missing');
    expect(wrongOf(behind)).toBe('behind');
    for (const one of [missing, behind]) expect(dueOf('behind', one)).toBe(latest.contribution);
  });

  test('of which totals hold what its source never told is ahead, or unknown and should add nothing', () => {
    expect(wrongOf(facts({ latest, held: told(3) }))).toBe('ahead');
    const unknown = facts({ held: latest });
    expect(wrongOf(unknown)).toBe('unknown');
    expect(dueOf('unknown', unknown)).toBe(nothing);
  });

  test('may come right while what totals lack is young; what is old may have been told just now; what contradicts may not', () => {
    const lacking = (ageSeconds: number) => facts({ latest, lack: { version: 2, ageSeconds } });
    expect(patienceSeconds('missing', lacking(10), 60)).toBe(50);
    expect(patienceSeconds('behind', lacking(3_600), 60)).toBe(5);
    expect(patienceSeconds('altered', lacking(10), 60)).toBe(0);
  });

  test('has caught up when totals hold the version that they lacked, though there is a newer one by then', () => {
    const before = facts({ latest, held: former, atHeld: former, lack });
    expect(hasCaughtUp(before, facts({ held: former }))).toBe(false);
    expect(hasCaughtUp(before, facts({ held: told(2), lack: { version: 3, ageSeconds: 0 } }))).toBe(true);
  });
});

describe('Behind a figure', () => {
  const wrong = (thing: string, more: Partial<WrongThing>): WrongThing => ({
    ...facts({ latest: told(1) }),
    topic: agreement.topic,
    thing,
    wrong: 'missing',
    ...more,
  });
  const jobs = { measure: 'jobs', place: town, edition: 2022 };

  test('stand the things that should add to it, and those of which totals keep what they should not', () => {
    const things = [
      wrong('due', {}),
      wrong('kept', { latest: undefined, held: told(1), wrong: 'unknown' }),
      wrong('elsewhere', { latest: told(1, { edition: 2023 }) }),
    ];
    const partners = { measure: 'partners', place: khenifra, edition: 0 };
    const [one, all, member] = nameBehind(
      [jobs, partners, { ...partners, edition: 2023, member: 'p' }],
      things,
    );
    expect(one?.things.map(({ thing }) => thing)).toEqual(['due', 'kept']);
    expect(all?.things.map(({ thing }) => thing)).toEqual(['due', 'kept', 'elsewhere']);
    expect(member?.things.map(({ thing }) => thing)).toEqual(['elsewhere']);
  });

  test('only the first are named, and the others counted', () => {
    const many = Array.from({ length: 7 }, (_, i) => wrong(String(i), {}));
    const [one] = nameBehind([jobs], many);
    expect([one?.things.length, one?.more]).toEqual([5, 2]);
  });
});

describe('A decision', () => {
  const decision: DecisionMade = {
    thing: 'w',
    province: khenifra,
    event: 'opened',
    version: 2,
    recordedAt: '2022-05-01T08:00:05.000000Z',
    ground: 'a',
    basis: 5,
    since: null,
  };
  const lost = (more: Partial<Loss> = {}): Loss => ({
    event: 'cancelled',
    version: 6,
    recordedAt: '2022-05-01T08:00:04.000000Z',
    young: false,
    ...more,
  });
  const later = { recordedAt: '2022-05-01T08:00:09.000000Z' };

  test('crosses a loss that stood recorded when it was taken, whatever was said since', () => {
    expect(crosses(decision, lost())).toBe(true);
    expect(crosses({ ...decision, since: 'suspended' }, lost())).toBe(true);
    expect(crosses({ ...decision, basis: 6 }, lost())).toBe(false);
  });

  test('crosses a later loss only when its service has said nothing since, and had the time to', () => {
    expect(crosses(decision, lost(later))).toBe(true);
    expect(crosses(decision, lost({ ...later, young: true }))).toBe(false);
    expect(crosses({ ...decision, since: 'suspended' }, lost(later))).toBe(false);
  });
});

describe('The options of the audit', () => {
  const addresses = {
    AUDIT_PARTNER_URL: 'postgres://p',
    AUDIT_WORKSITE_URL: 'postgres://w',
    AUDIT_EMPLOYMENT_URL: 'postgres://e',
    AUDIT_FINANCE_URL: 'postgres://f',
    AUDIT_TOTALS_URL: 'postgres://t',
  };

  test('are a look in words unless said otherwise', () => {
    expect(readAuditOptions([], addresses)).toMatchObject({ json: false, watch: undefined, most: 100 });
    expect(readAuditOptions(['--watch', '--every', '5', '--port', '0', '--json'], addresses)).toMatchObject({
      json: true,
      watch: { everySeconds: 5, port: 0 },
    });
  });

  test('that cannot be meant are refused, and an address that is missing is named', () => {
    expect(() => readAuditOptions(['--most', 'all'], addresses)).toThrow('--most all');
    expect(() => readAuditOptions(['--fast'], addresses)).toThrow('--fast');
    expect(() => readAuditOptions([], { ...addresses, AUDIT_FINANCE_URL: '' })).toThrow('AUDIT_FINANCE_URL');
  });
});

import { agreement } from '@awrach/contracts';
import {
  fundingLoss,
  groundOf,
  isDueInVain,
  isHeld,
  placementLoss,
  worksiteLoss,
} from '../../src/audit/crossing.rules.ts';
import { addUp, countMembers, differentFigures } from '../../src/audit/figures.rules.ts';
import { memberSlices } from '../../src/audit/member-slices.ts';
import { readAuditOptions } from '../../src/audit/options.ts';
import { remembering } from '../../src/audit/remembering.ts';
import { judge, type Told } from '../../src/audit/thing.rules.ts';
import { contributionOf } from '../../src/contribution/rules.ts';
import { aCommitment, aLine, anAgreement, aPlacement, aRevision, khenifra, town } from '../states.ts';

const told = (version: number, more: Parameters<typeof anAgreement>[0] = {}): Told => {
  const state = anAgreement({ partnerId: 'p', revisions: [aRevision({ lines: [line] })], ...more });
  return {
    version,
    recordedAt: `2022-05-01T08:00:0${version}.000000Z`,
    contribution: contributionOf(agreement.topic, state),
  };
};
const line = aLine({ worksiteId: 'w', commune: town });

describe('A thing', () => {
  const latest = told(2);

  test('of which totals hold what its source says is right', () => {
    const { cells, members } = latest.contribution;
    const held = { ...latest, contribution: { cells: cells.toReversed(), members: members.toReversed() } };
    expect(judge({ latest, held, atHeld: latest, young: false })).toEqual({
      wrong: undefined,
      inFlight: false,
      due: latest.contribution,
    });
  });

  test('of which totals hold something else is altered, were it only the moment', () => {
    const other = told(2, { status: 'CANCELLED' });
    expect(judge({ latest, held: other, atHeld: latest, young: false }).wrong).toBe('altered');
    const later = { ...latest, recordedAt: '2023-01-01T00:00:00.000000Z' };
    expect(judge({ latest, held: later, atHeld: latest, young: false }).wrong).toBe('altered');
  });

  test('that totals lack is in flight while it is young, and missing or behind then', () => {
    const former = told(1, { status: 'DRAFT' });
    expect(judge({ latest, held: undefined, atHeld: undefined, young: true })).toMatchObject({
      wrong: undefined,
      inFlight: true,
      due: { cells: [], members: [] },
    });
    expect(judge({ latest, held: undefined, atHeld: undefined, young: false }).wrong).toBe('missing');
    expect(judge({ latest, held: former, atHeld: former, young: true })).toEqual({
      wrong: undefined,
      inFlight: true,
      due: former.contribution,
    });
    expect(judge({ latest, held: former, atHeld: former, young: false })).toMatchObject({
      wrong: 'behind',
      due: latest.contribution,
    });
  });

  test('in flight is altered all the same where the version that totals hold says something else', () => {
    const held = told(1, { status: 'CANCELLED' });
    const verdict = judge({ latest, held, atHeld: told(1), young: true });
    expect(verdict).toMatchObject({ wrong: 'altered', inFlight: true });
  });

  test('of which totals hold what its source never told is ahead, or unknown', () => {
    expect(judge({ latest, held: told(3), atHeld: undefined, young: false }).wrong).toBe('ahead');
    expect(judge({ latest: undefined, held: latest, atHeld: undefined, young: false }).wrong).toBe('unknown');
  });
});

describe('Figures', () => {
  test('count a member once for each edition and once for all', () => {
    const figures = new Map<string, bigint>();
    const slices = memberSlices();
    for (const edition of [2022, 2022, 2023]) {
      addUp(told(1, { edition }).contribution, figures, (key) => slices.add('sources', key, 1));
    }
    for (const slice of slices.compared()) countMembers(slice, figures);
    slices.remove();
    expect(Object.fromEntries(figures)).toMatchObject({
      [`jobs|${town}|2022`]: 20n,
      [`worksites|${town}|2022`]: 1n,
      [`worksites|${town}|0`]: 1n,
      [`partners|${khenifra}|2023`]: 1n,
      [`partners|${khenifra}|0`]: 1n,
    });
  });

  test('that are zero on one side and not there on the other are equal', () => {
    const sources = new Map([
      ['a', 0n],
      ['b', 1n],
      ['c', 2n],
    ]);
    const totals = new Map([
      ['b', 1n],
      ['c', 3n],
      ['d', 1n],
    ]);
    expect(differentFigures(sources, totals)).toEqual([
      { key: 'c', sources: 2n, totals: 3n },
      { key: 'd', sources: 0n, totals: 1n },
    ]);
  });

  test('find a member that only one side names among more than fit in memory', () => {
    const slices = memberSlices();
    const many = 40_000;
    for (let i = 0; i < many; i += 1) {
      const key = `worksites|${town}|2022|00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
      slices.add('sources', key, 2);
      if (i !== 33_333) slices.add('totals', key, 2);
    }
    let compared = 0;
    const different = [...slices.compared()].flatMap((slice) => {
      compared += slice.size;
      return countMembers(slice, new Map());
    });
    slices.remove();
    expect(compared).toBe(many);
    expect(different).toEqual([{ key: expect.stringMatching(/33333$/), counts: { sources: 2, totals: 0 } }]);
  });
});

describe('Ground', () => {
  const inForce = anAgreement({
    status: 'IN_FORCE',
    inForceRevision: 1,
    revisions: [aRevision({ lines: [line], endsOn: '2022-12-31' }), aRevision({ revision: 2, lines: [] })],
  });
  const agreementGround = groundOf(inForce, false);
  const cancelled = groundOf({ ...inForce, status: 'CANCELLED' }, false);

  test('of a worksite is an agreement in force whose revision in force names it', () => {
    expect(worksiteLoss('w', agreementGround)).toBeUndefined();
    expect(worksiteLoss('other', agreementGround)).toBe('AGREEMENT_AMENDED');
    expect(worksiteLoss('w', cancelled)).toBe('AGREEMENT_CANCELLED');
    expect(worksiteLoss('w', undefined)).toBe('AGREEMENT_UNKNOWN');
  });

  test('of a placement is its line in force until its last day, on a worksite that is open', () => {
    const hired = aPlacement({ lineId: line.lineId, endsOn: '2022-12-31' });
    expect(placementLoss(hired, 'OPEN', agreementGround)).toBeUndefined();
    expect(placementLoss(hired, 'SUSPENDED', agreementGround)).toBe('WORKSITE_SUSPENDED');
    expect(placementLoss(hired, 'CLOSED', agreementGround)).toBe('WORKSITE_CLOSED');
    expect(placementLoss(hired, 'SUSPENDED', cancelled)).toBe('AGREEMENT_CANCELLED');
    expect(placementLoss({ ...hired, endsOn: '2023-01-01' }, 'OPEN', agreementGround)).toBe(
      'AGREEMENT_AMENDED',
    );
  });

  test('of an agreement in force is a commitment that reserved the grant of that very revision', () => {
    const reserved = aCommitment({ revision: 1, decision: 'RESERVED' });
    expect(fundingLoss(inForce, reserved, reserved)).toBeUndefined();
    const refusedSince = aCommitment({ revision: 2, decision: 'REFUSED' });
    expect(fundingLoss(inForce, reserved, refusedSince)).toBeUndefined();
    expect(fundingLoss(inForce, undefined, reserved)).toBe('NEVER_RESERVED');
    expect(fundingLoss(inForce, { ...reserved, revision: 2 }, reserved)).toBe('OTHER_REVISION');
    expect(fundingLoss(inForce, reserved, { ...reserved, decision: 'RELEASED' })).toBe('RELEASED');
  });

  test('lost with a cancellation leaves nothing held, and owed only what fell due until its day', () => {
    expect(isHeld({ decision: 'RELEASED', amount: '0.00' })).toBe(false);
    expect(isHeld({ decision: 'RESERVED', amount: '7600.00' })).toBe(true);
    expect(isHeld({ decision: 'REFUSED', amount: '0.00' })).toBe(true);
    expect(isDueInVain({ status: 'DUE', dueOn: '2022-07-01' }, '2022-07-01')).toBe(false);
    expect(isDueInVain({ status: 'DUE', dueOn: '2022-07-02' }, '2022-07-01')).toBe(true);
    expect(isDueInVain({ status: 'PAID', dueOn: '2022-07-02' }, '2022-07-01')).toBe(false);
  });

  test('that many rest on is looked up once while it is remembered', async () => {
    const asked: string[][] = [];
    const lookUp = remembering(2, async (ids) => {
      asked.push([...ids]);
      return new Map(ids.map((id) => [id, id.toUpperCase()]));
    });
    expect(await lookUp(['a', 'b', 'a'])).toEqual(
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    );
    await lookUp(['b', 'c']); // Now a, the oldest, is forgotten.
    await lookUp(['a', 'c']);
    expect(asked).toEqual([['a', 'b'], ['c'], ['a']]);
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

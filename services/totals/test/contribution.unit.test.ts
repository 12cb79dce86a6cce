import { agreement, commitment, payment, placement, worksite } from '@awrach/contracts';
import { contributionOf, followed } from '../src/contribution/rules.ts';
import { fromStored, storedText, toStored } from '../src/contribution/stored.ts';
import { locate } from '../src/measure/place.ts';
import {
  aCommitment,
  aLine,
  anAgreement,
  aPayment,
  aPlacement,
  aRevision,
  aWorksite,
  khenifra,
  mrirt,
  town,
} from './states.ts';

/** Figures by measure and place, such as `jobs 05.301.01.01: 40`. */
function figures(topic: string, data: unknown) {
  const { cells, members } = contributionOf(topic, data);
  return {
    cells: Object.fromEntries(cells.map((cell) => [`${cell.measure} ${cell.place}`, Number(cell.amount)])),
    members: members.map(({ measure, place, member }) => [measure, place, member]),
  };
}

describe('An agreement', () => {
  test('counts as planned while it is a draft, and nothing of its lines does', () => {
    const draft = anAgreement({ status: 'DRAFT', revisions: [aRevision({ approval: null })] });
    expect(figures(agreement.topic, draft)).toEqual({
      cells: { [`agreementsPlanned ${khenifra}`]: 1 },
      members: [],
    });
  });

  test('once approved, adds its lines by commune, and names its partner, worksites and communes once each', () => {
    const lines = [
      aLine({ commune: town, worksiteId: 'w1', jobs: 10, personMonths: 40 }),
      aLine({ commune: town, worksiteId: 'w1', jobs: 5, personMonths: 10 }),
      aLine({ commune: mrirt, worksiteId: 'w2', jobs: 7, personMonths: 7 }),
    ];
    const approved = anAgreement({ partnerId: 'p', revisions: [aRevision({ lines })] });
    expect(figures(agreement.topic, approved)).toEqual({
      cells: {
        [`agreementsPlanned ${khenifra}`]: 1,
        [`agreements ${khenifra}`]: 1,
        [`jobs ${town}`]: 15,
        [`personMonths ${town}`]: 50,
        [`jobs ${mrirt}`]: 7,
        [`personMonths ${mrirt}`]: 7,
      },
      members: [
        ['partners', khenifra, 'p'],
        ['worksites', town, 'w1'],
        ['communes', town, town],
        ['worksites', mrirt, 'w2'],
        ['communes', mrirt, mrirt],
      ],
    });
  });

  test('in force and amended without approval, stays with the lines that the council approved', () => {
    const amended = anAgreement({
      status: 'IN_FORCE',
      currentRevision: 2,
      inForceRevision: 1,
      revisions: [
        aRevision({ lines: [aLine({ jobs: 10 })] }),
        aRevision({ revision: 2, approval: null, lines: [aLine({ jobs: 99 })] }),
      ],
    });
    const { cells } = figures(agreement.topic, amended);
    expect(cells).toMatchObject({
      [`agreementsInForce ${khenifra}`]: 1,
      [`jobs ${town}`]: 10,
      [`jobsInForce ${town}`]: 10,
    });
  });

  test('with an approved amendment that is not in force yet, has the new jobs approved and the old ones in force', () => {
    const amended = anAgreement({
      status: 'IN_FORCE',
      currentRevision: 2,
      inForceRevision: 1,
      revisions: [
        aRevision({ lines: [aLine({ jobs: 10 })] }),
        aRevision({ revision: 2, lines: [aLine({ jobs: 12, commune: mrirt })] }),
      ],
    });
    const { cells } = figures(agreement.topic, amended);
    expect(cells).toMatchObject({ [`jobs ${mrirt}`]: 12, [`jobsInForce ${town}`]: 10 });
    expect(cells).not.toHaveProperty(`jobs ${town}`);
  });

  test('cancelled adds nothing, whatever it was before', () => {
    const cancelled = anAgreement({
      status: 'CANCELLED',
      inForceRevision: 1,
      cancellation: { on: '2022-07-01', reason: 'x' },
    });
    expect(figures(agreement.topic, cancelled)).toEqual({ cells: {}, members: [] });
  });
});

describe('A commitment', () => {
  test('adds what is held, in centimes, also when an amendment was refused', () => {
    const refused = aCommitment({ decision: 'REFUSED', amount: '836000.05', requested: '900000.00' });
    expect(figures(commitment.topic, refused).cells).toEqual({ [`supervisionGrant ${khenifra}`]: 83600005 });
  });

  test('adds nothing once it is released', () => {
    expect(figures(commitment.topic, aCommitment({ decision: 'RELEASED', amount: '0.00' })).cells).toEqual(
      {},
    );
  });
});

describe('A worksite', () => {
  test('that never opened adds nothing: agreements count it', () => {
    expect(figures(worksite.topic, aWorksite({ status: 'PLANNED', openedOn: null })).cells).toEqual({});
    expect(figures(worksite.topic, aWorksite({ status: 'CANCELLED', openedOn: null })).cells).toEqual({});
  });

  test('has been opened while it is open, suspended or closed; suspended only now; completed by its outcome', () => {
    expect(figures(worksite.topic, aWorksite()).cells).toEqual({ [`worksitesOpened ${town}`]: 1 });
    expect(figures(worksite.topic, aWorksite({ status: 'SUSPENDED' })).cells).toEqual({
      [`worksitesOpened ${town}`]: 1,
      [`worksitesSuspended ${town}`]: 1,
    });
    expect(figures(worksite.topic, aWorksite({ status: 'CLOSED', outcome: 'COMPLETED' })).cells).toEqual({
      [`worksitesOpened ${town}`]: 1,
      [`worksitesCompleted ${town}`]: 1,
    });
    expect(figures(worksite.topic, aWorksite({ status: 'CLOSED', outcome: 'ABANDONED' })).cells).toEqual({
      [`worksitesOpened ${town}`]: 1,
    });
  });
});

describe('A placement', () => {
  test('counts while it holds and when it has ended, and nowhere when it was entered in error', () => {
    expect(figures(placement.topic, aPlacement()).cells).toEqual({
      [`placements ${town}`]: 1,
      [`placementsActive ${town}`]: 1,
    });
    expect(figures(placement.topic, aPlacement({ status: 'ENDED' })).cells).toEqual({
      [`placements ${town}`]: 1,
    });
    expect(figures(placement.topic, aPlacement({ status: 'CANCELLED' })).cells).toEqual({});
  });
});

describe('A payment', () => {
  test('adds its amount where the worksite is', () => {
    expect(figures(payment.topic, aPayment({ amount: '0.07' })).cells).toEqual({ [`grantPaid ${town}`]: 7 });
  });
});

describe('All contributions', () => {
  const everything: readonly (readonly [string, unknown])[] = [
    [agreement.topic, anAgreement({ status: 'IN_FORCE', inForceRevision: 1 })],
    [commitment.topic, aCommitment()],
    [worksite.topic, aWorksite({ status: 'SUSPENDED' })],
    [worksite.topic, aWorksite({ status: 'CLOSED', outcome: 'COMPLETED' })],
    [placement.topic, aPlacement()],
    [payment.topic, aPayment()],
  ];

  test('move each measure by exactly one topic', () => {
    const topics = new Map<string, Set<string>>();
    for (const [topic, data] of everything) {
      const { cells, members } = contributionOf(topic, data);
      for (const { measure } of [...cells, ...members]) {
        topics.set(measure, (topics.get(measure) ?? new Set()).add(topic));
      }
    }
    expect([...topics.values()].every((movers) => movers.size === 1)).toBe(true);
    expect(topics.size).toBe(16);
    expect(new Set(everything.map(([topic]) => topic))).toEqual(new Set(followed.map(({ topic }) => topic)));
  });

  test('stand in places that exist, and are the same when kept and read again', () => {
    for (const [topic, data] of everything) {
      const contribution = contributionOf(topic, data);
      expect(contribution.cells.every(({ place }) => locate(place))).toBe(true);
      expect(storedText(contribution)).toBe(JSON.stringify(toStored(contribution)));
      expect(fromStored(JSON.parse(storedText(contribution)))).toEqual(contribution);
    }
  });
});

import { type Edge, edgesOf, type MemberEdge } from '../src/applying/edge.ts';
import { inOrder, movementsOf, spanMoves, summed } from '../src/applying/movement.ts';
import { type Held, presenceEdges, touchedBy } from '../src/applying/presence.ts';
import { type Kept, onceKnown } from '../src/applying/timeline.ts';
import type { Contribution } from '../src/contribution/contribution.ts';
import { khenifra, mrirt, town } from './states.ts';

const at = (second: number) => `2022-05-01T08:00:0${second}.000000Z`;
const jobs = (amount: number, ...partners: string[]): Contribution => ({
  cells: [{ measure: 'jobs', place: town, edition: 2022, amount: BigInt(amount) }],
  members: partners.map((member) => ({ measure: 'partners', place: khenifra, edition: 2022, member })),
});
const kept = (version: number, second: number, amount = version * 10, ...partners: string[]): Kept => ({
  version,
  recordedAt: at(second),
  contribution: jobs(amount, ...partners),
});
const jobsEdge = (second: number, amount: number): Edge => ({
  measure: 'jobs',
  place: town,
  edition: 2022,
  at: at(second),
  amount: BigInt(amount),
});
const inTime = (edges: readonly Edge[]) => edges.toSorted((a, b) => (a.at < b.at ? -1 : 1));

describe('What was once known of a thing', () => {
  test('are its versions in order, whatever the order they came in', () => {
    const [one, two, three] = [kept(1, 1), kept(2, 2), kept(5, 3)];
    expect(onceKnown([three, one, two])).toEqual([one, two, three]);
  });

  test('is never a version that was recorded no earlier than a higher one', () => {
    const [one, two, three] = [kept(1, 1), kept(2, 4), kept(3, 4)];
    expect(onceKnown([one, two, three])).toEqual([one, three]);
    expect(onceKnown([kept(1, 3), kept(2, 2)])).toEqual([kept(2, 2)]);
  });
});

describe('What a new version moves', () => {
  test('is the difference to the one known before, at its moment', () => {
    const one = kept(1, 1);
    const { cells, members } = edgesOf([{ former: [one], present: [one, kept(2, 2, 12, 'a')] }]);
    expect(cells).toEqual([jobsEdge(2, 2)]);
    expect(members).toEqual([
      { measure: 'partners', place: khenifra, edition: 2022, member: 'a', at: at(2), step: 1 },
    ]);
  });

  test('is, when it comes late, at its own moment and at that of the next, and nothing in the present', () => {
    const [one, three] = [kept(1, 1), kept(3, 3)];
    const { cells } = edgesOf([{ former: [one, three], present: [one, kept(2, 2), three] }]);
    expect(inTime(cells)).toEqual([jobsEdge(2, 10), jobsEdge(3, -10)]);
    expect(inOrder(summed(cells))).toEqual([]);
  });

  test('is nothing where versions add the same, or things cancel each other out at one moment', () => {
    const one = kept(1, 1, 10, 'a');
    const again = edgesOf([{ former: [one], present: [one, kept(2, 2, 10, 'a')] }]);
    expect(again).toEqual({ cells: [], members: [] });
    const swapped = edgesOf([
      { former: [one], present: [one, kept(2, 2, 3, 'b')] },
      { former: [kept(1, 1, 3, 'b')], present: [kept(1, 1, 3, 'b'), kept(2, 2, 10, 'a')] },
    ]);
    expect(swapped).toEqual({ cells: [], members: [] });
  });
});

describe('A distinct figure', () => {
  const edge = (second: number, step: number, edition = 2022, member = 'a'): MemberEdge => ({
    measure: 'partners',
    place: khenifra,
    edition,
    member,
    at: at(second),
    step,
  });
  /**
   * The edges of 2022 and of all editions (0), as [edition, second, amount], when these are added to those held.
   * @param before how many things named each member in 2022 before all of them
   */
  const moved = (added: MemberEdge[], held: MemberEdge[], before: Record<string, number> = {}) => {
    const touched = touchedBy(added);
    const heldOf = touched.map((one): [typeof one, Held] => [
      one,
      {
        before: [{ edition: 2022, step: before[one.member] ?? 0 }],
        since: held.filter(({ member }) => member === one.member),
      },
    ]);
    return inTime(presenceEdges(touched, new Map(heldOf)))
      .map((one) => [one.edition, Number(one.at.slice(18, 19)), Number(one.amount)])
      .sort(([a = 0], [b = 0]) => a - b);
  };

  test('rises with the first thing that names a member, and falls with the last', () => {
    expect(moved([edge(1, 2)], [])).toEqual([
      [0, 1, 1],
      [2022, 1, 1],
    ]);
    expect(moved([edge(2, -1)], [], { a: 2 })).toEqual([]);
    expect(moved([edge(2, 1)], [], { a: 1 })).toEqual([]);
    expect(moved([edge(2, -1)], [], { a: 1 })).toEqual([
      [0, 2, -1],
      [2022, 2, -1],
    ]);
  });

  test('does not fall any more where another thing had named the member by then', () => {
    expect(moved([edge(2, 1)], [edge(3, -1)], { a: 1 })).toEqual([
      [0, 3, 1],
      [2022, 3, 1],
    ]);
  });

  test('begins earlier when an earlier word comes late, and stops between two that do not touch', () => {
    expect(moved([edge(1, 1)], [edge(3, 1)])).toEqual([
      [0, 1, 1],
      [0, 3, -1],
      [2022, 1, 1],
      [2022, 3, -1],
    ]);
    expect(moved([edge(1, 1), edge(2, -1)], [edge(3, 1)])).toEqual([
      [0, 1, 1],
      [0, 2, -1],
      [2022, 1, 1],
      [2022, 2, -1],
    ]);
  });

  test('of all editions counts a member of two of them once', () => {
    expect(moved([edge(2, 1, 2023)], [edge(3, 1)])).toEqual([
      [0, 2, 1],
      [0, 3, -1],
      [2023, 2, 1],
    ]);
  });

  test('moves once at a moment at which several members begin to count, or not at all where one takes the place of another', () => {
    expect(moved([edge(1, 1, 2022, 'a'), edge(1, 1, 2022, 'b'), edge(2, 1, 2022, 'c')], [])).toEqual([
      [0, 1, 2],
      [0, 2, 1],
      [2022, 1, 2],
      [2022, 2, 1],
    ]);
    expect(moved([edge(2, -1, 2022, 'a'), edge(2, 1, 2022, 'b')], [], { a: 1 })).toEqual([]);
  });

  test('is not reckoned on where fewer than no things would name a member', () => {
    expect(() => moved([edge(2, -2)], [], { a: 1 })).toThrow('fewer than no things');
    expect(() => moved([edge(1, -1)], [edge(2, 1, 2023)])).toThrow('"edition":2022');
  });

  test('is reckoned member by member, each with what changes for it in the order of moments', () => {
    const added = [
      edge(2, 1, 2023, 'b'),
      edge(3, 1, 2022, 'a'),
      edge(1, 1, 2022, 'b'),
      { ...edge(1, 1, 2022, 'b'), place: mrirt },
    ];
    expect(
      touchedBy(added).map(({ place, member, since, added }) => [place, member, since, added.length]),
    ).toEqual([
      [khenifra, 'a', at(3), 1],
      [khenifra, 'b', at(1), 2],
      [mrirt, 'b', at(1), 1],
    ]);
  });
});

describe('Movements', () => {
  const late = { ...jobsEdge(1, 7), at: '2022-05-31T23:10:00.000000Z' };

  test('stand by provinces and days of Morocco, with what they come to', () => {
    const [first, second] = movementsOf([jobsEdge(2, 3), { ...jobsEdge(1, 2), place: mrirt }, late]);
    expect(first).toEqual({
      province: khenifra,
      day: '2022-05-01',
      firstAt: at(1),
      lastAt: at(2),
      sums: [{ measure: 'jobs', place: khenifra, edition: 2022, amount: 5n }],
      edges: [jobsEdge(2, 3), { ...jobsEdge(1, 2), place: mrirt }],
    });
    expect(second).toMatchObject({ day: '2022-06-01', firstAt: late.at, lastAt: late.at, edges: [late] });
  });

  test('are added up by days over regions, and by months over provinces', () => {
    const sums = spanMoves(movementsOf([jobsEdge(1, 2), jobsEdge(2, 3), late]));
    expect(sums.map(({ span, first, place, amount }) => [span, first, place, Number(amount)])).toEqual([
      ['day', '2022-05-01', '05', 5],
      ['day', '2022-06-01', '05', 7],
      ['month', '2022-05-01', khenifra, 5],
      ['month', '2022-06-01', khenifra, 7],
    ]);
  });
});

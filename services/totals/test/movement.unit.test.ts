import { crossings, movementOf } from '../src/applying/movement.ts';
import type { Contribution } from '../src/contribution/contribution.ts';
import { khenifra, town } from './states.ts';

const jobs = (amount: number, ...partners: string[]): Contribution => ({
  cells: [{ measure: 'jobs', place: town, edition: 2022, amount: BigInt(amount) }],
  members: partners.map((member) => ({ measure: 'partners', place: khenifra, edition: 2022, member })),
});

describe('What replacing contributions moves', () => {
  test('is the difference of what was and what is', () => {
    expect(movementOf([{ former: jobs(10, 'a'), present: jobs(12, 'b') }])).toEqual({
      cells: [{ measure: 'jobs', place: town, edition: 2022, amount: 2n }],
      members: [
        { measure: 'partners', place: khenifra, edition: 0, member: 'a', live: -1 },
        { measure: 'partners', place: khenifra, edition: 0, member: 'b', live: 1 },
        { measure: 'partners', place: khenifra, edition: 2022, member: 'a', live: -1 },
        { measure: 'partners', place: khenifra, edition: 2022, member: 'b', live: 1 },
      ],
    });
  });

  test('is nothing where they are the same, or cancel each other out', () => {
    expect(movementOf([{ former: jobs(10, 'a'), present: jobs(10, 'a') }])).toEqual({
      cells: [],
      members: [],
    });
    const swapped = movementOf([
      { former: jobs(10, 'a'), present: jobs(3, 'b') },
      { former: jobs(3, 'b'), present: jobs(10, 'a') },
    ]);
    expect(swapped).toEqual({ cells: [], members: [] });
  });
});

describe('A distinct figure', () => {
  const move = (member: string, live: number) =>
    ({ measure: 'partners', place: khenifra, edition: 2022, member, live }) as const;

  test('rises with the first thing that names a member, and falls with the last', () => {
    const rising = crossings([move('a', 1), move('b', 2)], [1, 2]);
    expect(rising).toEqual([{ measure: 'partners', place: khenifra, edition: 2022, amount: 2n }]);
    const falling = crossings([move('a', -1), move('b', -1)], [0, 1]);
    expect(falling).toEqual([{ measure: 'partners', place: khenifra, edition: 2022, amount: -1n }]);
  });

  test('stays while another thing names the member', () => {
    expect(crossings([move('a', 1)], [2])).toEqual([]);
    expect(crossings([move('a', -1)], [1])).toEqual([]);
  });
});

import { plansOf } from './plan.ts';

const deck = ['kill a', 'kill b', 'freeze a', 'poison', 'linger'];
const course = { seed: 7, rounds: 10, faultsPerRound: 3, begunWithin: 20 };

describe('the plan of a run', () => {
  test('follows from its seed', () => {
    expect(plansOf(course, deck)).toEqual(plansOf(course, deck));
    expect(plansOf({ ...course, seed: 8 }, deck)).not.toEqual(plansOf(course, deck));
  });

  test('does not depend on how many rounds follow', () => {
    expect(plansOf({ ...course, rounds: 30 }, deck).slice(0, 10)).toEqual(plansOf(course, deck));
  });

  test('has every fault of the deck strike before any strikes again', () => {
    const drawn = plansOf(course, deck).flatMap(({ faults }) => faults.map(({ fault }) => fault));
    for (let hand = 0; hand < drawn.length; hand += deck.length)
      expect(drawn.slice(hand, hand + deck.length).sort()).toEqual([...deck].sort());
  });

  test('begins every fault while enough is still being written', () => {
    const begins = plansOf(course, deck).flatMap(({ faults }) => faults.map(({ after }) => after));
    expect(Math.min(...begins)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...begins)).toBeLessThan(course.begunWithin);
  });
});

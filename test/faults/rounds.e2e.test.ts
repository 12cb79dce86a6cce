import { turn } from '../testkit/turn.ts';
import { playRounds, type RoundReport } from './rounds/run.ts';
import { startWorld, type World } from './world/world.ts';

/** The short form of `npm run test:faults`: always the same rounds, with what has shown the most. */
const seed = 20_220;
const only = [
  'kill postgres',
  'kill kafka',
  'kill totals-2',
  'events come out of order',
  'transactions linger',
  'killed after sending',
];

/** Milliseconds: starting waits until another file's system has stopped, on a machine that may be busy. */
const patience = 600_000;

describe('provinces write while one thing after another goes wrong', () => {
  let world: World;
  let release = () => {};
  beforeAll(async () => {
    release = await turn('awrach-e2e');
    world = await startWorld({ twice: ['partner', 'totals'], brokers: 1 });
  }, patience);
  afterAll(async () => {
    await world?.stop();
    release();
  }, patience);

  test(
    `every round leaves all as it was confirmed, once (seed ${seed})`,
    async () => {
      const reports: RoundReport[] = [];
      const writers = [
        { province: '05.301', edition: 2022 },
        { province: '08.401', edition: 2023 },
      ];
      const options = { seed, rounds: 2, faultsPerRound: 3, writers, files: 1, only };
      expect(await playRounds(world, options, (report) => reports.push(report))).toEqual([]);
      expect(reports.flatMap(({ plan }) => plan.faults.map(({ fault }) => fault).sort()).sort()).toEqual(
        [...only].sort(),
      );
      expect(reports.every(({ answers, writes }) => answers > 0 && writes > 0)).toBe(true);
    },
    patience,
  );
});

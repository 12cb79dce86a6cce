/**
 * Faults against the whole of Awrach, round after round: `npm run test:faults -- [--rounds 100] [--seed 7] [--brokers 3]
 * [--twice partner,totals] [--at-once 3] [--faults "kill kafka,poison"]`. Ends with 1 when a round left a difference.
 * See docs/architecture/faults.md.
 */
import { turn } from '../testkit/turn.ts';
import { readOptions } from './options.ts';
import { playRounds, type RoundReport } from './rounds/run.ts';
import { startWorld } from './world/world.ts';

/** So many differences are shown; the first tell the most. */
const shown = 20;

const asked = process.argv.slice(2);
const { brokers, faultsPerRound, only, rounds, seed, twice } = readOptions(asked);
const again = asked.includes('--seed') ? asked : [...asked, '--seed', String(seed)];
console.log(`Faults: ${rounds} rounds, seed ${seed}, ${brokers} broker${brokers > 1 ? 's' : ''}`);

const release = await turn('awrach-e2e');
const starting = startWorld({ twice, brokers });
let stopping: Promise<void> | undefined;
const stop = () => {
  stopping ??= starting
    .then(
      (world) => world.stop(),
      () => undefined, // What could not be started has stopped itself.
    )
    .finally(release);
  return stopping;
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void stop().then(() => process.exit(130)));

try {
  const world = await starting;
  const writers = [
    { province: '05.301', edition: 2022 },
    { province: '08.401', edition: 2023 },
    { province: '12.391', edition: 2022 },
  ];
  const options = { seed, rounds, faultsPerRound, writers, files: 2, only };
  const differences = await playRounds(world, options, tell);
  for (const difference of differences.slice(0, shown)) console.log(`  ✗ ${difference}`);
  console.log(
    differences.length === 0
      ? `${rounds} rounds without a difference (seed ${seed})`
      : `${differences.length} differences; the same rounds again: npm run test:faults -- ${again.map(quoted).join(' ')}`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  await stop();
}

function quoted(argument: string): string {
  return argument.includes(' ') ? `"${argument}"` : argument;
}

function tell({ answers, differences, plan, seconds, writes }: RoundReport): void {
  const faults = plan.faults.map(({ after, fault }) => `${fault} (${after})`).join(', ');
  const judged = differences.length === 0 ? '✓' : '✗';
  console.log(
    `${judged} round ${plan.round}: ${faults} | ${writes} writes, ${answers} answers read, ${seconds.toFixed(1)} s`,
  );
}

import { parseArgs } from 'node:util';
import { applyAll } from './events/apply.ts';
import { freshness } from './events/freshness.ts';
import { growth } from './events/growth.ts';
import { readAll } from './events/read-all.ts';
import { rebuildAll } from './events/rebuild.ts';
import { openStage } from './events/stage.ts';
import { kinds, tell } from './events/told.ts';
import { printFigure, printMachine, quantile } from './machine.ts';

/*
 * npm run bench:events -- [relay] [apply] [rebuild] [growth] [freshness] [--events 1000000]
 *
 * The named parts, or all. The first three share their events, all of different things: as many rows wait in an outbox, a relay drains them to
 * Kafka, one instance of totals takes them in, and they are rebuilt beside it.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { events: { type: 'string', default: '1000000' } },
});
const events = Number(values.events);
const parts = positionals.length > 0 ? positionals : ['relay', 'apply', 'rebuild', 'growth', 'freshness'];
const asked = (part: string) => parts.includes(part);
const whole = new Intl.NumberFormat('en');
const rate = (count: number, ms: number) => `${whole.format(Math.round((count * 1_000) / ms))}/s`;

printMachine(`bench:events -- ${process.argv.slice(2).join(' ')}`);

if (asked('relay') || asked('apply') || asked('rebuild')) {
  const mix = kinds.map(({ contract, percent }) => `${percent} % ${contract.thing}`).join(', ');
  console.log(`${whole.format(events)} events of as many things: ${mix}\n`);
  await using stage = await openStage();
  await tell(stage.source, { from: 0, to: events });

  const busyBefore = process.cpuUsage();
  const relayed = await stage.relayAll();
  const { system, user } = process.cpuUsage(busyBefore);
  const read = await readAll(stage.brokers, events);
  printFigure('Relay: outbox to Kafka, acks=all', rate(relayed.rows, relayed.ms), '≥ 10,000/s');
  printFigure('  processor time for one event: the relay', `${((user + system) / events).toFixed(1)} µs`);
  printFigure('  partitions with an event out of order', String(read.outOfOrder), '0');
  printFigure('  records beyond one for each event', String(read.events - events), '0');

  if (asked('apply') || asked('rebuild')) {
    const { applied, busyPostgres, busyTotals, ms, totals } = await applyAll(stage, events);
    const ratio = applied / ms / (read.events / read.ms);
    printFigure('Apply: Kafka to totals in PostgreSQL, one instance', rate(applied, ms), '≥ 20,000/s');
    printFigure('  the same client reading and parsing only', rate(read.events, read.ms));
    printFigure('  of that, applying reaches', `${Math.round(ratio * 100)} %`);
    printFigure('  processor time for one event: totals', `${busyTotals.toFixed(1)} µs`);
    printFigure('    PostgreSQL for it', `${busyPostgres.toFixed(1)} µs`);
    printFigure('    reading and parsing only', `${read.busy.toFixed(1)} µs`);
    if (asked('rebuild')) {
      const rebuilt = await rebuildAll(stage);
      const goal = `≤ ${Math.max(1, (40 * events) / 1_000_000)} s`;
      printFigure(
        'Rebuild: command to swapped, one instance beside it',
        `${rebuilt.seconds.toFixed(1)} s`,
        goal,
      );
      printFigure('  the most memory (PSS)', `${rebuilt.mostMegabytes.toFixed(0)} MB`, '≤ 300 MB');
      printFigure('  memory halfway', `${rebuilt.halfwayMegabytes.toFixed(0)} MB`);
    }
    await totals.stop();
  }
}

if (asked('growth')) {
  const sizes = [10_000, 100_000, 1_000_000].filter((size) => size <= events);
  const levels = await growth(sizes);
  for (const level of levels) {
    const more = (figure: 'microsecondsAnEvent' | 'millisecondsARead') =>
      `${Math.round((100 * level[figure]) / (levels[0]?.[figure] ?? 0))} % of the first, ≤ 120 %`;
    const things = `with ${whole.format(level.things)} things`;
    printFigure(
      `One event ${things}`,
      `${level.microsecondsAnEvent.toFixed(0)} µs`,
      more('microsecondsAnEvent'),
    );
    printFigure(`One read ${things}`, `${level.millisecondsARead.toFixed(2)} ms`, more('millisecondsARead'));
  }
}

if (asked('freshness')) {
  await freshness([0, 200], (beside, { ages, including, writesPerSecond }) => {
    const when =
      beside === 0 ? 'idle' : `${Math.round(writesPerSecond)} writes/s beside (${beside} asked for)`;
    const goal = beside === 0 ? '≤ 100 ms' : '≤ 500 ms';
    const ms = (figures: readonly number[], share: number) => `${quantile(figures, share).toFixed(1)} ms`;
    console.log(`\n${when}`);
    printFigure('Write answered → totals that include it, p50', ms(including, 0.5));
    printFigure('Write answered → totals that include it, p99', ms(including, 0.99), goal);
    printFigure('Age of completeTo, p50', ms(ages, 0.5));
    printFigure('Age of completeTo, p99', ms(ages, 0.99), goal);
  });
}

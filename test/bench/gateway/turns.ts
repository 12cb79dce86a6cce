import { quantile } from '../machine.ts';
import { processorSeconds } from '../processes.ts';
import { type Load, loadAwake } from './load.ts';
import type { Pinned } from './pinned.ts';

/** One load on one server, and what it cost the server. */
export interface Turn {
  readonly perSecond: number;
  /** Processor time for one request, in microseconds. */
  readonly micros: number;
  /** Share of its core that the server was busy. */
  readonly share: number;
}

export async function turn({ pid, port }: Pinned, asking: Omit<Load, 'port'>): Promise<Turn> {
  const [before, began] = [processorSeconds(pid), performance.now()];
  const { latencies, perSecond } = await loadAwake({ ...asking, port });
  const used = processorSeconds(pid) - before;
  return {
    perSecond,
    micros: (used * 1e6) / latencies.length,
    share: (used * 1_000) / (performance.now() - began),
  };
}

/** What two servers did in one turn. */
interface Both<Seen> {
  readonly theirs: Seen;
  readonly ours: Seen;
}

interface Turns<Seen> {
  readonly all: readonly Both<Seen>[];
  median(figure: (turn: Both<Seen>) => number): number;
}

/** Both, turn by turn, five times; a first time does not count. */
export async function turnByTurn<Seen>(
  theirs: () => Promise<Seen>,
  ours: () => Promise<Seen>,
): Promise<Turns<Seen>> {
  const both = async () => ({ theirs: await theirs(), ours: await ours() });
  await both();
  const all: Both<Seen>[] = [];
  while (all.length < 5) all.push(await both());
  return { all, median: (figure) => quantile(all.map(figure), 0.5) };
}

/**
 * What both make of a load at an even pace: of each turn the latency, in milliseconds, that 99 of 100 requests did not exceed, and of these
 * the middle one. So a turn in which the machine itself stood still does not decide.
 * @param rates requests a second: no more than each can answer, since the garbage of what it left waiting would hold up the other's turn
 */
export async function p99AtPace(
  theirs: Pinned,
  ours: Pinned,
  asking: Omit<Load, 'port' | 'rate'>,
  rates: Both<number>,
): Promise<Both<number>> {
  const p99 = async ({ port }: Pinned, rate: number) =>
    quantile((await loadAwake({ ...asking, port, rate })).latencies, 0.99);
  const { median } = await turnByTurn(
    () => p99(theirs, rates.theirs),
    () => p99(ours, rates.ours),
  );
  return { theirs: median((turn) => turn.theirs), ours: median((turn) => turn.ours) };
}

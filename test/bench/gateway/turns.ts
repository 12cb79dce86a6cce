import { quantile } from '../machine.ts';
import { processorSeconds } from '../processes.ts';
import { type Load, load } from './load.ts';
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
  const { latencies, perSecond } = await load({ ...asking, port });
  const used = processorSeconds(pid) - before;
  return {
    perSecond,
    micros: (used * 1e6) / latencies.length,
    share: (used * 1_000) / (performance.now() - began),
  };
}

interface Turns {
  readonly all: readonly { readonly theirs: Turn; readonly ours: Turn }[];
  median(figure: (turn: { readonly theirs: Turn; readonly ours: Turn }) => number): number;
}

/** Both, turn by turn, three times; a first time does not count. */
export async function turnByTurn(theirs: () => Promise<Turn>, ours: () => Promise<Turn>): Promise<Turns> {
  const both = async () => ({ theirs: await theirs(), ours: await ours() });
  await both();
  const all = [await both(), await both(), await both()];
  return { all, median: (figure) => quantile(all.map(figure), 0.5) };
}

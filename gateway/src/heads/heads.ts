import type { Head, TotalsHead } from '../totals/head.ts';
import type { RegisterHead } from './register.ts';

/** All that kept answers rest on, as far as it is certain at one moment. */
export interface Heads {
  /** Which release of the system answers: see {@link TotalsHead.acquaintance}. */
  readonly acquaintance: number;
  readonly totals: Head | undefined;
  /** By the subgraph's name; undefined for one that is not heard. */
  readonly registers: ReadonlyMap<string, string | undefined>;
}

/** What tells the heads. */
export interface FollowedHeads {
  readonly totals: Pick<TotalsHead, 'certain' | 'acquaintance'>;
  readonly registers: ReadonlyMap<string, Pick<RegisterHead, 'certain'>>;
}

/** @param now on the clock of `performance.now()` */
export function headsAt({ registers, totals }: FollowedHeads, now: number): Heads {
  const told = new Map<string, string | undefined>();
  for (const [name, register] of registers) told.set(name, register.certain(now));
  return { acquaintance: totals.acquaintance(), totals: totals.certain(now), registers: told };
}

/** Another text whenever one of the heads is another. */
export const stampOf = ({ registers, totals }: Heads): string =>
  [totals?.version, ...registers.values()].join('\n');

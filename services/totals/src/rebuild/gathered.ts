import type { SqlTransaction, Transact } from '@awrach/messaging';
import { figureKey } from '../applying/edge.ts';
import type { BatchOutcome, Conclude } from '../applying/figures.store.ts';
import { type CellMove, inOrder } from '../applying/movement.ts';
import { numberRebuilt } from './figures.store.ts';

/** Of a batch it is not known whether it was committed: the figures are to be added up anew from what is kept. */
export class CommitUnknown extends Error {}

/**
 * The present figures of a generation that is being rebuilt. Nobody reads them before the swap, and each would be written hundreds of
 * times until then: they are added up here, batch by batch, to be written once.
 */
export interface Gathered {
  /** For the transactions whose batches end with `conclude`. */
  readonly transact: Transact<SqlTransaction>;
  readonly conclude: Conclude;
  /** What all committed batches come to; waits for transactions under way. @throws CommitUnknown */
  figures(): Promise<readonly CellMove[]>;
}

/** @param before what the figures are when it begins */
export function gatherFigures(transact: Transact<SqlTransaction>, before: readonly CellMove[]): Gathered {
  const sums = new Map(before.map((cell) => [figureKey(cell), { ...cell }]));
  const movesIn = new WeakMap<object, BatchOutcome['moves']>();
  const underWay = new Set<Promise<unknown>>();
  let isKnown = true;

  const add = (moves: BatchOutcome['moves']) => {
    for (const [figure, move] of moves) {
      const sum = sums.get(figure);
      if (sum) sum.amount += move.amount;
      else sums.set(figure, { ...move });
    }
  };

  const gathering = async <Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> => {
    let moves: BatchOutcome['moves'] | undefined;
    try {
      const result = await transact(async (tx) => {
        const worked = await work(tx);
        moves = movesIn.get(tx);
        return worked;
      });
      if (moves) add(moves);
      return result;
    } catch (error) {
      // The work was done, so it was the commit that failed: the connection may have been lost after it.
      if (moves) isKnown = false;
      throw error;
    }
  };

  return {
    async transact(work) {
      const gathered = gathering(work);
      underWay.add(gathered);
      try {
        return await gathered;
      } finally {
        underWay.delete(gathered);
      }
    },
    async conclude(tx, generation, { moves }) {
      movesIn.set(tx, moves);
      await numberRebuilt(tx, generation);
    },
    async figures() {
      await Promise.allSettled(underWay);
      if (!isKnown) throw new CommitUnknown();
      return inOrder(sums);
    },
  };
}

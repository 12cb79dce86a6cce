import type { SqlTransaction, Transact } from '@awrach/messaging';
import { figureKey } from '../applying/edge.ts';
import type { BatchOutcome, Conclude } from '../applying/figures.store.ts';
import { inOrder } from '../applying/movement.ts';
import { type FiguresOf, numberRebuilt } from './figures.store.ts';

/**
 * The present figures of a generation that is being rebuilt. Nobody reads them before the swap, and each would be written hundreds of
 * times until then: they are added up here, batch by batch, to be written once.
 */
export interface Gathered {
  /** For the transactions whose batches end with `conclude`. */
  readonly transact: Transact<SqlTransaction>;
  readonly conclude: Conclude;
  /** Whether a transaction is under way: it may be committed already, and not counted yet. */
  isBusy(): boolean;
  /**
   * What the batches come to that were heard to be committed. Their number tells whether these are all: another process may have
   * committed one, and so may a connection that was lost before it said so.
   */
  sum(): FiguresOf;
}

/** @param before what is kept of the generation when it begins */
export function gatherFigures(transact: Transact<SqlTransaction>, before: FiguresOf): Gathered {
  const sums = new Map(before.figures.map((cell) => [figureKey(cell), { ...cell }]));
  const movesIn = new WeakMap<object, BatchOutcome['moves']>();
  let { batches } = before;
  let underWay = 0;

  const add = (moves: BatchOutcome['moves']) => {
    batches += 1;
    for (const [figure, move] of moves) {
      const sum = sums.get(figure);
      if (sum) sum.amount += move.amount;
      else sums.set(figure, { ...move });
    }
  };

  return {
    async transact(work) {
      let moves: BatchOutcome['moves'] | undefined;
      underWay += 1;
      try {
        const result = await transact(async (tx) => {
          const worked = await work(tx);
          moves = movesIn.get(tx);
          return worked;
        });
        if (moves) add(moves);
        return result;
      } finally {
        underWay -= 1;
      }
    },
    async conclude(tx, generation, { moves }) {
      movesIn.set(tx, moves);
      await numberRebuilt(tx, generation);
    },
    isBusy: () => underWay > 0,
    sum: () => ({ batches, figures: inOrder(sums) }),
  };
}

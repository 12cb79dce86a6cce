import type { Logger } from '@awrach/subgraph/gateway';
import type { FastifyRequest } from 'fastify';
import { openShelf } from '../kept/shelf.ts';
import { type CarryingOut, computation } from './computation.ts';
import { type Limits, type Seat, seats } from './limits.ts';
import { turns } from './turns.ts';
import { type Watched, watch } from './watched.ts';
import type { Watcher } from './watcher.ts';

interface OperationsParts extends CarryingOut {
  readonly limits: Limits;
  readonly log: Logger;
}

interface Operations {
  /**
   * Takes a seat for who asks.
   * @param asked all that its answer depends on, but for who asks
   * @returns seats a watcher there, who is told from then on, and returns what lets it go; undefined when no seat is left
   */
  seat(request: FastifyRequest, asked: string): ((watcher: Watcher) => () => void) | undefined;
  /** The totals have changed. */
  changed(): void;
}

interface Operation {
  readonly watched: Watched;
  readonly sitting: Set<Sitting>;
}

interface Sitting {
  readonly watcher: Watcher;
  readonly seat: Seat;
  operation: Operation;
}

/** What the requests may take that are remembered for having an answer for everybody, in bytes. */
const rememberedBytes = 2_000_000;

/** How many watched operations are computed at once after a change, so that who asks but once is not kept waiting. */
const computedAtOnce = 8;

/** One that takes longer than this many milliseconds lets the next begin. */
const turnMs = 1_000;

/**
 * What is watched, and by whom. Each asks in its own name until the answer is known to be for everybody: then all who ask the same
 * watch one operation, which is asked in nobody's name.
 */
export function watchedOperations(parts: OperationsParts): Operations {
  const { limits, log, totals } = parts;
  const taking = seats(limits);
  const inTurn = turns(computedAtOnce, turnMs);
  /** By what is asked, and then in whose name. */
  const operations = new Map<string, Map<string | undefined, Operation>>();
  /** Requests of which the answer is known to be for everybody. */
  const forAll = openShelf<true>(rememberedBytes);

  function operationOf(request: FastifyRequest, asked: string, authorization: string | undefined): Operation {
    const alike = operations.get(asked) ?? new Map<string | undefined, Operation>();
    operations.set(asked, alike);
    const known = alike.get(authorization);
    if (known) return known;
    const made: Operation = {
      sitting: new Set(),
      watched: watch({
        compute: computation(parts, request, authorization, () => joinAlike(request, asked)),
        inTurn,
        newest: () => totals.certain(performance.now()),
        abandoned: () => {
          if (alike.get(authorization) === made) alike.delete(authorization);
          if (alike.size === 0 && operations.get(asked) === alike) operations.delete(asked);
        },
        onFault: (error) => log.error({ err: error }, 'a watched operation failed'),
      }),
    };
    alike.set(authorization, made);
    return made;
  }

  /** The answer is for everybody: what is under way in somebody's name is shown to nobody, and computed once for all of them. */
  function joinAlike(request: FastifyRequest, asked: string): void {
    forAll.put(asked, true, 0);
    for (const [authorization, { sitting }] of [...(operations.get(asked) ?? [])]) {
      if (authorization === undefined) continue;
      for (const one of sitting) {
        one.seat.moveTo(asked);
        move(one, operationOf(request, asked, undefined));
      }
    }
  }

  function move(sitting: Sitting, to: Operation): void {
    sitting.operation.sitting.delete(sitting);
    sitting.operation.watched.leave(sitting.watcher);
    sitting.operation = to;
    to.sitting.add(sitting);
    to.watched.join(sitting.watcher);
  }

  return {
    seat(request, asked) {
      const authorization = forAll.get(asked) === undefined ? request.headers.authorization : undefined;
      const operation = authorization === undefined ? asked : `${authorization}\n${asked}`;
      const seat = taking.take(request.caller?.subject ?? request.ip, operation);
      return (
        seat &&
        ((watcher) => {
          const sitting = { watcher, seat, operation: operationOf(request, asked, authorization) };
          sitting.operation.sitting.add(sitting);
          sitting.operation.watched.join(watcher);
          return () => {
            sitting.operation.sitting.delete(sitting);
            sitting.operation.watched.leave(watcher);
            seat.giveBack();
          };
        })
      );
    },
    changed() {
      // Copied: what is begun may show that an answer is for everybody, and join what is walked through here.
      for (const alike of [...operations.values()])
        for (const { watched } of [...alike.values()]) watched.changed();
    },
  };
}

/** What watchers may take: each identity, and all together. */
export interface Limits {
  /** How many watch at once. */
  readonly perIdentity: number;
  readonly all: number;
  /** How many different operations they watch: each is computed anew after each change, however many watch it. */
  readonly operationsPerIdentity: number;
  readonly operations: number;
  /**
   * A stream on which nothing happens says so once in this many milliseconds; one of which nothing is taken for twice
   * as long is cut off.
   */
  readonly heartbeatMs: number;
}

interface Seats {
  /** @returns undefined when there is none left */
  take(identity: string, operation: string): Seat | undefined;
}

export interface Seat {
  /** From now on another operation is watched from it. */
  moveTo(operation: string): void;
  /** Once; what follows changes nothing. */
  giveBack(): void;
}

export function seats(limits: Omit<Limits, 'heartbeatMs'>): Seats {
  const each = new Map<string, Taken>();
  const all = nothingTaken();
  return {
    take(identity, operation) {
      const own = each.get(identity) ?? nothingTaken();
      const isFull =
        !own.hasRoom(operation, limits.perIdentity, limits.operationsPerIdentity) ||
        !all.hasRoom(operation, limits.all, limits.operations);
      if (isFull) return undefined;
      each.set(identity, own);
      for (const taken of [own, all]) taken.add(operation);
      let watched = operation;
      let given = false;
      return {
        moveTo(other) {
          if (given) return;
          for (const taken of [own, all]) {
            taken.add(other);
            taken.drop(watched);
          }
          watched = other;
        },
        giveBack() {
          if (given) return;
          given = true;
          for (const taken of [own, all]) taken.drop(watched);
          if (own.isEmpty()) each.delete(identity);
        },
      };
    },
  };
}

type Taken = ReturnType<typeof nothingTaken>;

/** Seats, by the operation that is watched from them. */
function nothingTaken() {
  const seatsOf = new Map<string, number>();
  let total = 0;
  return {
    hasRoom: (operation: string, seats: number, operations: number): boolean =>
      total < seats && (seatsOf.has(operation) || seatsOf.size < operations),
    add(operation: string): void {
      total++;
      seatsOf.set(operation, (seatsOf.get(operation) ?? 0) + 1);
    },
    drop(operation: string): void {
      total--;
      const left = (seatsOf.get(operation) ?? 0) - 1;
      if (left > 0) seatsOf.set(operation, left);
      else seatsOf.delete(operation);
    },
    isEmpty: () => total === 0,
  };
}

/** How many watch at once: of one identity, and of all together. */
export interface Limits {
  readonly perIdentity: number;
  readonly all: number;
}

interface Seats {
  /** @returns what gives the seat back, once; undefined when there is none left */
  take(identity: string): (() => void) | undefined;
}

export function seats({ all, perIdentity }: Limits): Seats {
  const taken = new Map<string, number>();
  let total = 0;
  return {
    take(identity) {
      const own = taken.get(identity) ?? 0;
      if (own >= perIdentity || total >= all) return undefined;
      taken.set(identity, own + 1);
      total++;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        total--;
        const left = (taken.get(identity) ?? 0) - 1;
        if (left > 0) taken.set(identity, left);
        else taken.delete(identity);
      };
    },
  };
}

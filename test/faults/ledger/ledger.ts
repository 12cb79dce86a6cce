import type { Service } from '../world/instances.ts';

/** Where each kind of thing lies that provinces write, or that services make of what they wrote. */
export const homes = {
  partner: 'partner',
  selection: 'partner',
  agreement: 'partner',
  envelope: 'finance',
  commitment: 'finance',
  tranche: 'finance',
  payment: 'finance',
  worksite: 'worksite',
  person: 'employment',
  placement: 'employment',
} as const satisfies Record<string, Service>;

export type Kind = keyof typeof homes;

/** Columns of a thing's row, each as PostgreSQL writes it as text. */
export type Columns = Readonly<Record<string, string | null>>;

/** A write that was answered. */
export interface Confirmed {
  readonly service: Service;
  readonly mutation: string;
  readonly key: string;
  /** The thing that the key must name. */
  readonly thing: string;
}

/** A write that was asked for once, and to which nobody has answered. It was done wholly, or not at all. */
interface Abandoned {
  readonly kind: Kind;
  readonly mutation: string;
  readonly key: string;
}

/** A message put on a topic that nobody can take in. */
interface Poison {
  /** A text that it alone contains. */
  readonly mark: string;
  readonly topic: string;
}

/** What the provinces know that they have written, kept by themselves: nothing in it was read back from the system. */
export interface Ledger {
  /** Things that must be there, by kind and id, and how. */
  readonly things: Readonly<Record<Kind, ReadonlyMap<string, Columns>>>;
  readonly confirmed: readonly Confirmed[];
  readonly abandoned: readonly Abandoned[];
  readonly poisons: readonly Poison[];
  /** A thing is there, with these columns; those that are not said stay as they were. */
  expect(kind: Kind, id: string, columns?: Columns): void;
  confirm(write: Confirmed): void;
  abandon(write: Abandoned): void;
  poison(poison: Poison): void;
  /** The topic is gone with what was put there; what was set aside of it may or may not be. */
  forgetPoison(topic: string): void;
}

export function openLedger(): Ledger {
  const kinds = Object.keys(homes) as Kind[]; // Object.keys forgets the type of the keys.
  const things = Object.fromEntries(kinds.map((kind) => [kind, new Map<string, Columns>()])) as Record<
    Kind,
    Map<string, Columns>
  >; // Every kind was just given its map.
  const confirmed: Confirmed[] = [];
  const abandoned: Abandoned[] = [];
  let poisons: Poison[] = [];
  return {
    things,
    confirmed,
    abandoned,
    get poisons() {
      return poisons;
    },
    expect(kind, id, columns = {}) {
      things[kind].set(id, { ...things[kind].get(id), ...columns });
    },
    confirm: (write) => void confirmed.push(write),
    abandon: (write) => void abandoned.push(write),
    poison: (poison) => void poisons.push(poison),
    forgetPoison(topic) {
      poisons = poisons.filter((one) => one.topic !== topic);
    },
  };
}

/** How large a request to a graph may be, beside the bytes of its body. */
export interface RequestLimits {
  /** Of how many tokens (names, signs, values) its text may be made. What is longer is given up while it is being read. */
  readonly tokens: number;
  /**
   * How many brackets and braces may stand within one another, in its text and in what is sent along. What reads them calls
   * itself for each.
   */
  readonly nested: number;
}

/**
 * What the gateway takes: some twenty-five times what tools ask to learn the whole graph, a hundred times what a dashboard's first page takes, and
 * deeper than anything that people ask.
 */
export const limitsOfClients: RequestLimits = { tokens: 5_000, nested: 100 };

/**
 * The same of an operation with its fragments written out, as the planner goes through it and may send it on. It holds up everybody else meanwhile,
 * for half a second in what was tried (ADR 0025).
 */
export const limitsWrittenOut: RequestLimits = limitsOfClients;

/**
 * What a subgraph takes, from the gateway and from whoever asks it directly. A fetch must not be refused whose operation the
 * gateway has taken. To what is written out the planner adds at most `__typename`, a key and an alias, in selections that
 * have four tokens at the least, and three levels, `_entities` and a type; so both stay far below these figures, while
 * reading that much takes a subgraph less than a second. How many things are fetched makes no text longer: their list is one
 * variable, three levels deep.
 */
export const limitsOfSubgraphs: RequestLimits = { tokens: 15_000, nested: 200 };

/** Largest body that a subgraph reads, in bytes: an agreement with hundreds of lines fits. */
export const subgraphBodyLimit = 1_000_000;

/**
 * The longest that a request may be set to wait for one thing, in milliseconds: for the writes that it includes, or for a
 * subgraph. Doors keep connections for four times as long.
 */
export const longestWaitMs = 30_000;

/** How many receipts one operation may include; a day of one province's work stays below it. */
export const mostReceipts = 500;

/**
 * How many may wait at once in one process for what their receipts name. Anybody may send receipts of what never comes. This is a
 * quarter of the connections that a gateway keeps to one subgraph: whoever waits leaves the others to those who do not. It is
 * enough for hundreds a second, since what is written arrives within a tenth of a second or so.
 */
export const mostWaiting = 64;

/** Faults of one operation's variables that are told. Of each, graphql-js writes out all that stands around it. */
export const mostFaults = 5;

/** A table of which each generation has a partition of its own. */
export interface GenerationTable {
  readonly name: string;
  /** Storage parameters of each partition. */
  readonly storage?: string;
}

/**
 * All of them, in the order in which appliers touch them: so that whoever makes or drops partitions waits for appliers, and
 * never they for each other. A table that belongs to a generation is added here, and nowhere else.
 */
export const generationTables: readonly GenerationTable[] = [
  { name: 'contribution' },
  { name: 'member_edge' },
  { name: 'movement' },
  { name: 'span_sum', storage: 'fillfactor = 80' },
  { name: 'cell', storage: 'fillfactor = 50' },
];

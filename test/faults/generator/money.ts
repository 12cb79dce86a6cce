/** Centimes as the graph takes them: `83600000` is `"836000.00"`. */
export const dirhams = (amount: number): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;

/** Centimes as PostgreSQL writes them. */
export const centimes = (amount: number): string => String(amount);

/** `"836000.00"` → `83600000n`. The contracts hold amounts in events to exactly two decimals. */
export const centimesOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

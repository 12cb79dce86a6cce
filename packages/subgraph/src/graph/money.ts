declare const brand: unique symbol;
/** An amount in whole centimes of a dirham. Never a float. */
export type Centimes = bigint & { readonly [brand]: 'centimes' };

export const centimes = (amount: bigint): Centimes =>
  amount as Centimes; /* the one place where the brand is given */

/** `83600000n` → `"836000.00"` */
export function formatMoney(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `"836000.00"` → `83600000n`; undefined for what is not digits with at most two decimals (or is beyond 10¹² dirhams). */
export function parseMoney(text: string): Centimes | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, dirhams = '0', decimals = ''] = match;
  const amount = BigInt(dirhams) * 100n + BigInt(decimals.padEnd(2, '0'));
  return centimes(sign === '-' ? -amount : amount);
}

export const sum = (amounts: Iterable<bigint>): Centimes => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return centimes(total);
};

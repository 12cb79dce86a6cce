import type { Instance } from './instance.ts';

export interface Total {
  jobs: number;
  partners: number;
  agreements: number;
  freshness: { version: string; completeTo: string | null };
}

/** What is asked of totals for a {@link Total}. */
export const totalFields = 'jobs partners agreements freshness { version completeTo }';

/** The nation's figures, as an instance answers. @param including receipts of what they must hold */
export async function nation(
  instance: Instance,
  including: readonly string[] = [],
  headers: Record<string, string> = {},
): Promise<Total> {
  const query = `query ($including: [Receipt!]) { programme { totals(including: $including) { ${totalFields} } } }`;
  const { programme } = await instance.ask<{ programme: { totals: Total } }>(query, {
    variables: { including },
    headers,
  });
  return programme.totals;
}

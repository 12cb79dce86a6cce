import type { ClientBase } from 'pg';

/** What runs SQL: a pool, a connection, or a service's open transaction. `params` fill `$1`, `$2`, … */
export interface SqlClient {
  query<Row>(sql: string, params?: unknown[]): Promise<{ rows: Row[]; rowCount: number }>;
}

/** A connection, or a pool, of pg's as such. */
export const sqlOf = (client: Pick<ClientBase, 'query'>): SqlClient => ({
  async query<Row>(sql: string, params: unknown[] = []) {
    const { rows, rowCount } = await client.query(sql, params);
    return { rows: rows as Row[], rowCount: rowCount ?? 0 }; // The statement says what its rows are.
  },
});

/** Runs `work` in one transaction (READ COMMITTED): committed when it resolves, rolled back when it throws. */
export type Transact<Tx extends SqlClient> = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

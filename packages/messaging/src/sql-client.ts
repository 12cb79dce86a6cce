import type { ClientBase } from 'pg';
import { type CopiedRow, copyInto } from './sql-copy.ts';

/** What runs SQL: a pool, a connection, or a service's open transaction. `params` fill `$1`, `$2`, … */
export interface SqlClient {
  query<Row>(sql: string, params?: unknown[]): Promise<{ rows: Row[]; rowCount: number }>;
}

/** A connection's open transaction, which can also take in many rows at once. */
export interface SqlTransaction extends SqlClient {
  /**
   * Adds rows, all or none; many take PostgreSQL less time than an `insert` of arrays.
   * @param into the table and its columns: `cell (place, value)`
   */
  copy(into: string, rows: readonly CopiedRow[]): Promise<void>;
}

/** A connection, or a pool, of pg's as such. */
export const sqlOf = (client: Pick<ClientBase, 'query'>): SqlClient => ({
  async query<Row>(sql: string, params: unknown[] = []) {
    const { rows, rowCount } = await client.query(sql, params);
    return { rows: rows as Row[], rowCount: rowCount ?? 0 }; // The statement says what its rows are.
  },
});

/** A connection of pg's on which a transaction is open. */
export const transactionOf = (client: ClientBase): SqlTransaction => ({
  ...sqlOf(client),
  copy: (into, rows) => copyInto(client, into, rows),
});

/** Runs `work` in one transaction (READ COMMITTED): committed when it resolves, rolled back when it throws. */
export type Transact<Tx extends SqlClient> = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

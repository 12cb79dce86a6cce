/** What runs SQL: a pool, a connection, or a service's open transaction. `params` fill `$1`, `$2`, … */
export interface SqlClient {
  query<Row>(sql: string, params?: unknown[]): Promise<{ rows: Row[]; rowCount: number }>;
}

/** Runs `work` in one transaction (READ COMMITTED): committed when it resolves, rolled back when it throws. */
export type Transact<Tx extends SqlClient> = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

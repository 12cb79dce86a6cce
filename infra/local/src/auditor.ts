import { Client } from 'pg';

/** Whose role, `awrach_audit`, reads in all services' databases: the one exception to databases that are closed to others. */
export const auditor = 'audit';

export const auditorRole = `awrach_${auditor}`;

/** It may only read, whatever it is granted. A look at everything is many short statements in one long transaction. */
const roleSettings = {
  default_transaction_read_only: 'on',
  statement_timeout: '60s',
  idle_in_transaction_session_timeout: '60s',
};

/** The tables it may read: what a service has told, which says nothing of a person, and in totals the figures too. */
const readable = {
  every: ['event'],
  totals: ['contribution', 'member', 'cell', 'head'],
} as const;

/**
 * The role that audits; what exists is kept, its password is set to the one given.
 * @param superuserUrl a role that may make roles
 */
export async function createAuditor(
  superuserUrl: string,
  password: string,
  name = auditorRole,
): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const role = client.escapeIdentifier(name);
    const roles = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN`);
    await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`);
    for (const [setting, value] of Object.entries(roleSettings)) {
      await client.query(`ALTER ROLE ${role} SET ${setting} = '${value}'`);
    }
  } finally {
    await client.end();
  }
}

/**
 * Lets the auditor read what it needs of each database, and nothing else. To be called when the services have made their tables.
 * @param databaseUrls by service: the address of its database as the role that owns it
 */
export async function letAuditorRead(
  databaseUrls: Readonly<Record<string, string>>,
  name = auditorRole,
): Promise<void> {
  await Promise.all(
    Object.entries(databaseUrls).map(async ([service, url]) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const role = client.escapeIdentifier(name);
        const database = client.escapeIdentifier(new URL(url).pathname.slice(1));
        await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
        const tables = [...readable.every, ...(service === 'totals' ? readable.totals : [])];
        const { rows } = await client.query<{ name: string }>(
          'SELECT name FROM unnest($1::text[]) AS wanted (name) WHERE to_regclass(name) IS NOT NULL',
          [tables],
        );
        if (rows.length === 0) return;
        const found = rows.map((row) => client.escapeIdentifier(row.name));
        await client.query(`GRANT SELECT ON ${found.join(', ')} TO ${role}`);
      } finally {
        await client.end();
      }
    }),
  );
}

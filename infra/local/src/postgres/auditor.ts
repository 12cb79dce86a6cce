import { Client } from 'pg';
import { provideRole } from './databases.ts';

/** Whose role, `awrach_audit`, reads in all services' databases: the one exception to databases that are closed to others. */
export const auditor = 'audit';

const auditorRole = `awrach_${auditor}`;

/** It may only read, whatever it is granted. To add up all there is takes one statement minutes, when there is very much. */
const roleSettings = { default_transaction_read_only: 'on', statement_timeout: '10min' };

/** The tables it may read: what a service has told, which says nothing of a person, and in totals the figures too. */
const readable = {
  each: ['event'],
  totals: ['contribution', 'member_edge', 'cell', 'movement', 'span_sum', 'head'],
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
    await provideRole(client, name, password, roleSettings);
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
        const { rows } = await client.query<{ name: string }>(
          'SELECT name FROM unnest($1::text[]) AS wanted (name) WHERE to_regclass(name) IS NOT NULL',
          [[...readable.each, ...(service === 'totals' ? readable.totals : [])]],
        );
        for (const { name: table } of rows) await client.query(`GRANT SELECT ON ${table} TO ${role}`);
      } finally {
        await client.end();
      }
    }),
  );
}

import { Client } from 'pg';

/** Roles may hold a transaction idle, or a statement running, for this long and no longer. */
const roleSettings = { idle_in_transaction_session_timeout: '10s', statement_timeout: '30s' };

/**
 * Gives each service a database `awrach_<service>` owned by a role of the same name, to which no other role can
 * connect. What exists is kept; its password is set to the one given.
 *
 * @param superuserUrl a role that may make roles and databases.
 * @param passwords by service.
 * @returns the address of each service's database, by service, as that service.
 */
export async function createServiceDatabases<Service extends string>(
  superuserUrl: string,
  passwords: Readonly<Record<Service, string>>,
): Promise<Record<Service, string>> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const urls: Partial<Record<Service, string>> = {};
    // Object.keys forgets the key type that Record<Service, …> promises.
    for (const service of Object.keys(passwords) as Service[]) {
      urls[service] = await createOwnedDatabase(
        client,
        superuserUrl,
        `awrach_${service}`,
        passwords[service],
      );
    }
    return urls as Record<Service, string>; // Every key was just filled in.
  } finally {
    await client.end();
  }
}

/** A database and the role that owns it, both called `name`. Returns the database's address as that role. */
export async function createOwnedDatabase(
  client: Client,
  serverUrl: string,
  name: string,
  password: string,
): Promise<string> {
  const role = await provideRole(client, name, password, roleSettings);
  const databases = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (databases.rowCount === 0) {
    // An owner must be a role that the maker is a member of; a real superuser needs no membership.
    const { rows } = await client.query('SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
    if (!rows[0]?.rolsuper) await client.query(`GRANT ${role} TO current_user`);
    await client.query(`CREATE DATABASE ${role} OWNER ${role} ENCODING 'UTF8' TEMPLATE template0`);
  }
  await client.query(`REVOKE ALL ON DATABASE ${role} FROM PUBLIC`);

  const url = new URL(serverUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}

/** A role that may log in. One that exists is kept; its password and settings are made these. Returns its name, quoted. */
export async function provideRole(
  client: Client,
  name: string,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const role = client.escapeIdentifier(name);
  const roles = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN`);
  await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`);
  for (const [setting, value] of Object.entries(settings)) {
    await client.query(`ALTER ROLE ${role} SET ${setting} = '${value}'`);
  }
  return role;
}

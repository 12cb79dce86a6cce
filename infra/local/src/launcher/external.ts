import { Client } from 'pg';
import { answersAsKafka } from '../kafka/kafka-answer.ts';

/** PostgreSQL 15, as it counts its versions itself. */
const oldestPostgres = 150_000;

/** @throws when the PostgreSQL of DATABASE_URL cannot serve; the message says what to do about it. */
export async function checkExternalPostgres(url: string): Promise<void> {
  const { host } = new URL(url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
              rolname, rolsuper OR (rolcreatedb AND rolcreaterole) AS may
         FROM pg_roles WHERE rolname = current_user`,
    );
    const [{ number, version, rolname, may }] = rows;
    if (number < oldestPostgres) {
      throw new Error(`it is PostgreSQL ${version}, and 15 or later is needed`);
    }
    if (!may) throw new Error(`the role "${rolname}" may not make roles and databases; give one that may`);
  } catch (error) {
    const why = error instanceof Error ? error.message || String(error) : String(error);
    throw new Error(`The PostgreSQL of DATABASE_URL (${host}) cannot be used: ${why}.`, { cause: error });
  } finally {
    await client.end().catch(() => undefined); // What matters was said above; a connection that is lost is closed.
  }
}

/** @throws when none of the brokers of KAFKA_BROKERS answers. */
export async function checkExternalKafka(brokers: string): Promise<void> {
  const answers = await Promise.all(
    brokers.split(',').map((broker) => {
      const colon = broker.lastIndexOf(':');
      return answersAsKafka(broker.slice(0, colon), Number(broker.slice(colon + 1)), 5_000);
    }),
  );
  if (!answers.includes(true)) throw new Error(`No Kafka answers at ${brokers} (KAFKA_BROKERS).`);
}

/** `npm run rebuild:totals`: hands the addresses of the running system to the rebuild, which belongs to totals. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { databaseAddress } from '../launcher/database-address.ts';
import { runningLauncher } from '../launcher/launcher-lock.ts';
import { clone, stateFolder } from '../places.ts';

// Not DATABASE_URL: for `npm start` that is a role that may make databases.
const database = process.env.TOTALS_DATABASE_URL ?? databaseAddress(stateFolder, 'totals', 'totals');
const brokers = process.env.KAFKA_BROKERS ?? runningLauncher(stateFolder)?.brokers;
if (database && brokers) {
  process.env.DATABASE_URL = database;
  process.env.KAFKA_BROKERS = brokers;
  await import(pathToFileURL(join(clone, 'services/totals/src/rebuild/main.ts')).href);
} else {
  console.error(
    'Not rebuilt: start Awrach with "npm start", or name the database of totals in TOTALS_DATABASE_URL and Kafka in KAFKA_BROKERS.',
  );
  process.exitCode = 2;
}

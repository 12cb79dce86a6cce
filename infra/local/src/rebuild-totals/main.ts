/** `npm run rebuild:totals`: hands the addresses of the running system to the rebuild, which belongs to totals. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kafkaAddress } from '../kafka/kafka-address.ts';
import { databaseAddress } from '../launcher/database-address.ts';
import { clone, stateFolder } from '../places.ts';

try {
  // Not DATABASE_URL: for `npm start` that is a role that may make databases.
  const database = process.env.TOTALS_DATABASE_URL || databaseAddress(stateFolder, 'totals', 'totals');
  if (!database)
    throw new Error(
      'The database of totals is not known: start Awrach with "npm start", or name it in TOTALS_DATABASE_URL',
    );
  process.env.KAFKA_BROKERS = kafkaAddress();
  process.env.DATABASE_URL = database;
  await import(pathToFileURL(join(clone, 'services/totals/src/rebuild/main.ts')).href);
} catch (error) {
  console.error(`Not rebuilt: ${error instanceof Error ? error.message : error}.`);
  process.exitCode = 2;
}

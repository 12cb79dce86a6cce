/** `npm run republish`: has events sent to Kafka again, from the services' own history. */
import { databaseAddress } from '../launcher/database-address.ts';
import { stateFolder } from '../places.ts';
import { readRepublishCommand, usage } from './command.ts';
import { openHistory } from './history.ts';

function addressOf(service: string): string {
  const variable = `${service.toUpperCase()}_DATABASE_URL`;
  const url = process.env[variable] || databaseAddress(stateFolder, service, service);
  if (url) return url;
  throw new Error(
    `The database of ${service} is not known: start Awrach with "npm start", or name it in ${variable}`,
  );
}

async function sendAgain(service: string, topics: readonly string[]): Promise<void> {
  const history = await openHistory(addressOf(service));
  try {
    const republished = await history.sendAgain(topics);
    for (const [topic, count] of republished.counts) {
      console.log(`${topic.padEnd(32)} ${count} events to be sent again`);
    }
    await history.untilSent(republished, (left) => console.log(`${service.padEnd(32)} ${left} left`));
  } finally {
    await history.close();
  }
}

try {
  for (const [service, topics] of readRepublishCommand(process.argv.slice(2)))
    await sendAgain(service, topics);
  console.log(
    '\nAll of it lies in Kafka again, as new incarnations of these topics: whoever reads them begins anew.',
  );
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}.\n\n${usage}`);
  process.exitCode = 1;
}

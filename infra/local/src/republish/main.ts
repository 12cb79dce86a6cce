/** `npm run republish`: has events sent to Kafka again, from the services' own history. */
import { databaseAddress } from '../database-address.ts';
import { readRepublishCommand, usage } from './command.ts';
import { sendAgain } from './send-again.ts';

try {
  const asked = readRepublishCommand(process.argv.slice(2));
  let events = 0;
  for (const [service, topics] of asked) {
    const url = databaseAddress(service, service, `${service.toUpperCase()}_DATABASE_URL`);
    for (const [topic, count] of await sendAgain(url, topics)) {
      events += count;
      console.log(`${topic.padEnd(32)} ${count} events`);
    }
  }
  console.log(
    `\n${events} events stand in the outboxes again. The services' relays send them now, from the first to the last and ` +
      'with the same ids, versions and times, as new incarnations of these topics; whoever reads them begins anew.',
  );
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}.\n\n${usage}`);
  process.exitCode = 1;
}

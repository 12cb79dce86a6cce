import { runningLauncher } from '../launcher/launcher-lock.ts';
import { stateFolder } from '../places.ts';

/**
 * The Kafka that a command talks to: the one that `KAFKA_BROKERS` names, else that of the running `npm start`.
 *
 * @throws when there is neither.
 */
export function kafkaAddress(env: NodeJS.ProcessEnv = process.env, folder = stateFolder): string {
  const brokers = env.KAFKA_BROKERS || runningLauncher(folder)?.brokers;
  if (brokers) return brokers;
  throw new Error('There is no Kafka to ask: start Awrach with "npm start", or name one in KAFKA_BROKERS');
}

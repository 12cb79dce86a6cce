import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import type { Log } from './log.ts';

/**
 * A client of these brokers (comma separated). Nothing is retried inside unless `retry` says so: each of our loops knows
 * what may be done again and what must be thrown away first.
 */
export function connectKafka(
  brokers: string,
  name: string,
  log: Log,
  more: Partial<KafkaConfig> = {},
): Kafka {
  return new Kafka({
    clientId: `awrach-${name}`,
    brokers: brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { retries: 0 },
    logLevel: logLevel.WARN,
    // What fails reaches our own log where it is dealt with; the client's lines are for whoever looks closer.
    logCreator:
      () =>
      ({ log: { message, timestamp: _timestamp, ...fields } }) =>
        log.debug(fields, `kafka client: ${message}`),
    ...more,
  });
}

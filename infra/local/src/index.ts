export type { KafkaMember } from './kafka/broker-settings.ts';
export { type KafkaOptions, type RunningKafka, startKafka } from './kafka/kafka.ts';
export { createAuditor, letAuditorRead } from './postgres/auditor.ts';
export { createOwnedDatabase, createServiceDatabases } from './postgres/databases.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres/postgres.ts';
export { removePostgres } from './postgres/postgres-folder.ts';
export { freePort } from './supervision/free-port.ts';
export {
  type FreshDatabase,
  freshDatabase,
  startTestServers,
  type TestServers,
  testServers,
} from './test-servers.ts';

export { createOwnedDatabase, createServiceDatabases } from './databases.ts';
export { freePort } from './free-port.ts';
export { type KafkaOptions, type RunningKafka, startKafka } from './kafka.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres.ts';
export { removePostgres } from './postgres-folder.ts';
export {
  type FreshDatabase,
  freshDatabase,
  startTestServers,
  type TestServers,
  testServers,
} from './test-servers.ts';

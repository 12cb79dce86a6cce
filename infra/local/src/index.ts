export { type RunningKafka, startKafka } from './kafka/kafka.ts';
export { createAuditor, letAuditorRead } from './postgres/auditor.ts';
export { createOwnedDatabase } from './postgres/databases.ts';
export { type RunningPostgres, startPostgres } from './postgres/postgres.ts';
export { removePostgres } from './postgres/postgres-folder.ts';
export { freePort } from './supervision/free-port.ts';
export { type FreshDatabase, freshDatabase, testServers } from './test-servers.ts';

/** Three kinds of test by cost: pure (unit), on real PostgreSQL and Kafka (int), on the whole system (e2e). */
const shared = {
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'nodenext' } },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};
const kind = (name, more = {}) => ({
  ...shared,
  displayName: name,
  testMatch: [`**/*.${name}.test.ts`],
  ...more,
});

/** One PostgreSQL and one Kafka, shared by all tests of the run; unit tests need neither. */
const servers = { globalSetup: './test/setup/servers.ts', globalTeardown: './test/setup/stop-servers.ts' };

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [kind('unit'), kind('int', servers), kind('e2e', servers)],
};

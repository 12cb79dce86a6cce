/** Dependencies point one way (docs/architecture.md, "The house"). */
module.exports = {
  forbidden: [
    {
      name: 'services-know-no-other-service',
      comment: 'A service learns of others through events, never through their code.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      comment: 'What is shared knows nothing of who uses it.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|gateway|infra|test)/' },
    },
    {
      name: 'services-and-gateway-know-only-packages',
      severity: 'error',
      from: { path: '^(services|gateway)/[^/]*/?src/' },
      to: { path: '^(infra|test)/' },
    },
    {
      name: 'the-gateway-knows-no-service',
      severity: 'error',
      from: { path: '^gateway/src/' },
      to: { path: '^services/' },
    },
    {
      name: 'contracts-and-territory-import-nothing-of-ours',
      comment: 'Outsiders read them; they must stand alone.',
      severity: 'error',
      from: { path: '^packages/(contracts|territory)/src/' },
      to: { path: '^packages/', pathNot: '^packages/(contracts|territory)/src/' },
    },
    {
      name: 'only-messaging-knows-the-kafka-client',
      comment:
        'The client will be replaced one day; what starts and checks a local Kafka is no part of the system.',
      severity: 'error',
      from: { path: '^(packages|services|gateway)/', pathNot: '^packages/messaging/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'rules-do-no-io',
      comment: 'A rule is handed what it needs: no clock, no database, no network, no randomness of its own.',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: '\\.(store|replica|resolvers|query|mutations|reaction)\\.ts$|^node:|node_modules/(typeorm|pg|uuid)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports is either an entry or forgotten.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['(^|/)main\\.ts$', '\\.d\\.ts$', '\\.test\\.ts$', '(^|/)(migrations|test|testkit|bench)/'],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|dist' },
    exclude: { path: '(^|/)dist/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
  },
};

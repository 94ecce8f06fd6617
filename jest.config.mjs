// One runner, several kinds of test (CONTRIBUTING.md, "Tests").
export const kind = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch: testMatch.map(pattern => `<rootDir>/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testEnvironment: 'node',
  // `source` lets tests run on the TypeScript sources; adding `import` here would break Jest itself.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      // With a fault in it, when one is asked for (tests/proof/mutants).
      process.env.NOROSHI_MUTANT ? `${import.meta.dirname}/tests/proof/mutants/transform.mjs` : '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', tsx: false, decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  ...more,
})

const onPostgres = {
  globalSetup: '<rootDir>/tests/support/postgres.setup.mjs',
  globalTeardown: '<rootDir>/tests/support/postgres.teardown.mjs',
}

export default {
  // Long enough for a machine that does much else; nothing here waits by sleeping. Jest heeds it here alone, not in a project.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tests/support/longest-first.mjs',
  // What a module was leaves a worker only with the worker: three hundred files filled the heap of one.
  workerIdleMemoryLimit: '1500MB',
  projects: [
    {
      ...kind('rule', ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts']),
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.db\\.spec\\.ts$'],
    },
    kind('row', ['libs/*/src/**/*.db.spec.ts', 'apps/*/src/**/*.db.spec.ts'], onPostgres),
    kind('door', ['tests/api/**/*.spec.ts'], onPostgres),
    kind('house', ['tests/house/**/*.spec.ts'], onPostgres),
    kind('proof', ['tests/proof/**/*.spec.ts'], onPostgres),
    kind('deployment', ['tests/deployment/**/*.spec.ts']),
    kind('portal', ['tests/portal/**/*.spec.ts'], onPostgres),
  ],
}

// The tests that Stryker runs, in its copy of the tree. Which ones, parts.ts says; the cluster is already running.
import { kind } from '../../../jest.config.mjs'

export default {
  ...kind('stryker', []),
  // The packages in node_modules are links to the libs of the checkout, which hold no mutant: those of the copy do.
  moduleNameMapper: {
    '^@noroshi/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@noroshi/([a-z]+)/([a-z-]+)$': '<rootDir>/libs/$1/src/$2.ts',
  },
  roots: ['<rootDir>/libs', '<rootDir>/tests/proof/stryker'],
  testTimeout: 30_000,
}

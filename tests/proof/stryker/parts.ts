/**
 * What Stryker changes, and the tests that have to notice. Each part stands on its own tests: that a lib's neighbours would
 * have noticed is no merit of the lib's.
 */
export interface Part {
  /** The lib's name. */
  readonly name: string
  /** Sources, below the checkout. */
  readonly mutate: readonly string[]
  /** The program that gathers the tests. */
  readonly tests: string
}

export const PARTS: readonly Part[] = [
  {
    name: 'clearance',
    // Not the oracle: it is the specification, nothing that runs asks it, and whoever changes it changes it on purpose. Not
    // testing.ts, which makes the cases.
    mutate: ['libs/clearance/src/!(*.spec|index|oracle|testing).ts'],
    tests: 'tests/proof/stryker/clearance-tests.ts',
  },
  {
    name: 'products',
    // What decides a release without a database.
    mutate: ['libs/products/src/{product,review,recipients,marking-rule,audience-preview,edition-maker}.ts'],
    tests: 'tests/proof/stryker/products-tests.ts',
  },
  {
    name: 'delivery',
    mutate: ['libs/delivery/src/{dispatcher.service,dispatching,news-frame}.ts'],
    tests: 'tests/proof/stryker/delivery-tests.ts',
  },
]

/** Faults that let something stay out, or be told, after its restriction changed. */
import { door, rule, type Mutant } from './mutant.ts'

export const RESTRICTION_MUTANTS: readonly Mutant[] = [
  {
    id: 'consent-outlives-its-withdrawal',
    leakClass: 'L17',
    says: 'a consent that was taken back lets go further all the same',
    file: 'libs/products/src/consent.ts',
    find: 'agreed === true && withdrawnAt === null',
    replace: 'agreed === true',
    killedBy: door('consent-withdrawals', 'missing again'),
  },
  {
    id: 'released-while-it-changes',
    leakClass: 'L18',
    says: 'a release does not wait for a restriction that changes, nor the other way round',
    file: 'libs/products/src/product-work.ts',
    find: 'await this.#provenance.share(tx)',
    replace: '',
    killedBy: door('restrictions', 'waits for a release that is under way'),
  },
  {
    id: 'restricted-and-still-out',
    leakClass: 'L18',
    says: 'what an intake lets go no further stays released',
    file: 'libs/products/src/provenance-effects.ts',
    find: `isNarrower(categoryOf(asItIs), category) ? 'LESS_RESTRICTED' : null`,
    replace: 'null',
    killedBy: rule('libs/products/src/provenance-effects'),
  },
  {
    id: 'reason-to-those-below',
    leakClass: 'L21',
    says: 'the reason of a reclassification stands in the history of products below its case',
    file: 'libs/products/src/reclassifications.service.ts',
    find: 'product.requiredRank >= intake.requiredRank ? note : null',
    replace: 'note + String(product.requiredRank)',
    killedBy: door('restrictions', 'above who changes it'),
  },
]

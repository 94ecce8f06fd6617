/** Faults in what templates, digests and hunts promise. */
import { door, rule, type SourceMutant } from './mutant.ts'

export const HUNT_MUTANTS: readonly SourceMutant[] = [
  {
    id: 'hunt-without-flags',
    leakClass: 'L17',
    says: 'the flags of a hunt do not make its edition more restricted',
    file: 'libs/products/src/hunt.ts',
    find: '[...edition.fragments, ...(edition.hunt ? [edition.hunt] : [])]',
    replace: '[...edition.fragments]',
    killedBy: rule('libs/products/src/hunt.spec'),
  },
  {
    id: 'hunt-not-searched',
    leakClass: 'L17',
    says: 'nothing is looked for in the queries of a wider edition',
    file: 'libs/products/src/slips.ts',
    find: '    ...huntPassages(hunt),\n',
    replace: '',
    killedBy: rule('libs/products/src/hunt.spec'),
  },
  {
    id: 'hunt-not-approved',
    leakClass: 'L17',
    says: 'a hunt is altered after it was approved',
    file: 'libs/products/src/approval.ts',
    find: '...(hunt ? { hunt } : {}),',
    replace: '',
    killedBy: rule('libs/products/src/hunt.spec'),
  },
  {
    id: 'digest-for-anybody',
    leakClass: 'L21',
    says: 'a digest lists what went to a sector or a circle',
    file: 'libs/products/src/digest.ts',
    find: 'item.everyone && ',
    replace: '',
    killedBy: rule('libs/products/src/digest.spec'),
  },
  {
    id: 'digest-of-what-was-asked-to-stay',
    leakClass: 'L21',
    says: 'a digest lists what its originator did not let go so far',
    file: 'libs/products/src/digest.ts',
    find: 'readers.every(tier => item.consentedTiers.includes(tier))',
    replace: 'true',
    killedBy: rule('libs/products/src/digest.spec'),
  },
  {
    id: 'blocked-for-a-question',
    leakClass: 'HNT-1',
    says: 'what a hunt asks for is handed to those who block',
    file: 'libs/delivery/src/feed-entries.ts',
    find: `object['labels'].includes(HUNT_LABEL)`,
    replace: 'false',
    killedBy: door('hunts', 'nobody who blocks'),
  },
]

/** Faults in what goes out: collections of TAXII, and mail. */
import { door, type Mutant } from './mutant.ts'

export const DELIVERY_MUTANTS: readonly Mutant[] = [
  {
    id: 'mail-rights-of-yesterday',
    leakClass: 'L42',
    says: 'a mail leaves whatever became of the edition and of its recipient',
    file: 'libs/delivery/src/ledger.ts',
    find: "if (kind === 'RECALLED' || mayReceive) return null",
    replace: 'return null',
    killedBy: door('mail', 'asks the rights'),
  },
  {
    id: 'mail-recalled-in-words',
    leakClass: 'L42',
    says: 'the mail of a recall repeats what was recalled',
    file: 'libs/delivery/src/mail-text.ts',
    find: "news.kind === 'RECALLED' ? null : news.words",
    replace: 'news.words',
    killedBy: door('mail', 'tells each recipient once'),
  },
  {
    id: 'taxii-collections-of-all',
    leakClass: 'L21',
    says: 'collections of higher tiers are there for everybody',
    file: 'libs/delivery/src/taxii-collections.ts',
    find: 'return OF_THE_COUNCIL.filter(({ category }) => categoriesOf(tier).includes(category))',
    replace: 'return OF_THE_COUNCIL',
    killedBy: door('taxii-leaks'),
  },
  {
    id: 'taxii-circle-of-everything',
    leakClass: 'L40',
    says: 'the collection of a circle holds what others were told',
    file: 'libs/delivery/src/taxii.repository.ts',
    find: "circle === null ? '' :",
    replace: "circle !== null ? '' :",
    killedBy: door('circles', 'with a title'),
  },
  {
    id: 'taxii-next-of-any-filter',
    leakClass: 'L04',
    says: 'a place of one question is taken for another',
    file: 'libs/delivery/src/taxii-filter.ts',
    find: 'if (reached === undefined || bound !== digest)',
    replace: 'if (reached === undefined || bound === digest + digest)',
    killedBy: door('taxii-standard'),
  },
]

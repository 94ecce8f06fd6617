import { Ability } from '@casl/ability'
import type { FieldTest } from './operators.ts'
import { holds } from './operators.ts'
import type { ClearanceRule, Conditions, Verb } from './rules.ts'
import { rulesFor } from './rules.ts'
import type { Subject, SubjectName } from './subjects.ts'
import type { Reader } from './words.ts'

/** What one reader may do at one instant. */
export interface ClearanceAbility {
  /** The decision. Throws TypeError when the subject was not made by its factory. */
  can(verb: Verb, subject: Subject): boolean
  /** "To at least one such thing, perhaps": enough to refuse at the door, NEVER a decision about a row. */
  mightEver(verb: Verb, subject: SubjectName): boolean
  /**
   * The earliest instant at which something about the reader expires, or null. Whoever keeps a set of labels or a socket
   * for this reader must ask again then; the state of editions (embargo, expiry) has its own instants.
   */
  readonly validUntil: Date | null
}

type Tagged = Extract<Subject, object>

// Looked up once: a global costs more than the whole comparison where the code runs in a context of its own (jest, vm).
const { hasOwn } = Object

/** Do the facts meet the conditions? Conditions that ask for nothing are met by nothing. */
export function meets(facts: object, conditions: Conditions): boolean {
  // Facts are read by the names in the conditions; own fields only, nothing inherited.
  const values = facts as Readonly<Record<string, unknown>>
  let isAsked = false
  // for…in over a plain object allocates nothing; Object.entries made a decision twice as dear.
  for (const field in conditions) {
    if (field === '$or') continue
    // The keys of Conditions other than `$or` hold field tests; for…in gives them as strings.
    const test = conditions[field as keyof Omit<Conditions, '$or'>] as FieldTest
    if (!holds(test, hasOwn(values, field) ? values[field] : undefined)) return false
    isAsked = true
  }
  return conditions.$or === undefined ? isAsked : conditions.$or.some(alternative => meets(facts, alternative))
}

const conditionsMatcher = (conditions: Conditions) => (facts: object) => meets(facts, conditions)

/** CASL's ability over `rulesFor`, with our operators in place of its own. */
export function caslAbilityOf(rules: ClearanceRule[]): Ability<[Verb, Tagged | SubjectName], Conditions> {
  return new Ability<[Verb, Tagged | SubjectName], Conditions>(rules, { conditionsMatcher })
}

/** The reader's ability at an instant, for several decisions in a row. It belongs to that instant: do not keep it. */
export function abilityFor(reader: Reader, at: Date): ClearanceAbility {
  const ability = caslAbilityOf(rulesFor(reader, at))
  return {
    can(verb, subject) {
      // A string would be a check on the type, which is true as soon as one such thing may be read.
      if (!Object.hasOwn(subject, '__caslSubjectType__')) {
        throw new TypeError('A decision needs a subject made by its factory')
      }
      return ability.can(verb, subject)
    },
    mightEver: (verb, subject) => ability.can(verb, subject),
    validUntil: earliestAfter(at, [reader.clearanceValidUntil, reader.safeguardsValidUntil]),
  }
}

function earliestAfter(at: Date, instants: readonly (string | null)[]): Date | null {
  const later = instants
    .flatMap(instant => (instant === null ? [] : [Date.parse(instant)]))
    .filter(ms => ms > at.getTime())
  return later.length === 0 ? null : new Date(Math.min(...later))
}

/** May this reader do this to that, at this instant? The one decision of the house, in memory. */
export function can(reader: Reader, verb: Verb, subject: Subject, at: Date): boolean {
  return abilityFor(reader, at).can(verb, subject)
}

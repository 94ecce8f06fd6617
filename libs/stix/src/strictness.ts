import type { Refusal, Verdict } from './refusal.ts'

/** What a source's broken MUSTs lead to: its objects are refused, or taken in with a warning. */
export type Strictness = 'refuse' | 'accept-with-warning'

/** Properties by which an object is stored and found again: its key, its kind, and the order of its versions. */
const KEYS = /^\$(?:\.objects\[\d+\])?\.(?:id|type|created|modified)$/

/** What is to be stored as a whole, and the rules that say it is no object, or one that is too much to look at. */
const WHOLE = /^\$(?:\.objects\[\d+\])?$/
const NO_OBJECT = new Set(['not-an-object', 'too-deep'])

/** Whether an error would leave something in the store that cannot be named, ordered or served. */
function endangersTheStore({ rule, path }: Refusal): boolean {
  return KEYS.test(path) || (WHOLE.test(path) && NO_OBJECT.has(rule))
}

/**
 * A verdict as a source's setting has it. The text itself (NUL, limits, JSON) is for the scanner to refuse, whatever the
 * setting; here only the standard's rules are weighed.
 */
export function verdictUnder(strictness: Strictness, { errors, warnings }: Verdict): Verdict {
  if (strictness === 'refuse') return { errors, warnings }
  return {
    errors: errors.filter(endangersTheStore),
    warnings: [...errors.filter(error => !endangersTheStore(error)), ...warnings],
  }
}

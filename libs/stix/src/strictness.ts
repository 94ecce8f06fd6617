import type { Refusal, Verdict } from './refusal.ts'

/** What a source's broken MUSTs lead to: its objects are refused, or taken in with a warning. */
export type Strictness = 'refuse' | 'accept-with-warning'

/**
 * Properties by which an object is stored and found again (its key, its kind, the order and the end of its versions), and
 * those that say who may see it: a marking that cannot be read cannot be kept.
 */
const VITAL =
  /^\$(?:\.objects\[\d+\])?\.(?:id|type|created|modified|revoked|object_marking_refs|granular_markings)(?![A-Za-z0-9_])/

/** The whole of what is to be stored, and the rules that say it is none, too much to look at, or a forged marking. */
const WHOLE = /^\$(?:\.objects\[\d+\])?$/
const VITAL_RULES = new Set(['not-an-object', 'too-deep', 'unknown-tlp', 'marking-cycle'])

/** Whether an error would leave something in the store that cannot be named, ordered, protected or served. */
function endangersTheStore({ rule, path }: Refusal): boolean {
  return VITAL.test(path) || (WHOLE.test(path) && VITAL_RULES.has(rule))
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

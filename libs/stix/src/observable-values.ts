import { parsePattern } from './pattern.ts'
import type { PathStep, PatternComparison, PatternOperator } from './pattern-tree.ts'

/** One value of a pattern that can be looked up among what was observed, or among what others warned of. */
export interface ObservableValue {
  /** `file:hashes.'SHA-256'` */
  readonly objectPath: string
  /** What kind of value it is, in the words of an index (`valueKind`). */
  readonly kind: string
  readonly value: string
  /** As written; so the value may be one of a set, a block of addresses, or an expression. */
  readonly operator: PatternOperator
  readonly negated: boolean
}

/** Comparisons that name a value or values; the others only bound it (`<`) or ask for its being there. */
const NAMING = new Set<PatternOperator>(['=', '!=', 'IN', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'])

/** The values that a STIX pattern names, each once; none of what is not a pattern. */
export function observableValuesOf(pattern: string): ObservableValue[] {
  const parsed = parsePattern(pattern)
  return parsed.ok ? valuesNamedBy(parsed.comparisons) : []
}

/** The same of a pattern that was read already. */
export function valuesNamedBy(comparisons: readonly PatternComparison[]): ObservableValue[] {
  const values = comparisons
    .filter(({ operator }) => NAMING.has(operator))
    .flatMap(({ objectType, keys, path, operator, negated, values: constants }) =>
      constants.map(({ text }) => ({
        objectPath: path,
        kind: valueKind(objectType, keys),
        value: text,
        operator,
        negated,
      })),
    )
  if (values.length < 2) return values
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
}

/** `ipv4-addr`, `domain-name` … for single values, `hash:SHA-256` for digests, else a path such as `file:name`. */
export function valueKind(objectType: string, keys: readonly PathStep[]): string {
  const algorithm = keys.at(-2) === 'hashes' ? keys.at(-1) : undefined
  if (typeof algorithm === 'string') return `hash:${algorithm}`
  const isOwnValue = keys.length === 1 && keys[0] === 'value'
  return isOwnValue ? objectType : `${objectType}:${keys.map(key => key ?? '*').join('.')}`
}

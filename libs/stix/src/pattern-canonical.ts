import { parsePattern, PATTERN_LENGTH_LIMIT } from './pattern.ts'
import { canonicalComparison, canonicalNumber, canonicalTimestamp } from './pattern-constants.ts'
import { covers } from './pattern-cover.ts'
import { comparisonText, patternText, testText } from './pattern-tree.ts'
import type {
  ComparisonExpression,
  ObservationExpression,
  PatternComparison,
  PatternQualifier,
} from './pattern-tree.ts'
import { answered, PatternStop, PatternWork } from './pattern-work.ts'
import type { PatternRefused } from './pattern-work.ts'
import { refuse } from './refusal.ts'

/**
 * The canonical form of a pattern: alternatives of conjunctions, in one order and one spelling, without what another alternative
 * covers. Two patterns with the same form match the same observations (up to the spelling of addresses and registry keys, see
 * `pattern-constants.ts`); the reverse is not claimed.
 *
 * Alternatives multiply when an AND is distributed over them; above a limit there is no answer rather than a long wait.
 */
export type CanonicalPattern = { readonly ok: true; readonly pattern: string } | PatternRefused

/** Answers the canonical form of a pattern, or why there is none; never throws. */
export function canonicalPattern(pattern: string): CanonicalPattern {
  return answered(() => {
    const canonical = canonicalText(pattern)
    if (canonical.length > PATTERN_LENGTH_LIMIT) {
      const why = [
        `its canonical form is longer than ${PATTERN_LENGTH_LIMIT} characters`,
        `正規形が${PATTERN_LENGTH_LIMIT}文字を超えます`,
      ] as const
      throw new PatternStop(refuse('pattern-unsupported', 'STIX 2.1 §9', '$.pattern', why))
    }
    return { ok: true, pattern: canonical }
  })
}

/** What comparing answers. */
export type PatternEquivalence = { readonly ok: true; readonly equivalent: boolean } | PatternRefused

/** Whether two patterns have the same canonical form; never throws. */
export function patternsEquivalent(a: string, b: string): PatternEquivalence {
  return answered(() => ({ ok: true, equivalent: canonicalText(a) === canonicalText(b) }))
}

function canonicalText(pattern: string): string {
  const parsed = parsePattern(pattern)
  if (!parsed.ok) {
    const why = [parsed.message, parsed.messageJa] as const
    throw new PatternStop(refuse('invalid-pattern', 'STIX 2.1 §9', '$.pattern', parsed.line, parsed.column, why))
  }
  return patternText(canonicalExpression(parsed.tree, new PatternWork(COMPARING_WORK_LIMIT)))
}

/** A step of comparing costs more than one of matching. */
const COMPARING_WORK_LIMIT = 2_000_000
/** Most alternatives of one expression. */
const MOST_ALTERNATIVES = 1024

function canonicalExpression(expression: ObservationExpression, work: PatternWork): ObservationExpression {
  return joined('OR', alternatives(expression, work))
}

/** The alternatives of an expression: none is an OR, none covers another, sorted by their text. */
function alternatives(expression: ObservationExpression, work: PatternWork): ObservationExpression[] {
  if (expression.is === 'observation') return [{ is: 'observation', test: canonicalTest(expression.test, work) }]
  if (expression.is === 'qualified') {
    const operand = canonicalExpression(expression.operand, work)
    return [{ is: 'qualified', operand, qualifier: canonicalQualifier(expression.qualifier) }]
  }
  const operands = expression.operands.map(operand => alternatives(operand, work))
  if (expression.is === 'OR') return uncovered(operands.flat(), work)
  const { is } = expression
  const combine = (left: ObservationExpression, right: ObservationExpression): ObservationExpression => {
    const parts = [left, right].flatMap(side => (side.is === is ? side.operands : [side]))
    // Who comes first matters to FOLLOWEDBY only.
    return joined(is, is === 'AND' ? sortedBy(parts, patternText, work) : parts)
  }
  return operands.reduce((left, right) => uncovered(product(left, right, combine, work), work))
}

function product<T>(left: readonly T[], right: readonly T[], combine: (one: T, other: T) => T, work: PatternWork): T[] {
  if (left.length * right.length > MOST_ALTERNATIVES) work.spend(Infinity)
  return left.flatMap(one => right.map(other => combine(one, other)))
}

function uncovered(terms: readonly ObservationExpression[], work: PatternWork): ObservationExpression[] {
  const sorted = sortedBy([...new Map(terms.map(term => [patternText(term), term])).values()], patternText, work)
  return sorted.filter(term => !sorted.some(other => other !== term && covers(other, term, work)))
}

function joined(is: 'AND' | 'OR' | 'FOLLOWEDBY', operands: readonly ObservationExpression[]): ObservationExpression {
  const [first] = operands
  return operands.length === 1 && first !== undefined ? first : { is, operands }
}

function sortedBy<T>(items: readonly T[], textOf: (item: T) => string, work: PatternWork): T[] {
  const keyed = items.map(item => ({ item, text: textOf(item) }))
  work.spend(keyed.reduce((sum, { text }) => sum + text.length, 0))
  return keyed.sort((one, other) => (one.text < other.text ? -1 : 1)).map(({ item }) => item)
}

function canonicalQualifier(qualifier: PatternQualifier): PatternQualifier {
  if (qualifier.is === 'WITHIN') return { is: 'WITHIN', seconds: canonicalNumber(qualifier.seconds).text }
  if (qualifier.is === 'REPEATS') return { is: 'REPEATS', times: canonicalNumber(qualifier.times).text }
  return {
    is: 'START',
    start: canonicalTimestamp(qualifier.start),
    stop: canonicalTimestamp(qualifier.stop),
  }
}

/** A conjunction of comparisons by their texts: all are asked of one observable, so one is said once. */
type Conjunction = ReadonlyMap<string, PatternComparison>

function canonicalTest(test: ComparisonExpression, work: PatternWork): ComparisonExpression {
  const terms = conjunctions(test, work)
  const possible = terms.filter(isPossible)
  // What can never match keeps its words: there is no pattern to write in its place.
  const parts = (possible.length > 0 ? possible : terms).map(term => {
    const comparisons = sortedBy([...term.values()], comparisonText, work)
    return joinedTest(
      'AND',
      comparisons.map(comparison => ({ is: 'comparison', comparison })),
    )
  })
  return joinedTest('OR', sortedBy(parts, testText, work))
}

/** §9.6: one observable has one type. */
function isPossible(term: Conjunction): boolean {
  return new Set([...term.values()].map(({ objectType }) => objectType)).size === 1
}

function conjunctions(test: ComparisonExpression, work: PatternWork): Conjunction[] {
  if (test.is === 'comparison') {
    const comparison = canonicalComparison(test.comparison)
    return [new Map([[comparisonText(comparison), comparison]])]
  }
  const operands = test.operands.map(operand => conjunctions(operand, work))
  if (test.is === 'OR') return unabsorbed(operands.flat(), work)
  const combine = (one: Conjunction, other: Conjunction): Conjunction => {
    work.spend(one.size + other.size)
    return new Map([...one, ...other])
  }
  return operands.reduce((left, right) => unabsorbed(product(left, right, combine, work), work))
}

/** a OR (a AND b) is a. */
function unabsorbed(terms: readonly Conjunction[], work: PatternWork): Conjunction[] {
  const kept: Conjunction[] = []
  for (const term of [...terms].sort((one, other) => one.size - other.size)) {
    const isAbsorbed = kept.some(smaller => {
      work.spend(1)
      for (const key of smaller.keys()) if (!term.has(key)) return false
      return true
    })
    if (!isAbsorbed) kept.push(term)
  }
  return kept
}

function joinedTest(is: 'AND' | 'OR', operands: readonly ComparisonExpression[]): ComparisonExpression {
  const [first] = operands
  return operands.length === 1 && first !== undefined ? first : { is, operands }
}

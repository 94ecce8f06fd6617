import fc from 'fast-check'
import { parsePattern } from './pattern.ts'
import { canonicalPattern, patternsEquivalent } from './pattern-canonical.ts'
import { matchPattern } from './pattern-match.ts'
import { pathText, patternText } from './pattern-tree.ts'
import type { ComparisonExpression, ObservationExpression, PatternComparison, PatternOperator } from './pattern-tree.ts'

/** Laws that hold for every pattern, tried on random ones; matching is held to a matcher of a few lines that tries everything. */

const at = (second: number): string => `2026-01-01T00:00:0${second}Z`

// A small world, so that random patterns meet random observations: two types, two properties, three values.
const comparison: fc.Arbitrary<PatternComparison> = fc
  .record({
    objectType: fc.constantFrom('aa', 'bb'),
    key: fc.constantFrom('x', 'y'),
    operator: fc.constantFrom<PatternOperator>('=', '!=', '<', '>', '<=', '>=', 'IN', 'EXISTS'),
    negated: fc.boolean(),
    values: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }),
  })
  .map(({ objectType, key, operator, negated, values }) => {
    const constants = values.map(value => ({ kind: 'integer' as const, text: String(value) }))
    return {
      objectType,
      keys: [key],
      path: pathText(objectType, [key]),
      operator,
      negated,
      values: operator === 'EXISTS' ? [] : operator === 'IN' ? constants : constants.slice(0, 1),
    }
  })

const joined = <T>(operand: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(operand, { minLength: 2, maxLength: 2 })

const { test } = fc.letrec<{ test: ComparisonExpression }>(tie => ({
  test: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison.map(one => ({ is: 'comparison' as const, comparison: one })),
    fc.record({ is: fc.constantFrom('AND' as const, 'OR' as const), operands: joined(tie('test')) }),
  ),
}))

const qualifier = fc.oneof(
  fc.record({ is: fc.constant('WITHIN' as const), seconds: fc.constantFrom('1', '2.5', '4') }),
  fc.record({ is: fc.constant('REPEATS' as const), times: fc.constantFrom('1', '2', '3') }),
  fc.record({
    is: fc.constant('START' as const),
    start: fc.constantFrom(at(0), at(2)),
    stop: fc.constantFrom(at(3), at(5)),
  }),
)

const { pattern } = fc.letrec<{ pattern: ObservationExpression }>(tie => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    test.map(of => ({ is: 'observation' as const, test: of })),
    fc.record({
      is: fc.constantFrom('AND' as const, 'OR' as const, 'FOLLOWEDBY' as const),
      operands: joined(tie('pattern')),
    }),
    fc.record({ is: fc.constant('qualified' as const), operand: tie('pattern'), qualifier }),
  ),
}))

interface Seen {
  readonly type: string
  readonly x?: number | string
  readonly y?: number | string
  readonly first: number
  readonly last: number
  readonly count: number
}

const value = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant('text'))
const sightings: fc.Arbitrary<Seen[]> = fc.array(
  fc
    .record(
      {
        type: fc.constantFrom('aa', 'bb'),
        x: value,
        y: value,
        from: fc.integer({ min: 0, max: 5 }),
        length: fc.constantFrom(0, 0, 1, 3),
        count: fc.constantFrom(1, 1, 2),
      },
      { requiredKeys: ['type', 'from', 'length', 'count'] },
    )
    .map(({ from, length, ...rest }) => ({ ...rest, first: from, last: from + length })),
  { maxLength: 4 },
)

const objectsOf = (seen: readonly Seen[]): object[] =>
  seen.map(({ first, last, count, ...observable }, index) => ({
    type: 'observed-data',
    id: String(index),
    first_observed: at(first),
    last_observed: at(last),
    number_observed: count,
    objects: { '0': observable },
  }))

/** One of the observations that an observed data counts. */
interface Unit {
  readonly seen: Seen
}

function holds(of: ComparisonExpression, { seen }: Unit): boolean {
  if (of.is !== 'comparison') {
    const answers = of.operands.map(operand => holds(operand, { seen }))
    return of.is === 'AND' ? answers.every(Boolean) : answers.some(Boolean)
  }
  const { objectType, keys, operator, negated, values } = of.comparison
  const found = keys[0] === 'x' ? seen.x : seen.y
  if (seen.type !== objectType) return false
  if (operator === 'EXISTS') return (found !== undefined) !== negated
  if (found === undefined) return false
  const constants = values.map(({ text }) => Number(text))
  const [first = 0] = constants
  const isNumber = typeof found === 'number'
  const plain: Partial<Record<PatternOperator, boolean>> = {
    '=': found === first,
    '!=': found !== first,
    '<': isNumber && found < first,
    '>': isNumber && found > first,
    '<=': isNumber && found <= first,
    '>=': isNumber && found >= first,
    IN: isNumber && constants.includes(found),
  }
  return plain[operator] !== negated
}

/** Every set of units that satisfies a pattern: no thought, all combinations. */
function bindings(of: ObservationExpression, units: readonly Unit[]): Unit[][] {
  const apart = (left: Unit[][], right: Unit[][]): Unit[][] =>
    left.flatMap(one => right.flatMap(other => (one.some(unit => other.includes(unit)) ? [] : [[...one, ...other]])))
  if (of.is === 'observation') return units.filter(unit => holds(of.test, unit)).map(unit => [unit])
  if (of.is !== 'qualified') {
    const [left = [], right = []] = of.operands.map(operand => bindings(operand, units))
    if (of.is === 'OR') return [...left, ...right]
    if (of.is === 'AND') return apart(left, right)
    return left.flatMap(before =>
      apart(
        [before],
        right.filter(after => before.every(one => after.every(other => one.seen.first <= other.seen.last))),
      ),
    )
  }
  const { operand, qualifier: by } = of
  const inner = bindings(operand, units)
  if (by.is === 'REPEATS') {
    let repeated = inner
    for (let times = 1; times < Number(by.times); times += 1) repeated = apart(repeated, inner)
    return repeated
  }
  const span = (binding: Unit[]): number =>
    Math.max(...binding.map(({ seen }) => seen.first)) - Math.min(...binding.map(({ seen }) => seen.last))
  if (by.is === 'WITHIN') return inner.filter(binding => span(binding) <= Number(by.seconds))
  const [start, stop] = [by.start, by.stop].map(timestamp => Number(timestamp.slice(18, 19)))
  return inner.filter(binding => binding.every(({ seen }) => seen.first < (stop ?? 0) && seen.last >= (start ?? 0)))
}

const naiveMatch = (tree: ObservationExpression, seen: readonly Seen[]): boolean =>
  bindings(
    tree,
    seen.flatMap(one => Array.from({ length: one.count }, () => ({ seen: one }))),
  ).length > 0

/** Few enough combinations for the naive matcher. */
const isSmall = (tree: ObservationExpression): boolean => leaves(tree) <= 6

function leaves(tree: ObservationExpression): number {
  if (tree.is === 'observation') return 1
  if (tree.is !== 'qualified') return tree.operands.reduce((sum, operand) => sum + leaves(operand), 0)
  return leaves(tree.operand) * (tree.qualifier.is === 'REPEATS' ? Number(tree.qualifier.times) : 1)
}

const matchOf = (text: string, seen: readonly Seen[]): boolean | string => {
  const match = matchPattern(text, objectsOf(seen))
  return match.ok ? match.matches : match.refusal.rule
}

describe('whatever the pattern', () => {
  it('parsing what was written gives the same tree', () => {
    fc.assert(
      fc.property(pattern, tree => {
        expect(parsePattern(patternText(tree))).toMatchObject({ ok: true, tree })
      }),
      { numRuns: 1000 },
    )
  })

  it('constants and keys of any letters survive being written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 9 }), (text, key) => {
        const path = pathText('a-b', ['x', key, null, 7])
        const values = [{ kind: 'string' as const, text }]
        const one = {
          objectType: 'a-b',
          keys: ['x', key, null, 7],
          path,
          operator: '=' as const,
          negated: false,
          values,
        }
        const tree = { is: 'observation' as const, test: { is: 'comparison' as const, comparison: one } }
        expect(parsePattern(patternText(tree))).toMatchObject({ ok: true, tree })
      }),
      { numRuns: 1000 },
    )
  })

  it('the canonical form is its own canonical form, and equivalent', () => {
    fc.assert(
      fc.property(pattern, tree => {
        const text = patternText(tree)
        const canonical = canonicalPattern(text)
        if (!canonical.ok) return expect(canonical.refusal.rule).toMatch(/^pattern-(too-costly|unsupported)$/)
        expect(canonicalPattern(canonical.pattern)).toEqual(canonical)
        expect(patternsEquivalent(text, canonical.pattern)).toEqual({ ok: true, equivalent: true })
      }),
      { numRuns: 1000 },
    )
  })

  it('matching says what trying everything says', () => {
    let matched = 0
    fc.assert(
      fc.property(pattern.filter(isSmall), sightings, (tree, seen) => {
        const expected = naiveMatch(tree, seen)
        if (expected) matched += 1
        expect(matchOf(patternText(tree), seen)).toBe(expected)
      }),
      { numRuns: 4000 },
    )
    expect(matched).toBeGreaterThan(500)
  })

  it('what is equivalent matches the same', () => {
    fc.assert(
      fc.property(pattern, sightings, (tree, seen) => {
        const text = patternText(tree)
        const canonical = canonicalPattern(text)
        if (canonical.ok) expect(matchOf(canonical.pattern, seen)).toBe(matchOf(text, seen))
      }),
      { numRuns: 2000 },
    )
  })
})

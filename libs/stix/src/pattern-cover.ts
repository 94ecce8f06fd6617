import { patternText } from './pattern-tree.ts'
import type { ObservationExpression } from './pattern-tree.ts'
import type { PatternWork } from './pattern-work.ts'

/**
 * Whether a pattern matches wherever another does, as far as their form shows it: `[a]` covers `[a] FOLLOWEDBY [b]`, a sequence
 * covers what contains it in order, a conjunction what contains it, each part by another part (observations are distinct, §9.5),
 * and an expression covers itself with a qualifier. Both are canonical, without an OR outside of qualifiers.
 */
export function covers(wide: ObservationExpression, narrow: ObservationExpression, work: PatternWork): boolean {
  work.spend(1)
  if (wide.is === narrow.is && textOf(wide) === textOf(narrow)) return true
  // Nothing of the narrow one could stand for a leaf that it does not have: most pairs end here.
  if (narrow.is === 'observation' || !hasLeavesOf(narrow, wide)) return false
  if (narrow.is === 'qualified') return covers(wide, narrow.operand, work)
  if (narrow.is !== 'AND' && narrow.is !== 'FOLLOWEDBY') return false
  const parts = narrow.operands
  if (parts.some(part => covers(wide, part, work))) return true
  if (wide.is === 'FOLLOWEDBY') return narrow.is === 'FOLLOWEDBY' && coversInOrder(wide.operands, parts, work)
  return wide.is === 'AND' && coversApart(wide.operands, parts, work)
}

const texts = new WeakMap<ObservationExpression, string>()

/** Written once: an alternative is compared with every other. */
function textOf(expression: ObservationExpression): string {
  const text = texts.get(expression) ?? patternText(expression)
  texts.set(expression, text)
  return text
}

const leaves = new WeakMap<ObservationExpression, ReadonlySet<string>>()

function hasLeavesOf(narrow: ObservationExpression, wide: ObservationExpression): boolean {
  const there = leavesOf(narrow)
  for (const leaf of leavesOf(wide)) if (!there.has(leaf)) return false
  return true
}

/** The texts of the observations at the bottom. */
function leavesOf(expression: ObservationExpression): ReadonlySet<string> {
  const known = leaves.get(expression)
  if (known !== undefined) return known
  const found = new Set<string>()
  if (expression.is === 'observation') found.add(textOf(expression))
  else if (expression.is === 'qualified') for (const leaf of leavesOf(expression.operand)) found.add(leaf)
  else for (const operand of expression.operands) for (const leaf of leavesOf(operand)) found.add(leaf)
  leaves.set(expression, found)
  return found
}

function coversInOrder(
  wide: readonly ObservationExpression[],
  narrow: readonly ObservationExpression[],
  work: PatternWork,
): boolean {
  let next = 0
  for (const part of narrow) {
    const wanted = wide[next]
    if (wanted !== undefined && covers(wanted, part, work)) next += 1
  }
  return next === wide.length
}

/** Every part of `wide` finds a part of `narrow` of its own (a matching, by augmenting paths). */
function coversApart(
  wide: readonly ObservationExpression[],
  narrow: readonly ObservationExpression[],
  work: PatternWork,
): boolean {
  if (wide.length > narrow.length) return false
  const covered = wide.map(one => narrow.flatMap((part, index) => (covers(one, part, work) ? [index] : [])))
  const holder = new Map<number, number>()
  const place = (one: number, tried: Set<number>): boolean =>
    (covered[one] ?? []).some(part => {
      work.spend(1)
      if (tried.has(part)) return false
      tried.add(part)
      const before = holder.get(part)
      if (before !== undefined && !place(before, tried)) return false
      holder.set(part, one)
      return true
    })
  return wide.every((_, index) => place(index, new Set()))
}

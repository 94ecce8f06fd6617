import type { Properties } from './checks.ts'
import { observationsIn, valuesAt } from './observations.ts'
import type { Observation, ObservationSet } from './observations.ts'
import { parsePattern } from './pattern.ts'
import { compiledComparison } from './pattern-comparison.ts'
import type { CompiledComparison, UnfitListener } from './pattern-comparison.ts'
import { Candidates, firstBinding } from './pattern-search.ts'
import type { Plan } from './pattern-search.ts'
import type { ComparisonExpression, ObservationExpression, PatternQualifier } from './pattern-tree.ts'
import { answered, PATTERN_WORK_LIMIT, PatternStop, PatternWork } from './pattern-work.ts'
import type { PatternRefused } from './pattern-work.ts'
import { refuse } from './refusal.ts'
import { microsecondsOf } from './timestamp.ts'

/** What matching answers. */
export type PatternMatch =
  | {
      readonly ok: true
      readonly matches: boolean
      /** Ids of the observed data that satisfy the pattern together, the first such found; by time. Empty where none do. */
      readonly binding: readonly string[]
      /** What could not be judged, so that it counted as no match: ids of observed data, and paths whose value has a wrong form. */
      readonly unfit: readonly string[]
    }
  | PatternRefused

/**
 * Matches a pattern against what was observed (STIX 2.1 §9): observed data with the observables they refer to, or bundles of
 * them, or either made ready by `observationsIn`. Never throws; refuses what is not a pattern, what this matcher cannot do, and
 * what would take too long.
 */
export function matchPattern(
  pattern: string,
  observed: readonly unknown[] | ObservationSet,
  workLimit = PATTERN_WORK_LIMIT,
): PatternMatch {
  return answered(() => {
    const parsed = parsePattern(pattern)
    if (!parsed.ok) {
      const why = [parsed.message, parsed.messageJa] as const
      throw new PatternStop(refuse('invalid-pattern', 'STIX 2.1 §9', '$.pattern', parsed.line, parsed.column, why))
    }
    const { observations, unfit } = 'observations' in observed ? observed : observationsIn(observed)
    const unfitThings = new Set(unfit)
    const work = new PatternWork(workLimit)
    const planner = new Planner(observations, work, path => unfitThings.add(path))
    const binding = firstBinding(planner.planOf(parsed.tree), observations, work)
    return {
      ok: true,
      matches: binding !== undefined,
      binding: (binding ?? []).map(index => observations[index]?.id ?? ''),
      unfit: [...unfitThings],
    }
  })
}

/** Turns the tree of a pattern into the plan of a search: every observation expression asked of every observation. */
class Planner {
  private readonly observations: readonly Observation[]
  private readonly work: PatternWork
  private readonly unfit: UnfitListener

  constructor(observations: readonly Observation[], work: PatternWork, unfit: UnfitListener) {
    this.observations = observations
    this.work = work
    this.unfit = unfit
  }

  planOf(expression: ObservationExpression): Plan {
    if (expression.is === 'observation') return this.slot(expression.test)
    if (expression.is === 'qualified') return qualifiedPlan(this.planOf(expression.operand), expression.qualifier)
    const operands = expression.operands.map(operand => this.planOf(operand))
    return expression.is === 'OR' ? this.either(operands) : { is: expression.is, operands }
  }

  private slot(test: ComparisonExpression): Plan {
    const ask = compiledTest(test, this.unfit)
    const indexes = this.observations.flatMap(({ observables, resolve }, index) =>
      observables.some(observable => ask(observable, resolve, this.work)) ? [index] : [],
    )
    return { is: 'slot', candidates: new Candidates(indexes, this.observations) }
  }

  /** Observations that any of several expressions match are one slot: there is nothing to choose. */
  private either(operands: readonly Plan[]): Plan {
    const slots = operands.flatMap(operand => (operand.is === 'slot' ? [operand.candidates.indexes] : []))
    if (slots.length < operands.length) return { is: 'OR', operands }
    const indexes = [...new Set(slots.flat())].sort((one, other) => one - other)
    return { is: 'slot', candidates: new Candidates(indexes, this.observations) }
  }
}

const MICROSECONDS_PER_SECOND = 1_000_000

function qualifiedPlan(operand: Plan, qualifier: PatternQualifier): Plan {
  if (qualifier.is === 'REPEATS') return { is: 'REPEATS', operand, times: Number(qualifier.times) }
  if (qualifier.is === 'START') {
    return { is: 'START', operand, start: instantOf(qualifier.start), last: justBefore(instantOf(qualifier.stop)) }
  }
  // One observation is always within its own instant.
  if (operand.is === 'slot') return operand
  return { is: 'WITHIN', operand, microseconds: Number(qualifier.seconds) * MICROSECONDS_PER_SECOND }
}

function instantOf(timestamp: string): number {
  return Number(microsecondsOf(timestamp))
}

/** The last instant before another: half a microsecond, or the least that a number of that size can tell. */
function justBefore(instant: number): number {
  return instant - Math.max(0.5, Math.abs(instant) * Number.EPSILON)
}

type Ask = (observable: Properties, resolve: Observation['resolve'], work: PatternWork) => boolean

/** §9.6: all comparisons of one observation expression are asked of the same observable. */
function compiledTest(test: ComparisonExpression, unfit: UnfitListener): Ask {
  if (test.is === 'comparison') return compiledAsk(compiledComparison(test.comparison, unfit))
  const asks = test.operands.map(operand => compiledTest(operand, unfit))
  return test.is === 'AND' ? (...of) => asks.every(ask => ask(...of)) : (...of) => asks.some(ask => ask(...of))
}

/** §9.7: a path that is not there makes a comparison false whatever its operator, but for NOT EXISTS. */
function compiledAsk(compiled: CompiledComparison): Ask {
  const { objectType, keys, operator, negated } = compiled.comparison
  return (observable, resolve, work) => {
    work.spend(1 + keys.length)
    if (observable['type'] !== objectType) return false
    const values = valuesAt(observable, keys, resolve)
    work.spend(values.length)
    if (operator === 'EXISTS') return values.length > 0 !== negated
    return values.some(value => compiled.isSatisfiedBy(value, work))
  }
}

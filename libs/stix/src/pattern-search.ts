import type { Observation } from './observations.ts'
import { NOBODY_SEATED, seated, takenBy } from './pattern-seating.ts'
import type { Seating } from './pattern-seating.ts'
import type { PatternWork } from './pattern-work.ts'

/**
 * Finds observations for a whole pattern (STIX 2.1 §9.4, §9.5).
 *
 * An observed data says that something was seen at some time between `first` and `last`; a condition on time holds where some
 * such time satisfies it. Every condition then narrows what may be taken to a span: those with first ≤ `before` and last ≥ `after`.
 *
 *   START x STOP y    after = x, before = just under y
 *   a FOLLOWEDBY b    for some instant t: a within before = t, b within after = t
 *   a WITHIN s        for some instant t: a within after = t, before = t + s
 *
 * So only the instants t have to be tried, each of them the time of some observation; who takes which observation is a flow
 * (`pattern-seating.ts`). Nested conditions multiply the instants; `PatternWork` stops what would take too long.
 */
export type Plan =
  | { readonly is: 'slot'; readonly candidates: Candidates }
  | { readonly is: 'AND' | 'OR' | 'FOLLOWEDBY'; readonly operands: readonly Plan[] }
  | { readonly is: 'WITHIN'; readonly operand: Plan; readonly microseconds: number }
  | { readonly is: 'REPEATS'; readonly operand: Plan; readonly times: number }
  | { readonly is: 'START'; readonly operand: Plan; readonly start: number; readonly last: number }

interface Span {
  readonly after: number
  readonly before: number
}

const ALWAYS: Span = { after: -Infinity, before: Infinity }

/** The observations that one observation expression matches, ready to be cut down to a span. */
export class Candidates {
  readonly indexes: readonly number[]
  private readonly firsts: readonly number[]
  private readonly lasts: readonly number[]
  /** The latest `last` so far: never falls, so the beginning of a span is found by halving. */
  private readonly latest: readonly number[]

  /** `indexes` into `observations`, ascending; the observations are sorted by `first`. */
  constructor(indexes: readonly number[], observations: readonly Observation[]) {
    this.indexes = indexes
    this.firsts = indexes.map(index => observations[index]?.first ?? 0)
    this.lasts = indexes.map(index => observations[index]?.last ?? 0)
    let latest = -Infinity
    this.latest = this.lasts.map(last => (latest = Math.max(latest, last)))
  }

  within({ after, before }: Span, work: PatternWork): number[] {
    const from = partition(this.latest, latest => latest >= after)
    const to = partition(this.firsts, first => first > before)
    work.spend(1 + Math.max(0, to - from))
    return this.indexes.slice(from, to).filter((_, at) => (this.lasts[from + at] ?? 0) >= after)
  }
}

/** The first position whose value passes; those that pass all come behind those that do not. */
function partition(values: readonly number[], passes: (value: number) => boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (passes(values[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}

/** The first binding of a plan: indexes of the observations that it takes, or undefined. */
export function firstBinding(
  plan: Plan,
  observations: readonly Observation[],
  work: PatternWork,
): readonly number[] | undefined {
  const [seating] = new Search(observations, work).seatings(plan, ALWAYS, NOBODY_SEATED, 1)
  return seating === undefined ? undefined : takenBy(seating)
}

/** Copies of a condition on time that may stand side by side; each is one more choice of instants. */
const MOST_COPIES = 100

/** Ways to seat, found one after the other as they are asked for. */
type Seatings = Generator<Seating, void>

class Search {
  private readonly observations: readonly Observation[]
  private readonly work: PatternWork
  private readonly answers = new Map<Plan, Map<string, boolean>>()

  constructor(observations: readonly Observation[], work: PatternWork) {
    this.observations = observations
    this.work = work
  }

  /** Every way to seat `times` copies of a plan beside those who sit already. */
  *seatings(plan: Plan, span: Span, seating: Seating, times: number): Seatings {
    this.work.spend(1)
    if (plan.is === 'slot') {
      const allowed = plan.candidates.within(span, this.work)
      const more = seated(seating, allowed, times, index => this.observations[index]?.count ?? 0, this.work)
      if (more !== undefined) yield more
    } else if (plan.is === 'REPEATS') yield* this.seatings(plan.operand, span, seating, times * plan.times)
    else if (plan.is === 'START') {
      // A span that ends before it begins holds nothing, not even what was seen before, through and after it.
      if (plan.start > plan.last) return
      yield* this.seatings(plan.operand, cut(span, plan.start, plan.last), seating, times)
    } else if (plan.is === 'AND') yield* this.each(plan.operands, 0, span, seating, times)
    else if (plan.is === 'OR') yield* this.some(plan.operands, 0, span, seating, times)
    else yield* this.copies(plan, span, seating, times)
  }

  private *each(operands: readonly Plan[], at: number, span: Span, seating: Seating, times: number): Seatings {
    const operand = operands[at]
    if (operand === undefined) yield seating
    else {
      for (const more of this.seatings(operand, span, seating, times)) {
        yield* this.each(operands, at + 1, span, more, times)
      }
    }
  }

  /** Of so many copies, all to none are the first operand's, and the rest the others'. */
  private *some(operands: readonly Plan[], at: number, span: Span, seating: Seating, times: number): Seatings {
    const operand = operands[at]
    if (operand === undefined) return
    if (at === operands.length - 1) return yield* this.seatings(operand, span, seating, times)
    for (let own = times; own > 0; own -= 1) {
      this.work.spend(1)
      for (const more of this.seatings(operand, span, seating, own)) {
        if (own === times) yield more
        else yield* this.some(operands, at + 1, span, more, times - own)
      }
    }
    yield* this.some(operands, at + 1, span, seating, times)
  }

  private *copies(plan: Timed, span: Span, seating: Seating, times: number): Seatings {
    if (times > MOST_COPIES) this.work.spend(Infinity)
    if (times === 0) yield seating
    else {
      for (const more of this.once(plan, span, seating)) yield* this.copies(plan, span, more, times - 1)
    }
  }

  private *once(plan: Timed, span: Span, seating: Seating): Seatings {
    if ('operands' in plan) return yield* this.inOrder(plan, 0, span, seating)
    for (const instant of this.instants(plan.operand, span, 'last')) {
      const window = cut(span, instant, instant + plan.microseconds)
      yield* this.seatings(plan.operand, window, seating, 1)
    }
  }

  private *inOrder(plan: FollowedBy, at: number, span: Span, seating: Seating): Seatings {
    const operand = plan.operands[at]
    if (operand === undefined) return
    if (at === plan.operands.length - 1) return yield* this.seatings(operand, span, seating, 1)
    for (const instant of this.instants(operand, span, 'first')) {
      const later = cut(span, instant, Infinity)
      // The later the instant, the less is left for the rest: where nothing is left, nothing will be.
      if (!this.couldFollow(plan, at + 1, later)) return
      for (const more of this.seatings(operand, cut(span, -Infinity, instant), seating, 1)) {
        yield* this.inOrder(plan, at + 1, later, more)
      }
    }
  }

  /** Whether the rest of a sequence could sit in a span if nobody else sat there. */
  private couldFollow(plan: FollowedBy, at: number, span: Span): boolean {
    const known = this.answers.get(plan) ?? new Map<string, boolean>()
    this.answers.set(plan, known)
    const key = `${at} ${span.after} ${span.before}`
    const before = known.get(key)
    if (before !== undefined) return before
    const answer = this.inOrder(plan, at, span, NOBODY_SEATED).next().done !== true
    known.set(key, answer)
    return answer
  }

  /** The times that could be the instant of a condition, ascending. */
  private instants(plan: Plan, span: Span, side: 'first' | 'last'): number[] {
    const times = new Set<number>()
    const visit = (part: Plan): void => {
      if (part.is === 'slot') {
        for (const index of part.candidates.within(span, this.work)) times.add(this.observations[index]?.[side] ?? 0)
      } else if ('operands' in part) part.operands.forEach(visit)
      else visit(part.operand)
    }
    visit(plan)
    return [...times].sort((one, other) => one - other)
  }
}

type FollowedBy = Extract<Plan, { is: 'AND' | 'OR' | 'FOLLOWEDBY' }>
type Timed = FollowedBy | Extract<Plan, { is: 'WITHIN' }>

function cut(span: Span, after: number, before: number): Span {
  return { after: Math.max(span.after, after), before: Math.min(span.before, before) }
}

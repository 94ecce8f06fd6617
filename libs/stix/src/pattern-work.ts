import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** How many steps one matching, or one comparing of two patterns, may take: well under a second. */
export const PATTERN_WORK_LIMIT = 5_000_000

/** What stops work on a pattern that parsed; caught at the doors (`matchPattern`, `canonicalPattern`). */
export class PatternStop extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** Counts the steps of work that could grow faster than its input, and stops it at the limit (IN-4). */
export class PatternWork {
  private left: number
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
    this.left = limit
  }

  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw new PatternStop(refuse('pattern-too-costly', 'STIX 2.1 §9', '$.pattern', this.limit))
  }
}

/** A refusal in place of an answer. */
export interface PatternRefused {
  readonly ok: false
  readonly refusal: Refusal
}

/** Runs work on a pattern, and answers the refusal that stopped it. */
export function answered<T extends { readonly ok: true }>(work: () => T): T | PatternRefused {
  try {
    return work()
  } catch (stop) {
    if (stop instanceof PatternStop) return { ok: false, refusal: stop.refusal }
    throw stop
  }
}

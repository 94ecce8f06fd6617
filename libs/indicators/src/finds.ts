import type { ValueKind } from './kinds.ts'
import type { Reason } from './reasons.ts'

/** Something found in the refanged text, before it is judged. */
export interface Find {
  readonly kind: ValueKind
  readonly value: string
  /** Places in the refanged text. */
  readonly start: number
  readonly end: number
  readonly reasons: readonly Reason[]
}

/*
 * The mode of the hub as a log of switches. A declaration lapses by itself at its end, so that no emergency lasts because nobody ended it.
 */
import { LONGEST_MODE_HOURS, type OperatingMode } from '@noroshi/clearance'
import { z } from 'zod'

/** What an officer declares: why, and for how many hours at most. */
export const declarationInput = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } }),
  hours: z.int().min(1).max(LONGEST_MODE_HOURS),
})

/** One switch as it is stored. */
export interface ModeSwitch {
  readonly id: string
  readonly mode: OperatingMode
  readonly personId: string
  readonly reason: string
  readonly at: string
  /** Of LARGE_SCALE: when it lapses unless it is declared again. */
  readonly until: string | null
}

/** The declaration in force, and since when the mode lasts without a gap. */
export interface ModeInForce extends ModeSwitch {
  readonly since: string
}

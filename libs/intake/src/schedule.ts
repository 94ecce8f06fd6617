/* When a source is asked again: pure, with the chance as an argument. */

const LONGEST_PAUSE_SECONDS = 86_400
/** Doublings of the interval, so that numbers stay small. */
const MOST_DOUBLINGS = 16

export interface Outcome {
  readonly intervalSeconds: number
  /** Failures in a row, this one included; 0 after a success. */
  readonly failures: number
  /** What the server asked for, if anything. */
  readonly retryAfterSeconds?: number | undefined
  /** Whether more is waiting, because a limit of one pull was reached. */
  readonly more?: boolean
}

/**
 * Seconds until the next pull. After failures the interval doubles, up to a day (or the interval, where that is longer); chance spreads
 * it over half of that, so that what failed together does not come back together. A pause that the server asked for is never cut short.
 * @param chance from 0 up to 1
 */
export function secondsUntilNext(
  { intervalSeconds, failures, retryAfterSeconds = 0, more = false }: Outcome,
  chance: number,
): number {
  if (failures === 0) return Math.max(more ? 1 : intervalSeconds, retryAfterSeconds)
  const longest = Math.max(LONGEST_PAUSE_SECONDS, intervalSeconds)
  const pause = Math.min(intervalSeconds * 2 ** Math.min(failures - 1, MOST_DOUBLINGS), longest)
  return Math.max(pause / 2 + (pause / 2) * chance, retryAfterSeconds)
}

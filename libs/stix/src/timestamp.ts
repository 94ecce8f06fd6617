/**
 * Timestamps of STIX 2.1 §2.16: RFC 3339, UTC, any number of decimals. The text is what is stored and served (a
 * re-serialised timestamp would be another object), so nothing here returns a Date.
 */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,30})?Z$/

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const MICROSECONDS_PER_SECOND = 1_000_000n
const SECONDS_IN_400_YEARS = 146_097 * 86_400

/** Whether a text is a timestamp that exists: real calendar date, leap second allowed (RFC 3339 §5.6). */
export function isTimestamp(text: unknown): text is string {
  if (typeof text !== 'string') return false
  if (!TIMESTAMP.test(text)) return false
  const [year, month, day, hour, minute, second] = fieldsOf(text)
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false
  if (month === 2 && day === 29 && !isLeapYear(year)) return false
  return hour <= 23 && minute <= 59 && second <= 60
}

/** Year to second of a text that matches: the places of its digits are fixed. */
function fieldsOf(text: string): readonly [number, number, number, number, number, number] {
  const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528 // 11 × the code of 0
  return [two(0) * 100 + two(2), two(5), two(8), two(11), two(14), two(17)]
}

/** The decimals of a text that matches. */
const fractionOf = (text: string): string => text.slice(20, -1)

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** How many decimals of a second a timestamp has. */
export function decimalsOf(timestamp: string): number {
  return TIMESTAMP.test(timestamp) ? fractionOf(timestamp).length : 0
}

/**
 * Microseconds since 1970, for an index column. Digits beyond the sixth are cut off, so the order of two timestamps
 * never turns round, but nanosecond neighbours may become equal: sort by this first and by the text second.
 * Throws a RangeError when the text is not a timestamp (callers hold validated objects).
 */
export function microsecondsOf(timestamp: string): bigint {
  const { second, fraction } = partsOf(timestamp)
  return BigInt(second) * MICROSECONDS_PER_SECOND + BigInt(fraction.slice(0, 6))
}

/** Exact order of two timestamps at any precision: negative, zero or positive. */
export function compareTimestamps(left: string, right: string): number {
  const one = partsOf(left)
  const other = partsOf(right)
  if (one.second !== other.second) return one.second - other.second
  return one.fraction < other.fraction ? -1 : one.fraction > other.fraction ? 1 : 0
}

/**
 * The `modified` of a next version: now, or, where the clock is behind the version before (or stands still), one
 * millisecond after it (§3.6: later in every case).
 */
export function timestampAfter(previous: string, now: string): string {
  if (compareTimestamps(now, previous) > 0) return now
  const { second, fraction } = partsOf(previous)
  const next = second * 1000 + Number(fraction.slice(0, 3)) + 1
  return new Date(next).toISOString()
}

/** Whole seconds since 1970 and the decimals, padded so that they compare as text. */
function partsOf(timestamp: string): { second: number; fraction: string } {
  if (!TIMESTAMP.test(timestamp)) throw new RangeError('not a STIX timestamp')
  const [year, month, day, hour, minute, second] = fieldsOf(timestamp)
  // Date.UTC reads years below 100 as 19xx; a detour over one calendar cycle of 400 years avoids it.
  const milliseconds = Date.UTC(year + 400, month - 1, day, hour, minute, second)
  return { second: milliseconds / 1000 - SECONDS_IN_400_YEARS, fraction: fractionOf(timestamp).padEnd(30, '0') }
}

/** One whole number per instant, exact at any precision (10⁻³⁰ seconds since 1970): what a `numeric` column orders by. */
export function orderOf(timestamp: string): bigint {
  const { second, fraction } = partsOf(timestamp)
  return BigInt(second) * 10n ** 30n + BigInt(fraction)
}

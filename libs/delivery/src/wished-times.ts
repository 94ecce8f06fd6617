/*
 * When somebody may be told, on their own clock. Pure: the moment comes in. Days off are Saturdays, Sundays and the holidays of Japan
 * (国民の祝日に関する法律), which the library knows until 2050; whatever a zone's clock does, what comes out is never before what came in.
 */
import holidayJp from '@holiday-jp/holiday_jp'
import { DateTime } from 'luxon'
import type { Wishes } from './wishes.ts'

export type QuietKind = 'QUIET_HOURS' | 'DAY_OFF'

/** On the clock of that place, a Saturday, a Sunday or a holiday of Japan. */
const isDayOff = (at: DateTime): boolean =>
  at.weekday >= 6 || Object.hasOwn(holidayJp.holidays, at.toFormat('yyyy-MM-dd'))

const minuteOf = (at: DateTime): number => at.hour * 60 + at.minute

function isQuietMinute(minute: number, { from, until }: NonNullable<Wishes['quiet']>): boolean {
  return from < until ? from <= minute && minute < until : from <= minute || minute < until
}

/** Which of these wishes keeps the moment quiet; null: none does. */
export function quietAt({ timeZone, quiet, quietDaysOff }: Wishes, moment: Date): QuietKind | null {
  const at = DateTime.fromJSDate(moment, { zone: timeZone })
  if (quietDaysOff && isDayOff(at)) return 'DAY_OFF'
  return quiet && isQuietMinute(minuteOf(at), quiet) ? 'QUIET_HOURS' : null
}

/** The first moment from this one on that is not quiet. */
export function endOfQuiet(wishes: Wishes, moment: Date): Date {
  let at: DateTime = DateTime.fromJSDate(moment, { zone: wishes.timeZone })
  for (;;) {
    const kind = quietAt(wishes, at.toJSDate())
    if (kind === null) return at.toJSDate()
    const next = kind === 'DAY_OFF' ? at.plus({ days: 1 }).startOf('day') : endOfHours(at, wishes.quiet?.until ?? 0)
    // A clock that was set back shows the same minutes twice.
    at = next > at ? next : at.plus({ minutes: 1 }).startOf('minute')
  }
}

function endOfHours(at: DateTime, until: number): DateTime {
  const day = minuteOf(at) < until ? at : at.plus({ days: 1 })
  return day.set({ hour: Math.floor(until / 60), minute: until % 60, second: 0, millisecond: 0 })
}

/** The first time after this moment at which a digest leaves; null for who wishes none. On a day off it is the next day that is none. */
export function nextDigest(wishes: Wishes, moment: Date): Date | null {
  const { digest, digestHour, digestWeekday, timeZone } = wishes
  if (digest === 'NONE') return null
  const at = DateTime.fromJSDate(moment, { zone: timeZone })
  if (digest === 'HOURLY') return endOfQuiet(wishes, at.plus({ hours: 1 }).startOf('hour').toJSDate())
  const step = digest === 'DAILY' ? { days: 1 } : { weeks: 1 }
  const onDay = (day: DateTime) => day.startOf('day').set({ hour: digestHour })
  let day: DateTime = digest === 'DAILY' ? at : at.set({ weekday: weekdayOf(digestWeekday) })
  while (onDay(day) <= at) day = day.plus(step)
  while (wishes.quietDaysOff && isDayOff(day)) day = day.plus({ days: 1 })
  return endOfQuiet(wishes, onDay(day).toJSDate())
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
const weekdayOf = (weekday: number): (typeof WEEKDAYS)[number] => WEEKDAYS.find(one => one === weekday) ?? 1

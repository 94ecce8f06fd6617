import { z } from 'zod'

/** The zone of a time that says none: the council's. */
export const COUNCIL_ZONE = 'Asia/Tokyo'

/** An instant with the name of the zone in which it was said. */
export interface ZonedInstant {
  /** ISO 8601 in UTC with milliseconds. */
  readonly instant: string
  /** A name of the IANA time zone database. */
  readonly zone: string
}

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/

/** Whether the IANA database has a zone of this name, as this runtime knows it; offsets such as +09:00 are none. */
export function isZone(name: string): boolean {
  if (!NAME.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const HOUR_MS = 3_600_000

/** By how much clocks of the zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const shown = Date.UTC(
    parts['year'],
    parts['month'] - 1,
    parts['day'],
    parts['hour'],
    parts['minute'],
    parts['second'],
  )
  return shown - Math.floor(ms / 1_000) * 1_000
}

/**
 * Every instant at which a clock of the zone shows this: one as a rule, none where clocks are put forward over it, two where they are
 * put back to it.
 * @param local `2026-12-01T09:00`, with seconds or without
 * @param zone one that `isZone` knows
 */
export function instantsOf(local: string, zone: string): string[] {
  const shown = Date.parse(`${local}Z`)
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  // Whatever is in use around then: a zone may move by a whole day, as Samoa did.
  const offsets = new Set([-36, -24, -12, 0, 12, 24, 36].map(hours => offsetAt(format, shown + hours * HOUR_MS)))
  return [...offsets]
    .map(offset => shown - offset)
    .filter(ms => ms + offsetAt(format, ms) === shown)
    .sort((one, other) => one - other)
    .map(ms => new Date(ms).toISOString())
}

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/
/** A day of the calendar and an hour of the day: `Date.parse` would take the 31st of February for the 3rd of March. */
const isDateAndTime = (text: string): boolean => {
  const ms = LOCAL.test(text) ? Date.parse(`${text}Z`) : NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** A date, a time and a zone, as a person says them; the instant that they mean. */
export const zonedTime = z
  .strictObject({
    local: z.string().max(19),
    zone: z
      .string()
      .max(64)
      .nullish()
      .transform(zone => zone ?? COUNCIL_ZONE),
  })
  .transform(({ local, zone }, context): ZonedInstant => {
    const refuse = (field: 'local' | 'zone', message: string, ja: string): typeof z.NEVER => {
      context.addIssue({ code: 'custom', path: [field], message, params: { ja } })
      return z.NEVER
    }
    if (!isZone(zone))
      return refuse(
        'zone',
        'No time zone of the IANA database has this name; write one such as Asia/Tokyo.',
        'この名前の時間帯はありません。Asia/Tokyo のように、IANA の名前で指定してください。',
      )
    if (!isDateAndTime(local))
      return refuse(
        'local',
        'Write the date and the time of day as 2026-12-01T09:00.',
        '日付と時刻を 2026-12-01T09:00 の形で指定してください。',
      )
    const [instant, other] = instantsOf(local, zone)
    if (instant === undefined)
      return refuse(
        'local',
        `Clocks in ${zone} are put forward over this time, so it does not exist. Choose another.`,
        `${zone} では時計が進められるため、この時刻は存在しません。別の時刻を指定してください。`,
      )
    if (other !== undefined)
      return refuse(
        'local',
        `Clocks in ${zone} are put back and show this time twice. Choose another, or say it in UTC.`,
        `${zone} では時計が戻されるため、この時刻は二度あります。別の時刻にするか、UTC で指定してください。`,
      )
    return { instant, zone }
  })

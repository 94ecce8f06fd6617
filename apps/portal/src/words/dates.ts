import { useTranslation } from 'react-i18next'

// The council works in one time zone. A deadline without its zone has been misread before, so the zone is always said.
const ZONE = 'Asia/Tokyo'
const OFFSET = '+09:00'

/** An instant as people of the council read it, with its zone: 2026/10/01 09:00 JST. */
export function instantInWords(instant: string, language: string): string {
  const when = new Date(instant)
  if (Number.isNaN(when.getTime())) return instant
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'ja-JP', {
    timeZone: ZONE,
    year: 'numeric',
    month: language === 'en' ? 'short' : '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return `${format.format(when)} JST`
}

/** `instantInWords` in the language that is spoken now. */
export function useInstant(): (instant: string) => string {
  const { i18n } = useTranslation()
  return instant => instantInWords(instant, i18n.language)
}

/** What a `datetime-local` field holds, read as Japan time, as an instant; null when it is empty. */
export function instantOfField(field: string): string | null {
  const when = new Date(`${field}:00${OFFSET}`)
  return field === '' || Number.isNaN(when.getTime()) ? null : when.toISOString()
}

const NINE_HOURS_MS = 9 * 3_600_000

/** An instant as a `datetime-local` field holds it, in Japan time. */
export function fieldOfInstant(instant: string | null): string {
  return instant === null ? '' : new Date(Date.parse(instant) + NINE_HOURS_MS).toISOString().slice(0, 16)
}

/** The last minute of a day of a `date` field in Japan time, as an instant; null when it is empty. */
export const endOfDay = (day: string): string | null => (day === '' ? null : instantOfField(`${day}T23:59`))

/** A date and a time as a clock shows them, and the zone of the clock. */
export interface LocalTime {
  /** As 2026-12-01T09:00. */
  local: string
  /** A name of the IANA time zone database. */
  zone: string
}

/** The zone in which the council says its times. */
export const COUNCIL_ZONE = ZONE

/** Every zone that this browser knows, the council's first. */
export const knownZones = (): string[] => [
  ...new Set([ZONE, 'UTC', ownZone(), ...Intl.supportedValuesOf('timeZone').toSorted()]),
]

/** The zone of the reader's own clock. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const isKnown = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** An instant as a clock in a zone shows it; of a zone that this browser does not know, in UTC. */
export function localTimeOf(instant: string, zone: string): LocalTime {
  const known = isKnown(zone) ? zone : 'UTC'
  const local = new Date(instant).toLocaleString('sv-SE', { timeZone: known }).replace(' ', 'T')
  return { local: local.replace(/:00$/, ''), zone: known }
}

/** An instant in the zone in which it was said, with its name: 2026/12/01 09:00 (America/New_York). */
export function instantInZone(instant: string, zone: string, language: string): string {
  if (zone === ZONE || Number.isNaN(Date.parse(instant))) return instantInWords(instant, language)
  const { local, zone: known } = localTimeOf(instant, zone)
  const [date = '', time = ''] = local.split('T')
  return `${date.replaceAll('-', '/')} ${time} (${known})`
}

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

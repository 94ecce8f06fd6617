import { useTranslation } from 'react-i18next'
import { instantInZone, localTimeOf, ownZone } from '../words/dates.ts'

/** An instant in the zone in which it was said and, where the reader's own clock shows another time, by that as well. */
export function ZonedInstant({ at, zone }: { at: string; zone: string }) {
  const { t, i18n } = useTranslation('portal')
  const own = ownZone()
  const isOther = localTimeOf(at, own).local !== localTimeOf(at, zone).local
  return (
    <>
      <time dateTime={at}>{instantInZone(at, zone, i18n.language)}</time>
      {isOther && t('time.inOwnZone', { at: instantInZone(at, own, i18n.language) })}
    </>
  )
}

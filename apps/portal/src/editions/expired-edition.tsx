import { IconHourglassOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useExpiredEdition } from '../api/expired.ts'
import { ListSkeleton, Nothing } from '../shell/notices.tsx'
import { instantInZone } from '../words/dates.ts'

/** What there is to say of an edition that is not there: that it has expired, to who had it; to everybody else, nothing. */
export function NotThere({ id }: { id: string }) {
  const { t, i18n } = useTranslation()
  const expired = useExpiredEdition(id)
  if (expired.isPending) return <ListSkeleton rows={1} />
  if (!expired.data) return <Nothing title={t('editions.notFoundTitle')} text={t('editions.notFoundText')} />
  const { reference, expiredAt, zone } = expired.data
  return (
    <Nothing
      icon={<IconHourglassOff size={40} stroke={1.3} aria-hidden />}
      title={t('time.expiredTitle')}
      text={t('time.expiredText', { reference, at: instantInZone(expiredAt, zone, i18n.language) })}
    />
  )
}

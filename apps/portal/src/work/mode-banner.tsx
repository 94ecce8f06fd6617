import { Alert, Anchor, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { seesEmergencies, useOperatingMode } from '../api/emergency.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'

/** That the hub is in the mode of a large-scale incident: since when, by whom, why and until when. In the usual mode there is nothing. */
export function ModeBanner() {
  const { t } = useTranslation('work')
  const { pathname } = useLocation()
  const { abilities } = useSignedIn()
  const { data } = useOperatingMode(seesEmergencies(abilities))
  if (data?.mode !== 'LARGE_SCALE' || data.by === null || data.since === null || data.until === null) return null
  return (
    <Alert
      color="red"
      variant="light"
      role="status"
      title={t('emergency.mode.bannerTitle')}
      icon={<IconAlertOctagon aria-hidden />}
    >
      <Text size="sm">
        {t('emergency.mode.since')}: <Instant at={data.since} /> ・ {t('emergency.mode.until')}:{' '}
        <Instant at={data.until} /> ・ {t('emergency.mode.by')}: {data.by.name}（{data.by.organisation}）
      </Text>
      <Text size="sm" className="pre-wrap" mt={4}>
        <Revealed text={data.reason ?? ''} />
      </Text>
      {pathname !== '/after-reviews' && (
        <Anchor component={Link} to="/after-reviews" size="sm">
          {t('emergency.mode.more')}
        </Anchor>
      )}
    </Alert>
  )
}

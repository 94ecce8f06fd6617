import { Anchor, Group, Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useHandovers } from '../api/handovers.ts'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { pairInWords } from './handovers-panel.tsx'

/** On every page of whoever leaves or follows: that a post is handed over, and when. */
export function HandoverReminder() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { personId } = useSignedIn()
  const { data } = useHandovers(null)
  const own = (data?.pages[0].items ?? []).filter(
    ({ endedAt, leaver, successor }) => endedAt === null && (leaver.id === personId || successor?.id === personId),
  )
  if (own.length === 0 || pathname === '/contacts') return null
  return (
    <Paper withBorder p="sm" mb="md" component="aside" aria-label={t('handovers.banner')}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {t('handovers.banner')}
        </Text>
        {own.map(one => (
          <Text key={one.id} size="sm">
            <Revealed
              text={t('handovers.bannerText', {
                ...pairInWords(one, t('handovers.notKnown')),
                day: one.effectiveOn,
              })}
            />
          </Text>
        ))}
        <Anchor component={Link} to="/contacts" size="sm">
          {t('contacts.open')}
        </Anchor>
      </Group>
    </Paper>
  )
}

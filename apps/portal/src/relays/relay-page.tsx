import { Stack, Switch, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { RELAY_AT_ONCE, useAtDesk, useRelayDesk } from '../api/relays.ts'
import { Revealed } from '../editions/revealed.tsx'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { DownstreamList } from './downstream-list.tsx'
import { RelayNotices } from './relay-notices.tsx'

/** Where a body that passes on (セプター, ISAC) passes on, sees how far it came, and keeps its list. */
export function RelayPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const desk = useRelayDesk(me.roles)
  const atOnce = useAtDesk((wished: boolean) => ask(RELAY_AT_ONCE, { atOnce: wished }))
  const isNone = desk.data === null || desk.fetchStatus === 'idle'
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('relays.title')}>
      {desk.isError && <FailureNotice failure={desk.error} onRetry={() => void desk.refetch()} />}
      {desk.isPending && !isNone && <ListSkeleton />}
      {isNone && desk.data == null && !desk.isError && (
        <Nothing title={t('relays.notHere')} text={t('relays.notHereText')} />
      )}
      {desk.data != null && (
        <Stack gap="lg">
          <Text size="sm" c="dimmed">
            {t('relays.about')}
          </Text>
          <Text size="sm">
            <Revealed text={t('relays.shownAs', { name: desk.data.shownAs })} />
          </Text>
          <Switch
            label={t('relays.atOnce')}
            description={t('relays.atOnceHint')}
            checked={desk.data.atOnce}
            disabled={atOnce.isPending}
            onChange={event => atOnce.mutate(event.currentTarget.checked)}
          />
          {atOnce.isError && <FailureNotice failure={atOnce.error} />}
          <RelayNotices />
          <DownstreamList count={desk.data.downstream} />
        </Stack>
      )}
    </Page>
  )
}

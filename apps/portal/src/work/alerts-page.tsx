import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFlame } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { useAlertReach, useAlerts, type Alert } from '../api/alerts.ts'
import { ask } from '../api/graphql.ts'
import { RELEASE_PRODUCT } from '../api/products.ts'
import { ReachInDoubt } from '../council/reach-in-doubt.tsx'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { AlertForm } from './alert-form.tsx'
import { AlertProgress } from './alert-progress.tsx'
import { useObjectionText } from './codes.ts'
import { SentWithoutHub } from './sent-without-hub.tsx'
import { useWorkWords, WorkPage } from './work-page.tsx'

/** What goes to everybody at once (緊急周知): what waits to be sent, how far what was sent came, and the few fields of a new one. */
export function AlertsPage() {
  const t = useWorkWords()
  const { abilities } = useSignedIn()
  const [search, setSearch] = useSearchParams()
  const followed = search.get('follow')
  const list = useAlerts()
  const waiting = list.data?.filter(({ state }) => state === 'IN_REVIEW') ?? []
  const sent = list.data?.filter(({ state }) => state !== 'IN_REVIEW') ?? []
  const follow = (id: string) => setSearch({ follow: id }, { replace: true })
  return (
    <WorkPage title={t('alerts.title')}>
      <Text size="sm" c="dimmed">
        {t('alerts.text')}
      </Text>
      {followed !== null && <AlertProgress id={followed} />}
      <Reach />
      <Title order={2} size="h4">
        {t('alerts.ready')}
      </Title>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && waiting.length === 0 && (
        <Nothing title={t('alerts.readyEmpty')} text={t('alerts.readyEmptyText')} />
      )}
      <Alerts alerts={waiting} onFollow={follow} />
      {abilities.draft && <AlertForm />}
      {sent.length > 0 && (
        <Title order={2} size="h4">
          {t('alerts.sent')}
        </Title>
      )}
      <Alerts alerts={sent} onFollow={follow} />
    </WorkPage>
  )
}

function Reach() {
  const t = useWorkWords()
  const reach = useAlertReach()
  if (reach.isError) return <FailureNotice failure={reach.error} onRetry={() => void reach.refetch()} />
  if (reach.data === undefined) return null
  const { organisations, people, byMailAlone, organisationsWithoutAnybody: nobody } = reach.data
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('alerts.reach.title')}>
      <Group gap="md">
        <Text fw={600}>{t('alerts.reach.title')}</Text>
        <Text size="sm">{t('alerts.reach.organisations', { count: organisations })}</Text>
        <Text size="sm">{t('alerts.reach.people', { count: people })}</Text>
        <Text size="sm">{t('alerts.reach.byMailAlone', { count: byMailAlone })}</Text>
        <Text size="sm" c={nobody > 0 ? 'red.9' : undefined}>
          {nobody > 0 ? t('alerts.reach.nobody', { count: nobody }) : t('alerts.reach.everybody')}
        </Text>
        <ReachInDoubt />
      </Group>
    </Paper>
  )
}

function Alerts({ alerts, onFollow }: { alerts: readonly Alert[]; onFollow(id: string): void }) {
  const t = useWorkWords()
  const objectionText = useObjectionText()
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {alerts.map(alert => (
        <li key={alert.id}>
          <Paper withBorder p="md">
            <Stack gap="xs">
              <Group gap="xs">
                <Text fw={600}>
                  <Revealed text={alert.title} />
                </Text>
                {alert.state !== 'IN_REVIEW' && (
                  <Badge color={alert.state === 'RECALLED' ? 'red.9' : 'teal.9'}>{t(`state.${alert.state}`)}</Badge>
                )}
              </Group>
              {alert.sentWithoutHub !== null && <SentWithoutHub sent={alert.sentWithoutHub} />}
              <Text size="sm" className="pre-wrap">
                <Revealed text={alert.summary} />
              </Text>
              <Text size="sm" c="dimmed">
                {t('alerts.by')}: {alert.author.name}（{alert.author.organisation}） ・ <Instant at={alert.updatedAt} />
              </Text>
              <Group>
                {alert.state !== 'IN_REVIEW' ? (
                  <Button variant="default" onClick={() => onFollow(alert.id)}>
                    {t('alerts.follow')}
                  </Button>
                ) : alert.objections.length === 0 ? (
                  <Press alert={alert} onFollow={onFollow} />
                ) : (
                  <Text size="sm">{alert.objections.map(({ code }) => objectionText(code)).join(' ・ ')}</Text>
                )}
                <Anchor component={Link} to={`/products/${alert.id}`} size="sm">
                  {t('alerts.open')}
                </Anchor>
              </Group>
            </Stack>
          </Paper>
        </li>
      ))}
    </Stack>
  )
}

/** One press: says to how many, asks why it cannot wait, and goes. */
function Press({
  alert: { id, version, title, sentWithoutHub },
  onFollow,
}: {
  alert: Alert
  onFollow(id: string): void
}) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [isOpen, dialog] = useDisclosure(false)
  const reach = useAlertReach()
  const press = useMutation({
    mutationFn: async (reason: string) => (await ask(RELEASE_PRODUCT, { id, version, reason })).releaseProduct,
    onSuccess: () => {
      dialog.close()
      onFollow(id)
      for (const key of ['alerts', 'product', 'products']) void client.invalidateQueries({ queryKey: [key] })
    },
  })
  const people = reach.data?.people ?? 0
  return (
    <>
      <Button color="red" leftSection={<IconFlame size={18} aria-hidden />} onClick={dialog.open}>
        {t('alerts.press')}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title={t('alerts.pressTitle')}
        label={t('alerts.reason')}
        confirm={t('alerts.confirm', { count: people })}
        deed={press}
        color="red"
        size="lg"
        isReady={reach.data !== undefined}
      >
        <Text fw={600}>
          <Revealed text={title} />
        </Text>
        <Reach />
        {sentWithoutHub === null ? (
          <Text size="sm">{t('alerts.pressText')}</Text>
        ) : (
          <>
            <SentWithoutHub sent={sentWithoutHub} />
            <Text size="sm">{t('alerts.offline.pressText')}</Text>
          </>
        )}
      </ReasonDialog>
    </>
  )
}

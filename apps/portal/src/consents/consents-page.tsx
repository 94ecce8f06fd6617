import { Badge, Button, Code, Group, List, Paper, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ANSWER_CONSENT, useConsentRequests, type ConsentRequest } from '../api/consents.ts'
import { ask } from '../api/graphql.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { WithdrawConsent } from './withdraw-consent.tsx'

/** What the reader's organisation is asked: may exactly this go to them? One click answers. */
export function ConsentsPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const { data, isPending, error, refetch } = useConsentRequests()
  return (
    <Page level={levelOfPagesFor(me.tier)} title={t('consents.title')}>
      <Text c="dimmed" size="sm">
        {t('consents.text')}
      </Text>
      {isPending && <ListSkeleton />}
      {error !== null && <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Nothing title={t('consents.emptyTitle')} text={t('consents.emptyText')} />}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {data?.map(request => (
          <li key={request.id}>
            <RequestCard request={request} />
          </li>
        ))}
      </Stack>
    </Page>
  )
}

function RequestCard({ request }: { request: ConsentRequest }) {
  const { t } = useTranslation()
  const { asking, text, objects, digest, tiers, askedAt, agreed, note, withdrawnAt } = request
  return (
    <Paper withBorder p="md" component="article" aria-label={t('consents.asking', { name: asking })}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            {t('consents.asking', { name: asking })} ・ <Instant at={askedAt} />
          </Text>
          {agreed !== null && withdrawnAt === null && (
            <Badge color={agreed ? 'teal.9' : 'red.9'}>{t(agreed ? 'consents.agreed' : 'consents.refused')}</Badge>
          )}
          {withdrawnAt !== null && <Badge color="gray.8">{t('consents.withdrawn')}</Badge>}
        </Group>
        <Text size="sm">
          {t('consents.tiers')}: {tiers.map(tier => t(`consents.tier.${tier}`)).join('、')}
        </Text>
        <Paper withBorder p="sm" className="pre-wrap">
          <Revealed text={text} />
        </Paper>
        {objects.length > 0 && (
          <div>
            <Text size="sm">{t('consents.objects', { count: objects.length })}</Text>
            <List size="sm">
              {objects.map(({ id, type, name }) => (
                <List.Item key={id}>
                  {type}: <Revealed text={name} />
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <Text size="xs" c="dimmed">
          {t('consents.digest')}: <Code style={{ overflowWrap: 'anywhere' }}>{digest}</Code>
        </Text>
        {agreed === null ? <Answer request={request} /> : note !== null && note !== '' && <Revealed text={note} />}
        {agreed === true && withdrawnAt === null && <WithdrawConsent request={request} />}
        {withdrawnAt !== null && (
          <Text size="sm" c="dimmed">
            {t('consents.withdrawnAt')}: <Instant at={withdrawnAt} />
          </Text>
        )}
      </Stack>
    </Paper>
  )
}

function Answer({ request: { id } }: { request: ConsentRequest }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const answer = useMutation({
    mutationFn: (agree: boolean) => ask(ANSWER_CONSENT, { id, agree, note: note.trim() }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['consent-requests'] })
      notifications.show({ message: t('consents.done'), color: 'teal' })
    },
  })
  return (
    <Stack gap="xs">
      <TextInput
        label={t('consents.note')}
        maxLength={2000}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {answer.error !== null && <FailureNotice failure={answer.error} />}
      <Group>
        <Button loading={answer.isPending} onClick={() => answer.mutate(true)}>
          {t('consents.agree')}
        </Button>
        <Button variant="default" disabled={answer.isPending} onClick={() => answer.mutate(false)}>
          {t('consents.refuse')}
        </Button>
      </Group>
    </Stack>
  )
}

import { Badge, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { REVOKE_API_KEY, useApiKeys } from '../api/membership.ts'
import type { ApiKey, Me } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'
import { NewKey } from './new-api-key.tsx'

/** The reader's own API keys. */
export function ApiKeys({ me }: { me: Me }) {
  const { t } = useTranslation()
  const keys = useApiKeys()
  const [isOpen, dialog] = useDisclosure(false)
  return (
    <Paper withBorder p="md" component="section" aria-label={t('account.keys')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t('account.keys')}
          </Title>
          <Button size="xs" variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
            {t('account.newKey')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {t('account.keysText')}
        </Text>
        {keys.isPending && <ListSkeleton rows={1} />}
        {keys.isError && <FailureNotice failure={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && <Text size="sm">{t('account.noKeys')}</Text>}
        {keys.data?.map(key => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </Stack>
      <Modal opened={isOpen} onClose={dialog.close} title={t('account.newKey')} closeOnClickOutside={false}>
        <NewKey me={me} onDone={dialog.close} />
      </Modal>
    </Paper>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const [openedAt] = useState(() => Date.now())
  const revoke = useMutation({
    mutationFn: () => ask(REVOKE_API_KEY, { id: apiKey.id }),
    onSuccess: () => {
      setIsAsking(false)
      return client.invalidateQueries({ queryKey: ['api-keys'] })
    },
  })
  const isRevoked = apiKey.revokedAt !== null
  const isExpired = Date.parse(apiKey.expiresAt) <= openedAt
  const isGood = !isRevoked && !isExpired
  return (
    <Group justify="space-between" gap="sm">
      <Stack gap={2}>
        <Group gap="xs">
          <Text fw={600}>
            <Revealed text={apiKey.name} />
          </Text>
          <Badge color={isGood ? 'teal' : 'gray'} variant="light">
            {isGood ? t('account.valid') : isRevoked ? t('account.revoked') : t('account.expired')}
          </Badge>
          {apiKey.scopes.map(scope => (
            <Badge key={scope} color="gray" variant="outline">
              {t(`scope.${scope}`)}
            </Badge>
          ))}
        </Group>
        <Text size="xs" c="dimmed">
          {t('account.expiresAt')} <Instant at={apiKey.expiresAt} /> ・ {t('account.lastUsedAt')}{' '}
          {apiKey.lastUsedAt === null ? t('account.neverUsed') : <Instant at={apiKey.lastUsedAt} />}
        </Text>
      </Stack>
      {isGood && (
        <Button
          size="xs"
          color="red"
          variant="light"
          onClick={() => setIsAsking(true)}
          aria-label={`${t('account.revoke')}: ${apiKey.name}`}
        >
          {t('account.revoke')}
        </Button>
      )}
      <Modal opened={isAsking} onClose={() => setIsAsking(false)} title={t('account.revoke')}>
        <Stack>
          <Text size="sm">{t('account.revokeAsk', { name: apiKey.name })}</Text>
          {revoke.isError && <FailureNotice failure={revoke.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
              {t('account.revoke')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}

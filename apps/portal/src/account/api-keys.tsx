import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  Modal,
  NativeSelect,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { CREATE_API_KEY, REVOKE_API_KEY, useApiKeys } from '../api/membership.ts'
import type { Abilities, ApiKey, ApiKeyScope, Me } from '../api/types.ts'
import { Instant } from '../editions/badges.tsx'
import { FailureNotice, ListSkeleton } from '../shell/notices.tsx'

const DAY_MS = 86_400_000
const LIFETIMES_DAYS = [30, 90, 180, 365]

/** What a key of somebody with these abilities can be for. */
const scopesFor = ({ useStore, draft, release, administer }: Abilities): ApiKeyScope[] => [
  'read',
  'acknowledge',
  'contribute',
  ...(useStore ? (['import'] as const) : []),
  ...(draft ? (['draft'] as const) : []),
  ...(release ? (['release'] as const) : []),
  ...(administer ? (['administer'] as const) : []),
]

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
        <NewKey scopes={scopesFor(me.abilities)} onDone={dialog.close} />
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
          <Text fw={600}>{apiKey.name}</Text>
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

function NewKey({ scopes, onDone }: { scopes: readonly ApiKeyScope[]; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<ApiKeyScope[]>(['read'])
  const [days, setDays] = useState(90)
  const create = useMutation({
    // A day over a year is refused, so the last minute is left off.
    mutationFn: () => {
      const expiresAt = new Date(Date.now() + days * DAY_MS - 60_000).toISOString()
      return ask(CREATE_API_KEY, { name: name.trim(), scopes: chosen, expiresAt })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
    // The key lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })

  if (create.isSuccess) {
    const { key } = create.data.createApiKey
    return (
      <Stack>
        <Alert color="orange">{t('account.keyOnce')}</Alert>
        <Code block className="mono pre-wrap" translate="no">
          {key}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={key}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('common.copied') : t('common.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>{t('account.keyStored')}</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Stack>
      <TextInput
        label={t('account.keyName')}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={t('account.keyScopes')}
        value={chosen}
        onChange={value => setChosen(scopes.filter(scope => value.includes(scope)))}
      >
        <Group mt="xs">
          {scopes.map(scope => (
            <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <NativeSelect
        label={t('account.keyExpiry')}
        value={String(days)}
        onChange={event => setDays(Number(event.currentTarget.value))}
        data={LIFETIMES_DAYS.map(count => ({ value: String(count), label: t('account.days', { count }) }))}
      />
      {create.isError && <FailureNotice failure={create.error} />}
      <Button
        disabled={name.trim() === '' || chosen.length === 0}
        loading={create.isPending}
        onClick={() => create.mutate()}
      >
        {t('account.create')}
      </Button>
    </Stack>
  )
}

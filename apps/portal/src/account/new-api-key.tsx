import {
  Alert,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  NativeSelect,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { HubProblem } from '@noroshi/client'
import { ask } from '../api/graphql.ts'
import { CREATE_API_KEY } from '../api/membership.ts'
import type { Abilities, ApiKeyScope, Me } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'

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

/** Asks for a new key and, since it outlives the session, once more for what its person signs in with; then shows it. */
export function NewKey({ me, onDone }: { me: Me; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<ApiKeyScope[]>(['read'])
  const [days, setDays] = useState(90)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const scopes = scopesFor(me.abilities)
  const usesCodes = me.tier !== 'FRIEND'
  const create = useMutation({
    // A day over a year is refused, so the last minute is left off.
    mutationFn: () => {
      const expiresAt = new Date(Date.now() + days * DAY_MS - 60_000).toISOString()
      const totp = usesCodes ? code.replaceAll(/\s/g, '') : null
      return ask(CREATE_API_KEY, { name: name.trim(), scopes: chosen, expiresAt, password, totp })
    },
    onSuccess: () => {
      setPassword('')
      return client.invalidateQueries({ queryKey: ['api-keys'] })
    },
    // The key lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })
  const isUnconfirmed = create.error instanceof HubProblem && create.error.reason === 'CONFIRMATION_FAILED'

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

  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form onSubmit={submit}>
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
        <Text size="sm">{t('account.confirm')}</Text>
        <PasswordInput
          label={t('account.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          error={isUnconfirmed && t(usesCodes ? 'account.wrongPasswordOrCode' : 'account.wrongPassword')}
        />
        {usesCodes && (
          <TextInput
            label={t('signIn.totp')}
            description={t('account.nextCode')}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={8}
            required
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
            error={isUnconfirmed}
          />
        )}
        {create.isError && !isUnconfirmed && <FailureNotice failure={create.error} />}
        <Button type="submit" disabled={name.trim() === '' || chosen.length === 0} loading={create.isPending}>
          {t('account.create')}
        </Button>
      </Stack>
    </form>
  )
}

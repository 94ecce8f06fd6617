import { Alert, Button, Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { HubProblem } from '@noroshi/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import {
  CHAT_SHAPES,
  ENDPOINTS_KEY,
  MOST_ENDPOINTS,
  REGISTER_ENDPOINT,
  type ChatShape,
  type WebhookKey,
} from '../api/endpoints.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { SecretOnce } from './endpoint-secret.tsx'

const FIELDS = ['name', 'url', 'shape'] as const

/** Asks for an address to be told at; then shows the secret that signs what is sent there, which a chat has none of. */
export function NewEndpoint({ keys, onDone }: { keys: readonly WebhookKey[]; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isChat, setIsChat] = useState(false)
  const [shape, setShape] = useState<ChatShape>('SLACK')
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const register = useMutation({
    mutationFn: async () => {
      const kind = isChat ? ({ channel: 'CHAT', shape } as const) : ({ channel: 'WEBHOOK' } as const)
      const { registerEndpoint } = await ask(REGISTER_ENDPOINT, { input: { ...kind, name, url } })
      return registerEndpoint
    },
    onSuccess: () => {
      setUrl('')
      return client.invalidateQueries({ queryKey: ENDPOINTS_KEY })
    },
    // The secret lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })
  if (register.isSuccess) {
    const { secret, endpoint } = register.data
    if (secret !== null) return <SecretOnce secret={secret} keys={keys} onDone={onDone} />
    return (
      <Stack>
        <Text>{t('endpoints.chatDone', { name: endpoint.name })}</Text>
        <Group justify="flex-end">
          <Button onClick={onDone}>{t('common.close')}</Button>
        </Group>
      </Stack>
    )
  }
  const problem = register.error instanceof HubProblem ? register.error : null
  const wrong = problem?.code === 'INVALID_INPUT' ? FIELDS.find(field => field === problem.field) : undefined
  const at = (field: (typeof FIELDS)[number]) => (wrong === field ? problem?.message : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    register.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <SegmentedControl
          aria-label={t('endpoints.channel.label')}
          value={isChat ? 'CHAT' : 'WEBHOOK'}
          onChange={value => setIsChat(value === 'CHAT')}
          data={(['WEBHOOK', 'CHAT'] as const).map(value => ({ value, label: t(`endpoints.channel.${value}`) }))}
        />
        {isChat && (
          <NativeSelect
            label={t('endpoints.shape.label')}
            value={shape}
            onChange={event => setShape(CHAT_SHAPES.find(known => known === event.currentTarget.value) ?? shape)}
            data={CHAT_SHAPES.map(value => ({ value, label: t(`endpoints.shape.${value}`) }))}
            error={at('shape')}
          />
        )}
        <TextInput
          label={t('endpoints.name')}
          description={t('endpoints.nameHint')}
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          error={at('name')}
        />
        <TextInput
          type="url"
          inputMode="url"
          label={t('endpoints.url')}
          description={
            <>
              {isChat && <>{t('endpoints.urlOfChat')} </>}
              {t('endpoints.urlHint')}
            </>
          }
          placeholder="https://"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={2000}
          value={url}
          onChange={event => setUrl(event.currentTarget.value)}
          error={at('url')}
        />
        {register.isError && wrong === undefined && <Refused failure={register.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === '' || url.trim() === ''} loading={register.isPending}>
            {t('endpoints.register')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Refused({ failure }: { failure: unknown }) {
  const { t } = useTranslation()
  const reason = failure instanceof HubProblem ? failure.reason : null
  if (reason === 'TOO_MANY_ENDPOINTS')
    return (
      <Alert color="red" role="alert">
        {t('endpoints.full', { most: MOST_ENDPOINTS })}
      </Alert>
    )
  if (reason === 'NO_KEY')
    return (
      <Alert color="red" role="alert">
        {t('endpoints.off')}
      </Alert>
    )
  return <FailureNotice failure={failure} />
}

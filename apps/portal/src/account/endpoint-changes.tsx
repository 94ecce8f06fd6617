import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { HubProblem } from '@noroshi/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ENDPOINTS_KEY,
  REMOVE_ENDPOINT,
  RENAME_ENDPOINT,
  ROTATE_ENDPOINT_SECRET,
  type Endpoint,
  type WebhookKey,
} from '../api/endpoints.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useInstant } from '../words/dates.ts'
import { SecretOnce } from './endpoint-secret.tsx'

interface ChangeProps {
  endpoint: Endpoint
  keys: readonly WebhookKey[]
  onClose: () => void
}

export function RenameEndpoint({ endpoint: { id, name: before }, onClose }: ChangeProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(before)
  const rename = useMutation({
    mutationFn: () => ask(RENAME_ENDPOINT, { id, name }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ENDPOINTS_KEY })
      onClose()
    },
  })
  const isWrong = rename.error instanceof HubProblem && rename.error.field === 'name'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t('endpoints.rename')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('endpoints.name')}
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            error={isWrong ? rename.error?.message : undefined}
          />
          {rename.isError && !isWrong && <FailureNotice failure={rename.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={rename.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const HOURS = [0, 1, 24, 72, 168]
const HOUR_MS = 3_600_000

/** Makes another secret; for a while both count. */
export function RotateSecret({ endpoint: { id }, keys, onClose }: ChangeProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const inWords = useInstant()
  const [hours, setHours] = useState(24)
  const rotate = useMutation({
    mutationFn: async () => {
      const { rotateEndpointSecret } = await ask(ROTATE_ENDPOINT_SECRET, { id, oldValidHours: hours })
      const until = hours === 0 ? null : new Date(Date.now() + hours * HOUR_MS).toISOString()
      return { secret: rotateEndpointSecret.secret ?? '', until }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ENDPOINTS_KEY }),
    // The secret lives in this dialog alone, and is forgotten with it.
    gcTime: 0,
  })
  return (
    <Modal opened onClose={onClose} title={t('endpoints.rotate')} closeOnClickOutside={false} size="lg">
      {rotate.isSuccess ? (
        <SecretOnce
          secret={rotate.data.secret}
          keys={keys}
          note={
            rotate.data.until === null
              ? t('endpoints.untilNow')
              : t('endpoints.until', { at: inWords(rotate.data.until) })
          }
          onDone={onClose}
        />
      ) : (
        <Stack>
          <Text size="sm">{t('endpoints.rotateText')}</Text>
          <NativeSelect
            label={t('endpoints.hours')}
            value={String(hours)}
            onChange={event => setHours(Number(event.currentTarget.value))}
            data={HOURS.map(count => ({
              value: String(count),
              label: count === 0 ? t('endpoints.atOnce') : t('endpoints.hour', { count }),
            }))}
          />
          {rotate.isError && <FailureNotice failure={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              {t('endpoints.rotateNow')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

export function RemoveEndpoint({ endpoint: { id, name, host }, onClose }: ChangeProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => ask(REMOVE_ENDPOINT, { id }),
    onSuccess: async () => {
      notifications.show({ message: t('endpoints.removed'), color: 'teal' })
      await client.invalidateQueries({ queryKey: ENDPOINTS_KEY })
    },
  })
  return (
    <Modal opened onClose={onClose} title={t('endpoints.remove')}>
      <Stack>
        <Text size="sm">{t('endpoints.removeAsk', { name, host })}</Text>
        {remove.isError && <FailureNotice failure={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('endpoints.remove')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ENDPOINTS_KEY,
  RESUME_ENDPOINT,
  TRY_ENDPOINT,
  isTried,
  type Endpoint,
  type WebhookKey,
} from '../api/endpoints.ts'
import { ask } from '../api/graphql.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { RemoveEndpoint, RenameEndpoint, RotateSecret } from './endpoint-changes.tsx'
import { EndpointHistory, EndpointStateBadge, EndpointTrial } from './endpoint-state.tsx'

const DIALOGS = { rename: RenameEndpoint, rotate: RotateSecret, remove: RemoveEndpoint } as const
type Dialog = keyof typeof DIALOGS

interface EndpointRowProps {
  endpoint: Endpoint
  keys: readonly WebhookKey[]
  /** When it was read, in milliseconds since 1970. */
  readAt: number
}

/** One endpoint: how it fares, and what its owner may do with it. */
export function EndpointRow({ endpoint, keys, readAt }: EndpointRowProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const [isShowingDead, dead] = useDisclosure(false)
  const refresh = () => client.invalidateQueries({ queryKey: ENDPOINTS_KEY })
  const tryOut = useMutation({ mutationFn: () => ask(TRY_ENDPOINT, { id: endpoint.id }), onSettled: refresh })
  const resume = useMutation({ mutationFn: () => ask(RESUME_ENDPOINT, { id: endpoint.id }), onSettled: refresh })
  const { name, channel, shape, host, state, deadLetters } = endpoint
  const isGone = state === 'GONE'
  const failure = tryOut.error ?? resume.error
  const open = (which: Dialog, label: string, spoken: string) => (
    <Button size="xs" variant="default" aria-label={spoken} onClick={() => setDialog(which)}>
      {label}
    </Button>
  )
  const Changing = dialog === null ? null : DIALOGS[dialog]
  return (
    <Stack component="li" gap={6}>
      <Group gap="xs">
        <Text fw={600}>
          <Revealed text={name} />
        </Text>
        <EndpointStateBadge state={state} />
        <Badge color="gray" variant="outline">
          {shape === null ? t(`endpoints.short.${channel}`) : t(`endpoints.shape.${shape}`)}
        </Badge>
        <Text size="sm" c="dimmed" className="mono">
          <Revealed text={host} />
        </Text>
      </Group>
      <EndpointHistory endpoint={endpoint} />
      <EndpointTrial endpoint={endpoint} readAt={readAt} />
      {failure && <FailureNotice failure={failure} />}
      <Group gap="xs">
        {(state === 'PAUSED' || state === 'FAILING') && (
          <Button
            size="xs"
            aria-label={t('endpoints.resumeOne', { name })}
            loading={resume.isPending}
            onClick={() => resume.mutate()}
          >
            {t('endpoints.resume')}
          </Button>
        )}
        {!isGone && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('endpoints.tryOne', { name })}
            loading={tryOut.isPending || isTried(endpoint, readAt)}
            onClick={() => tryOut.mutate()}
          >
            {t('endpoints.try')}
          </Button>
        )}
        {open('rename', t('endpoints.rename'), t('endpoints.renameOne', { name }))}
        {channel === 'WEBHOOK' && !isGone && open('rotate', t('endpoints.rotate'), t('endpoints.rotateOne', { name }))}
        {open('remove', t('endpoints.remove'), t('endpoints.removeOne', { name }))}
        {deadLetters > 0 && !isGone && (
          <Button size="xs" color="orange" variant="light" onClick={dead.open}>
            {t('endpoints.dead', { count: deadLetters })}
          </Button>
        )}
      </Group>
      {Changing && <Changing endpoint={endpoint} keys={keys} onClose={() => setDialog(null)} />}
      <Modal opened={isShowingDead} onClose={dead.close} title={t('endpoints.deadOf', { name })} size="lg">
        <DeadLetters endpointId={endpoint.id} />
      </Modal>
    </Stack>
  )
}

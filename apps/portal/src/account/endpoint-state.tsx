import { Alert, Badge, Group, Loader, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isTried, type Endpoint, type EndpointState } from '../api/endpoints.ts'
import { Instant } from '../editions/badges.tsx'
import { useInstant } from '../words/dates.ts'
import { ja } from '../words/endpoints.ts'

const COLOURS: Readonly<Record<EndpointState, string>> = {
  NEW: 'gray',
  WORKING: 'teal',
  FAILING: 'orange',
  PAUSED: 'red',
  GONE: 'gray.7',
}

export function EndpointStateBadge({ state }: { state: EndpointState }) {
  const { t } = useTranslation()
  return (
    <Badge color={COLOURS[state]} variant={state === 'GONE' ? 'filled' : 'light'}>
      {t(`endpoints.state.${state}`)}
    </Badge>
  )
}

const isKnown = (code: string): code is keyof typeof ja.reason => Object.hasOwn(ja.reason, code)

/** Why a message was not taken, in plain words. */
export function useReasonText(): (code: string) => string {
  const { t } = useTranslation()
  return code => {
    if (isKnown(code)) return t(`endpoints.reason.${code}`)
    const [, status] = /^HTTP_(\d{3})$/.exec(code) ?? []
    return status === undefined ? t('endpoints.reason.OTHER', { code }) : t('endpoints.reason.HTTP', { status })
  }
}

/** When anything arrived last, and what went wrong since. */
export function EndpointHistory({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation()
  const inWords = useInstant()
  const reasonText = useReasonText()
  const { state, createdAt, lastSentAt, failingSince, lastReason, pausedUntil } = endpoint
  return (
    <>
      <Text size="sm" c="dimmed" component="div">
        {t('endpoints.registered')} <Instant at={createdAt} /> ・ {t('endpoints.lastSent')}{' '}
        {lastSentAt === null ? t('endpoints.never') : <Instant at={lastSentAt} />}
        {failingSince !== null && (
          <>
            {' ・ '}
            {t('endpoints.failingSince')} <Instant at={failingSince} />
          </>
        )}
      </Text>
      {failingSince !== null && lastReason !== null && (
        <Text size="sm">
          {t('endpoints.lastReason')}: {reasonText(lastReason)}
        </Text>
      )}
      {state === 'PAUSED' && pausedUntil !== null && (
        <Text size="sm">{t('endpoints.stateText.PAUSED', { at: inWords(pausedUntil) })}</Text>
      )}
      {state === 'GONE' && <Text size="sm">{t('endpoints.stateText.GONE')}</Text>}
    </>
  )
}

/** How trying it goes. @param readAt when the endpoint was read, in milliseconds since 1970 */
export function EndpointTrial({ endpoint, readAt }: { endpoint: Endpoint; readAt: number }) {
  const { t } = useTranslation()
  const inWords = useInstant()
  const reasonText = useReasonText()
  const { trial } = endpoint
  return (
    <div role="status">
      {trial !== null && trial.endedAt === null && (
        <Group gap="xs">
          {isTried(endpoint, readAt) && <Loader size="xs" aria-hidden />}
          <Text size="sm">{t(isTried(endpoint, readAt) ? 'endpoints.trying' : 'endpoints.waiting')}</Text>
        </Group>
      )}
      {trial !== null && trial.endedAt !== null && (
        <Alert color={trial.reason === null ? 'teal' : 'orange'} p="xs">
          {t(trial.reason === null ? 'endpoints.arrived' : 'endpoints.notArrived', { at: inWords(trial.endedAt) })}
          {trial.reason !== null && <> {reasonText(trial.reason)}</>}
        </Alert>
      )}
    </div>
  )
}

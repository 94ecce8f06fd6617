import { Alert, Button, EmptyState, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconMoodEmpty } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { HubProblem } from '@noroshi/client'

const CODES = [
  'OFFLINE',
  'UNAUTHENTICATED',
  'SIGN_IN_FAILED',
  'ENROLMENT_FAILED',
  'FORBIDDEN',
  'NOT_FOUND',
  'INVALID_INPUT',
  'CONFLICT',
  'TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'INTERNAL',
] as const

/** What went wrong and what to do about it, in the reader's language. */
export function useFailureText(): (failure: unknown) => { text: string; detail: string | null } {
  const { t } = useTranslation()
  return failure => {
    if (!(failure instanceof HubProblem)) return { text: t('error.INTERNAL'), detail: null }
    const code = CODES.find(known => known === failure.code) ?? 'INTERNAL'
    if (code === 'INTERNAL') {
      return { text: t('error.INTERNAL'), detail: failure.traceId && t('error.trace', { id: failure.traceId }) }
    }
    // The hub's own sentence says which input, and why; for the other codes ours says it all.
    const says = code === 'INVALID_INPUT' || code === 'FORBIDDEN' || code === 'TOO_LARGE'
    const field = failure.field === null ? '' : ` [${failure.field}]`
    return { text: t(`error.${code}`), detail: says && failure.message !== '' ? `${failure.message}${field}` : null }
  }
}

/** A failure, said where it happened. */
export function FailureNotice({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const { text, detail } = useFailureText()(failure)
  return (
    <Alert color="red" role="alert" title={t('error.title')} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{text}</Text>
      {detail !== null && (
        <Text size="sm" mt={4} c="dimmed">
          {detail}
        </Text>
      )}
      {onRetry !== undefined && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </Alert>
  )
}

/** Under a form: that what was sent arrived, or why not. */
export function SendingNotice({ sending, sent }: { sending: { error: unknown; isSuccess: boolean }; sent: string }) {
  if (sending.error !== null) return <FailureNotice failure={sending.error} />
  if (!sending.isSuccess) return null
  return (
    <Alert color="teal" role="status">
      {sent}
    </Alert>
  )
}

/** Nothing to show, and what to do about it. */
export function Nothing({
  title,
  text,
  icon,
  children,
}: {
  title: string
  text: string
  icon?: ReactNode
  children?: ReactNode
}) {
  return (
    <EmptyState
      py="xl"
      icon={icon ?? <IconMoodEmpty size={40} stroke={1.3} aria-hidden />}
      title={title}
      description={text}
      data-testid="nothing"
    >
      {children !== undefined && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  )
}

/** Where a list will be. */
export function ListSkeleton({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" role="status" aria-label={t('app.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={84} radius="md" />
      ))}
    </Stack>
  )
}

interface ListState {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage(): unknown
}

/** The button under a list that is paged by key. */
export function MoreButton({ list }: { list: ListState }) {
  const { t } = useTranslation()
  if (!list.hasNextPage) return null
  return (
    <Group justify="center">
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('common.more')}
      </Button>
    </Group>
  )
}

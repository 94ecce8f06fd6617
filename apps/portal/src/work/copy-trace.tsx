import { Alert, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core'
import { HubProblem } from '@noroshi/client'
import { useState } from 'react'
import { useEditionCopy } from '../api/copies.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from './work-page.tsx'

/** Whose copy it is that turned up somewhere, for releasing officers. */
export function CopyTrace() {
  const t = useWorkWords()
  const [typed, setTyped] = useState('')
  const [number, setNumber] = useState('')
  const copy = useEditionCopy(number)
  const isUnknown = copy.error instanceof HubProblem && copy.error.code === 'NOT_FOUND'
  return (
    <Paper withBorder p="md" component="section" aria-label={t('copies.title')}>
      <Title order={2} size="h4">
        {t('copies.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('copies.text')}
      </Text>
      <form
        onSubmit={event => {
          event.preventDefault()
          setNumber(typed.trim())
        }}
      >
        <Group align="end" mt="xs">
          <TextInput
            label={t('copies.number')}
            placeholder="NRC-XXXX-XXXX"
            maxLength={40}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={copy.isFetching}>
            {t('copies.find')}
          </Button>
        </Group>
      </form>
      {isUnknown && (
        <Alert mt="sm" color="gray" role="status">
          {t('copies.unknown')}
        </Alert>
      )}
      {copy.isError && !isUnknown && <FailureNotice failure={copy.error} onRetry={() => void copy.refetch()} />}
      {copy.isSuccess && (
        <Alert mt="sm" color="blue" role="status" title={copy.data.number}>
          <Revealed text={t('copies.found', copy.data)} />
          <Text size="sm">
            {t('copies.reference', copy.data)} ・ <Instant at={copy.data.takenAt} />
          </Text>
        </Alert>
      )}
    </Paper>
  )
}

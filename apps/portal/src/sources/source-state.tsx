import { Badge, Text } from '@mantine/core'
import type { Source, SourceFailure } from '../api/sources.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { useWorkWords } from '../work/work-page.tsx'

const COLOURS: Readonly<Record<Source['health']['state'], string>> = {
  NEW: 'gray',
  HEALTHY: 'teal',
  FAILING: 'red',
  PAUSED: 'yellow.8',
  RUNNING: 'blue',
}

/** How it goes with a source, in a word. */
export function SourceState({ state }: { state: Source['health']['state'] }) {
  const t = useWorkWords()
  return (
    <Badge color={COLOURS[state]} variant="light">
      {t(`sources.state.${state}`)}
    </Badge>
  )
}

/** Why a pull failed, in the reader's language. */
export function FailureText({ failure }: { failure: SourceFailure }) {
  return (
    <Text size="sm" c="red.8">
      {spokenLanguage() === 'ja' ? failure.messageJa : failure.message}{' '}
      <Text span size="xs" c="dimmed" className="mono">
        {failure.reason}
      </Text>
    </Text>
  )
}

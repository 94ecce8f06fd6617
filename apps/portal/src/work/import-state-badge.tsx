import { Badge } from '@mantine/core'
import type { ImportState } from '../api/types.ts'
import { useWorkWords } from './work-page.tsx'

const COLOURS: Readonly<Record<ImportState, string>> = {
  RUNNING: 'blue',
  INTERRUPTED: 'orange',
  DONE: 'teal',
  REFUSED: 'red',
}

/** How an import stands. */
export function ImportStateBadge({ state }: { state: ImportState }) {
  const t = useWorkWords()
  return (
    <Badge color={COLOURS[state]} variant="light">
      {t(`imports.state.${state}`)}
    </Badge>
  )
}

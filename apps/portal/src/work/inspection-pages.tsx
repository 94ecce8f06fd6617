import { Text } from '@mantine/core'
import { useParams } from 'react-router'
import { EditionView } from '../editions/edition-view.tsx'
import { EditionsList } from '../editions/editions-list.tsx'
import { UsesPanel } from './uses-panel.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** Released editions of every label and state, for the oversight inspector (OVS-2). */
export function InspectionPage() {
  const t = useWorkWords()
  return (
    <WorkPage title={t('inspection.title')}>
      <Text size="sm" c="dimmed">
        {t('inspection.text')}
      </Text>
      <EditionsList door="inspect" />
    </WorkPage>
  )
}

/** One edition behind the inspector's door. */
export function InspectedPage() {
  const { id = '' } = useParams()
  return (
    <EditionView door="inspect" id={id}>
      <UsesPanel of="inspected" id={id} />
    </EditionView>
  )
}

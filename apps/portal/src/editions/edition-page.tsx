import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useEdition } from '../api/editions.ts'
import { useInboxItemOf } from '../api/inbox.ts'
import type { InboxItem } from '../api/types.ts'
import { AcknowledgeButton } from '../inbox/acknowledge-button.tsx'
import { useLive } from '../inbox/live.tsx'
import { EditionView } from './edition-view.tsx'
import { FeedbackPanel } from './feedback-panel.tsx'
import { ImpactPanel } from './impact-panel.tsx'
import { HuntAnswerPanel } from './hunt-answer-panel.tsx'
import { ReportsPanel } from './reports-panel.tsx'

/** One edition, with the button to acknowledge it when it was sent to the reader. */
export function EditionPage() {
  const { id = '' } = useParams()
  return (
    <EditionView door="read" id={id} actions={<AcknowledgeHere editionId={id} />}>
      <ImpactPanel key={`impact ${id}`} editionId={id} />
      <AnswerHere editionId={id} />
      <FeedbackPanel key={id} editionId={id} />
      <ReportsPanel editionId={id} />
    </EditionView>
  )
}

function AnswerHere({ editionId }: { editionId: string }) {
  const edition = useEdition('read', editionId)
  return edition.data?.hunt ? <HuntAnswerPanel key={editionId} editionId={editionId} /> : null
}

function AcknowledgeHere({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const { arrivals } = useLive()
  const recent = useInboxItemOf(editionId)
  const arrived = [...arrivals.rows.values()].find(row => row.editionId === editionId && row.kind !== 'RECALLED')
  const item: InboxItem | null = arrived?.item ?? recent.data ?? null
  if (item === null) return null
  if (item.acknowledgedAt === null) return <AcknowledgeButton seq={item.seq} size="sm" />
  return (
    <Button variant="light" color="teal" disabled leftSection={<IconCheck size={18} aria-hidden />}>
      {t('inbox.acknowledged')}
    </Button>
  )
}

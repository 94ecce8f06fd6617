import { Button, FileButton, Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { IconFileText, IconZoomScan } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { DragEvent } from 'react'
import { useState } from 'react'
import { extractIndicators } from '../api/extraction.ts'
import type { Extraction } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { CandidateReview } from './candidate-review.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** Reads indicators out of a report, a mail or a PDF, for an analyst to look at before they are stored. */
export function ExtractionPage() {
  const t = useWorkWords()
  const [read, setRead] = useState<{ extraction: Extraction; source: string } | null>(null)
  if (read !== null)
    return (
      <WorkPage
        title={t('extraction.title')}
        actions={
          <Button variant="default" onClick={() => setRead(null)}>
            {t('extraction.another')}
          </Button>
        }
      >
        <CandidateReview extraction={read.extraction} source={read.source} />
      </WorkPage>
    )
  return (
    <WorkPage title={t('extraction.title')}>
      <Text>{t('extraction.text')}</Text>
      <DocumentForm onRead={(extraction, source) => setRead({ extraction, source })} />
    </WorkPage>
  )
}

function DocumentForm({ onRead }: { onRead: (extraction: Extraction, source: string) => void }) {
  const t = useWorkWords()
  const [pasted, setPasted] = useState('')
  const reading = useMutation({
    mutationFn: ({ file }: { file: File; source: string }) => extractIndicators(file),
    onSuccess: (extraction, { source }) => onRead(extraction, source),
  })
  const send = (file: File | null | undefined) => {
    if (file && !reading.isPending) reading.mutate({ file, source: file.name })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    send(event.dataTransfer.files[0])
  }
  return (
    <Paper withBorder p="md" onDragOver={event => event.preventDefault()} onDrop={drop}>
      <Stack gap="sm">
        <Textarea
          label={t('extraction.paste')}
          value={pasted}
          onChange={event => setPasted(event.currentTarget.value)}
          autosize
          minRows={8}
          maxRows={20}
          spellCheck={false}
        />
        <Group gap="sm">
          <Button
            loading={reading.isPending}
            disabled={pasted.trim() === ''}
            leftSection={<IconZoomScan size={18} aria-hidden />}
            onClick={() => {
              const file = new File([pasted], 'pasted.txt', { type: 'text/plain' })
              reading.mutate({ file, source: t('extraction.pasted') })
            }}
          >
            {t('extraction.read')}
          </Button>
          <FileButton onChange={send} accept=".txt,.md,.eml,.pdf,.csv,.html" disabled={reading.isPending}>
            {props => (
              <Button
                {...props}
                variant="default"
                disabled={reading.isPending}
                leftSection={<IconFileText size={18} aria-hidden />}
              >
                {t('extraction.choose')}
              </Button>
            )}
          </FileButton>
        </Group>
        <Text size="sm" c="dimmed">
          {t('extraction.chooseText')}
        </Text>
        {reading.isError && <FailureNotice failure={reading.error} />}
      </Stack>
    </Paper>
  )
}

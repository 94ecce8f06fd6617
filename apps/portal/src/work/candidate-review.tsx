import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { IconDatabaseImport } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { storeIndicators } from '../api/extraction.ts'
import type { Extraction } from '../api/types.ts'
import { FailureNotice, Nothing } from '../shell/notices.tsx'
import { CandidateCard } from './candidate-card.tsx'
import { acceptedOf, decided, reviewOf, USUALLY_ACCEPTED } from './reviewed.ts'
import { useWorkWords } from './work-page.tsx'

/** So many at once: a browser is slow with thousands of fields. */
const STEP = 50

/** The candidates of a document, each to be accepted, corrected or rejected, and then stored together. */
export function CandidateReview({ extraction, source: named }: { extraction: Extraction; source: string }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [review, setReview] = useState(() => reviewOf(extraction.candidates))
  const [least, setLeast] = useState<number>(USUALLY_ACCEPTED)
  const [shown, setShown] = useState(STEP)
  const [source, setSource] = useState(named)
  const accepted = acceptedOf(review)
  const storing = useMutation({
    mutationFn: () => storeIndicators(source.trim(), accepted),
    onSuccess: ids => {
      for (const key of ['imports', 'stix-objects']) void client.invalidateQueries({ queryKey: [key] })
      void navigate(ids.length === 1 ? `/imports/${ids[0] ?? ''}` : '/imports')
    },
  })
  if (review.length === 0) return <Nothing title={t('extraction.noneTitle')} text={t('extraction.noneText')} />
  return (
    <Stack gap="md">
      {extraction.isCut && <Alert color="yellow">{t('extraction.cut')}</Alert>}
      <Group gap="sm" align="end">
        <Text role="status" flex="1 1 200px">
          {t('extraction.found', { count: review.length, accepted: accepted.length })}
        </Text>
        <NumberInput
          label={t('extraction.least')}
          w={150}
          min={0}
          max={100}
          clampBehavior="strict"
          value={least}
          onChange={value => setLeast(Number(value))}
        />
        <Button variant="default" onClick={() => setReview(reviewOf(extraction.candidates, least))}>
          {t('extraction.acceptLikely')}
        </Button>
        <Button variant="default" onClick={() => setReview(review.map(one => ({ ...one, isAccepted: false })))}>
          {t('extraction.rejectAll')}
        </Button>
      </Group>
      <Stack component="ul" gap="sm" m={0} p={0}>
        {review.slice(0, shown).map((one, index) => (
          <CandidateCard
            key={`${one.candidate.kind} ${one.candidate.value}`}
            reviewed={one}
            onChange={change => setReview(decided(review, index, change))}
          />
        ))}
      </Stack>
      {shown < review.length && (
        <Button variant="default" onClick={() => setShown(shown + STEP)}>
          {t('extraction.more', { count: review.length - shown })}
        </Button>
      )}
      <Group gap="sm" align="end">
        <TextInput
          label={t('extraction.source')}
          flex="1 1 240px"
          maxLength={200}
          value={source}
          onChange={event => setSource(event.currentTarget.value)}
        />
        <Button
          loading={storing.isPending}
          disabled={accepted.length === 0 || source.trim() === ''}
          leftSection={<IconDatabaseImport size={18} aria-hidden />}
          onClick={() => storing.mutate()}
        >
          {t('extraction.store', { count: accepted.length })}
        </Button>
      </Group>
      {storing.isError && <FailureNotice failure={storing.error} />}
    </Stack>
  )
}

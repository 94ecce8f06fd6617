import { Alert, Badge, Checkbox, Group, Mark, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { revealedText } from '../editions/text.ts'
import { Revealed } from '../editions/revealed.tsx'
import type { Reviewed } from './reviewed.ts'
import { useWorkWords } from './work-page.tsx'

interface CandidateCardProps {
  reviewed: Reviewed
  onChange(change: Partial<Pick<Reviewed, 'isAccepted' | 'value'>>): void
}

/** One candidate: as it is meant and as it was written, its sentence, how likely it is and why. */
export function CandidateCard({ reviewed: { candidate, isAccepted, value }, onChange }: CandidateCardProps) {
  const t = useWorkWords()
  const { i18n } = useTranslation()
  const { kind, asWritten, line, occurrences, confidence, reasons, warningLists } = candidate
  const { text, start, length } = candidate.context
  return (
    <Paper component="li" withBorder p="sm" style={{ listStyle: 'none' }}>
      <Stack gap={6}>
        <Group gap="sm" justify="space-between" align="center">
          <Checkbox
            checked={isAccepted}
            onChange={event => onChange({ isAccepted: event.currentTarget.checked })}
            label={t('extraction.accept')}
            aria-label={t('extraction.acceptOne', { value: revealedText(value) })}
          />
          <Group gap={6}>
            <Badge variant="light" color="indigo" tt="none">
              {t(`extraction.kind.${kind}`, kind)}
            </Badge>
            <Badge variant="light" color={colourOf(confidence)}>
              {t('extraction.confidence', { confidence })}
            </Badge>
          </Group>
        </Group>
        <Textarea
          aria-label={t('extraction.value')}
          className="mono"
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          value={value}
          onChange={event => onChange({ value: event.currentTarget.value })}
        />
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('extraction.asWritten')} <Revealed text={asWritten.slice(0, 400)} /> ・{' '}
          {t('extraction.where', { line, count: occurrences })}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <bdi>
            {revealedText(text.slice(0, start))}
            <Mark>{revealedText(text.slice(start, start + length))}</Mark>
            {revealedText(text.slice(start + length))}
          </bdi>
        </Text>
        {reasons.length > 0 && (
          <Text size="sm" c="dimmed">
            {reasons
              .map(({ message, messageJa }) => (i18n.language === 'ja' ? messageJa : message))
              .join(i18n.language === 'ja' ? '、' : '; ')}
          </Text>
        )}
        {warningLists.length > 0 && (
          <Alert color={isAccepted ? 'red' : 'yellow'} p="xs">
            {t(isAccepted ? 'extraction.overrides' : 'extraction.listed', { lists: warningLists.join(', ') })}
          </Alert>
        )}
      </Stack>
    </Paper>
  )
}

const colourOf = (confidence: number): string => (confidence >= 80 ? 'teal' : confidence >= 50 ? 'blue' : 'orange')

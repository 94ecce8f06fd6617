import { Button, Group, NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReportedIndicator, ReportInput } from '../api/feedback.ts'
import { useReportIndicator } from '../api/feedback.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { fieldOfInstant, instantOfField } from '../words/dates.ts'

const VISIBILITIES: readonly ReportInput['visibility'][] = ['GOVERNMENT', 'ANONYMISED', 'NAMED']

/** Reports of one indicator. Unless the reporter says otherwise, the government alone is told. */
export function ReportForm(props: { editionId: string; indicator: ReportedIndicator; onSent(): void }) {
  const { t } = useTranslation()
  const { editionId, indicator, onSent } = props
  const send = useReportIndicator(editionId)
  const own = indicator.own?.verdict === 'WITHDRAWN' ? null : indicator.own
  const [verdict, setVerdict] = useState<'SIGHTING' | 'FALSE_POSITIVE'>(
    own?.verdict === 'FALSE_POSITIVE' ? 'FALSE_POSITIVE' : 'SIGHTING',
  )
  const [sightings, setSightings] = useState(Math.max(1, own?.sightings ?? 1))
  const [firstSeen, setFirstSeen] = useState(own?.firstSeen ?? null)
  const [lastSeen, setLastSeen] = useState(own?.lastSeen ?? null)
  const [visibility, setVisibility] = useState<ReportInput['visibility']>(own?.visibility ?? 'GOVERNMENT')
  const [note, setNote] = useState(own?.note ?? '')
  const isSighting = verdict === 'SIGHTING'
  const input = (): ReportInput => ({
    ...{ stixId: indicator.stixId, verdict, visibility, note },
    ...(isSighting ? { sightings, firstSeen, lastSeen } : {}),
  })
  return (
    <Stack gap="sm" mt="sm">
      <Radio.Group
        label={t('reports.verdictLabel')}
        value={verdict}
        onChange={value => setVerdict(value === 'FALSE_POSITIVE' ? value : 'SIGHTING')}
      >
        <Group gap="md" mt={4}>
          <Radio value="SIGHTING" label={t('reports.verdict.SIGHTING')} />
          <Radio value="FALSE_POSITIVE" label={t('reports.verdict.FALSE_POSITIVE')} />
        </Group>
      </Radio.Group>
      {isSighting && (
        <Group gap="sm" align="flex-end">
          <NumberInput
            label={t('reports.sightings')}
            min={1}
            max={999_999_999}
            allowDecimal={false}
            value={sightings}
            onChange={value => setSightings(typeof value === 'number' ? value : 1)}
          />
          <TextInput
            type="datetime-local"
            label={t('reports.firstSeen')}
            value={fieldOfInstant(firstSeen)}
            onChange={event => setFirstSeen(instantOfField(event.currentTarget.value))}
          />
          <TextInput
            type="datetime-local"
            label={t('reports.lastSeen')}
            value={fieldOfInstant(lastSeen)}
            onChange={event => setLastSeen(instantOfField(event.currentTarget.value))}
          />
        </Group>
      )}
      <Radio.Group
        label={t('reports.visibilityLabel')}
        value={visibility}
        onChange={value => setVisibility(VISIBILITIES.find(one => one === value) ?? 'GOVERNMENT')}
      >
        <Stack gap={6} mt={4}>
          {VISIBILITIES.map(one => (
            <Radio key={one} value={one} label={t(`reports.visibility.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('reports.note')}
        autosize
        maxLength={2_000}
        autoComplete="off"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {send.isError && <FailureNotice failure={send.error} />}
      <Group>
        <Button size="xs" loading={send.isPending} onClick={() => send.mutate(input(), { onSuccess: onSent })}>
          {t('reports.send')}
        </Button>
      </Group>
    </Stack>
  )
}

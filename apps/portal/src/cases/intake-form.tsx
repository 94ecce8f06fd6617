import { Button, Checkbox, Group, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { IntakeInput } from '../api/cases.ts'
import { RECEIVE_INTAKE, useCaseVerb } from '../api/cases.ts'
import { ask } from '../api/graphql.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { fieldOfInstant, instantOfField } from '../words/dates.ts'
import { useWorkWords } from '../work/work-page.tsx'

const SOURCES = [
  'AGREEMENT_COMMINFO',
  'NONCONSENSUAL_COMMINFO',
  'ASSET_NOTIFICATION',
  'INCIDENT_REPORT',
  'COUNCIL',
  'OTHER',
] as const
const OTHERS = ['FOREIGN', 'OSINT', 'POLICE', 'SENSOR', 'FURTHER'] as const
const TIERS = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const
const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

/** Nobody knows better yet: as restricted as can be, and agreed to by nobody beyond government. */
const nothing = (): IntakeInput => ({
  sourceType: 'INCIDENT_REPORT',
  otherKind: null,
  summary: '',
  originator: '',
  legalBasis: '',
  caveats: '',
  consentedTiers: ['GOVERNMENT'],
  containsSecret: true,
  containsCommInfo: false,
  identifiesPerson: false,
  receivedAt: new Date().toISOString(),
})

/** Records what came in by one of the six official sources. */
export function IntakeForm({ id }: { id: string }) {
  const t = useWorkWords()
  const [intake, setIntake] = useState(nothing)
  const set = (change: Partial<IntakeInput>) => setIntake({ ...intake, ...change })
  const add = useCaseVerb(async () => {
    await ask(RECEIVE_INTAKE, { id, input: intake })
    setIntake(nothing())
  })
  const isWhole = intake.summary.trim() !== '' && intake.originator.trim() !== ''
  return (
    <Stack gap="xs">
      <Select
        label={t('cases.intake.source')}
        allowDeselect={false}
        value={intake.sourceType}
        onChange={value => {
          const sourceType = SOURCES.find(one => one === value) ?? 'INCIDENT_REPORT'
          const isCommInfo = sourceType === 'AGREEMENT_COMMINFO' || sourceType === 'NONCONSENSUAL_COMMINFO'
          set({
            sourceType,
            otherKind: sourceType === 'OTHER' ? 'FOREIGN' : null,
            containsCommInfo: isCommInfo || intake.containsCommInfo,
          })
        }}
        data={SOURCES.map(one => ({ value: one, label: t(`cases.intake.sourceType.${one}`) }))}
      />
      {intake.sourceType === 'OTHER' && (
        <Select
          label={t('cases.intake.other')}
          allowDeselect={false}
          value={intake.otherKind ?? 'FOREIGN'}
          onChange={value => set({ otherKind: OTHERS.find(one => one === value) ?? 'FOREIGN' })}
          data={OTHERS.map(one => ({ value: one, label: t(`cases.intake.otherKind.${one}`) }))}
        />
      )}
      <Textarea
        label={t('cases.intake.summary')}
        required
        autosize
        minRows={3}
        maxLength={20_000}
        autoComplete="off"
        value={intake.summary}
        onChange={event => set({ summary: event.currentTarget.value })}
      />
      {(['originator', 'legalBasis', 'caveats'] as const).map(field => (
        <TextInput
          key={field}
          label={t(`cases.intake.${field}`)}
          required={field === 'originator'}
          autoComplete="off"
          value={intake[field] ?? ''}
          onChange={event => set({ [field]: event.currentTarget.value })}
        />
      ))}
      <Checkbox.Group
        label={t('cases.intake.consent')}
        value={intake.consentedTiers}
        onChange={value => set({ consentedTiers: TIERS.filter(tier => value.includes(tier)) })}
      >
        <Group gap="md" mt={6}>
          {TIERS.map(tier => (
            <Checkbox key={tier} value={tier} label={t(`council:tier.${tier}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group gap="md">
        {FLAGS.map(flag => (
          <Switch
            key={flag}
            label={t(`form.${flag}`)}
            checked={intake[flag]}
            onChange={event => set({ [flag]: event.currentTarget.checked })}
          />
        ))}
      </Group>
      <TextInput
        type="datetime-local"
        label={t('cases.intake.receivedAt')}
        value={fieldOfInstant(intake.receivedAt)}
        onChange={event => set({ receivedAt: instantOfField(event.currentTarget.value) ?? intake.receivedAt })}
      />
      {add.isError && <FailureNotice failure={add.error} />}
      <Group>
        <Button loading={add.isPending} disabled={!isWhole} onClick={() => add.mutate(undefined)}>
          {t('cases.intake.add')}
        </Button>
      </Group>
    </Stack>
  )
}

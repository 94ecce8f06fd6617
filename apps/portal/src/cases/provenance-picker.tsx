import { MultiSelect, Stack, Switch } from '@mantine/core'
import { useIntakes } from '../api/cases.ts'
import { useWorkWords } from '../work/work-page.tsx'

interface ProvenancePickerProps {
  intakes: readonly string[]
  rewritten: boolean
  onChange(change: { intakes: string[]; rewritten: boolean }): void
}

/** What a fragment was made from, and whether its text was written anew. */
export function ProvenancePicker({ intakes, rewritten, onChange }: ProvenancePickerProps) {
  const t = useWorkWords()
  const known = useIntakes()
  const named = (known.data ?? []).map(({ id, caseTitle, originator, sourceType, summary }) => ({
    value: id,
    label: `${caseTitle} ・ ${t(`cases.intake.sourceType.${sourceType}`)} ・ ${originator} ・ ${summary.slice(0, 40)}`,
  }))
  // Older ones are not among the newest: their number stands for them.
  const older = intakes.filter(id => !named.some(({ value }) => value === id)).map(id => ({ value: id, label: id }))
  return (
    <Stack gap="xs">
      <MultiSelect
        label={t('cases.provenance.label')}
        description={t('cases.provenance.hint')}
        searchable
        clearable
        value={[...intakes]}
        onChange={chosen => onChange({ intakes: chosen, rewritten: rewritten && chosen.length > 0 })}
        data={[...named, ...older]}
      />
      {intakes.length > 0 && (
        <Switch
          label={t('cases.provenance.rewritten')}
          checked={rewritten}
          onChange={event => onChange({ intakes: [...intakes], rewritten: event.currentTarget.checked })}
        />
      )}
    </Stack>
  )
}

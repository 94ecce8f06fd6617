import { Alert, Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useReferenceData } from '../api/membership.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { LookAlikeNotice } from '../editions/look-alike-mark.tsx'
import { fieldOfInstant, instantOfField } from '../words/dates.ts'
import { spokenLanguage } from '../words/i18n.ts'
import { AudienceEditor } from './audience-editor.tsx'
import type { EditionForm, FragmentForm } from './draft.ts'
import { categoryOfEdition, newFragment } from './draft.ts'
import { FragmentEditor } from './fragment-editor.tsx'
import { HuntEditor, type HuntFault } from './hunt-editor.tsx'
import { useWorkWords } from './work-page.tsx'

interface EditionEditorProps {
  edition: EditionForm
  /** By the key of a fragment, the one above that it was made from. */
  above: ReadonlyMap<string, FragmentForm>
  /** What of its hunt was refused. */
  fault: HuntFault | null
  onChange(edition: EditionForm): void
}

/** One edition: its text in fragments, the category that follows, the clearance and the audience. */
export function EditionEditor({ edition, above, fault, onChange }: EditionEditorProps) {
  const t = useWorkWords()
  const category = categoryOfEdition(edition)
  const set = (change: Partial<EditionForm>) => onChange({ ...edition, ...change })
  const setFragments = (fragments: FragmentForm[]) => set({ fragments })
  const { fragments } = edition

  return (
    <Stack gap="md" pt="md">
      {category !== null && (
        <Alert variant="light" color="gray" aria-live="polite" title={t('form.computed')}>
          <Group gap="sm">
            <CategoryBadge category={category} />
            <Text size="sm">{t(`form.computedBy.${category}`)}</Text>
          </Group>
        </Alert>
      )}
      <TextInput
        label={t('form.title')}
        required
        maxLength={200}
        value={edition.title}
        onChange={event => set({ title: event.currentTarget.value })}
      />
      <LookAlikeNotice text={`${edition.title}\n${edition.summary}`} />
      <Textarea
        label={t('form.summary')}
        required
        autosize
        minRows={2}
        value={edition.summary}
        onChange={event => set({ summary: event.currentTarget.value })}
      />
      {fragments.map((fragment, index) => (
        <FragmentEditor
          key={fragment.key}
          fragment={fragment}
          above={above.get(fragment.key) ?? null}
          number={index + 1}
          onChange={changed => setFragments(fragments.map(held => (held.key === changed.key ? changed : held)))}
          onRemove={fragments.length > 1 ? () => setFragments(fragments.filter(held => held !== fragment)) : null}
          onMoveUp={index > 0 ? () => setFragments(movedUp(fragments, index)) : null}
        />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setFragments([...fragments, newFragment()])}
        >
          {t('form.addFragment')}
        </Button>
      </Group>
      <HuntEditor edition={edition} fault={fault} onChange={set} />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <RankSelect
          rank={edition.requiredRank}
          isUsed={category !== 'NOTICE'}
          onChange={requiredRank => set({ requiredRank })}
        />
        <TextInput
          type="datetime-local"
          label={t('form.embargoUntil')}
          value={fieldOfInstant(edition.embargoUntil)}
          onChange={event => set({ embargoUntil: instantOfField(event.currentTarget.value) })}
        />
        <TextInput
          type="datetime-local"
          label={t('form.expiresAt')}
          value={fieldOfInstant(edition.expiresAt)}
          onChange={event => set({ expiresAt: instantOfField(event.currentTarget.value) })}
        />
      </SimpleGrid>
      <AudienceEditor audience={edition.audience} category={category} onChange={audience => set({ audience })} />
    </Stack>
  )
}

function movedUp(fragments: readonly FragmentForm[], index: number): FragmentForm[] {
  const moved = [...fragments]
  moved.splice(index - 1, 0, ...moved.splice(index, 1))
  return moved
}

function RankSelect({ rank, isUsed, onChange }: { rank: number; isUsed: boolean; onChange: (rank: number) => void }) {
  const t = useWorkWords()
  const reference = useReferenceData()
  const levels = (reference.data?.clearanceLevels ?? []).filter(level => level.rank >= 1)
  return (
    <NativeSelect
      label={t('form.rank')}
      description={isUsed ? undefined : t('form.rankUnused')}
      disabled={!isUsed}
      value={String(rank)}
      onChange={event => onChange(Number(event.currentTarget.value))}
      data={levels.map(level => ({
        value: String(level.rank),
        label: spokenLanguage() === 'en' ? level.nameEn : level.nameJa,
      }))}
    />
  )
}

import {
  Alert,
  Badge,
  Button,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Textarea,
  Title,
} from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useReferenceData } from '../api/membership.ts'
import type { TextPart } from '../api/types.ts'
import { CategoryBadge } from '../editions/badges.tsx'
import { LookAlikeNotice } from '../editions/look-alike-mark.tsx'
import { spokenLanguage } from '../words/i18n.ts'
import { AudienceEditor } from './audience-editor.tsx'
import type { EditionForm, FragmentForm } from './draft.ts'
import { categoryOfEdition, newFragment } from './draft.ts'
import { newEnglish, tallyOf } from './english.ts'
import { EnglishField } from './english-field.tsx'
import { FragmentEditor } from './fragment-editor.tsx'
import { HuntEditor, type HuntFault } from './hunt-editor.tsx'
import { useWorkWords } from './work-page.tsx'
import { ZonedTimeField } from './zoned-time-field.tsx'

const EXECUTIVE_PARTS = ['BACKGROUND', 'INTENT', 'DECISION'] as const

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
      <EnglishField
        japanese={edition.title}
        english={edition.titleEn}
        label={t('texts.titleEn')}
        rows={1}
        make={newEnglish}
        onChange={titleEn => set({ titleEn })}
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
      <EnglishField
        japanese={edition.summary}
        english={edition.summaryEn}
        label={t('texts.summaryEn')}
        rows={2}
        make={newEnglish}
        onChange={summaryEn => set({ summaryEn })}
      />
      <Translated edition={edition} />
      <Fragments part="ANALYSIS" fragments={fragments} above={above} onChange={setFragments} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setFragments([...fragments, newFragment()])}
        >
          {t('form.addFragment')}
        </Button>
      </Group>
      <Executive fragments={fragments} above={above} onChange={setFragments} />
      <HuntEditor edition={edition} fault={fault} onChange={set} />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <RankSelect
          rank={edition.requiredRank}
          isUsed={category !== 'NOTICE'}
          onChange={requiredRank => set({ requiredRank })}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ZonedTimeField label={t('form.embargoUntil')} value={edition.embargo} onChange={embargo => set({ embargo })} />
        <ZonedTimeField label={t('form.expiresAt')} value={edition.expiry} onChange={expiry => set({ expiry })} />
      </SimpleGrid>
      <AudienceEditor
        audience={edition.audience}
        named={edition.namedPeople ?? []}
        category={category}
        onChange={audience => set({ audience })}
      />
    </Stack>
  )
}

interface FragmentsProps {
  fragments: FragmentForm[]
  above: ReadonlyMap<string, FragmentForm>
  onChange(fragments: FragmentForm[]): void
}

/** The fragments of one part, numbered as the whole edition's. */
function Fragments({ part, fragments, above, onChange }: FragmentsProps & { part: TextPart }) {
  const own = fragments.filter(fragment => fragment.part === part)
  const mayGo = part !== 'ANALYSIS' || own.length > 1
  return own.map((fragment, place) => (
    <FragmentEditor
      key={fragment.key}
      fragment={fragment}
      above={above.get(fragment.key) ?? null}
      number={fragments.indexOf(fragment) + 1}
      onChange={changed => onChange(fragments.map(held => (held.key === changed.key ? changed : held)))}
      onRemove={mayGo ? () => onChange(fragments.filter(held => held !== fragment)) : null}
      onMoveUp={place > 0 ? () => onChange(movedUp(fragments, fragment, own[place - 1])) : null}
    />
  ))
}

/** What executives read: background, intent, and what to decide. */
function Executive(props: FragmentsProps) {
  const t = useWorkWords()
  return (
    <Stack component="section" gap="sm" aria-label={t('texts.executive')}>
      <Title order={3} size="h5">
        {t('texts.executive')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('texts.executiveHint')}
      </Text>
      {EXECUTIVE_PARTS.map(part => (
        <Fragments key={part} part={part} {...props} />
      ))}
      <Group>
        {EXECUTIVE_PARTS.map(part => (
          <Button
            key={part}
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => props.onChange([...props.fragments, newFragment(part)])}
          >
            {t('texts.addPart', { part: t(`texts.part.${part}`) })}
          </Button>
        ))}
      </Group>
    </Stack>
  )
}

/** How many of its texts are in English, and how many of those are out of date. */
function Translated({ edition }: { edition: EditionForm }) {
  const t = useWorkWords()
  const { all, done, late } = tallyOf(edition)
  return (
    <Group gap="xs">
      <Badge variant="light" color={done === all ? 'teal' : 'gray'}>
        {t('texts.count', { done, all })}
      </Badge>
      {late > 0 && <Badge color="orange">{t('texts.late', { count: late })}</Badge>}
    </Group>
  )
}

/** The fragment before another one of its part. */
function movedUp(
  fragments: readonly FragmentForm[],
  fragment: FragmentForm,
  before: FragmentForm | undefined,
): FragmentForm[] {
  const others = fragments.filter(held => held !== fragment)
  const place = before === undefined ? others.length : others.indexOf(before)
  return [...others.slice(0, place), fragment, ...others.slice(place)]
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

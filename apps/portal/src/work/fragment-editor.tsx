import {
  ActionIcon,
  Checkbox,
  Fieldset,
  Group,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Textarea,
} from '@mantine/core'
import { IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Tier } from '../api/types.ts'
import { ProvenancePicker } from '../cases/provenance-picker.tsx'
import { Prose } from '../editions/markdown.tsx'
import type { FragmentForm } from './draft.ts'
import { TornNotice } from './derive-edition.tsx'
import { newEnglishFragment } from './english.ts'
import { EnglishField } from './english-field.tsx'
import { StixPicker } from './stix-picker.tsx'
import { useWorkWords } from './work-page.tsx'

const CONSENT_TIERS: readonly Tier[] = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']
const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

interface FragmentEditorProps {
  fragment: FragmentForm
  /** What it was made from, in a narrower edition. */
  above: FragmentForm | null
  number: number
  onChange(fragment: FragmentForm): void
  onRemove: (() => void) | null
  onMoveUp: (() => void) | null
}

/** A piece of text with what it holds: the flags from which the category of the edition follows. */
export function FragmentEditor({ fragment, above, number, onChange, onRemove, onMoveUp }: FragmentEditorProps) {
  const t = useWorkWords()
  const [isPreview, setIsPreview] = useState(false)
  const { part } = fragment
  const legend =
    part === 'ANALYSIS' ? t('form.fragment', { number }) : t('texts.legend', { number, part: t(`texts.part.${part}`) })
  const set = (change: Partial<FragmentForm>) => onChange({ ...fragment, ...change })

  return (
    <Fieldset legend={legend}>
      <Stack gap="sm">
        <Group justify="space-between">
          <SegmentedControl
            size="xs"
            aria-label={t('form.text')}
            value={isPreview ? 'preview' : 'write'}
            onChange={value => setIsPreview(value === 'preview')}
            data={[
              { value: 'write', label: t('form.write') },
              { value: 'preview', label: t('form.preview') },
            ]}
          />
          <Group gap={4}>
            {onMoveUp !== null && (
              <ActionIcon variant="default" onClick={onMoveUp} aria-label={t('form.moveUp', { number })}>
                <IconArrowUp size={16} />
              </ActionIcon>
            )}
            {onRemove !== null && (
              <ActionIcon variant="default" onClick={onRemove} aria-label={t('form.removeFragment', { number })}>
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
        </Group>
        {above !== null && <TornNotice fragment={fragment} above={above} />}
        {isPreview ? (
          <Prose text={fragment.text} />
        ) : (
          <Textarea
            label={t('form.text')}
            description={fragment.hint}
            required
            autosize
            minRows={5}
            maxRows={24}
            value={fragment.text}
            onChange={event => set({ text: event.currentTarget.value })}
          />
        )}
        {isPreview && fragment.english !== null ? (
          <Prose text={fragment.english.text} />
        ) : (
          <EnglishField
            japanese={fragment.text}
            english={fragment.english}
            label={t('texts.textEn')}
            rows={5}
            make={newEnglishFragment}
            onChange={english => set({ english })}
          />
        )}
        {fragment.english !== null && (
          <Text size="xs" c="dimmed">
            {t('texts.restricted')}
          </Text>
        )}
        <Text size="sm" fw={500}>
          {t('form.flags')}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {FLAGS.map(flag => (
            <Switch
              key={flag}
              label={t(`form.${flag}`)}
              checked={fragment[flag]}
              onChange={event => set({ [flag]: event.currentTarget.checked })}
            />
          ))}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('form.originator')}
            value={fragment.originator ?? ''}
            onChange={event => set({ originator: event.currentTarget.value })}
          />
          {(fragment.originator ?? '').trim() !== '' && (
            <Checkbox.Group
              label={t('form.consent')}
              description={t('form.consentHint')}
              value={fragment.consentedTiers ?? []}
              onChange={value => set({ consentedTiers: CONSENT_TIERS.filter(tier => value.includes(tier)) })}
            >
              <Group gap="md" mt={6}>
                {CONSENT_TIERS.map(tier => (
                  <Checkbox key={tier} value={tier} label={t(`council:tier.${tier}`)} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
        </SimpleGrid>
        <ProvenancePicker intakes={fragment.intakes ?? []} rewritten={fragment.rewritten === true} onChange={set} />
        <StixPicker picked={fragment.stixObjects} onChange={stixObjects => set({ stixObjects })} />
      </Stack>
    </Fieldset>
  )
}

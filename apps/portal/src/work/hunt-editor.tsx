import { ActionIcon, Alert, Button, Fieldset, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core' // prettier-ignore
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HuntDraft, HuntQuery } from '../api/types.ts'
import { newHunt, newQuery, type EditionForm } from './draft.ts'
import { useWorkWords } from './work-page.tsx'

const LANGUAGES: readonly HuntQuery['language'][] = ['SIGMA', 'YARA', 'STIX', 'SNORT', 'SURICATA']
const DIFFICULTIES: readonly HuntDraft['difficulty'][] = ['LOW', 'MEDIUM', 'HIGH']
const FLAGS = ['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const

/** What the hub refused of a hunt: the field below it, and why. */
export interface HuntFault {
  readonly field: string
  readonly message: string
}

interface HuntEditorProps {
  edition: EditionForm
  fault: HuntFault | null
  onChange(change: Pick<EditionForm, 'hunt' | 'huntLeft'>): void
}

/** The hunt of an edition, or the way to one. */
export function HuntEditor({ edition, fault, onChange }: HuntEditorProps) {
  const t = useWorkWords()
  const { hunt = null, huntLeft = null } = edition
  if (hunt === null)
    return (
      <>
        {huntLeft !== null && (
          <Alert variant="light" color="orange" title={t('huntForm.title')}>
            <Text size="sm">{t('huntForm.left')}</Text>
            <Button size="xs" mt="xs" variant="default" onClick={() => onChange({ hunt: huntLeft, huntLeft: null })}>
              {t('huntForm.copy')}
            </Button>
          </Alert>
        )}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange({ hunt: newHunt(), huntLeft: null })}
          >
            {t('huntForm.add')}
          </Button>
        </Group>
      </>
    )
  return <HuntFields hunt={hunt} fault={fault} onChange={changed => onChange({ hunt: changed, huntLeft: null })} />
}

interface HuntFieldsProps {
  hunt: HuntDraft
  fault: HuntFault | null
  onChange(hunt: HuntDraft | null): void
}

function HuntFields({ hunt, fault, onChange }: HuntFieldsProps) {
  const t = useWorkWords()
  const portal = useTranslation().t
  const set = (change: Partial<HuntDraft>) => onChange({ ...hunt, ...change })
  const errorOf = (field: string) => (fault?.field === field ? fault.message : undefined)
  const setQuery = (index: number, change: Partial<HuntQuery>) =>
    set({ queries: hunt.queries.map((query, place) => (place === index ? { ...query, ...change } : query)) })
  return (
    <Fieldset legend={t('huntForm.title')}>
      <Stack gap="sm">
        <Textarea
          label={portal('hunt.hypothesis')}
          required
          autosize
          minRows={2}
          maxLength={4_000}
          error={errorOf('hypothesis')}
          value={hunt.hypothesis}
          onChange={event => set({ hypothesis: event.currentTarget.value })}
        />
        <Textarea
          label={t('huntForm.logs')}
          required
          autosize
          minRows={2}
          error={fault?.field.startsWith('requiredLogs') ? fault.message : undefined}
          value={hunt.requiredLogs.join('\n')}
          onChange={event => set({ requiredLogs: event.currentTarget.value.split('\n') })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label={portal('hunt.difficultyLabel')}
            value={hunt.difficulty}
            onChange={event =>
              set({ difficulty: DIFFICULTIES.find(one => one === event.currentTarget.value) ?? hunt.difficulty })
            }
            data={DIFFICULTIES.map(value => ({ value, label: portal(`hunt.difficulty.${value}`) }))}
          />
          <NumberInput
            label={t('huntForm.lookBack')}
            min={1}
            max={3_650}
            allowDecimal={false}
            error={errorOf('lookBackDays')}
            value={hunt.lookBackDays}
            onChange={value => set({ lookBackDays: Number(value) })}
          />
        </SimpleGrid>
        {hunt.queries.map((query, index) => (
          <Fieldset key={index} legend={t('huntForm.query', { number: index + 1 })}>
            <Stack gap="xs">
              <Group align="end" wrap="nowrap">
                <TextInput
                  flex={1}
                  label={t('huntForm.queryTitle')}
                  required
                  maxLength={200}
                  error={errorOf(`queries[${index}].title`)}
                  value={query.title}
                  onChange={event => setQuery(index, { title: event.currentTarget.value })}
                />
                <NativeSelect
                  label={t('huntForm.language')}
                  value={query.language}
                  onChange={event =>
                    setQuery(index, {
                      language: LANGUAGES.find(one => one === event.currentTarget.value) ?? query.language,
                    })
                  }
                  data={LANGUAGES.map(value => ({ value, label: t(`huntForm.languageOf.${value}`) }))}
                />
                {hunt.queries.length > 1 && (
                  <ActionIcon
                    variant="default"
                    size="lg"
                    aria-label={t('huntForm.removeQuery', { number: index + 1 })}
                    onClick={() => set({ queries: hunt.queries.filter((_, place) => place !== index) })}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </Group>
              <Textarea
                label={t('huntForm.text')}
                required
                autosize
                minRows={6}
                maxRows={24}
                spellCheck={false}
                classNames={{ input: 'mono' }}
                error={errorOf(`queries[${index}].text`)}
                value={query.text}
                onChange={event => setQuery(index, { text: event.currentTarget.value })}
              />
            </Stack>
          </Fieldset>
        ))}
        <Text size="sm" fw={500}>
          {t('huntForm.flags')}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {FLAGS.map(flag => (
            <Switch
              key={flag}
              label={t(`form.${flag}`)}
              checked={hunt[flag]}
              onChange={event => set({ [flag]: event.currentTarget.checked })}
            />
          ))}
        </SimpleGrid>
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set({ queries: [...hunt.queries, newQuery()] })}
          >
            {t('huntForm.addQuery')}
          </Button>
          <Button size="xs" variant="subtle" color="red" onClick={() => onChange(null)}>
            {t('huntForm.remove')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

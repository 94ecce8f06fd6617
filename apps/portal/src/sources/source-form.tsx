import {
  Alert,
  Button,
  Checkbox,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import type { Source, SourceInput } from '../api/sources.ts'
import {
  CREATE_SOURCE,
  REVISE_SOURCE,
  SOURCE_KINDS,
  TLP_LABELS,
  TRY_SOURCE,
  useLabelEffects,
  useTrial,
} from '../api/sources.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { FailureText } from './source-state.tsx'

interface Form extends Omit<SourceInput, 'collection' | 'mapping' | 'credential'> {
  collection: string
  items: string
  value: string
  nameOf: string
  description: string
  credentialKind: 'none' | 'basic' | 'bearer'
  secret: string
}

const begin = (source: Source | null): Form => ({
  name: source?.name ?? '',
  kind: source?.kind ?? 'TAXII',
  url: source?.url ?? 'https://',
  collection: source?.collection ?? '',
  intervalSeconds: source?.intervalSeconds ?? 3_600,
  originator: source?.originator ?? '',
  containsSecret: source?.containsSecret ?? true,
  containsCommInfo: source?.containsCommInfo ?? true,
  identifiesPerson: source?.identifiesPerson ?? true,
  tlp: source?.tlp ?? 'TLP:RED',
  strictness: source?.strictness ?? 'refuse',
  revisesOthers: source?.revisesOthers ?? false,
  items: source?.mapping?.items ?? '',
  value: source?.mapping?.value ?? '',
  nameOf: source?.mapping?.name ?? '',
  description: source?.mapping?.description ?? '',
  credentialKind: 'none',
  secret: '',
})

/** What is said of everything that a source brings. */
const LABEL = ['containsSecret', 'containsCommInfo', 'identifiesPerson', 'tlp'] as const

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

function inputOf({ items, value, nameOf, description, credentialKind, secret, ...form }: Form): SourceInput {
  const isMapped = form.kind === 'CSV' || form.kind === 'JSON'
  return {
    ...form,
    collection: form.kind === 'TAXII' ? orNull(form.collection) : null,
    mapping: isMapped
      ? { items: orNull(items), value: value.trim(), name: orNull(nameOf), description: orNull(description) }
      : null,
    credential: credentialKind === 'none' ? null : { kind: credentialKind, secret },
  }
}

/** Sets up a source, or changes one; tried out before it is saved. A credential is written and never read. */
export function SourceForm({ source, onClose }: { source: Source | null; onClose: () => void }) {
  const t = useWorkWords()
  const client = useQueryClient()
  const [form, setForm] = useState(() => begin(source))
  const change = (part: Partial<Form>) => setForm(before => ({ ...before, ...part }))
  const save = useMutation({
    mutationFn: async () => {
      const input = inputOf(form)
      await (source ? ask(REVISE_SOURCE, { id: source.id, input }) : ask(CREATE_SOURCE, { input }))
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sources'] })
      onClose()
    },
    gcTime: 0,
  })
  const text = (
    field: 'name' | 'url' | 'collection' | 'items' | 'value' | 'nameOf' | 'description' | 'originator',
  ) => ({
    value: form[field],
    onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
  })
  const isMapped = form.kind === 'CSV' || form.kind === 'JSON'
  const isRelabelled = source !== null && LABEL.some(field => form[field] !== source[field])
  const effects = useLabelEffects(source?.id ?? null, inputOf(form), isRelabelled)
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(source ? 'sources.edit' : 'sources.new')}
      size="lg"
      closeOnClickOutside={false}
    >
      <Stack gap="sm">
        <TextInput label={t('sourceForm.name')} required maxLength={200} {...text('name')} />
        <NativeSelect
          label={t('sourceForm.kind')}
          value={form.kind}
          onChange={event =>
            change({ kind: SOURCE_KINDS.find(kind => kind === event.currentTarget.value) ?? form.kind })
          }
          data={SOURCE_KINDS.map(value => ({ value, label: t(`sources.kind.${value}`) }))}
        />
        <TextInput
          type="url"
          label={t(form.kind === 'TAXII' ? 'sourceForm.urlOfRoot' : 'sourceForm.url')}
          description={t('sourceForm.urlHint')}
          required
          maxLength={2000}
          {...text('url')}
        />
        {form.kind === 'TAXII' && (
          <TextInput label={t('sourceForm.collection')} required maxLength={200} {...text('collection')} />
        )}
        {form.kind === 'JSON' && <TextInput label={t('sourceForm.items')} maxLength={200} {...text('items')} />}
        {isMapped && (
          <>
            <TextInput label={t('sourceForm.value')} required maxLength={200} {...text('value')} />
            <TextInput label={t('sourceForm.nameOf')} maxLength={200} {...text('nameOf')} />
            <TextInput label={t('sourceForm.description')} maxLength={200} {...text('description')} />
          </>
        )}
        <NumberInput
          label={t('sourceForm.interval')}
          min={1}
          max={43_200}
          allowDecimal={false}
          value={form.intervalSeconds / 60}
          onChange={minutes => change({ intervalSeconds: Math.round(Number(minutes) * 60) })}
        />
        <TextInput label={t('sourceForm.originator')} required maxLength={200} {...text('originator')} />
        <Fieldset legend={t('sourceForm.label')}>
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t('sourceForm.labelHint')}
            </Text>
            {(['containsSecret', 'containsCommInfo', 'identifiesPerson'] as const).map(flag => (
              <Checkbox
                key={flag}
                label={t(`form.${flag}`)}
                checked={form[flag]}
                onChange={event => change({ [flag]: event.currentTarget.checked })}
              />
            ))}
            <NativeSelect
              label={t('sourceForm.tlp')}
              value={form.tlp}
              onChange={event => change({ tlp: event.currentTarget.value })}
              data={[...TLP_LABELS]}
            />
          </Stack>
        </Fieldset>
        <NativeSelect
          label={t('sourceForm.strictness')}
          value={form.strictness}
          onChange={event => change({ strictness: event.currentTarget.value })}
          data={[
            { value: 'refuse', label: t('sourceForm.refuse') },
            { value: 'accept-with-warning', label: t('sourceForm.accept') },
          ]}
        />
        <Switch
          label={t('sourceForm.revisesOthers')}
          checked={form.revisesOthers}
          onChange={event => change({ revisesOthers: event.currentTarget.checked })}
        />
        <NativeSelect
          label={t('sourceForm.credential')}
          value={form.credentialKind}
          onChange={event =>
            change({
              credentialKind: (['basic', 'bearer'] as const).find(kind => kind === event.currentTarget.value) ?? 'none',
            })
          }
          data={[
            { value: 'none', label: t(source?.credentialKind ? 'sourceForm.keep' : 'sourceForm.none') },
            { value: 'basic', label: t('sourceForm.basic') },
            { value: 'bearer', label: t('sourceForm.bearer') },
          ]}
        />
        {form.credentialKind !== 'none' && (
          <PasswordInput
            label={t('sourceForm.secret')}
            required
            autoComplete="off"
            maxLength={4096}
            value={form.secret}
            onChange={event => change({ secret: event.currentTarget.value })}
          />
        )}
        <Trial source={source} form={form} />
        {effects.data !== undefined && (
          <Alert color={effects.data.recalled + effects.data.returned > 0 ? 'red' : 'gray'} role="status">
            {effects.data.recalled + effects.data.returned > 0
              ? t('reclassify.label.would', effects.data)
              : t('reclassify.label.nothing')}
          </Alert>
        )}
        {save.isError && <FailureNotice failure={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('portal:common.cancel')}
          </Button>
          <Button
            disabled={form.name.trim() === '' || form.originator.trim() === '' || (isRelabelled && effects.isFetching)}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('sourceForm.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** What would come, looked at by a worker; nothing of it is stored. */
function Trial({ source, form }: { source: Source | null; form: Form }) {
  const t = useWorkWords()
  const start = useMutation({
    mutationFn: async () => (await ask(TRY_SOURCE, { id: source?.id ?? null, input: inputOf(form) })).trySource.id,
    gcTime: 0,
  })
  const trial = useTrial(start.data ?? null)
  const { found, failure, state } = trial.data ?? { found: null, failure: null, state: null }
  const isRunning = start.isPending || (start.isSuccess && state !== 'DONE' && state !== 'FAILED')
  return (
    <Stack gap="xs" role="status">
      <Button variant="light" loading={isRunning} onClick={() => start.mutate()}>
        {t('sourceForm.try')}
      </Button>
      {isRunning && <Text size="sm">{t('sourceForm.trying')}</Text>}
      {start.isError && <FailureNotice failure={start.error} />}
      {failure !== null && (
        <Alert color="red">
          <FailureText failure={failure} />
        </Alert>
      )}
      {found !== null && (
        <Alert color={found.refused > 0 ? 'yellow' : 'teal'}>
          <Text size="sm">{t('sourceForm.found', found)}</Text>
          <Text size="xs" c="dimmed">
            {found.types.map(({ type, count }) => `${type} ${count}`).join(' ・ ')}
          </Text>
          <Text size="xs" c="dimmed">
            {found.rules.map(({ rule, count }) => `${rule} ${count}`).join(' ・ ')}
          </Text>
        </Alert>
      )}
      {state === 'DONE' && found === null && <Text size="sm">{t('sourceForm.foundNothing')}</Text>}
    </Stack>
  )
}

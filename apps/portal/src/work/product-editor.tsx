import {
  Alert,
  Button,
  Checkbox,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  SimpleGrid,
  Stack,
  Tabs,
  Text,
  TextInput,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { HubProblem } from '@noroshi/client'
import { ask } from '../api/graphql.ts'
import { DRAFT_PRODUCT, REVISE_PRODUCT, SUBMIT_PRODUCT } from '../api/products.ts'
import type { Product } from '../api/types.ts'
import { PRODUCT_KINDS, SEVERITIES, URGENCIES } from '../api/types.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { AudiencePanel } from './audience-preview.tsx'
import { DanglingPanel } from './dangling-panel.tsx'
import { QualityPanel } from './quality-panel.tsx'
import { SlipsPanel } from './slips-panel.tsx'
import type { EditionForm, ProductForm } from './draft.ts'
import {
  MAX_EDITIONS,
  addMissing,
  categoryOfEdition,
  duplicateCategories,
  fragmentsAbove,
  formOf,
  inputOf,
  isComplete,
  newEdition,
  newForm,
  withoutObjects,
} from './draft.ts'
import { DeriveEdition } from './derive-edition.tsx'
import { EditionEditor } from './edition-editor.tsx'
import { digestsFor } from './english.ts'
import type { HuntFault } from './hunt-editor.tsx'
import { UnsavedGuard } from './unsaved-guard.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

interface ProductEditorProps {
  product: Product | null
  /** What a new one begins with. */
  begin?: ProductForm
  onReload: () => void
}

/** The form of a draft, new (`product` null) or stored. Keeps the version it began from: a draft changed since is a conflict. */
export function ProductEditor({ product, begin, onReload }: ProductEditorProps) {
  const t = useWorkWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [base, setBase] = useState(product)
  const [form, setForm] = useState<ProductForm>(() => (product === null ? (begin ?? newForm()) : formOf(product)))
  const [savedForm, setSavedForm] = useState(form)
  const [isAsking, setIsAsking] = useState(false)
  const [isMovingOn, setIsMovingOn] = useState(false)
  const isDirty = form !== savedForm
  const duplicates = duplicateCategories(form)
  // Set while the page itself moves on, so that the guard does not ask about what was just saved.
  const isLeaving = useRef(false)

  const keep = (stored: Product) => {
    client.setQueryData(['product', stored.id], stored)
    void client.invalidateQueries({ queryKey: ['products'] })
  }
  const save = useMutation({
    mutationFn: async (sent: ProductForm) => {
      const input = inputOf(sent, await digestsFor(sent))
      if (base === null) return (await ask(DRAFT_PRODUCT, { input })).draftProduct
      return (await ask(REVISE_PRODUCT, { id: base.id, version: base.version, input })).reviseProduct
    },
    onSuccess: (stored, sent) => {
      keep(stored)
      notifications.show({ message: t('form.saved', { version: stored.version }), color: 'teal' })
      if (base === null) {
        isLeaving.current = true
        setIsMovingOn(true)
        void navigate(`/products/${stored.id}/edit`, { replace: true })
        return
      }
      setBase(stored)
      setSavedForm(sent)
    },
  })
  // The page of the stored draft begins with what was sent, and takes a moment to come: what was written or opened here meanwhile would be lost.
  const isHeld = isMovingOn || (base === null && save.isPending)
  const submit = useMutation({
    mutationFn: async ({ id, version }: Product) => (await ask(SUBMIT_PRODUCT, { id, version })).submitProduct,
    onSuccess: stored => {
      keep(stored)
      isLeaving.current = true
      notifications.show({ message: t('form.submitted'), color: 'teal' })
      void navigate(`/products/${stored.id}`)
    },
  })

  const set = (change: Partial<ProductForm>) => setForm(held => ({ ...held, ...change }))
  const failure = save.error ?? submit.error
  const isConflict = failure instanceof HubProblem && failure.code === 'CONFLICT'

  return (
    <WorkPage title={base === null ? t('form.titleNew') : t('form.titleEdit')}>
      <UnsavedGuard isDirty={isDirty} isLeaving={isLeaving} />
      <Fieldset variant="unstyled" disabled={isHeld}>
        <Stack>
          <Facts form={form} isNew={base === null} onChange={set} />
          <Editions
            base={base}
            isDirty={isDirty}
            form={form}
            failure={failure}
            onChange={editions => set({ editions })}
          />
          {isConflict && (
            <Alert color="red" role="alert" title={t('form.conflictTitle')}>
              <Text size="sm">{t('form.conflictText')}</Text>
              <Button mt="sm" size="xs" color="red" onClick={onReload}>
                {t('form.loadLatest')}
              </Button>
            </Alert>
          )}
          {failure !== null && !isConflict && <FailureNotice failure={failure} />}
          <Group gap="sm" className="save-bar">
            <Button
              loading={save.isPending || isMovingOn}
              disabled={!isComplete(form) || duplicates.length > 0 || (!isDirty && base !== null)}
              onClick={() => save.mutate(form)}
            >
              {t('form.save')}
            </Button>
            <Button variant="default" disabled={base === null || isDirty} onClick={() => setIsAsking(true)}>
              {t('form.submit')}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {!isComplete(form) ? t('form.incomplete') : isDirty ? t('form.unsaved') : ''}
            </Text>
          </Group>
        </Stack>
      </Fieldset>
      {base !== null && (
        <>
          <DanglingPanel
            productId={base.id}
            version={base.version}
            onAdd={missing => {
              const { form: next, added } = addMissing(form, missing)
              setForm(next)
              notifications.show({ message: t('dangling.added', { count: added }) })
            }}
          />
          <SlipsPanel product={base} mayOverrule={false} />
          <QualityPanel
            productId={base.id}
            version={base.version}
            onRemove={(category, stixIds) => {
              const { form: next, removed } = withoutObjects(form, category, stixIds)
              setForm(next)
              notifications.show({ message: t('quality.removed', { count: removed }) })
            }}
          />
          <AudiencePanel productId={base.id} version={base.version} isStale={isDirty} />
        </>
      )}
      <Modal opened={isAsking} onClose={() => setIsAsking(false)} title={t('form.submit')}>
        <Stack>
          <Text size="sm">{t('form.submitAsk')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {t('portal:common.cancel')}
            </Button>
            <Button
              data-autofocus
              loading={submit.isPending}
              onClick={() => {
                if (base !== null) submit.mutate(base, { onSettled: () => setIsAsking(false) })
              }}
            >
              {t('form.submit')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </WorkPage>
  )
}

function Facts(props: { form: ProductForm; isNew: boolean; onChange: (change: Partial<ProductForm>) => void }) {
  const { form, isNew, onChange } = props
  const t = useWorkWords()
  return (
    <>
      <TextInput
        label={t('form.workingTitle')}
        required
        maxLength={200}
        value={form.title}
        onChange={event => onChange({ title: event.currentTarget.value })}
      />
      <SimpleGrid cols={3} spacing="xs">
        <NativeSelect
          label={t('portal:kind.label')}
          value={form.kind}
          onChange={event =>
            onChange({ kind: PRODUCT_KINDS.find(kind => kind === event.currentTarget.value) ?? form.kind })
          }
          data={PRODUCT_KINDS.map(value => ({ value, label: t(`portal:kind.${value}`) }))}
        />
        <NativeSelect
          label={t('portal:severity.label')}
          value={form.severity}
          onChange={event =>
            onChange({ severity: SEVERITIES.find(known => known === event.currentTarget.value) ?? form.severity })
          }
          data={SEVERITIES.map(value => ({ value, label: t(`portal:severity.${value}`) }))}
        />
        <NativeSelect
          label={t('portal:urgency.label')}
          value={form.urgency}
          onChange={event =>
            onChange({ urgency: URGENCIES.find(known => known === event.currentTarget.value) ?? form.urgency })
          }
          data={URGENCIES.map(value => ({ value, label: t(`portal:urgency.${value}`) }))}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
        <TextInput
          type="number"
          min={5}
          max={10_080}
          label={t('board.within')}
          description={t('board.withinHint')}
          value={form.answerWithinMinutes ?? ''}
          onChange={event => onChange({ answerWithinMinutes: minutesOf(event.currentTarget.value) })}
        />
        <Checkbox
          mt="lg"
          label={t('board.drill')}
          description={t('board.drillHint')}
          checked={form.drill}
          disabled={!isNew}
          onChange={event => onChange({ drill: event.currentTarget.checked })}
        />
      </SimpleGrid>
    </>
  )
}

const minutesOf = (text: string): number | null => (/^[0-9]{1,5}$/.test(text) ? Number(text) : null)

interface EditionsProps {
  base: Product | null
  isDirty: boolean
  form: ProductForm
  failure: unknown
  onChange(editions: EditionForm[]): void
}

function Editions({ base, isDirty, form, failure, onChange }: EditionsProps) {
  const t = useWorkWords()
  const { editions } = form
  const above = fragmentsAbove(form)
  const [openKey, setOpenKey] = useState(editions[0]?.key ?? '')
  const open = editions.find(({ key }) => key === openKey) ?? editions[0]
  const add = (edition: EditionForm) => {
    onChange([...editions, edition])
    setOpenKey(edition.key)
  }
  const nameOf = (edition: EditionForm, index: number) => {
    const category = categoryOfEdition(edition)
    return category === null ? t('form.edition', { number: index + 1 }) : t(`council:category.${category}.text`)
  }
  return (
    <Stack component="section" gap="xs" aria-label={t('form.editions')}>
      <Tabs value={open?.key ?? null} onChange={key => setOpenKey(key ?? '')} keepMounted={false}>
        <Tabs.List aria-label={t('form.editions')}>
          {editions.map((edition, index) => (
            <Tabs.Tab key={edition.key} value={edition.key}>
              {index + 1}. {nameOf(edition, index)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {duplicateCategories(form).map(category => (
          <Alert key={category} color="orange" mt="md" role="alert">
            {t('form.duplicate', { category: t(`council:categoryInFull.${category}`) })}
          </Alert>
        ))}
        {editions.map((edition, index) => (
          <Tabs.Panel key={edition.key} value={edition.key}>
            <EditionEditor
              edition={edition}
              above={above}
              fault={huntFault(failure, index)}
              onChange={changed => onChange(editions.map(held => (held.key === changed.key ? changed : held)))}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Group gap="xs">
        {editions.length < MAX_EDITIONS && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => add(newEdition())}
            >
              {t('form.addEdition')}
            </Button>
            {open !== undefined && (
              <DeriveEdition product={base} isDirty={isDirty} form={form} open={open} onDerive={add} />
            )}
          </>
        )}
        {editions.length > 1 && open !== undefined && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => onChange(editions.filter(({ key }) => key !== open.key))}
          >
            {t('form.removeEdition')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** What the hub refused of the hunt of one edition. */
function huntFault(failure: unknown, index: number): HuntFault | null {
  if (!(failure instanceof HubProblem) || failure.field === null) return null
  const before = `input.editions[${index}].hunt.`
  const field = failure.field.startsWith('input.') ? failure.field : `input.${failure.field}`
  return field.startsWith(before) ? { field: field.slice(before.length), message: failure.message } : null
}

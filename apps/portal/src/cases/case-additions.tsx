import { Button, Group, Select, Stack, Tabs, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CaseLinkInput } from '../api/cases.ts'
import { LINK_IN_CASE, LINK_PRODUCT_IN_CASE, NOTE_IN_CASE, useCaseVerb } from '../api/cases.ts'
import { ask } from '../api/graphql.ts'
import { useProducts } from '../api/products.ts'
import { FailureNotice } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'
import { IntakeForm } from './intake-form.tsx'

/** What can be added to a case: a note, an intake, a link, a product. */
export function CaseAdditions({ id }: { id: string }) {
  const t = useWorkWords()
  return (
    <Tabs defaultValue="note" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="note">{t('cases.entry.NOTE')}</Tabs.Tab>
        <Tabs.Tab value="intake">{t('cases.entry.INTAKE')}</Tabs.Tab>
        <Tabs.Tab value="link">{t('cases.entry.LINK')}</Tabs.Tab>
        <Tabs.Tab value="product">{t('cases.entry.PRODUCT')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="note" pt="sm">
        <NoteForm id={id} />
      </Tabs.Panel>
      <Tabs.Panel value="intake" pt="sm">
        <IntakeForm id={id} />
      </Tabs.Panel>
      <Tabs.Panel value="link" pt="sm">
        <LinkForm id={id} />
      </Tabs.Panel>
      <Tabs.Panel value="product" pt="sm">
        <ProductLinkForm id={id} />
      </Tabs.Panel>
    </Tabs>
  )
}

function NoteForm({ id }: { id: string }) {
  const t = useWorkWords()
  const [note, setNote] = useState('')
  const add = useCaseVerb(async () => {
    await ask(NOTE_IN_CASE, { id, note })
    setNote('')
  })
  return (
    <Stack gap="xs">
      <Textarea
        label={t('cases.note.label')}
        autosize
        minRows={3}
        maxLength={20_000}
        autoComplete="off"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {add.isError && <FailureNotice failure={add.error} />}
      <Group>
        <Button loading={add.isPending} disabled={note.trim() === ''} onClick={() => add.mutate(undefined)}>
          {t('cases.note.add')}
        </Button>
      </Group>
    </Stack>
  )
}

const LINK_KINDS: readonly CaseLinkInput['kind'][] = ['STIX_OBJECT', 'VULNERABILITY', 'ACTOR', 'CAMPAIGN']

function LinkForm({ id }: { id: string }) {
  const t = useWorkWords()
  const [kind, setKind] = useState<CaseLinkInput['kind']>('VULNERABILITY')
  const [target, setTarget] = useState('')
  const [note, setNote] = useState('')
  const add = useCaseVerb(async () => {
    await ask(LINK_IN_CASE, { id, input: { kind, target, note } })
    setTarget('')
    setNote('')
  })
  return (
    <Stack gap="xs">
      <Select
        label={t('cases.link.kindLabel')}
        allowDeselect={false}
        value={kind}
        onChange={value => setKind(LINK_KINDS.find(one => one === value) ?? 'VULNERABILITY')}
        data={LINK_KINDS.map(one => ({ value: one, label: t(`cases.link.kind.${one}`) }))}
      />
      <TextInput
        label={t('cases.link.target')}
        required
        maxLength={300}
        autoComplete="off"
        value={target}
        onChange={event => setTarget(event.currentTarget.value)}
      />
      <TextInput
        label={t('cases.link.note')}
        maxLength={2_000}
        autoComplete="off"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {add.isError && <FailureNotice failure={add.error} />}
      <Group>
        <Button loading={add.isPending} disabled={target.trim() === ''} onClick={() => add.mutate(undefined)}>
          {t('cases.link.add')}
        </Button>
      </Group>
    </Stack>
  )
}

function ProductLinkForm({ id }: { id: string }) {
  const t = useWorkWords()
  const products = useProducts(null)
  const [productId, setProductId] = useState<string | null>(null)
  const add = useCaseVerb(async (chosen: string) => {
    await ask(LINK_PRODUCT_IN_CASE, { id, productId: chosen })
    setProductId(null)
  })
  const choices = products.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack gap="xs">
      <Select
        label={t('cases.link.choose')}
        searchable
        value={productId}
        onChange={setProductId}
        data={choices.map(product => ({ value: product.id, label: product.title }))}
      />
      {add.isError && <FailureNotice failure={add.error} />}
      <Group>
        <Button
          loading={add.isPending}
          disabled={productId === null}
          onClick={() => productId !== null && add.mutate(productId)}
        >
          {t('cases.link.product')}
        </Button>
      </Group>
    </Stack>
  )
}

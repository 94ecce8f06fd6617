import { Alert, Button, FileButton, Group, List, Modal, NativeSelect, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core' // prettier-ignore
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/graphql.ts'
import { useReferenceData } from '../api/membership.ts'
import {
  ADD_DOWNSTREAM,
  everyDownstream,
  IMPORT_DOWNSTREAM,
  REMOVE_DOWNSTREAM,
  useAtDesk,
  useDownstream,
  type Downstream,
  type DownstreamInput,
} from '../api/relays.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { saveSpreadsheet, spreadsheetOf } from '../shell/spreadsheet.ts'
import { spokenLanguage } from '../words/i18n.ts'

/** To whom the body passes on: by page, one by one or a whole table. */
export function DownstreamList({ count }: { count: number }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text, 300)
  const list = useDownstream(asked)
  const save = useMutation({
    mutationFn: async () => saveSpreadsheet('noroshi-downstream.csv', tableOf(await everyDownstream())),
  })
  const items = list.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Stack component="section" gap="sm" aria-label={t('relays.list')}>
      <Title order={2} size="h4">
        {t('relays.list')} ({t('relays.count', { count })})
      </Title>
      <AddOne />
      <TakeTable />
      {count > 0 && (
        <Group align="end" gap="sm">
          <TextInput
            label={t('relays.search')}
            value={text}
            maxLength={200}
            autoComplete="off"
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            {t('relays.csv')}
          </Button>
        </Group>
      )}
      {list.isPending && <ListSkeleton rows={2} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {save.isError && <FailureNotice failure={save.error} />}
      {list.isSuccess && items.length === 0 && (
        <Nothing
          title={t(asked === '' ? 'relays.listNone' : 'relays.searchNone')}
          text={t(asked === '' ? 'relays.listNoneText' : 'relays.searchNoneText')}
        />
      )}
      {items.length > 0 && <Entries items={items} />}
      <MoreButton list={list} />
    </Stack>
  )
}

/** Names of sectors in the language that is spoken, by id. */
function useSectors(): readonly { readonly id: string; readonly name: string }[] {
  const reference = useReferenceData()
  const isEnglish = spokenLanguage() === 'en'
  return (reference.data?.sectors ?? []).map(({ id, nameJa, nameEn }) => ({ id, name: isEnglish ? nameEn : nameJa }))
}

function Entries({ items }: { items: readonly Downstream[] }) {
  const { t } = useTranslation()
  const sectors = useSectors()
  return (
    <Table.ScrollContainer minWidth={620} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['name', 'email', 'language', 'sector', 'remove'] as const).map(column => (
              <Table.Th key={column}>{t(`relays.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(one => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <Revealed text={one.name} />
              </Table.Td>
              <Table.Td>
                <Revealed text={one.email} />
              </Table.Td>
              <Table.Td>{t(`relays.languages.${one.language}`)}</Table.Td>
              <Table.Td>{sectors.find(({ id }) => id === one.sector)?.name ?? '—'}</Table.Td>
              <Table.Td>
                <Remove one={one} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Remove({ one: { id, name } }: { one: Downstream }) {
  const { t } = useTranslation()
  const [isOpen, dialog] = useDisclosure(false)
  const remove = useAtDesk(() => ask(REMOVE_DOWNSTREAM, { id }))
  return (
    <>
      <Button size="xs" variant="default" onClick={dialog.open}>
        {t('relays.remove')}
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={t('relays.removeTitle')}>
        <Stack>
          <Text size="sm">
            <Revealed text={t('relays.removeText', { name })} />
          </Text>
          {remove.isError && <FailureNotice failure={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('relays.remove')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

const NOBODY: DownstreamInput = { name: '', email: '', language: 'ja', sector: null }

function AddOne() {
  const { t } = useTranslation()
  const sectors = useSectors()
  const [input, setInput] = useState(NOBODY)
  const add = useAtDesk((given: DownstreamInput) => ask(ADD_DOWNSTREAM, { input: given }))
  return (
    <Paper
      withBorder
      p="md"
      component="form"
      aria-label={t('relays.add')}
      onSubmit={event => {
        event.preventDefault()
        add.mutate(input, {
          onSuccess: () => {
            setInput(NOBODY)
            notifications.show({ message: t('relays.added'), color: 'teal' })
          },
        })
      }}
    >
      <Group align="end" gap="sm">
        <TextInput
          label={t('relays.name')}
          required
          maxLength={200}
          autoComplete="off"
          value={input.name}
          onChange={event => setInput({ ...input, name: event.currentTarget.value })}
        />
        <TextInput
          label={t('relays.email')}
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          value={input.email}
          onChange={event => setInput({ ...input, email: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('relays.language')}
          value={input.language ?? 'ja'}
          onChange={event => setInput({ ...input, language: event.currentTarget.value === 'en' ? 'en' : 'ja' })}
          data={(['ja', 'en'] as const).map(value => ({ value, label: t(`relays.languages.${value}`) }))}
        />
        <NativeSelect
          label={t('relays.sector')}
          value={input.sector ?? ''}
          onChange={event => setInput({ ...input, sector: event.currentTarget.value || null })}
          data={[
            { value: '', label: t('relays.noSector') },
            ...sectors.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Button type="submit" loading={add.isPending}>
          {t('relays.add')}
        </Button>
      </Group>
      {add.isError && <FailureNotice failure={add.error} />}
    </Paper>
  )
}

function TakeTable() {
  const { t } = useTranslation()
  const take = useAtDesk(
    async (file: File) => (await ask(IMPORT_DOWNSTREAM, { table: await file.text() })).importDownstream,
  )
  const taken = take.data
  // The same file, once it is mended, can be chosen again.
  const again = useRef<() => void>(null)
  const names = new Map<string | null, string>(FIELDS.map(field => [field, `${t(`relays.${field}`)} – `]))
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('relays.importHint')}
      </Text>
      <Group>
        <FileButton
          accept=".csv,text/csv"
          inputProps={{ 'aria-label': t('relays.importFile') }}
          resetRef={again}
          onChange={file => file && take.mutate(file, { onSettled: () => again.current?.() })}
        >
          {props => (
            <Button {...props} variant="default" loading={take.isPending}>
              {t('relays.importTitle')}
            </Button>
          )}
        </FileButton>
      </Group>
      {take.isError && <FailureNotice failure={take.error} />}
      {taken !== undefined && taken.faults.length === 0 && (
        <Text role="status" size="sm">
          {t('relays.imported', { added: taken.added, known: taken.known })}
        </Text>
      )}
      {taken !== undefined && taken.faults.length > 0 && (
        <Alert color="red" title={t('relays.faults')}>
          <List size="sm">
            {taken.faults.map(({ line, field, message, messageJa }) => (
              <List.Item key={`${line} ${field ?? ''} ${message}`}>
                {t('relays.fault', {
                  line,
                  message: `${names.get(field) ?? ''}${spokenLanguage() === 'en' ? message : messageJa}`,
                })}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  )
}

const FIELDS = ['name', 'email', 'language', 'sector'] as const

/** As it is taken back. */
const tableOf = (rows: readonly Downstream[]): string =>
  spreadsheetOf(
    FIELDS,
    rows.map(({ name, email, language, sector }) => ({ name, email, language, sector: sector ?? '' })),
  )

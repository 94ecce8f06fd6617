import { Button, Checkbox, Group, Modal, Pill, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconDatabase, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useStixObjects } from '../api/store.ts'
import type { StixObjectSummary } from '../api/types.ts'
import { revealedText } from '../editions/text.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { TypeSelect } from './type-select.tsx'
import { useWorkWords } from './work-page.tsx'

interface StixPickerProps {
  picked: readonly StixObjectSummary[]
  onChange(picked: StixObjectSummary[]): void
}

/** The STIX objects of a fragment, and the way to more of them. */
export function StixPicker({ picked, onChange }: StixPickerProps) {
  const t = useWorkWords()
  const [isOpen, dialog] = useDisclosure(false)
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t('form.stix')}（{picked.length}）
        </Text>
        <Button size="xs" variant="default" leftSection={<IconDatabase size={16} aria-hidden />} onClick={dialog.open}>
          {t('form.pick')}
        </Button>
      </Group>
      <Pill.Group>
        {picked.map(object => (
          <Pill
            key={object.id}
            withRemoveButton
            onRemove={() => onChange(picked.filter(({ id }) => id !== object.id))}
            removeButtonProps={{
              'aria-label': t('form.removeObject', { name: object.name }),
              'aria-hidden': false,
              tabIndex: 0,
            }}
          >
            {object.type}: {revealedText(object.name)}
          </Pill>
        ))}
      </Pill.Group>
      <Modal opened={isOpen} onClose={dialog.close} title={t('form.pickTitle')} size="lg">
        <Picking
          picked={picked}
          onDone={objects => {
            onChange(objects)
            dialog.close()
          }}
        />
      </Modal>
    </Stack>
  )
}

function Picking({
  picked,
  onDone,
}: {
  picked: readonly StixObjectSummary[]
  onDone: (objects: StixObjectSummary[]) => void
}) {
  const t = useWorkWords()
  const [text, setText] = useState('')
  const [type, setType] = useState('')
  const [chosen, setChosen] = useState<ReadonlyMap<string, StixObjectSummary>>(
    () => new Map(picked.map(object => [object.id, object])),
  )
  const [wanted] = useDebouncedValue(text.trim(), 250)
  const list = useStixObjects({ ...(wanted === '' ? {} : { text: wanted }), ...(type === '' ? {} : { type }) })
  const objects = list.data?.pages.flatMap(page => page.items) ?? []

  const toggle = (object: StixObjectSummary) => {
    const next = new Map(chosen)
    if (!next.delete(object.id)) next.set(object.id, object)
    setChosen(next)
  }
  return (
    <Stack gap="sm">
      <Group gap="sm" align="end">
        <TextInput
          flex="1 1 200px"
          label={t('store.search')}
          data-autofocus
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <TypeSelect value={type} onChange={setType} />
      </Group>
      {list.isPending && <ListSkeleton rows={3} />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && objects.length === 0 && <Nothing title={t('store.emptyTitle')} text={t('store.emptyText')} />}
      {objects.map(object => (
        <Checkbox
          key={object.id}
          checked={chosen.has(object.id)}
          onChange={() => toggle(object)}
          label={`${object.type}: ${revealedText(object.name)}`}
          description={<span className="mono">{object.id}</span>}
        />
      ))}
      <MoreButton list={list} />
      <Group
        justify="space-between"
        style={{ position: 'sticky', bottom: 0, background: 'var(--mantine-color-body)' }}
        py="sm"
      >
        <Text size="sm" role="status">
          {t('form.picked', { count: chosen.size })}
        </Text>
        <Button onClick={() => onDone([...chosen.values()])}>{t('form.usePicked')}</Button>
      </Group>
    </Stack>
  )
}

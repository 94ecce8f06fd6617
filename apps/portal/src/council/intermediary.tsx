import { Button, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { ask } from '../api/graphql.ts'
import { useOrganisations } from '../api/membership.ts'
import {
  END_INTERMEDIARY,
  LINK_DOWNSTREAM,
  NAME_INTERMEDIARY,
  useDownstreamOf,
  useIntermediaries,
  useRecordIntermediary,
  type LinkedDownstream,
} from '../api/relay-hops.ts'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton } from '../shell/notices.tsx'
import { useWorkWords } from '../work/work-page.tsx'

/** That an organisation passes notices on to its own members, and which of these are organisations of the council. */
export function IntermediaryOf({ organisationId, name }: { organisationId: string; name: string }) {
  const t = useWorkWords()
  const all = useIntermediaries()
  const known = all.data?.find(one => one.organisationId === organisationId)
  const [text, setText] = useState<string | null>(null)
  const [isListed, list] = useDisclosure(false)
  const shownAs = text ?? known?.shownAs ?? name
  const record = useRecordIntermediary((asked: 'NAME' | 'END') =>
    asked === 'NAME'
      ? ask(NAME_INTERMEDIARY, { input: { organisationId, shownAs } }).then(() => undefined)
      : ask(END_INTERMEDIARY, { organisationId }).then(() => undefined),
  )
  const isPassing = known !== undefined && known.endedAt === null
  const press = (asked: 'NAME' | 'END') =>
    record.mutate(asked, { onSuccess: () => notifications.show({ message: t('hops.saved'), color: 'teal' }) })
  return (
    <Paper withBorder p="md" component="section" aria-label={t('hops.council')}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('hops.council')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('hops.councilAbout')}
        </Text>
        {all.isError && <FailureNotice failure={all.error} onRetry={() => void all.refetch()} />}
        {record.isError && <FailureNotice failure={record.error} />}
        {known?.endedAt != null && <Text size="sm">{t('hops.ended')}</Text>}
        <Group align="end" gap="sm">
          <TextInput
            label={t('hops.shownAs')}
            value={shownAs}
            maxLength={200}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button loading={record.isPending} disabled={shownAs.trim() === ''} onClick={() => press('NAME')}>
            {t(isPassing ? 'hops.rename' : 'hops.name')}
          </Button>
          {isPassing && (
            <Button variant="light" color="red" loading={record.isPending} onClick={() => press('END')}>
              {t('hops.end')}
            </Button>
          )}
        </Group>
        {isPassing && (
          <Group>
            <Text size="sm">{t('hops.entries', { count: known.downstream })}</Text>
            <Button size="xs" variant="default" aria-expanded={isListed} onClick={list.toggle}>
              {t('hops.list')}
            </Button>
          </Group>
        )}
        {isPassing && isListed && <Entries intermediaryId={organisationId} />}
      </Stack>
    </Paper>
  )
}

function Entries({ intermediaryId }: { intermediaryId: string }) {
  const t = useWorkWords()
  const list = useDownstreamOf(intermediaryId)
  const items = list.data?.pages.flatMap(page => page.items) ?? []
  if (list.isError) return <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <ListSkeleton rows={2} />
  if (items.length === 0) return <Text size="sm">{t('hops.listNone')}</Text>
  return (
    <>
      <Table.ScrollContainer minWidth={620} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('portal:relays.name')}</Table.Th>
              <Table.Th>{t('portal:relays.email')}</Table.Th>
              <Table.Th>{t('hops.link')}</Table.Th>
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
                <Table.Td>
                  <LinkOf one={one} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <MoreButton list={list} />
    </>
  )
}

/** Which organisation of the council a recipient is: looked for by name. */
function LinkOf({ one: { id, organisation } }: { one: LinkedDownstream }) {
  const t = useWorkWords()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const link = useRecordIntermediary((organisationId: string | null) => ask(LINK_DOWNSTREAM, { id, organisationId }))
  if (organisation !== null)
    return (
      <Group gap="xs">
        <Text size="sm">
          <Revealed text={t('hops.linked', { name: organisation })} />
        </Text>
        <Button size="xs" variant="default" loading={link.isPending} onClick={() => link.mutate(null)}>
          {t('hops.unlink')}
        </Button>
      </Group>
    )
  return (
    <Stack gap={4}>
      <Group gap="xs" align="end">
        <TextInput
          size="xs"
          aria-label={t('hops.linkHint')}
          placeholder={t('hops.linkHint')}
          value={text}
          maxLength={100}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={text.trim() === ''} onClick={() => setAsked(text.trim())}>
          {t('hops.linkFind')}
        </Button>
      </Group>
      {asked !== '' && <Found text={asked} onChoose={chosen => link.mutate(chosen)} />}
      {link.isError && <FailureNotice failure={link.error} />}
    </Stack>
  )
}

function Found({ text, onChoose }: { text: string; onChoose(id: string): void }) {
  const found = useOrganisations({ text })
  const items = found.data?.pages[0]?.items.slice(0, 5) ?? []
  return (
    <Group gap={4}>
      {items.map(({ id, name }) => (
        <Button key={id} size="compact-xs" variant="light" onClick={() => onChoose(id)}>
          <Revealed text={name} />
        </Button>
      ))}
    </Group>
  )
}

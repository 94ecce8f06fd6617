import { Anchor, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { EditionDoor } from '../api/editions.ts'
import { useEditionCount, useEditions } from '../api/editions.ts'
import type { EditionSummary } from '../api/types.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { Badges, Instant } from './badges.tsx'
import { Filters, filterOf } from './filters.tsx'
import { Revealed } from './revealed.tsx'
import { useSearchText } from './search-text.ts'

const COUNTED_UP_TO = 1000

/** Search over the editions behind a door. */
export function EditionsList({ door }: { door: EditionDoor }) {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const [text, setText] = useSearchText(door)
  const filter = { ...filterOf(search), ...(text === '' ? {} : { text }) }
  const list = useEditions(door, filter)
  const count = useEditionCount(filter, door === 'read')
  const items = list.data?.pages.flatMap(page => page.items) ?? []

  const set = (name: string, value: string) =>
    setSearch(
      held => {
        const next = new URLSearchParams(held)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )

  return (
    <Stack gap="md">
      <SearchBox key={text} text={text} onSearch={setText} />
      <Filters filter={filter} onChange={set} />
      {count.data !== undefined && (
        <Text size="sm" c="dimmed" role="status">
          {count.data >= COUNTED_UP_TO ? t('editions.foundMany') : t('editions.found', { count: count.data })}
        </Text>
      )}
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <Nothing title={t('editions.emptyTitle')} text={t('editions.emptyText')}>
          <Button
            variant="default"
            onClick={() => {
              setSearch({})
              setText('')
            }}
          >
            {t('editions.reset')}
          </Button>
        </Nothing>
      )}
      <Stack
        component="ul"
        gap="sm"
        m={0}
        p={0}
        style={{ listStyle: 'none', opacity: list.isPlaceholderData ? 0.6 : 1 }}
      >
        {items.map(edition => (
          <li key={edition.id}>
            <EditionCard
              edition={edition}
              to={door === 'read' ? `/editions/${edition.id}` : `/inspection/${edition.id}`}
            />
          </li>
        ))}
      </Stack>
      <MoreButton list={list} />
    </Stack>
  )
}

/** One edition in a list. */
function EditionCard({ edition, to }: { edition: EditionSummary; to: string }) {
  return (
    <Paper withBorder p="md">
      <Stack gap={6}>
        <Badges {...edition} />
        <Anchor component={Link} to={to} fw={650} c="inherit">
          <Revealed text={edition.title} />
        </Anchor>
        <Text size="sm" className="clamp">
          <Revealed text={edition.summary} />
        </Text>
        <Text size="xs" c="dimmed">
          <span className="mono">{edition.reference}</span> ・ <Instant at={edition.releasedAt} />
        </Text>
      </Stack>
    </Paper>
  )
}

/** Words to search for. */
export function SearchBox({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const entry = new FormData(event.currentTarget).get('text')
    onSearch(typeof entry === 'string' ? entry.trim() : '')
  }
  return (
    <form role="search" onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          name="text"
          type="search"
          autoComplete="off"
          defaultValue={text}
          flex={1}
          maxLength={200}
          aria-label={t('editions.searchLabel')}
          placeholder={t('inbox.searchPlaceholder')}
          leftSection={<IconSearch size={18} aria-hidden />}
        />
        <Button type="submit">{t('common.search')}</Button>
      </Group>
    </form>
  )
}

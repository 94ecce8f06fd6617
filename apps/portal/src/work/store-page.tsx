import { Anchor, Badge, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { StixObjectFilter } from '../api/types.ts'
import { useStixObjects } from '../api/store.ts'
import { Instant } from '../editions/badges.tsx'
import { Revealed } from '../editions/revealed.tsx'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { TypeSelect } from './type-select.tsx'
import { WorkPage, useWorkWords } from './work-page.tsx'

/** The STIX objects of the store. */
export function StorePage() {
  const t = useWorkWords()
  const [search] = useSearchParams()
  const [text, setText] = useState('')
  const [type, setType] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 250)
  const importId = search.get('import')
  const filter: StixObjectFilter = {
    ...(wanted === '' ? {} : { text: wanted }),
    ...(type === '' ? {} : { type }),
    ...(importId === null ? {} : { importId }),
  }
  const list = useStixObjects(filter)
  const objects = list.data?.pages.flatMap(page => page.items) ?? []

  return (
    <WorkPage title={t('store.title')}>
      <Group gap="sm" align="end">
        <TextInput
          flex="1 1 220px"
          type="search"
          label={t('store.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <TypeSelect value={type} onChange={setType} />
      </Group>
      {list.isPending && <ListSkeleton />}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && objects.length === 0 && <Nothing title={t('store.emptyTitle')} text={t('store.emptyText')} />}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {objects.map(object => (
          <Paper key={object.id} component="li" withBorder p="sm">
            <Group gap="xs">
              <Badge variant="light" tt="none">
                {object.type}
              </Badge>
              {object.revoked && <Badge color="red">{t('store.revoked')}</Badge>}
              {object.versions > 1 && (
                <Badge color="gray" variant="outline">
                  {t('store.versions', { count: object.versions })}
                </Badge>
              )}
              <Anchor component={Link} to={`/store/${object.id}`} fw={600} c="inherit">
                <Revealed text={object.name || object.id} />
              </Anchor>
            </Group>
            <Text size="xs" c="dimmed">
              <span className="mono">{object.id}</span> ・ <Instant at={object.receivedAt} />
            </Text>
          </Paper>
        ))}
      </Stack>
      <MoreButton list={list} />
    </WorkPage>
  )
}

import { SegmentedControl, Stack } from '@mantine/core'
import { IconCircleCheck, IconInbox } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useInboxPages } from '../api/inbox.ts'
import { SearchBox } from '../editions/editions-list.tsx'
import { useSearchText } from '../editions/search-text.ts'
import { levelOfPagesFor } from '../shell/banner.tsx'
import { useSignedIn } from '../shell/me.ts'
import { FailureNotice, ListSkeleton, MoreButton, Nothing } from '../shell/notices.tsx'
import { Page } from '../shell/page.tsx'
import { InboxRow } from './inbox-row.tsx'
import { useLive } from './live.tsx'
import { recalledEditions, rowsOf } from './news.ts'

/** What was sent to the reader, newest first; what arrives is put on top. */
export function InboxPage() {
  const { t } = useTranslation()
  const me = useSignedIn()
  const navigate = useNavigate()
  const [, setText] = useSearchText('read')
  const [unacknowledgedOnly, setUnacknowledgedOnly] = useState(false)
  const pages = useInboxPages(unacknowledgedOnly)
  const { arrivals } = useLive()
  const rows = rowsOf(pages.data?.pages ?? [], arrivals, unacknowledgedOnly)
  const recalled = recalledEditions(rows)

  return (
    <Page
      level={levelOfPagesFor(me.tier)}
      title={t('inbox.title')}
      actions={
        <SegmentedControl
          aria-label={t('inbox.filter')}
          value={unacknowledgedOnly ? 'waiting' : 'all'}
          onChange={value => setUnacknowledgedOnly(value === 'waiting')}
          data={[
            { value: 'all', label: t('inbox.everything') },
            { value: 'waiting', label: t('inbox.unacknowledgedOnly') },
          ]}
        />
      }
    >
      <SearchBox
        text=""
        onSearch={text => {
          setText(text)
          void navigate('/editions')
        }}
      />
      {pages.isPending && rows.length === 0 && <ListSkeleton />}
      {pages.isError && <FailureNotice failure={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isSuccess && rows.length === 0 && <Empty unacknowledgedOnly={unacknowledgedOnly} />}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('inbox.list')}>
        {rows.map(row => (
          <li key={row.seq} data-seq={row.seq}>
            <InboxRow
              row={row}
              isFresh={arrivals.rows.has(row.seq) && (row.item === null || row.item.acknowledgedAt === null)}
              isRecalled={row.kind === 'RELEASED' && row.editionId !== null && recalled.has(row.editionId)}
            />
          </li>
        ))}
      </Stack>
      <MoreButton list={pages} />
    </Page>
  )
}

function Empty({ unacknowledgedOnly }: { unacknowledgedOnly: boolean }) {
  const { t } = useTranslation()
  return unacknowledgedOnly ? (
    <Nothing
      icon={<IconCircleCheck size={40} stroke={1.3} aria-hidden />}
      title={t('inbox.allDoneTitle')}
      text={t('inbox.allDoneText')}
    />
  ) : (
    <Nothing
      icon={<IconInbox size={40} stroke={1.3} aria-hidden />}
      title={t('inbox.emptyTitle')}
      text={t('inbox.emptyText')}
    />
  )
}

import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useReducer, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ask } from '../api/graphql.ts'
import type { InboxStanding } from '../api/inbox.ts'
import { ACKNOWLEDGE, INBOX_AFTER, patchInbox, useInboxStanding } from '../api/inbox.ts'
import type { InboxItem } from '../api/types.ts'
import { revealedText } from '../editions/text.ts'
import type { Arrivals, NewsItem } from './news.ts'
import { firstUnfetched, noArrivals, replaceItem, takeItems, takeNews } from './news.ts'
import type { Connection, NewsLine } from './socket.ts'
import { openNews } from './socket.ts'

type Change =
  { what: 'news'; told: NewsItem[] } | { what: 'items'; items: InboxItem[] } | { what: 'acknowledged'; item: InboxItem }

function reduce(held: Arrivals, change: Change): Arrivals {
  if (change.what === 'news') return takeNews(held, change.told)
  return change.what === 'items' ? takeItems(held, change.items) : replaceItem(held, change.item)
}

interface Live {
  arrivals: Arrivals
  connection: Connection
  waiting: number
  onAcknowledged(item: InboxItem): void
}
const LiveContext = createContext<Live>({
  arrivals: noArrivals(0),
  connection: 'connecting',
  waiting: 0,
  onAcknowledged: () => undefined,
})

/** What has arrived since the page was opened, and whether the line to the hub is open. */
export const useLive = (): Live => useContext(LiveContext)

/** Keeps the line to the hub open for as long as somebody is signed in. */
export function LiveNews({ children }: { children: ReactNode }) {
  const standing = useInboxStanding()
  if (standing.data === undefined) return children
  return <OpenLine start={standing.data}>{children}</OpenLine>
}

const FETCH_SIZE = 100
const SPREAD_MS = 1_500
const RETRY_MS = 5_000

function OpenLine({ start, children }: { start: InboxStanding; children: ReactNode }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { t } = useTranslation()
  // The standing when the line was opened; later changes of it are this component's own.
  const [arrivals, change] = useReducer(reduce, start.lastSeq, noArrivals)
  const [connection, setConnection] = useState<Connection>('connecting')
  const [announcement, setAnnouncement] = useState('')
  const line = useRef<NewsLine | null>(null)
  const cursor = useRef(arrivals.cursor)

  const onNews = useRef<(told: NewsItem[]) => void>(() => undefined)
  useEffect(() => {
    onNews.current = told => {
      const fresh = told.filter(({ seq }) => seq > cursor.current && !arrivals.rows.has(seq))
      change({ what: 'news', told })
      if (fresh.length === 0) return
      setAnnouncement(t('inbox.arrived', { count: fresh.length }))
      const emergency = fresh.find(({ urgency, kind }) => urgency === 'EMERGENCY' && kind === 'RELEASED')
      if (emergency !== undefined) {
        const { editionId, title, reference = '' } = emergency
        const open = () => void navigate(editionId === null ? '/' : `/editions/${editionId}`)
        const message = (
          <Anchor component="button" type="button" size="sm" ta="start" onClick={open}>
            {revealedText(title ?? reference)}
          </Anchor>
        )
        notifications.show({ title: t('inbox.emergency'), message, color: 'flame', autoClose: 12_000 })
      }
      if (fresh.some(({ kind }) => kind === 'RECALLED')) {
        for (const key of ['editions', 'edition']) void client.invalidateQueries({ queryKey: [key] })
        void client.invalidateQueries({ queryKey: ['inbox', 'pages'] })
      }
    }
  })

  useEffect(() => {
    const opened = openNews({
      held: () => cursor.current,
      onNews: told => onNews.current(told),
      onConnection: setConnection,
      onRightsChanged: () => void client.invalidateQueries({ queryKey: ['me'] }),
    })
    line.current = opened
    return () => opened.close()
  }, [client])

  // After the rows are on the page, not before: `received` is what the hub keeps as proof of delivery.
  useEffect(() => {
    if (arrivals.cursor === start.lastSeq) return
    cursor.current = arrivals.cursor
    line.current?.received(arrivals.cursor)
  }, [arrivals.cursor, start.lastSeq])

  useFetchArrivals(arrivals, change)

  const onAcknowledged = (item: InboxItem) => {
    change({ what: 'acknowledged', item })
    patchInbox(client, item)
    client.setQueryData<InboxStanding>(['inbox', 'standing'], held =>
      held === undefined ? held : { ...held, unacknowledged: Math.max(0, held.unacknowledged - 1) },
    )
  }

  return (
    <LiveContext value={{ arrivals, connection, waiting: start.unacknowledged, onAcknowledged }}>
      {children}
      <div aria-live="polite" role="status" className="visually-hidden">
        {announcement}
      </div>
    </LiveContext>
  )
}

/** Fetches what was only told, once for all that came together. */
function useFetchArrivals(arrivals: Arrivals, change: (change: Change) => void): void {
  const client = useQueryClient()
  const [failures, setFailures] = useState(0)
  const after = firstUnfetched(arrivals)
  const told = after === null ? null : (arrivals.rows.get(after + 1)?.told ?? null)
  // News that came with its title can be read already: those readers, the many, ask a moment later and not all at once.
  const canWait = told?.title !== undefined

  useEffect(() => {
    if (after === null) return
    const abort = new AbortController()
    const delay = failures > 0 ? RETRY_MS : canWait ? Math.random() * SPREAD_MS : 0
    const timer = setTimeout(() => {
      ask(INBOX_AFTER, { after, first: FETCH_SIZE }, abort.signal).then(
        ({ inbox }) => {
          change({ what: 'items', items: inbox.items })
          client.setQueryData<InboxStanding>(['inbox', 'standing'], held =>
            held === undefined ? held : { ...held, unacknowledged: inbox.unacknowledged },
          )
          // Nothing came although news was told: ask again later instead of at once and for ever.
          setFailures(count => (inbox.items.length === 0 ? count + 1 : 0))
        },
        () => {
          if (!abort.signal.aborted) setFailures(count => count + 1)
        },
      )
    }, delay)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [after, canWait, failures, change, client])
}

/** Acknowledges an item, and shows that in every list. */
export function useAcknowledge() {
  const { onAcknowledged } = useLive()
  return useMutation({
    mutationFn: async (seq: number) => (await ask(ACKNOWLEDGE, { seq })).acknowledge,
    onSuccess: onAcknowledged,
  })
}

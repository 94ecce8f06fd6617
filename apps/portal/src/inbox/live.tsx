import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useReducer, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { follow, type Line, type News } from '@noroshi/client'
import { isDrill } from '../api/answers.ts'
import { ask, hub } from '../api/graphql.ts'
import type { InboxStanding } from '../api/inbox.ts'
import { ACKNOWLEDGE, INBOX_AFTER, patchInbox, useInboxStanding } from '../api/inbox.ts'
import type { InboxItem } from '../api/types.ts'
import { revealedText } from '../editions/text.ts'
import type { Arrivals } from './news.ts'
import { firstUnfetched, noArrivals, replaceItem, takeItems, takeNews } from './news.ts'

type Change =
  | { what: 'begin'; cursor: number }
  | { what: 'forget' }
  | { what: 'news'; told: readonly News[] }
  | { what: 'items'; items: InboxItem[] }
  | { what: 'acknowledged'; item: InboxItem }

/** Null until it is known where the inbox stands, and again when rights have changed and everything is asked anew. */
function reduce(held: Arrivals | null, change: Change): Arrivals | null {
  if (change.what === 'begin') return noArrivals(change.cursor)
  if (change.what === 'forget' || held === null) return null
  if (change.what === 'news') return takeNews(held, change.told)
  return change.what === 'items' ? takeItems(held, change.items) : replaceItem(held, change.item)
}

interface Live {
  arrivals: Arrivals
  connection: Line
  waiting: number
  onAcknowledged(item: InboxItem): void
}
const NOTHING = noArrivals(0)
const LiveContext = createContext<Live>({
  arrivals: NOTHING,
  connection: 'connecting',
  waiting: 0,
  onAcknowledged: () => undefined,
})

/** What has arrived since the page was opened, and whether the line to the hub is open. */
export const useLive = (): Live => useContext(LiveContext)

const FETCH_SIZE = 100
const SPREAD_MS = 1_500
const RETRY_MS = 5_000

/** Keeps the line to the hub open for as long as somebody is signed in. */
export function LiveNews({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const { t } = useTranslation()
  const standing = useInboxStanding()
  const [held, change] = useReducer(reduce, null)
  const [connection, setConnection] = useState<Line>('connecting')
  const [announcement, setAnnouncement] = useState('')
  const begin = useRef(0)
  /** News that is not on the page yet, and whom to tell when it is. */
  const unshown = useRef<{ seq: number; shown: () => void } | null>(null)
  const announceEmergency = useEmergencyNotice()

  const isBegun = held !== null
  const lastSeq = standing.data?.lastSeq
  useEffect(() => {
    if (isBegun || lastSeq === undefined) return
    begin.current = lastSeq
    change({ what: 'begin', cursor: lastSeq })
  }, [isBegun, lastSeq])

  const reached = held?.cursor ?? 0
  const onNews = useRef<(told: readonly News[]) => void | Promise<void>>(() => undefined)
  useEffect(() => {
    onNews.current = told => {
      const fresh = told.filter(({ seq }) => held?.rows.has(seq) !== true)
      change({ what: 'news', told })
      if (fresh.length > 0) {
        setAnnouncement(t('inbox.arrived', { count: fresh.length }))
        announceEmergency(fresh)
        if (fresh.some(({ kind }) => kind !== 'RELEASED')) forgetWhatWasRead(client)
      }
      const seq = told.at(-1)?.seq ?? 0
      if (seq <= reached) return
      // After the rows are on the page, not before: `received` is what the hub keeps as proof of delivery.
      return new Promise(shown => (unshown.current = { seq, shown }))
    }
  })
  useEffect(() => {
    if (unshown.current !== null && unshown.current.seq <= reached) unshown.current.shown()
  }, [reached])

  useEffect(() => {
    if (!isBegun) return
    const following = follow(hub, {
      after: begin.current,
      onNews: told => onNews.current(told),
      onLine: setConnection,
      onGoodbye: reason => {
        if (reason !== 'RIGHTS_CHANGED') return
        change({ what: 'forget' })
        void client.resetQueries({ queryKey: ['inbox', 'standing'] }) // first: the pages are asked for after it
        forgetWhatWasRead(client)
        for (const queryKey of [['products'], ['stix-objects'], ['stix-object'], ['audience-preview']]) {
          void client.resetQueries({ queryKey })
        }
        void client.invalidateQueries({ queryKey: ['product'] })
        void client.invalidateQueries({ queryKey: ['me'] })
      },
    })
    // Nothing is left to follow when nobody is signed in any more, which the door to the network has told already.
    following.ended.catch(() => undefined)
    return () => following.close()
  }, [client, isBegun])

  useFetchArrivals(held ?? NOTHING, change)

  const onAcknowledged = (item: InboxItem) => {
    change({ what: 'acknowledged', item })
    patchInbox(client, item)
    client.setQueryData<InboxStanding>(['inbox', 'standing'], known =>
      known === undefined ? known : { ...known, unacknowledged: Math.max(0, known.unacknowledged - 1) },
    )
  }
  const waiting = standing.data?.unacknowledged ?? 0

  return (
    <LiveContext value={{ arrivals: held ?? NOTHING, connection, waiting, onAcknowledged }}>
      {children}
      <div aria-live="polite" role="status" className="visually-hidden">
        {announcement}
      </div>
    </LiveContext>
  )
}

/**
 * After a recall or a change of rights, texts that were read before are not shown from memory: what is open is asked for
 * again, and what may no longer be read is gone from the page. Forms that are being written are left alone.
 */
function forgetWhatWasRead(client: QueryClient): void {
  for (const queryKey of [['edition'], ['editions'], ['inbox', 'pages'], ['inbox', 'of']]) {
    void client.resetQueries({ queryKey })
  }
}

/** Shows an emergency on whatever page the reader is. */
function useEmergencyNotice(): (told: readonly News[]) => void {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return told => {
    const emergency = told.find(({ urgency, kind }) => urgency === 'EMERGENCY' && kind === 'RELEASED')
    if (emergency === undefined) return
    const { editionId, title: called, reference = '' } = emergency
    const open = () => void navigate(editionId === null ? '/' : `/editions/${editionId}`)
    const message = (
      <Anchor component="button" type="button" size="sm" ta="start" onClick={open}>
        {revealedText(called ?? reference)}
      </Anchor>
    )
    const title = t(isDrill(reference) ? 'answers.drillEmergency' : 'inbox.emergency')
    notifications.show({ title, message, color: 'flame', autoClose: 12_000 })
  }
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

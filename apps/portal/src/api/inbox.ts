import { question } from '@noroshi/client'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import type { InboxItem, InboxPage } from './types.ts'

const ITEM = `seq kind createdAt acknowledgedAt removedAt editionId reference
    edition { id reference category kind severity urgency title summary releasedAt answerBy } expired { reference expiredAt zone }`

export const INBOX_AFTER = question(
  `query InboxAfter($after: Float!, $first: Int!) {
  inbox(after: $after, first: $first) { items { ${ITEM} } lastSeq unacknowledged hasMore }
}`,
)
export const INBOX_LATEST = question(`query InboxLatest($before: Float, $first: Int!, $unacknowledgedOnly: Boolean!) {
  inboxLatest(before: $before, first: $first, unacknowledgedOnly: $unacknowledgedOnly) {
    items { ${ITEM} } lastSeq unacknowledged hasMore
  }
}`)
export const INBOX_ITEM_OF = question(
  `query InboxItemOf($editionId: ID!) { inboxItemOf(editionId: $editionId) { ${ITEM} } }`,
)
export const ACKNOWLEDGE = question(`mutation Acknowledge($seq: Float!) { acknowledge(seq: $seq) { ${ITEM} } }`)

export const CONFIRM_REMOVAL = question(
  `mutation ConfirmRemoval($seq: Float!) { confirmRemoval(seq: $seq) { ${ITEM} } }`,
)

const PAGE_SIZE = 20

/** Where the caller's inbox stands: the newest number and how many items wait to be acknowledged. */
export interface InboxStanding {
  lastSeq: number
  unacknowledged: number
}

const STANDING = queryOptions({
  queryKey: ['inbox', 'standing'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<InboxStanding> => {
    const variables = { before: null, first: 1, unacknowledgedOnly: false }
    const { inboxLatest } = await ask(INBOX_LATEST, variables, signal)
    return {
      lastSeq: Math.max(inboxLatest.lastSeq, inboxLatest.items[0]?.seq ?? 0),
      unacknowledged: inboxLatest.unacknowledged,
    }
  },
})

/** Where the inbox stood when the page was opened; kept up to date by the news thereafter. */
export const useInboxStanding = () => useQuery(STANDING)

/**
 * The inbox as people read it: newest first, a page at a time. Asked for once it is known where the inbox stands: news is told from
 * there on, and what came after an earlier page and before would be in neither.
 */
export function useInboxPages(unacknowledgedOnly: boolean) {
  const client = useQueryClient()
  return useInfiniteQuery({
    queryKey: ['inbox', 'pages', unacknowledgedOnly],
    initialPageParam: null as number | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) => {
      await client.ensureQueryData(STANDING)
      return (await ask(INBOX_LATEST, { before: pageParam, first: PAGE_SIZE, unacknowledgedOnly }, signal)).inboxLatest
    },
    getNextPageParam: last => (last.hasMore ? last.items.at(-1)?.seq : undefined),
  })
}

/** The caller's inbox item of one edition, null when they were never told of it. */
export const useInboxItemOf = (editionId: string) =>
  useQuery({
    queryKey: ['inbox', 'of', editionId],
    queryFn: async ({ signal }) => (await ask(INBOX_ITEM_OF, { editionId }, signal)).inboxItemOf,
  })

/** Writes an item that has changed into every list that shows it. */
export function patchInbox(client: QueryClient, changed: InboxItem): void {
  const patch = (item: InboxItem) => (item.seq === changed.seq ? changed : item)
  client.setQueriesData<InfiniteData<InboxPage>>({ queryKey: ['inbox', 'pages'] }, held =>
    held === undefined ? held : { ...held, pages: held.pages.map(page => ({ ...page, items: page.items.map(patch) })) },
  )
  client.setQueryData<InboxItem | null>(['inbox', 'of', changed.editionId], held => (held ? patch(held) : held))
}

import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import type { Me } from './types.ts'

const DESK = 'intermediaryId shownAs atOnce downstream'
export const RELAY_DESK = question(`query RelayDesk { relayDesk { ${DESK} } }`)
export const RELAY_AT_ONCE = question(
  `mutation RelayAtOnce($atOnce: Boolean!) { relayAtOnce(atOnce: $atOnce) { ${DESK} } }`,
)
export const DOWNSTREAM = question(`query Downstream($text: String!, $first: Int!, $after: String) {
  downstream(text: $text, first: $first, after: $after) { items { id name email language sector addedAt } endCursor hasMore }
}`)
export const ADD_DOWNSTREAM = question(
  'mutation AddDownstream($input: DownstreamInput!) { addDownstream(input: $input) { id } }',
)
export const REMOVE_DOWNSTREAM = question('mutation RemoveDownstream($id: ID!) { removeDownstream(id: $id) }')
export const IMPORT_DOWNSTREAM = question(`mutation ImportDownstream($table: String!) {
  importDownstream(table: $table) { added known faults { line field message messageJa } }
}`)
const NOTICE = `editionId reference title urgency drill at relayedAt waiting recipients queued sent bounced withdrawn acknowledged
  recallSent recallAcknowledged`
export const RELAY_NOTICES = question(`query RelayNotices($first: Int!, $after: String) {
  relayNotices(first: $first, after: $after) { items { ${NOTICE} } endCursor hasMore }
}`)
export const RELAY_NOTICE = question(
  `mutation RelayNotice($editionId: ID!) { relayNotice(editionId: $editionId) { ${NOTICE} } }`,
)
export const RELAY_ROWS = question(`query RelayRows($editionId: ID!, $first: Int!, $after: String) {
  relayRows(editionId: $editionId, first: $first, after: $after) {
    items { id name email sector kind state reason queuedAt sentAt acknowledgedAt notedByHand } endCursor hasMore
  }
}`)
export const NOTE_RELAYED = question('mutation NoteRelayed($id: ID!) { noteRelayed(id: $id) }')

export type RelayNotice = AnswerOf<typeof RELAY_NOTICES>['relayNotices']['items'][number]
export type RelayRow = AnswerOf<typeof RELAY_ROWS>['relayRows']['items'][number]
export type Downstream = AnswerOf<typeof DOWNSTREAM>['downstream']['items'][number]
export type DownstreamInput = VariablesFor<typeof ADD_DOWNSTREAM>['input']

/** How often what is on its way is looked at again. */
const LIVE_MS = 5_000

/** Null for whoever coordinates no body that passes on; asked of those alone who may. */
export const useRelayDesk = (roles: Me['roles']) =>
  useQuery({
    queryKey: ['relay', 'desk'],
    enabled: roles.includes('FRIEND_CONTACT') || roles.includes('ORGANISATION_ADMINISTRATOR'),
    queryFn: async ({ signal }) => (await ask(RELAY_DESK, {}, signal)).relayDesk ?? null,
  })

export const useDownstream = (text: string) =>
  useInfiniteQuery({
    queryKey: ['relay', 'downstream', text],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) =>
      (await ask(DOWNSTREAM, { text, first: 50, after: pageParam }, signal)).downstream,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** All of the list, for a file. */
export async function everyDownstream(): Promise<Downstream[]> {
  const all: Downstream[] = []
  for (let after: string | null = null, more = true; more;) {
    const page: AnswerOf<typeof DOWNSTREAM>['downstream'] = (await ask(DOWNSTREAM, { text: '', first: 100, after }))
      .downstream
    all.push(...page.items)
    ;[after, more] = [page.endCursor, page.hasMore]
  }
  return all
}

export const useRelayNotices = () =>
  useInfiniteQuery({
    queryKey: ['relay', 'notices'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(RELAY_NOTICES, { first: 20, after: pageParam }, signal)).relayNotices,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
    refetchInterval: LIVE_MS,
  })

export const useRelayRows = (editionId: string) =>
  useInfiniteQuery({
    queryKey: ['relay', 'rows', editionId],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(RELAY_ROWS, { editionId, first: 50, after: pageParam }, signal)).relayRows,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
    refetchInterval: LIVE_MS,
  })

/** All of the recipients of one notice, for a file. */
export async function everyRelayRow(editionId: string): Promise<RelayRow[]> {
  const all: RelayRow[] = []
  for (let after: string | null = null, more = true; more;) {
    const page: AnswerOf<typeof RELAY_ROWS>['relayRows'] = (await ask(RELAY_ROWS, { editionId, first: 100, after }))
      .relayRows
    all.push(...page.items)
    ;[after, more] = [page.endCursor, page.hasMore]
  }
  return all
}

/** Something of the desk is done, and everything of it looked at again. */
export function useAtDesk<Given, Answer>(work: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: () => client.invalidateQueries({ queryKey: ['relay'] }),
  })
}

import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const PERSON = '{ id name active }'
const WHOLE = `organisationId entryId first ${PERSON} second ${PERSON} dutyPhone dutyHours confirmedAt confirmBy standing mayName mayConfirm mailReturned ${PERSON} people ${PERSON}`
export const CONTACTS = question(
  `query Contacts($organisationId: ID) { contacts(organisationId: $organisationId) { ${WHOLE} } }`,
)
export const NAME_CONTACTS = question(`mutation NameContacts($organisationId: ID, $input: ContactsInput!) {
  nameContacts(organisationId: $organisationId, input: $input) { ${WHOLE} }
}`)
export const CONFIRM_CONTACTS = question(`mutation ConfirmContacts($organisationId: ID) {
  confirmContacts(organisationId: $organisationId) { ${WHOLE} }
}`)
export const REACHABILITY = question(`query Reachability($filter: ReachFilter!, $first: Int!, $after: String) {
  reachability(filter: $filter, first: $first, after: $after) {
    items { organisationId name nameEn tier sectors level reasons } endCursor hasMore
  }
}`)
export const REACH_FIGURES = question(`query ReachFigures {
  reachFigures { counts { of name organisations doubtful unreached } reasons { reason organisations } computedAt }
}`)

export type Contacts = AnswerOf<typeof CONTACTS>['contacts']
export type ContactsInput = VariablesFor<typeof NAME_CONTACTS>['input']
export type OrganisationReach = AnswerOf<typeof REACHABILITY>['reachability']['items'][number]
export type ReachFilter = VariablesFor<typeof REACHABILITY>['filter']
export type ReachFigures = AnswerOf<typeof REACH_FIGURES>['reachFigures']

const keyOf = (organisationId: string | null) => ['contacts', organisationId]

/** @param organisationId null: the reader's own */
export const useContacts = (organisationId: string | null) =>
  useQuery({
    queryKey: keyOf(organisationId),
    queryFn: async ({ signal }) => (await ask(CONTACTS, { organisationId }, signal)).contacts,
    staleTime: 60_000,
  })

function useChanged(organisationId: string | null) {
  const client = useQueryClient()
  return (changed: Contacts) => {
    client.setQueryData(keyOf(organisationId), changed)
    // One's own is known by two names.
    void client.invalidateQueries({ queryKey: ['contacts'] })
  }
}

export function useNameContacts(organisationId: string | null) {
  const onSuccess = useChanged(organisationId)
  return useMutation({
    mutationFn: async (input: ContactsInput) => (await ask(NAME_CONTACTS, { organisationId, input })).nameContacts,
    onSuccess,
  })
}

export function useConfirmContacts(organisationId: string | null) {
  const onSuccess = useChanged(organisationId)
  return useMutation({
    mutationFn: async () => (await ask(CONFIRM_CONTACTS, { organisationId })).confirmContacts,
    onSuccess,
  })
}

const reachPage = async (filter: ReachFilter, first: number, after: string | null, signal?: AbortSignal) =>
  (await ask(REACHABILITY, { filter, first, after }, signal)).reachability

export const useReachability = (filter: ReachFilter) =>
  useInfiniteQuery({
    queryKey: ['reachability', filter],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: ({ pageParam, signal }) => reachPage(filter, 50, pageParam, signal),
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** All of them, for a file. */
export async function everyReach(filter: ReachFilter): Promise<OrganisationReach[]> {
  const all: OrganisationReach[] = []
  for (let after: string | null = null, more = true; more;) {
    const page: Awaited<ReturnType<typeof reachPage>> = await reachPage(filter, 100, after)
    all.push(...page.items)
    ;[after, more] = [page.endCursor, page.hasMore]
  }
  return all
}

export const useReachFigures = () =>
  useQuery({
    queryKey: ['reach-figures'],
    queryFn: async ({ signal }) => (await ask(REACH_FIGURES, {}, signal)).reachFigures,
    // A hub that has just been started has not looked yet.
    refetchInterval: ({ state: { data } }) => (data?.computedAt === null ? 5_000 : false),
  })

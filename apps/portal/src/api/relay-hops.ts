import { question, type AnswerOf } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

export const RELAY_HOPS = question(`query RelayHops($productId: ID!) {
  relayHops(productId: $productId) {
    editionId reference drill
    hops {
      intermediaryId intermediary toldAt openedAt acknowledgedAt relayedAt recipients queued sent bounced withdrawn acknowledged
      recallSent recallAcknowledged
      sectors { sector recipients sent bounced acknowledged medianSeconds worstSeconds }
      organisations { organisation state sentAt acknowledgedAt }
    }
  }
}`)
const INTERMEDIARY = 'organisationId organisation shownAs atOnce downstream namedAt endedAt'
export const INTERMEDIARIES = question(`query Intermediaries { intermediaries { ${INTERMEDIARY} } }`)
export const NAME_INTERMEDIARY = question(
  `mutation NameIntermediary($input: IntermediaryInput!) { nameIntermediary(input: $input) { ${INTERMEDIARY} } }`,
)
export const END_INTERMEDIARY = question(
  `mutation EndIntermediary($organisationId: ID!) { endIntermediary(organisationId: $organisationId) { ${INTERMEDIARY} } }`,
)
export const DOWNSTREAM_OF = question(`query DownstreamOf($intermediaryId: ID!, $first: Int!, $after: String) {
  downstreamOf(intermediaryId: $intermediaryId, first: $first, after: $after) {
    items { id name email language sector addedAt organisationId organisation } endCursor hasMore
  }
}`)
export const LINK_DOWNSTREAM = question(
  'mutation LinkDownstream($id: ID!, $organisationId: ID) { linkDownstream(id: $id, organisationId: $organisationId) }',
)

export type RelayBoard = AnswerOf<typeof RELAY_HOPS>['relayHops'][number]
export type RelayHop = RelayBoard['hops'][number]
export type LinkedDownstream = AnswerOf<typeof DOWNSTREAM_OF>['downstreamOf']['items'][number]

export const useRelayHops = (productId: string) =>
  useQuery({
    queryKey: ['relay-hops', productId],
    queryFn: async ({ signal }) => (await ask(RELAY_HOPS, { productId }, signal)).relayHops,
    refetchInterval: 5_000,
  })

export const useIntermediaries = () =>
  useQuery({
    queryKey: ['intermediaries'],
    queryFn: async ({ signal }) => (await ask(INTERMEDIARIES, {}, signal)).intermediaries,
  })

export const useDownstreamOf = (intermediaryId: string) =>
  useInfiniteQuery({
    queryKey: ['intermediaries', intermediaryId],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(DOWNSTREAM_OF, { intermediaryId, first: 50, after: pageParam }, signal)).downstreamOf,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** Something about who passes on is recorded, and looked at again. */
export function useRecordIntermediary<Given, Answer>(work: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: () => client.invalidateQueries({ queryKey: ['intermediaries'] }),
  })
}

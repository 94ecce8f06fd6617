import { question } from '@noroshi/client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

export const EARLIER_EDITION = question(`query EarlierEdition($id: ID!) {
  earlierEdition(id: $id) { id reference title summary body texts { part ja en outOfDate } indicators { kind value name stixId } releasedAt correctedAt }
}`)
export const EDITION_HISTORY = question(
  'query EditionHistory($id: ID!) { editionHistory(id: $id) { what reference at } }',
)

/** What the reader had before the edition was corrected; null when they had none. */
export const useEarlierEdition = (id: string) =>
  useQuery({
    queryKey: ['edition', 'earlier', id],
    queryFn: async ({ signal }) => (await ask(EARLIER_EDITION, { id }, signal)).earlierEdition,
  })

/** Its release and its corrections, as the reader knows them. */
export const useEditionHistory = (id: string) =>
  useQuery({
    queryKey: ['edition', 'history', id],
    queryFn: async ({ signal }) => (await ask(EDITION_HISTORY, { id }, signal)).editionHistory,
  })

export const EDITION_USES = question(`query EditionUses($productId: ID!, $after: String) {
  editionUses(productId: $productId, first: 100, after: $after) {
    items { category reference person { id name organisation } toldAt acknowledgedAt openedAt downloadedAt recalledAt removedAt }
    endCursor hasMore
  }
}`)

/** Who was told of a product's editions, and opened, took or removed them; asked for when somebody wants to see it. */
export const useEditionUses = (productId: string, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ['product', productId, 'uses'],
    enabled,
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(EDITION_USES, { productId, after: pageParam }, signal)).editionUses,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

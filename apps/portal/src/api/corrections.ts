import { question, type AnswerOf } from '@noroshi/client'
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

const USES = `items { category reference person { id name organisation }
      toldAt acknowledgedAt openedAt downloadedAt pulledAt recalledAt removedAt }
    endCursor hasMore`

export const EDITION_USES = question(`query EditionUses($id: ID!, $after: String) {
  uses: editionUses(productId: $id, first: 100, after: $after) { ${USES} }
}`)
export const INSPECTED_USES = question(`query InspectedUses($id: ID!, $after: String) {
  uses: inspectEditionUses(editionId: $id, first: 100, after: $after) { ${USES} }
}`)

export type EditionUse = AnswerOf<typeof EDITION_USES>['uses']['items'][number]

/** Of which editions: all of a product, for its makers, or one, for inspectors. */
export interface UsesOf {
  readonly of: 'product' | 'inspected'
  readonly id: string
}

const usesPage = async ({ of, id }: UsesOf, after: string | null, signal?: AbortSignal) =>
  (await ask(of === 'product' ? EDITION_USES : INSPECTED_USES, { id, after }, signal)).uses

/** Who was told of editions, and opened, took or removed them; asked for when somebody wants to see it. */
export const useEditionUses = (uses: UsesOf, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [uses.of, uses.id, 'uses'],
    enabled,
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: ({ pageParam, signal }) => usesPage(uses, pageParam, signal),
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** All of them, page after page. */
export async function everyUse(uses: UsesOf): Promise<EditionUse[]> {
  const all: EditionUse[] = []
  for (let after: string | null = null, more = true; more;) {
    const page: Awaited<ReturnType<typeof usesPage>> = await usesPage(uses, after)
    all.push(...page.items)
    ;[after, more] = [page.endCursor, page.hasMore]
  }
  return all
}

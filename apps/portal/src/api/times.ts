import { question, type AnswerOf } from '@noroshi/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import { PRODUCT_IN_FULL } from './products.ts'

export const SCHEDULE_RELEASE = question(`mutation ScheduleRelease($id: ID!, $version: Int!, $at: LocalTimeInput!) {
  scheduleRelease(id: $id, version: $version, at: $at) { ${PRODUCT_IN_FULL} }
}`)
export const CALL_OFF_RELEASE = question(`mutation CallOffRelease($id: ID!, $reason: String!) {
  callOffRelease(id: $id, reason: $reason) { ${PRODUCT_IN_FULL} }
}`)
export const EXPIRING_EDITIONS = question(`query ExpiringEditions($past: Boolean!, $after: String) {
  expiringEditions(past: $past, first: 20, after: $after) {
    items { id productId productVersion productState reference category title expiresAt expiresZone } endCursor hasMore
  }
}`)

export type ExpiringEdition = AnswerOf<typeof EXPIRING_EDITIONS>['expiringEditions']['items'][number]

/** Editions of one's own office that expire within thirty days, the next first; or those that have, the last first. */
export const useExpiringEditions = (past: boolean) =>
  useInfiniteQuery({
    queryKey: ['editions', 'expiring', past],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(EXPIRING_EDITIONS, { past, after: pageParam }, signal)).expiringEditions,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

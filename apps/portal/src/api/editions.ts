import { question } from '@noroshi/client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import type { EditionFilter } from './types.ts'

const SUMMARY = 'id reference category kind severity urgency title summary releasedAt'
const IN_FULL = `${SUMMARY} body texts { part ja en outOfDate } hunt { hypothesis requiredLogs difficulty lookBackDays queries { language title text } } indicators { kind value name stixId } objectCount csaf recalledAt embargoUntil embargoZone expiresAt expiresZone digest signature keyId`

export const EDITIONS = question(
  `query Editions($filter: EditionFilter, $first: Int!, $after: String) {
  editions(filter: $filter, first: $first, after: $after) { items { ${SUMMARY} } endCursor hasMore }
}`,
)
export const EDITION_COUNT = question('query EditionCount($filter: EditionFilter) { editionCount(filter: $filter) }')
export const EDITION = question(`query Edition($id: ID!) { edition(id: $id) { ${IN_FULL} } }`)
export const INSPECT_EDITIONS = question(
  `query InspectEditions($filter: EditionFilter, $first: Int!, $after: String) {
  inspectEditions(filter: $filter, first: $first, after: $after) { items { ${SUMMARY} } endCursor hasMore }
}`,
)
export const INSPECT_EDITION = question(`query InspectEdition($id: ID!) { inspectEdition(id: $id) { ${IN_FULL} } }`)

const PAGE_SIZE = 20

/** Which door is asked: the reader's own, or the oversight inspector's. */
export type EditionDoor = 'read' | 'inspect'

/** Editions behind a door that the filter finds, newest first. */
export const useEditions = (door: EditionDoor, filter: EditionFilter) =>
  useInfiniteQuery({
    queryKey: ['editions', door, filter],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) => {
      const variables = { filter, first: PAGE_SIZE, after: pageParam }
      return door === 'read'
        ? (await ask(EDITIONS, variables, signal)).editions
        : (await ask(INSPECT_EDITIONS, variables, signal)).inspectEditions
    },
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** How many readable editions the filter finds; the hub stops counting at 1000. */
export const useEditionCount = (filter: EditionFilter, enabled: boolean) =>
  useQuery({
    queryKey: ['editions', 'count', filter],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await ask(EDITION_COUNT, { filter }, signal)).editionCount,
  })

/** One edition, behind either door. */
export const useEdition = (door: EditionDoor, id: string) =>
  useQuery({
    queryKey: ['edition', door, id],
    queryFn: async ({ signal }) =>
      door === 'read'
        ? (await ask(EDITION, { id }, signal)).edition
        : (await ask(INSPECT_EDITION, { id }, signal)).inspectEdition,
  })

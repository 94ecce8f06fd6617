import { question } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

export const EXPIRED_EDITION = question(
  'query ExpiredEdition($id: ID!) { expiredEdition(id: $id) { id reference expiredAt zone } }',
)

/** That an edition which the reader had has expired; null when it has not, or they never had it. */
export const useExpiredEdition = (id: string) =>
  useQuery({
    queryKey: ['edition', 'expired', id],
    queryFn: async ({ signal }) => (await ask(EXPIRED_EDITION, { id }, signal)).expiredEdition,
  })

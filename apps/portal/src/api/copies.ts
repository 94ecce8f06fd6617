import { question } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

export const EDITION_COPY = question(
  'query EditionCopy($number: String!) { editionCopy(number: $number) { number reference format person organisation takenAt } }',
)

/** Whose copy it is that has this number; asked when there is one. */
export const useEditionCopy = (number: string) =>
  useQuery({
    queryKey: ['edition-copy', number],
    enabled: number !== '',
    retry: false,
    queryFn: async ({ signal }) => (await ask(EDITION_COPY, { number }, signal)).editionCopy,
  })

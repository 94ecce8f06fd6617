import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const ANSWER = 'answer lookedFrom lookedUntil note contributionId person at'
const COUNTS = 'found notFound notAble'

export const HUNT_ANSWERS = question(
  `query HuntAnswers($editionId: ID!) { huntAnswers(editionId: $editionId) { ${ANSWER} } }`,
)
export const ANSWER_HUNT = question(`mutation AnswerHunt($editionId: ID!, $input: HuntAnswerInput!) {
  answerHunt(editionId: $editionId, input: $input) { ${ANSWER} }
}`)
export const HUNT_RETURNS = question(`query HuntReturns($productId: ID!) {
  huntReturns(productId: $productId) { category editionId reference ${COUNTS} others sectors { sector ${COUNTS} } }
}`)
export const HUNT_ANSWERS_OF =
  question(`query HuntAnswersOf($productId: ID!, $editionId: ID!, $first: Int!, $after: String) {
  huntAnswersOf(productId: $productId, editionId: $editionId, first: $first, after: $after) {
    items { id organisation ${ANSWER} } endCursor hasMore
  }
}`)
export const PRODUCT_TEMPLATES = question(`query ProductTemplates {
  productTemplates {
    kind severity urgency requires
    editions { category toPublic hasHunt sections { headingJa headingEn hintJa hintEn } }
  }
}`)
export const COMPOSE_DIGEST = question(
  `mutation ComposeDigest($input: DigestInput!) { composeDigest(input: $input) { id } }`,
)

export type OwnAnswer = AnswerOf<typeof HUNT_ANSWERS>['huntAnswers'][number]
export type HuntAnswerKind = OwnAnswer['answer']
export type HuntAnswerInput = VariablesFor<typeof ANSWER_HUNT>['input']
export type HuntReturns = AnswerOf<typeof HUNT_RETURNS>['huntReturns'][number]
export type ProductTemplate = AnswerOf<typeof PRODUCT_TEMPLATES>['productTemplates'][number]
export type DigestInput = VariablesFor<typeof COMPOSE_DIGEST>['input']

/** What the reader's organisation answered, the newest first. */
export const useHuntAnswers = (editionId: string) =>
  useQuery({
    queryKey: ['hunt-answers', editionId],
    queryFn: async ({ signal }) => (await ask(HUNT_ANSWERS, { editionId }, signal)).huntAnswers,
  })

export function useAnswerHunt(editionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: HuntAnswerInput) => (await ask(ANSWER_HUNT, { editionId, input })).answerHunt,
    onSuccess: answers => client.setQueryData(['hunt-answers', editionId], answers),
  })
}

/** What came back to the hunts of a product's editions, in numbers. */
export const useHuntReturns = (productId: string) =>
  useQuery({
    queryKey: ['hunt-returns', productId],
    queryFn: async ({ signal }) => (await ask(HUNT_RETURNS, { productId }, signal)).huntReturns,
  })

export const useHuntAnswersOf = (productId: string, editionId: string) =>
  useInfiniteQuery({
    queryKey: ['hunt-returns', productId, editionId],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(HUNT_ANSWERS_OF, { productId, editionId, first: 20, after: pageParam }, signal)).huntAnswersOf,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** What each kind of product is usually made of. */
export const useProductTemplates = () =>
  useQuery({
    queryKey: ['product-templates'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await ask(PRODUCT_TEMPLATES, {}, signal)).productTemplates,
  })

export const useComposeDigest = () =>
  useMutation({
    mutationFn: async (input: DigestInput) => (await ask(COMPOSE_DIGEST, { input })).composeDigest,
  })

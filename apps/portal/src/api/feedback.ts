import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const FEEDBACK = 'usefulness actions note at'
const INDICATOR = `stixId name values own { verdict sightings firstSeen lastSeen visibility note at }
    shared { verdict organisations sightings firstSeen lastSeen names sectors { sector organisations sightings } }`
const COUNTS = 'useful partly notUseful organisations sightings falsePositives'

export const MY_FEEDBACK = question(
  `query MyFeedback($editionId: ID!) { myFeedback(editionId: $editionId) { ${FEEDBACK} } }`,
)
export const GIVE_FEEDBACK = question(`mutation GiveFeedback($editionId: ID!, $input: FeedbackInput!) {
  giveFeedback(editionId: $editionId, input: $input) { ${FEEDBACK} }
}`)
export const REPORTED_INDICATORS = question(`query ReportedIndicators($editionId: ID!, $first: Int!, $after: String) {
  reportedIndicators(editionId: $editionId, first: $first, after: $after) { items { ${INDICATOR} } endCursor hasMore }
}`)
export const REPORT_INDICATOR = question(`mutation ReportIndicator($editionId: ID!, $input: IndicatorReportInput!) {
  reportIndicator(editionId: $editionId, input: $input) { ${INDICATOR} }
}`)
export const OWN_CONTRIBUTIONS = question(`query OwnContributions($first: Int!, $after: String) {
  ownContributions(first: $first, after: $after) {
    items { id receivedAt totalCount failureCount withdrawnCount takenAt state editions { id reference title category releasedAt } } endCursor hasMore
  }
}`)
export const USEFULNESS = question(`query Usefulness($productId: ID!) {
  usefulness(productId: $productId) {
    category editionId reference ${COUNTS} actions { action people } sectors { sector ${COUNTS} } sources { kind name ${COUNTS} }
  }
}`)
export const FEEDBACK_OF = question(`query FeedbackOf($productId: ID!, $editionId: ID!, $first: Int!, $after: String) {
  feedbackOf(productId: $productId, editionId: $editionId, first: $first, after: $after) {
    items { person organisation usefulness actions note at } endCursor hasMore
  }
}`)
export const INDICATOR_REPORTS_OF =
  question(`query IndicatorReportsOf($productId: ID!, $editionId: ID!, $first: Int!, $after: String) {
  indicatorReportsOf(productId: $productId, editionId: $editionId, first: $first, after: $after) {
    items { stixId name organisation person verdict sightings firstSeen lastSeen visibility note at } endCursor hasMore
  }
}`)
export const STORE_SIGHTINGS = question(`mutation StoreSightings($productId: ID!, $editionId: ID!) {
  storeSightings(productId: $productId, editionId: $editionId) { id stored known }
}`)

export type Feedback = NonNullable<AnswerOf<typeof MY_FEEDBACK>['myFeedback']>
export type FeedbackInput = VariablesFor<typeof GIVE_FEEDBACK>['input']
export type Action = Feedback['actions'][number]
export type Usefulness = NonNullable<Feedback['usefulness']>
export type ReportedIndicator = AnswerOf<typeof REPORTED_INDICATORS>['reportedIndicators']['items'][number]
export type ReportInput = VariablesFor<typeof REPORT_INDICATOR>['input']
export type OwnContribution = AnswerOf<typeof OWN_CONTRIBUTIONS>['ownContributions']['items'][number]
export type EditionUsefulness = AnswerOf<typeof USEFULNESS>['usefulness'][number]

/** What the reader said of an edition last. */
export const useMyFeedback = (editionId: string) =>
  useQuery({
    queryKey: ['feedback', editionId],
    queryFn: async ({ signal }) => (await ask(MY_FEEDBACK, { editionId }, signal)).myFeedback,
  })

export function useGiveFeedback(editionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: FeedbackInput) => (await ask(GIVE_FEEDBACK, { editionId, input })).giveFeedback,
    onSuccess: said => client.setQueryData(['feedback', editionId], said),
  })
}

export const useReportedIndicators = (editionId: string) =>
  useInfiniteQuery({
    queryKey: ['reported-indicators', editionId],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(REPORTED_INDICATORS, { editionId, first: 20, after: pageParam }, signal)).reportedIndicators,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export function useReportIndicator(editionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: ReportInput) => (await ask(REPORT_INDICATOR, { editionId, input })).reportIndicator,
    onSuccess: () => client.invalidateQueries({ queryKey: ['reported-indicators', editionId] }),
  })
}

export const useOwnContributions = () =>
  useInfiniteQuery({
    queryKey: ['own-contributions'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(OWN_CONTRIBUTIONS, { first: 20, after: pageParam }, signal)).ownContributions,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** What was said of a product's editions, in numbers. */
export const useUsefulness = (productId: string) =>
  useQuery({
    queryKey: ['usefulness', productId],
    queryFn: async ({ signal }) => (await ask(USEFULNESS, { productId }, signal)).usefulness,
  })

export const useResponses = (productId: string, editionId: string) =>
  useInfiniteQuery({
    queryKey: ['usefulness', productId, editionId, 'responses'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(FEEDBACK_OF, { productId, editionId, first: 20, after: pageParam }, signal)).feedbackOf,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const useReports = (productId: string, editionId: string) =>
  useInfiniteQuery({
    queryKey: ['usefulness', productId, editionId, 'reports'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(INDICATOR_REPORTS_OF, { productId, editionId, first: 20, after: pageParam }, signal))
        .indicatorReportsOf,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export function useStoreSightings(productId: string, editionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => (await ask(STORE_SIGHTINGS, { productId, editionId })).storeSightings,
    onSuccess: () => {
      for (const key of ['imports', 'stix-objects']) void client.invalidateQueries({ queryKey: [key] })
    },
  })
}

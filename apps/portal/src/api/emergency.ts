import { question, type AnswerOf } from '@noroshi/client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Abilities } from './types.ts'
import { ask } from './graphql.ts'

const MODE = 'mode since until by { id name organisation } reason maySwitch'
const REVIEW = `id productId productTitle productVersion urgency isLargeScale leftOut { REVIEW AUTHORISATION } reason
  releasedBy { id name organisation } releasedAt dueAt isOverdue finding foundBy { id name organisation } note foundAt mayReview mayRecall`

export const OPERATING_MODE = question(`query OperatingMode { operatingMode { ${MODE} } }`)
export const MODE_SWITCHES = question(`query ModeSwitches($after: String) {
  modeSwitches(first: 10, after: $after) { items { id mode by { id name organisation } reason at until } endCursor hasMore }
}`)
export const DECLARE_LARGE_SCALE = question(`mutation DeclareLargeScale($reason: String!, $hours: Int!) {
  declareLargeScale(reason: $reason, hours: $hours) { ${MODE} }
}`)
export const END_LARGE_SCALE = question(
  `mutation EndLargeScale($reason: String!) { endLargeScale(reason: $reason) { ${MODE} } }`,
)
export const AFTER_REVIEWS = question(`query AfterReviews($state: AfterReviewState!, $after: String) {
  afterReviews(state: $state, first: 20, after: $after) { items { ${REVIEW} } endCursor hasMore }
}`)
export const AFTER_REVIEW_COUNTS = question('query AfterReviewCounts { afterReviewCounts { open overdue } }')
export const REVIEW_AFTERWARDS =
  question(`mutation ReviewAfterwards($id: ID!, $finding: AfterReviewFinding!, $note: String!) {
  reviewAfterwards(id: $id, finding: $finding, note: $note) { ${REVIEW} }
}`)

export type OperatingModeNow = AnswerOf<typeof OPERATING_MODE>['operatingMode']
export type AfterReview = AnswerOf<typeof AFTER_REVIEWS>['afterReviews']['items'][number]
export type AfterReviewFinding = NonNullable<AfterReview['finding']>
export type LeftOut = AfterReview['leftOut']
export const AFTER_REVIEW_STATES = ['OPEN', 'OVERDUE', 'DONE'] as const
export type AfterReviewState = (typeof AFTER_REVIEW_STATES)[number]

/** Who may know of the mode and of reviews afterwards: the hub says so to nobody else. */
export const seesEmergencies = ({ draft, release, inspect }: Abilities): boolean => draft || release || inspect

const EACH_MINUTE = 60_000

/** How the hub works now; asked anew each minute, for it changes while one works. */
export const useOperatingMode = (enabled = true) =>
  useQuery({
    queryKey: ['operating-mode'],
    enabled,
    refetchInterval: EACH_MINUTE,
    queryFn: async ({ signal }) => (await ask(OPERATING_MODE, {}, signal)).operatingMode,
  })

export const useModeSwitches = () =>
  useInfiniteQuery({
    queryKey: ['operating-mode', 'switches'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) => (await ask(MODE_SWITCHES, { after: pageParam }, signal)).modeSwitches,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const useAfterReviews = (state: AfterReviewState) =>
  useInfiniteQuery({
    queryKey: ['after-reviews', state],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(AFTER_REVIEWS, { state, after: pageParam }, signal)).afterReviews,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const useAfterReviewCounts = () =>
  useQuery({
    queryKey: ['after-reviews', 'counts'],
    refetchInterval: EACH_MINUTE,
    queryFn: async ({ signal }) => (await ask(AFTER_REVIEW_COUNTS, {}, signal)).afterReviewCounts,
  })

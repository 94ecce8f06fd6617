import { question, type AnswerOf } from '@noroshi/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const WISHES_FIELDS = `timeZone quietFrom quietUntil quietDaysOff priorityBreaksQuiet digest digestHour digestWeekday mutedUntil
  sectors kinds minSeverity actors technologies`
export const WISHES = question(`query OwnWishes { wishes { ${WISHES_FIELDS} } }`)
export const SAVE_WISHES = question(
  `mutation SaveWishes($input: WishesInput!) { saveWishes(input: $input) { ${WISHES_FIELDS} } }`,
)
export const TRY_WISHES = question(`query TryWishes($input: WishesInput!) {
  tryWishes(input: $input) { urgency channel at putOff isUnwished }
}`)
export const WHY_TOLD = question(`query WhyTold($seq: Float!) {
  whyTold(seq: $seq) { audience { way name nameEn } ways { channel endpoint purpose state sentAt putOff putOffUntil reason } }
}`)

export type Wishes = AnswerOf<typeof WISHES>['wishes']
export type WayTold = AnswerOf<typeof WHY_TOLD>['whyTold']['ways'][number]
export type ToldThroughReason = AnswerOf<typeof WHY_TOLD>['whyTold']['audience'][number]

export const WISHES_KEY = ['wishes'] as const

export const useWishes = () =>
  useQuery({ queryKey: WISHES_KEY, queryFn: async ({ signal }) => (await ask(WISHES, {}, signal)).wishes })

/** What would happen now with wishes that are not saved yet. */
export const useTriedWishes = (input: Wishes) =>
  useQuery({
    queryKey: ['tried-wishes', input],
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await ask(TRY_WISHES, { input }, signal)).tryWishes,
  })

export const useWhyTold = (seq: number, isOpen: boolean) =>
  useQuery({
    queryKey: ['why-told', seq],
    enabled: isOpen,
    queryFn: async ({ signal }) => (await ask(WHY_TOLD, { seq }, signal)).whyTold,
  })

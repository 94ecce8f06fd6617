import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const ASKED = `editionId answerBy isAsked answers { answer note actionState actionAsked actionOwner actionDue person at }`
export const IMPACT_ANSWERS = question(
  `query ImpactAnswers($editionId: ID!) { impactAnswers(editionId: $editionId) { ${ASKED} } }`,
)
export const ANSWER_IMPACT = question(`mutation AnswerImpact($editionId: ID!, $input: ImpactInput!) {
  answerImpact(editionId: $editionId, input: $input) { ${ASKED} }
}`)
export const ANSWER_BOARD = question(`query AnswerBoard($productId: ID!) {
  answerBoard(productId: $productId) {
    editionId category reference title urgency drill releasedAt sentWithoutHubAt answerBy told sent delivered opened acknowledged answered late
    notAffected checking affected mitigated cannotSay
  }
}`)
const HOPS = 'hops { hop sector organisations median p90 worst }'
export const ANSWER_FIGURES = question(`query AnswerFigures($productId: ID!, $editionId: ID!) {
  answerFigures(productId: $productId, editionId: $editionId) { sectors { sector told acknowledged answered late affected } ${HOPS} }
}`)
export const ANSWERS_OF =
  question(`query AnswersOf($productId: ID!, $editionId: ID!, $filter: BoardFilter!, $first: Int!, $after: String) {
  answersOf(productId: $productId, editionId: $editionId, filter: $filter, first: $first, after: $after) {
    items {
      organisationId organisation sectors people toldAt sentAt deliveredAt openedAt acknowledgedAt remindedAt escalatedAt isLate
      answer note actionState actionAsked actionOwner actionDue answeredAt answeredBy
    }
    endCursor hasMore
  }
}`)
export const ANSWER_TIMELINE = question(`query AnswerTimeline($productId: ID!, $editionId: ID!) {
  answerTimeline(productId: $productId, editionId: $editionId) { organisation what by note at }
}`)
export const DRILLS = question(`query Drills($first: Int!, $after: String) {
  drills(first: $first, after: $after) {
    items { editionId productId title reference category releasedAt told delivered opened acknowledged answered ${HOPS} }
    endCursor hasMore
  }
}`)
const TURN = 'id personId person startsAt endsAt enteredBy isNow'
export const DUTY_ROSTER = question(`query DutyRoster { dutyRoster { ${TURN} } }`)
export const ENTER_DUTY_TURN = question(
  `mutation EnterDutyTurn($input: DutyTurnInput!) { enterDutyTurn(input: $input) { ${TURN} } }`,
)
const ESCALATION = `editionId reference title urgency drill answerBy organisationId organisation firstContact secondContact dutyPhone dutyHours escalatedAt answeredAt takenBy closedAt
  notes { what outcome note by at }`
export const ESCALATIONS = question(`query Escalations($first: Int!, $after: String) {
  escalations(first: $first, after: $after) { items { ${ESCALATION} } endCursor hasMore }
}`)
export const NOTE_ESCALATION =
  question(`mutation NoteEscalation($editionId: ID!, $organisationId: ID!, $input: DutyNoteInput!) {
  noteEscalation(editionId: $editionId, organisationId: $organisationId, input: $input) { ${ESCALATION} }
}`)

export type AskedImpact = AnswerOf<typeof IMPACT_ANSWERS>['impactAnswers']
export type Impact = AskedImpact['answers'][number]['answer']
export type ImpactInput = VariablesFor<typeof ANSWER_IMPACT>['input']
export type AnswerBoard = AnswerOf<typeof ANSWER_BOARD>['answerBoard'][number]
export type BoardRow = AnswerOf<typeof ANSWERS_OF>['answersOf']['items'][number]
export type BoardFilter = VariablesFor<typeof ANSWERS_OF>['filter']
export type HopTimes = AnswerOf<typeof ANSWER_FIGURES>['answerFigures']['hops'][number]
export type Escalation = AnswerOf<typeof ESCALATIONS>['escalations']['items'][number]
export type DutyNoteInput = VariablesFor<typeof NOTE_ESCALATION>['input']
export type DutyTurnInput = VariablesFor<typeof ENTER_DUTY_TURN>['input']

export const IMPACTS: readonly Impact[] = ['NOT_AFFECTED', 'CHECKING', 'AFFECTED', 'MITIGATED', 'CANNOT_SAY']
/** A drill is known by its reference, wherever it is shown. */
export const isDrill = (reference: string): boolean => reference.startsWith('DRILL-')

/** So often are live figures asked for anew. */
const LIVE_MS = 5_000

export const useImpactAnswers = (editionId: string, enabled = true) =>
  useQuery({
    queryKey: ['impact-answers', editionId],
    enabled,
    queryFn: async ({ signal }) => (await ask(IMPACT_ANSWERS, { editionId }, signal)).impactAnswers,
  })

export function useAnswerImpact(editionId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: ImpactInput) => (await ask(ANSWER_IMPACT, { editionId, input })).answerImpact,
    onSuccess: asked => client.setQueryData(['impact-answers', editionId], asked),
  })
}

export const useAnswerBoard = (productId: string) =>
  useQuery({
    queryKey: ['answer-board', productId],
    queryFn: async ({ signal }) => (await ask(ANSWER_BOARD, { productId }, signal)).answerBoard,
    refetchInterval: LIVE_MS,
  })

export const useAnswerFigures = (productId: string, editionId: string) =>
  useQuery({
    queryKey: ['answer-board', productId, editionId, 'figures'],
    queryFn: async ({ signal }) => (await ask(ANSWER_FIGURES, { productId, editionId }, signal)).answerFigures,
    refetchInterval: LIVE_MS,
  })

export const useAnswerTimeline = (productId: string, editionId: string) =>
  useQuery({
    queryKey: ['answer-board', productId, editionId, 'timeline'],
    queryFn: async ({ signal }) => (await ask(ANSWER_TIMELINE, { productId, editionId }, signal)).answerTimeline,
    refetchInterval: LIVE_MS,
  })

interface RowsOf {
  productId: string
  editionId: string
  filter: BoardFilter
}
const rowsPage = async (of: RowsOf, first: number, after: string | null, signal?: AbortSignal) =>
  (await ask(ANSWERS_OF, { ...of, first, after }, signal)).answersOf

export const useBoardRows = (of: RowsOf) =>
  useInfiniteQuery({
    queryKey: ['answer-board', of.productId, of.editionId, 'rows', of.filter],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: ({ pageParam, signal }) => rowsPage(of, 50, pageParam, signal),
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
    refetchInterval: LIVE_MS,
  })

/** All of them, for a file. */
export async function everyRow(of: RowsOf): Promise<BoardRow[]> {
  const all: BoardRow[] = []
  for (let after: string | null = null, more = true; more;) {
    const page: Awaited<ReturnType<typeof rowsPage>> = await rowsPage(of, 100, after)
    all.push(...page.items)
    ;[after, more] = [page.endCursor, page.hasMore]
  }
  return all
}

export const useDrills = () =>
  useInfiniteQuery({
    queryKey: ['drills'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) => (await ask(DRILLS, { first: 20, after: pageParam }, signal)).drills,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const useDutyRoster = () =>
  useQuery({
    queryKey: ['duty', 'roster'],
    queryFn: async ({ signal }) => (await ask(DUTY_ROSTER, {}, signal)).dutyRoster,
  })

export function useEnterDutyTurn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: DutyTurnInput) => (await ask(ENTER_DUTY_TURN, { input })).enterDutyTurn,
    onSuccess: () => client.invalidateQueries({ queryKey: ['duty'] }),
  })
}

export const useEscalations = () =>
  useInfiniteQuery({
    queryKey: ['duty', 'escalations'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(ESCALATIONS, { first: 20, after: pageParam }, signal)).escalations,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
    refetchInterval: LIVE_MS,
  })

export function useNoteEscalation({ editionId, organisationId }: Escalation) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (input: DutyNoteInput) => ask(NOTE_ESCALATION, { editionId, organisationId, input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['duty', 'escalations'] }),
  })
}

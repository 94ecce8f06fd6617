import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const PERSON = '{ id name active }'
const WHOLE = `id organisationId leaver ${PERSON} successor ${PERSON} effectiveOn shutOut reason state heldBecause moved revision plannedBy plannedAt endedAt mayChange`
export const HANDOVERS = question(`query Handovers($organisationId: ID, $first: Int!, $after: String) {
  handovers(organisationId: $organisationId, first: $first, after: $after) { items { ${WHOLE} } endCursor hasMore }
}`)
export const HANDOVER_PREVIEW = question(`query HandoverPreview($organisationId: ID, $input: HandoverPreviewInput!) {
  handoverPreview(organisationId: $organisationId, input: $input) { posts firstAfter ${PERSON} secondAfter ${PERSON} hasDutyPhone warnings }
}`)
export const HANDOVER_WORK = question(`query HandoverWork($organisationId: ID, $input: HandoverPreviewInput!) {
  handoverWork(organisationId: $organisationId, input: $input) { cases casesThatStay dutyTurns }
}`)
export const PLAN_HANDOVER = question(`mutation PlanHandover($organisationId: ID, $input: HandoverInput!) {
  planHandover(organisationId: $organisationId, input: $input) { id }
}`)
export const CHANGE_HANDOVER = question(`mutation ChangeHandover($id: ID!, $revision: Int!, $input: HandoverChange!) {
  changeHandover(id: $id, revision: $revision, input: $input) { id }
}`)
export const CALL_OFF_HANDOVER = question(`mutation CallOffHandover($id: ID!, $revision: Int!) {
  callOffHandover(id: $id, revision: $revision) { id }
}`)

export type Handover = AnswerOf<typeof HANDOVERS>['handovers']['items'][number]
export type HandoverInput = VariablesFor<typeof PLAN_HANDOVER>['input']
export type HandoverPair = VariablesFor<typeof HANDOVER_PREVIEW>['input']

/** @param organisationId null: the reader's own */
export const useHandovers = (organisationId: string | null) =>
  useInfiniteQuery({
    queryKey: ['handovers', organisationId],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(HANDOVERS, { organisationId, first: 20, after: pageParam }, signal)).handovers,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
    staleTime: 60_000,
  })

/** What would go over, once it is said who leaves. */
export const useHandoverPreview = (organisationId: string | null, pair: HandoverPair) =>
  useQuery({
    queryKey: ['handover-preview', organisationId, pair],
    enabled: pair.leaverId !== '',
    queryFn: async ({ signal }) =>
      (await ask(HANDOVER_PREVIEW, { organisationId, input: pair }, signal)).handoverPreview,
  })

/** The same of government's work, for whoever is of government. */
export const useHandoverWork = (organisationId: string | null, pair: HandoverPair, isGovernment: boolean) =>
  useQuery({
    queryKey: ['handover-work', organisationId, pair],
    enabled: isGovernment && pair.leaverId !== '',
    queryFn: async ({ signal }) => (await ask(HANDOVER_WORK, { organisationId, input: pair }, signal)).handoverWork,
  })

/** Whatever is done about one changes the list, and perhaps the contacts. */
export function useAboutHandovers<T>(deed: (given: T) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSettled: () => {
      for (const key of ['handovers', 'handover-preview', 'contacts'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
}

import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const CASE_FIELDS = 'id title state requiredRank assignee assigneeId intakes createdAt updatedAt'
const CLASSIFICATION = 'consentedTiers containsSecret containsCommInfo identifiesPerson'
const EFFECTS = 'caseId loosens effects { productId title what categories rules }'
const INTAKE = `id caseId caseTitle sourceType otherKind summary originator legalBasis caveats consentedTiers
      containsSecret containsCommInfo identifiesPerson receivedAt`

export const CASES = question(`query Cases($state: CaseState, $mine: Boolean!, $first: Int!, $after: String) {
  cases(state: $state, mine: $mine, first: $first, after: $after) {
    items { id title state assignee intakes updatedAt } endCursor hasMore
  }
}`)
export const CASE = question(`query Case($id: ID!) { case(id: $id) { ${CASE_FIELDS} } }`)
export const CASE_ENTRIES = question(`query CaseEntries($id: ID!, $first: Int!, $after: String) {
  caseEntries(id: $id, first: $first, after: $after) {
    items { id kind by note linkKind target productId productTitle assignee at intake { ${INTAKE} }
      reclassified { from { ${CLASSIFICATION} } to { ${CLASSIFICATION} } } } endCursor hasMore
  }
}`)
export const INTAKES = question(`query Intakes($first: Int!) {
  intakes(first: $first) { items { ${INTAKE} } endCursor hasMore }
}`)
export const COLLEAGUES = question('query Colleagues { colleagues { id name } }')
export const CASES_OF_PRODUCT = question(
  'query CasesOfProduct($productId: ID!) { casesOfProduct(productId: $productId) { id title state } }',
)
export const OPEN_CASE = question(`mutation OpenCase($title: String!, $requiredRank: Int!) {
  openCase(title: $title, requiredRank: $requiredRank) { ${CASE_FIELDS} }
}`)
export const NOTE_IN_CASE = question(
  `mutation NoteInCase($id: ID!, $note: String!) { noteInCase(id: $id, note: $note) { ${CASE_FIELDS} } }`,
)
export const RECEIVE_INTAKE = question(
  `mutation ReceiveIntake($id: ID!, $input: IntakeInput!) { receiveIntake(id: $id, input: $input) { ${CASE_FIELDS} } }`,
)
export const LINK_IN_CASE = question(
  `mutation LinkInCase($id: ID!, $input: CaseLinkInput!) { linkInCase(id: $id, input: $input) { ${CASE_FIELDS} } }`,
)
export const LINK_PRODUCT_IN_CASE = question(`mutation LinkProductInCase($id: ID!, $productId: ID!) {
  linkProductInCase(id: $id, productId: $productId) { ${CASE_FIELDS} }
}`)
export const ASSIGN_CASE = question(
  `mutation AssignCase($id: ID!, $personId: ID) { assignCase(id: $id, personId: $personId) { ${CASE_FIELDS} } }`,
)
export const CLOSE_CASE = question(
  `mutation CloseCase($id: ID!, $reason: String!) { closeCase(id: $id, reason: $reason) { ${CASE_FIELDS} } }`,
)
export const REOPEN_CASE = question(
  `mutation ReopenCase($id: ID!, $reason: String!) { reopenCase(id: $id, reason: $reason) { ${CASE_FIELDS} } }`,
)

export const RECLASSIFICATION_EFFECTS =
  question(`query ReclassificationEffects($id: ID!, $input: ClassificationInput!) {
  reclassificationEffects(id: $id, input: $input) { ${EFFECTS} }
}`)
export const RECLASSIFY_INTAKE =
  question(`mutation ReclassifyIntake($id: ID!, $input: ClassificationInput!, $reason: String!) {
  reclassifyIntake(id: $id, input: $input, reason: $reason) { ${EFFECTS} }
}`)

export type Case = AnswerOf<typeof CASE>['case']
export type CaseState = Case['state']
export type CaseSummary = AnswerOf<typeof CASES>['cases']['items'][number]
export type CaseEntry = AnswerOf<typeof CASE_ENTRIES>['caseEntries']['items'][number]
export type Intake = AnswerOf<typeof INTAKES>['intakes']['items'][number]
export type Classification = VariablesFor<typeof RECLASSIFY_INTAKE>['input']
export type Reclassification = AnswerOf<typeof RECLASSIFY_INTAKE>['reclassifyIntake']
export type IntakeInput = VariablesFor<typeof RECEIVE_INTAKE>['input']
export type CaseLinkInput = VariablesFor<typeof LINK_IN_CASE>['input']

export const useCases = (state: CaseState | null, mine: boolean) =>
  useInfiniteQuery({
    queryKey: ['cases', state, mine],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(CASES, { state, mine, first: 20, after: pageParam }, signal)).cases,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const useCase = (id: string) =>
  useQuery({ queryKey: ['case', id], queryFn: async ({ signal }) => (await ask(CASE, { id }, signal)).case })

export const useCaseEntries = (id: string) =>
  useInfiniteQuery({
    queryKey: ['case', id, 'entries'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(CASE_ENTRIES, { id, first: 20, after: pageParam }, signal)).caseEntries,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** The newest intakes of all cases, to be named as what a fragment was made from. */
export const useIntakes = () =>
  useQuery({
    queryKey: ['intakes'],
    queryFn: async ({ signal }) => (await ask(INTAKES, { first: 100 }, signal)).intakes.items,
  })

/** What a reclassification would do, asked while it is something else than what is said now. */
export const useReclassificationEffects = (id: string, input: Classification, isAnother: boolean) =>
  useQuery({
    queryKey: ['reclassification', id, input],
    enabled: isAnother,
    gcTime: 0,
    queryFn: async ({ signal }) => (await ask(RECLASSIFICATION_EFFECTS, { id, input }, signal)).reclassificationEffects,
  })

export const useColleagues = () =>
  useQuery({
    queryKey: ['colleagues'],
    queryFn: async ({ signal }) => (await ask(COLLEAGUES, {}, signal)).colleagues,
  })

export const useCasesOfProduct = (productId: string) =>
  useQuery({
    queryKey: ['cases-of-product', productId],
    queryFn: async ({ signal }) => (await ask(CASES_OF_PRODUCT, { productId }, signal)).casesOfProduct,
  })

/** Does something to a case, and has everything that shows cases asked anew. */
export function useCaseVerb<Variables, Done>(verb: (variables: Variables) => Promise<Done>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: verb,
    onSuccess: () => {
      for (const key of ['case', 'cases', 'intakes', 'cases-of-product'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
}

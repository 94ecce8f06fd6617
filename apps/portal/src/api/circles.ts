import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const CIRCLE = `id name nameEn purpose title titleEn owner { id name nameEn } organisations tiers sectors prefectures sizes capabilities
  members { id name nameEn tier state } version closedAt mayChange`

export const CIRCLES = question(`query Circles { circles { ${CIRCLE} } }`)
export const CIRCLE_CHANGES = question(
  'query CircleChanges($id: ID!) { circleChanges(id: $id) { what reason by at members } }',
)
export const CREATE_CIRCLE = question(
  'mutation CreateCircle($input: CircleInput!) { createCircle(input: $input) { id } }',
)
export const CHANGE_CIRCLE =
  question(`mutation ChangeCircle($id: ID!, $version: Int!, $input: CircleInput!, $reason: String!) {
  changeCircle(id: $id, version: $version, input: $input, reason: $reason) { id }
}`)
export const CLOSE_CIRCLE = question(
  'mutation CloseCircle($id: ID!, $version: Int!, $reason: String!) { closeCircle(id: $id, version: $version, reason: $reason) { id } }',
)
export const RECORD_TRAITS = question(`mutation RecordTraits($organisationId: ID!, $input: OrganisationTraits!) {
  recordTraits(organisationId: $organisationId, input: $input) { id }
}`)
export const UNREACHED = question(`query Unreached($productId: ID!) {
  unreached(productId: $productId) { organisationId organisation tier personId name category reason }
}`)
export const WOULD_LEARN = question(`query WouldLearn($productId: ID!, $organisationId: ID!) {
  wouldLearn(productId: $productId, organisationId: $organisationId) {
    people toldValues isPartial candidates { category title values newValues }
    told { id reference category title releasedAt recalledAt sharedValues }
  }
}`)

export type Circle = AnswerOf<typeof CIRCLES>['circles'][number]
export type CircleInput = VariablesFor<typeof CREATE_CIRCLE>['input']
export type Unreached = AnswerOf<typeof UNREACHED>['unreached'][number]
export type OrganisationSize = Circle['sizes'][number]
export type Capability = Circle['capabilities'][number]
export const SIZES: readonly OrganisationSize[] = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO']
export const CAPABILITIES: readonly Capability[] = ['BASIC', 'AUTOMATED', 'ANALYTIC']

/** Every circle with who is in it now. */
export const useCircles = () =>
  useQuery({ queryKey: ['circles'], queryFn: async ({ signal }) => (await ask(CIRCLES, {}, signal)).circles })

/** What happened to a circle. */
export const useCircleChanges = (id: string, isWanted: boolean) =>
  useQuery({
    queryKey: ['circle-changes', id],
    enabled: isWanted,
    queryFn: async ({ signal }) => (await ask(CIRCLE_CHANGES, { id }, signal)).circleChanges,
  })

/** Who is addressed by this version of the product and has no valid channel. */
export const useUnreached = (productId: string, version: number) =>
  useQuery({
    queryKey: ['unreached', productId, version],
    queryFn: async ({ signal }) => (await ask(UNREACHED, { productId }, signal)).unreached,
  })

/** What an organisation would know in total. */
export const useWouldLearn = (productId: string, version: number, organisationId: string) =>
  useQuery({
    queryKey: ['would-learn', productId, version, organisationId],
    queryFn: async ({ signal }) => (await ask(WOULD_LEARN, { productId, organisationId }, signal)).wouldLearn,
  })

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { question, type AnswerOf, type VariablesFor } from '@noroshi/client'
import { ask } from './graphql.ts'

export const SOURCE_KINDS = ['TAXII', 'MISP_FEED', 'DOCUMENT', 'CSV', 'JSON', 'RSS'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]
export const TLP_LABELS = ['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR'] as const

const FAILURE = 'failure { reason message messageJa }'
const PULL = `id state requestedBy requestedAt finishedAt objectsRead stored known changed refused warnings ${FAILURE} importId
    found { objects refused warnings types { type count } rules { rule count } }`
const SOURCE = `id name kind url collection intervalSeconds originator category containsSecret containsCommInfo identifiesPerson tlp
    strictness revisesOthers mapping { items value name description } credentialKind enabled
    health { state lastSuccessAt failingSince consecutiveFailures ${FAILURE} dueAt } totals { stored known refused } lastPull { ${PULL} }`

export const SOURCES = question(`query Sources { sources { ${SOURCE} } }`)
export const SOURCE_IN_FULL = question(`query SourceInFull($id: ID!) {
  source(id: $id) { ${SOURCE} }
  sourcePulls(id: $id, first: 50) { ${PULL} }
  sourceChanges(id: $id) { changedAt changedBy changes { field from to } }
}`)
export const SOURCE_PULL = question(`query SourcePull($id: ID!) { sourcePull(id: $id) { ${PULL} } }`)
export const CREATE_SOURCE = question(
  `mutation CreateSource($input: SourceInput!) { createSource(input: $input) { id } }`,
)
export const REVISE_SOURCE = question(
  `mutation ReviseSource($id: ID!, $input: SourceInput!) { reviseSource(id: $id, input: $input) { id } }`,
)
export const SOURCE_LABEL_EFFECTS = question(
  `query SourceLabelEffects($id: ID!, $input: SourceInput!) { sourceLabelEffects(id: $id, input: $input) { recalled returned } }`,
)
export const TRY_SOURCE = question(
  `mutation TrySource($id: ID, $input: SourceInput!) { trySource(id: $id, input: $input) { id } }`,
)
export const PAUSE_SOURCE = question(`mutation PauseSource($id: ID!) { pauseSource(id: $id) { id } }`)
export const RESUME_SOURCE = question(`mutation ResumeSource($id: ID!) { resumeSource(id: $id) { id } }`)
export const PULL_SOURCE_NOW = question(`mutation PullSourceNow($id: ID!) { pullSourceNow(id: $id) { id } }`)
export const CONTRIBUTIONS = question(
  `query Contributions($first: Int!, $after: String) {
  contributions(first: $first, after: $after) { items { id receivedAt originator totalCount failureCount stored } endCursor hasMore }
}`,
)
export const CONTRIBUTED_OBJECTS = question(`query ContributedObjects($id: ID!, $first: Int!, $after: String) {
  contributedObjects(id: $id, first: $first, after: $after) { items { position stixId version failure document withdrawnAt } endCursor hasMore }
}`)
export const STORE_CONTRIBUTION = question(`mutation StoreContribution($id: ID!) { storeContribution(id: $id) { id } }`)

export type Source = AnswerOf<typeof SOURCES>['sources'][number]
export type SourcePull = AnswerOf<typeof SOURCE_PULL>['sourcePull']
export type SourceFailure = NonNullable<SourcePull['failure']>
export type SourceMapping = NonNullable<Source['mapping']>
type Given = VariablesFor<typeof CREATE_SOURCE>['input']
/** What a form sends leaves nothing out, though the contract would let it. */
export type SourceInput = {
  [Name in keyof Given]-?: Name extends 'collection' | 'mapping' | 'credential'
    ? Exclude<Given[Name], undefined>
    : NonNullable<Given[Name]>
}
export type SourceChange = AnswerOf<typeof SOURCE_IN_FULL>['sourceChanges'][number]
export type Contribution = AnswerOf<typeof CONTRIBUTIONS>['contributions']['items'][number]
export type ContributedObject = AnswerOf<typeof CONTRIBUTED_OBJECTS>['contributedObjects']['items'][number]

/** What another label of a source would do to what was made of its objects. */
export const useLabelEffects = (id: string | null, input: SourceInput, isAnother: boolean) =>
  useQuery({
    queryKey: ['source-label', id, input.containsSecret, input.containsCommInfo, input.identifiesPerson, input.tlp],
    enabled: id !== null && isAnother,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await ask(SOURCE_LABEL_EFFECTS, { id: id ?? '', input }, signal)).sourceLabelEffects,
  })

const POLL_MS = 2_000

/** All sources with their health; asked again while one is being pulled. */
export const useSources = () =>
  useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) => (await ask(SOURCES, {}, signal)).sources,
    refetchInterval: ({ state }) =>
      state.data?.some(({ lastPull }) => lastPull?.state === 'REQUESTED' || lastPull?.state === 'RUNNING') === true
        ? POLL_MS
        : 60_000,
  })

/** One source with its pulls and its history. */
export const useSource = (id: string) =>
  useQuery({
    queryKey: ['sources', id],
    queryFn: async ({ signal }) => ask(SOURCE_IN_FULL, { id }, signal),
    refetchInterval: ({ state }) =>
      ['REQUESTED', 'RUNNING'].includes(state.data?.sourcePulls[0]?.state ?? '') ? POLL_MS : 60_000,
  })

/** A trial, until it has ended. */
export const useTrial = (id: string | null) =>
  useQuery({
    queryKey: ['trial', id],
    enabled: id !== null,
    queryFn: async ({ signal }) => (await ask(SOURCE_PULL, { id: id ?? '' }, signal)).sourcePull,
    refetchInterval: ({ state }) => (state.data?.state === 'DONE' || state.data?.state === 'FAILED' ? false : 700),
  })

/** What organisations sent in, newest first. */
export const useContributions = () =>
  useInfiniteQuery({
    queryKey: ['contributions'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(CONTRIBUTIONS, { first: 20, after: pageParam }, signal)).contributions,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** The objects of one contribution, with the verdict on each. */
export const useContributedObjects = (id: string) =>
  useInfiniteQuery({
    queryKey: ['contributions', id],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(CONTRIBUTED_OBJECTS, { id, first: 50, after: pageParam }, signal)).contributedObjects,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

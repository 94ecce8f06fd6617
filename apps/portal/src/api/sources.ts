import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask, question } from './graphql.ts'
import type { BundleImport, InfoCategory, Page } from './types.ts'

export const SOURCE_KINDS = ['TAXII', 'MISP_FEED', 'DOCUMENT', 'CSV', 'JSON', 'RSS'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]
export const TLP_LABELS = ['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR'] as const

export interface SourceMapping {
  items: string | null
  value: string
  name: string | null
  description: string | null
}
export interface SourceFailure {
  reason: string
  message: string
  messageJa: string
}
export interface SourcePull {
  id: string
  state: 'REQUESTED' | 'RUNNING' | 'DONE' | 'FAILED'
  requestedBy: string | null
  requestedAt: string
  finishedAt: string | null
  objectsRead: number
  stored: number
  known: number
  changed: number
  refused: number
  warnings: number
  failure: SourceFailure | null
  importId: string | null
  found: {
    objects: number
    refused: number
    warnings: number
    types: { type: string; count: number }[]
    rules: { rule: string; count: number }[]
  } | null
}
export interface Source {
  id: string
  name: string
  kind: SourceKind
  url: string
  collection: string | null
  intervalSeconds: number
  originator: string
  category: InfoCategory
  containsSecret: boolean
  containsCommInfo: boolean
  identifiesPerson: boolean
  tlp: string
  strictness: string
  revisesOthers: boolean
  mapping: SourceMapping | null
  credentialKind: 'basic' | 'bearer' | null
  enabled: boolean
  health: {
    state: 'NEW' | 'HEALTHY' | 'FAILING' | 'PAUSED' | 'RUNNING'
    lastSuccessAt: string | null
    failingSince: string | null
    consecutiveFailures: number
    failure: SourceFailure | null
    dueAt: string | null
  }
  totals: { stored: number; known: number; refused: number }
  lastPull: SourcePull | null
}
export interface SourceInput {
  name: string
  kind: SourceKind
  url: string
  collection: string | null
  intervalSeconds: number
  originator: string
  containsSecret: boolean
  containsCommInfo: boolean
  identifiesPerson: boolean
  tlp: string
  strictness: string
  revisesOthers: boolean
  mapping: SourceMapping | null
  credential: { kind: 'basic' | 'bearer'; secret: string } | null
}
export interface SourceChange {
  changedAt: string
  changedBy: string
  changes: { field: string; from: string; to: string }[]
}
export interface Contribution {
  id: string
  receivedAt: string
  originator: string
  totalCount: number
  failureCount: number
  stored: boolean
}
export interface ContributedObject {
  position: number
  stixId: string
  version: string
  failure: string | null
  document: string | null
}

const FAILURE = 'failure { reason message messageJa }'
const PULL = `id state requestedBy requestedAt finishedAt objectsRead stored known changed refused warnings ${FAILURE} importId
    found { objects refused warnings types { type count } rules { rule count } }`
const SOURCE = `id name kind url collection intervalSeconds originator category containsSecret containsCommInfo identifiesPerson tlp
    strictness revisesOthers mapping { items value name description } credentialKind enabled
    health { state lastSuccessAt failingSince consecutiveFailures ${FAILURE} dueAt } totals { stored known refused } lastPull { ${PULL} }`

export const SOURCES = question<{ sources: Source[] }>(`query Sources { sources { ${SOURCE} } }`)
export const SOURCE_IN_FULL = question<
  { source: Source; sourcePulls: SourcePull[]; sourceChanges: SourceChange[] },
  { id: string }
>(`query SourceInFull($id: ID!) {
  source(id: $id) { ${SOURCE} }
  sourcePulls(id: $id, first: 50) { ${PULL} }
  sourceChanges(id: $id) { changedAt changedBy changes { field from to } }
}`)
export const SOURCE_PULL = question<{ sourcePull: SourcePull }, { id: string }>(
  `query SourcePull($id: ID!) { sourcePull(id: $id) { ${PULL} } }`,
)
export const CREATE_SOURCE = question<{ createSource: { id: string } }, { input: SourceInput }>(
  `mutation CreateSource($input: SourceInput!) { createSource(input: $input) { id } }`,
)
export const REVISE_SOURCE = question<{ reviseSource: { id: string } }, { id: string; input: SourceInput }>(
  `mutation ReviseSource($id: ID!, $input: SourceInput!) { reviseSource(id: $id, input: $input) { id } }`,
)
export const TRY_SOURCE = question<{ trySource: { id: string } }, { id: string | null; input: SourceInput }>(
  `mutation TrySource($id: ID, $input: SourceInput!) { trySource(id: $id, input: $input) { id } }`,
)
export const PAUSE_SOURCE = question<{ pauseSource: { id: string } }, { id: string }>(
  `mutation PauseSource($id: ID!) { pauseSource(id: $id) { id } }`,
)
export const RESUME_SOURCE = question<{ resumeSource: { id: string } }, { id: string }>(
  `mutation ResumeSource($id: ID!) { resumeSource(id: $id) { id } }`,
)
export const PULL_SOURCE_NOW = question<{ pullSourceNow: { id: string } }, { id: string }>(
  `mutation PullSourceNow($id: ID!) { pullSourceNow(id: $id) { id } }`,
)
export const CONTRIBUTIONS = question<{ contributions: Page<Contribution> }, { first: number; after: string | null }>(
  `query Contributions($first: Int!, $after: String) {
  contributions(first: $first, after: $after) { items { id receivedAt originator totalCount failureCount stored } endCursor hasMore }
}`,
)
export const CONTRIBUTED_OBJECTS = question<
  { contributedObjects: Page<ContributedObject> },
  { id: string; first: number; after: string | null }
>(`query ContributedObjects($id: ID!, $first: Int!, $after: String) {
  contributedObjects(id: $id, first: $first, after: $after) { items { position stixId version failure document } endCursor hasMore }
}`)
export const STORE_CONTRIBUTION = question<{ storeContribution: Pick<BundleImport, 'id'> }, { id: string }>(
  `mutation StoreContribution($id: ID!) { storeContribution(id: $id) { id } }`,
)

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

import { question, type AnswerOf } from '@noroshi/client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask, hub } from './graphql.ts'
import { sending } from './sending.ts'
import type { BundleImport, ImportRemarkKind, ImportStrictness, StixObjectFilter } from './types.ts'

const SUMMARY = 'id type name version revoked versions receivedAt'
const REMARK = 'position kind stixId rule section path message messageJa'
const IMPORT = `id fileName state bytesTotal bytesRead objectsRead stored known refused changed
    refusal { ${REMARK} } startedAt finishedAt`

export const STIX_OBJECTS = question(`query StixObjects($filter: StixObjectFilter, $first: Int!, $after: String) {
  stixObjects(filter: $filter, first: $first, after: $after) { items { ${SUMMARY} } endCursor hasMore }
}`)
export const STIX_OBJECT = question(
  `query StixObject($id: ID!) {
  stixObject(id: $id) {
    id type name
    versions { version variant revoked receivedAt document importId sourceId }
    references { path id known name }
  }
}`,
)
export const BUNDLE_IMPORTS = question(
  `query BundleImports($first: Int!, $after: String) {
  bundleImports(first: $first, after: $after) { items { ${IMPORT} } endCursor hasMore }
}`,
)
export const BUNDLE_IMPORT = question(`query BundleImport($id: ID!) { bundleImport(id: $id) { ${IMPORT} } }`)
export const IMPORT_REMARKS =
  question(`query BundleImportRemarks($id: ID!, $kind: ImportRemarkKind, $first: Int!, $after: String) {
  bundleImportRemarks(id: $id, kind: $kind, first: $first, after: $after) { items { ${REMARK} } endCursor hasMore }
}`)
export const IMPORT_BUNDLE =
  question(`mutation ImportBundle($id: ID!, $file: Upload!, $bytesTotal: Int, $strictness: ImportStrictness) {
  importBundle(id: $id, file: $file, bytesTotal: $bytesTotal, strictness: $strictness) { ${IMPORT} }
}`)

/** Objects of the store that the filter finds. */
export const useStixObjects = (filter: StixObjectFilter, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['stix-objects', filter],
    enabled,
    initialPageParam: null as string | null, // otherwise inferred as null alone
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) =>
      (await ask(STIX_OBJECTS, { filter, first: 50, after: pageParam }, signal)).stixObjects,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** One object with all its versions. */
export const useStixObject = (id: string) =>
  useQuery({
    queryKey: ['stix-object', id],
    queryFn: async ({ signal }) => (await ask(STIX_OBJECT, { id }, signal)).stixObject,
  })

/** Receipts of imports, newest first. */
export const useImports = () =>
  useInfiniteQuery({
    queryKey: ['imports'],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(BUNDLE_IMPORTS, { first: 20, after: pageParam }, signal)).bundleImports,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

export const LOOK_UP_STORE = question(`query LookUpStore($values: [String!]!) {
  lookUpStore(values: $values) {
    isComplete
    answers { value hits {
      kind value byBlock stixId type name revoked pattern confidence validFrom validUntil receivedAt importId fileName sourceId sourceName originator tlp
    } }
  }
}`)

/** A stored object that names a value. */
export type StoreHit = AnswerOf<typeof LOOK_UP_STORE>['lookUpStore']['answers'][number]['hits'][number]

/** What the store names of these values, at most 500. */
export const lookUpStore = async (values: string[], signal?: AbortSignal) =>
  (await ask(LOOK_UP_STORE, { values }, signal)).lookUpStore

const POLL_MS = 700

/** One import; asked again and again while it runs. `awaited` is set while the file is still being sent. */
export const useImport = (id: string | null, awaited: boolean) =>
  useQuery<BundleImport>({
    queryKey: ['import', id],
    enabled: id !== null,
    // The hub knows the import only once the first bytes are there.
    retry: awaited ? 100 : 1,
    retryDelay: POLL_MS,
    queryFn: async ({ signal }): Promise<BundleImport> =>
      (await ask(BUNDLE_IMPORT, { id: id ?? '' }, signal)).bundleImport,
    refetchInterval: ({ state }) => (awaited || state.data?.state === 'RUNNING' ? POLL_MS : false),
  })

/** The remarks of a receipt, of one kind or of all. */
export const useImportRemarks = (id: string, kind: ImportRemarkKind | null) =>
  useInfiniteQuery({
    queryKey: ['import-remarks', id, kind],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(IMPORT_REMARKS, { id, kind, first: 100, after: pageParam }, signal)).bundleImportRemarks,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

const INT_MAX = 2 ** 31 - 1

/** Sends a bundle. `onSent` is told the fraction sent, 0 to 1. */
export async function importBundle(
  id: string,
  file: File,
  strictness: ImportStrictness,
  onSent: (fraction: number) => void,
): Promise<BundleImport> {
  const variables = { id, file: null, bytesTotal: file.size <= INT_MAX ? file.size : null, strictness }
  const { importBundle: receipt } = await hub.upload(IMPORT_BUNDLE, variables, file, file.name, {
    fetch: sending(onSent),
  })
  return receipt
}

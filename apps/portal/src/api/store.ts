import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { HubFailure, ask, operationNameOf, ownHeaders, question, readAnswer } from './graphql.ts'
import type {
  BundleImport,
  ImportRemark,
  ImportRemarkKind,
  ImportStrictness,
  Page,
  StixObjectHistory,
  StixObjectSummary,
} from './types.ts'

const SUMMARY = 'id type name version revoked versions receivedAt'
const REMARK = 'position kind stixId rule section path message messageJa'
const IMPORT = `id fileName state bytesTotal bytesRead objectsRead stored known refused changed
    refusal { ${REMARK} } startedAt finishedAt`

/** What a list of STIX objects may be narrowed by. */
export interface StixObjectFilter {
  text?: string
  type?: string
  importId?: string
  ids?: string[]
}

export const STIX_OBJECTS = question<
  { stixObjects: Page<StixObjectSummary> },
  { filter: StixObjectFilter; first: number; after: string | null }
>(`query StixObjects($filter: StixObjectFilter, $first: Int!, $after: String) {
  stixObjects(filter: $filter, first: $first, after: $after) { items { ${SUMMARY} } endCursor hasMore }
}`)
export const STIX_OBJECT = question<{ stixObject: StixObjectHistory }, { id: string }>(
  `query StixObject($id: ID!) {
  stixObject(id: $id) {
    id type name
    versions { version variant revoked receivedAt document importId sourceId }
    references { path id known name }
  }
}`,
)
export const BUNDLE_IMPORTS = question<{ bundleImports: Page<BundleImport> }, { first: number; after: string | null }>(
  `query BundleImports($first: Int!, $after: String) {
  bundleImports(first: $first, after: $after) { items { ${IMPORT} } endCursor hasMore }
}`,
)
export const BUNDLE_IMPORT = question<{ bundleImport: BundleImport }, { id: string }>(
  `query BundleImport($id: ID!) { bundleImport(id: $id) { ${IMPORT} } }`,
)
export const IMPORT_REMARKS = question<
  { bundleImportRemarks: Page<ImportRemark> },
  { id: string; kind: ImportRemarkKind | null; first: number; after: string | null }
>(`query BundleImportRemarks($id: ID!, $kind: ImportRemarkKind, $first: Int!, $after: String) {
  bundleImportRemarks(id: $id, kind: $kind, first: $first, after: $after) { items { ${REMARK} } endCursor hasMore }
}`)
export const IMPORT_BUNDLE = question<
  { importBundle: BundleImport },
  { id: string; file: null; bytesTotal: number | null; strictness: ImportStrictness }
>(`mutation ImportBundle($id: ID!, $file: Upload!, $bytesTotal: Int, $strictness: ImportStrictness) {
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

/**
 * Sends a bundle as a GraphQL multipart request. XMLHttpRequest and not fetch, which cannot tell how much was sent.
 * `onSent` is told the fraction sent, 0 to 1.
 */
export function importBundle(
  id: string,
  file: File,
  strictness: ImportStrictness,
  onSent: (fraction: number) => void,
): Promise<BundleImport> {
  const { text } = IMPORT_BUNDLE
  const variables = { id, file: null, bytesTotal: file.size <= INT_MAX ? file.size : null, strictness }
  const form = new FormData()
  form.append('operations', JSON.stringify({ query: text, variables, operationName: operationNameOf(text) }))
  form.append('map', JSON.stringify({ 0: ['variables.file'] }))
  form.append('0', file, file.name)

  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/graphql')
    for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = event => onSent(event.lengthComputable ? event.loaded / event.total : 0)
    request.onerror = () => reject(new HubFailure('OFFLINE', 'OFFLINE', 'The hub could not be reached'))
    request.onload = () => {
      try {
        resolve(readAnswer<{ importBundle: BundleImport }>(request.status, request.responseText).importBundle)
      } catch (failure) {
        reject(failure)
      }
    }
    request.send(form)
  })
}

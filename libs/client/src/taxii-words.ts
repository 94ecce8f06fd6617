/*
 * The resources of TAXII 2.1 (OASIS Standard) as a client reads them: what must be there is looked at, what more there is stays unread.
 */

/** §4.1. */
export interface TaxiiDiscovery {
  readonly title: string
  readonly description?: string
  readonly contact?: string
  /** Absolute URL of the usual API root. */
  readonly default?: string
  /** Absolute URLs, each with a slash at its end. */
  readonly apiRoots: readonly string[]
}

/** §4.2. */
export interface TaxiiApiRoot {
  readonly title: string
  readonly description?: string
  readonly versions: readonly string[]
  /** Bytes that a request's body may have at most. */
  readonly maxContentLength: number
}

/** §5.2. */
export interface TaxiiCollection {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly alias?: string
  readonly canRead: boolean
  readonly canWrite: boolean
  readonly mediaTypes: readonly string[]
}

/** §5.3. */
export interface TaxiiManifestRecord {
  readonly id: string
  readonly dateAdded: string
  readonly version: string
  readonly mediaType?: string
}

/** §4.3. */
export interface TaxiiStatus {
  readonly id: string
  readonly status: 'complete' | 'pending'
  readonly totalCount: number
  readonly successCount: number
  readonly failureCount: number
  readonly pendingCount: number
  readonly failures: readonly { readonly id: string; readonly version?: string; readonly message?: string }[]
}

type Members = Readonly<Record<string, unknown>>

/** The members of a JSON object; null for everything else. */
export function membersOf(value: unknown): Members | null {
  // An object that JSON.parse made has string keys.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
/** An optional member under our name for it: present as a text, or not at all. */
const optional = <K extends string>(name: K, value: unknown) =>
  // The key is the literal that was given.
  (isText(value) ? { [name]: value } : {}) as { readonly [N in K]?: string }
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : [])

/** @param from where discovery was asked, against which relative API roots are read (§4.1) */
export function discoveryOf(value: unknown, from: string): TaxiiDiscovery | null {
  const read = membersOf(value)
  if (!read || !isText(read['title'])) return null
  const roots = textsOf(read['api_roots']).flatMap(root => rootUrl(root, from) ?? [])
  const usual = isText(read['default']) ? rootUrl(read['default'], from) : null
  return {
    title: read['title'],
    ...optional('description', read['description']),
    ...optional('contact', read['contact']),
    ...(usual === null ? {} : { default: usual }),
    apiRoots: roots,
  }
}

/** The URL of an API root with a slash at its end; null when it is none that may be asked (§3.2: no query, no fragment). */
export function rootUrl(text: string, from: string): string | null {
  if (!URL.canParse(text, from)) return null
  const url = new URL(text, from)
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.search || url.hash || url.username || url.password)
    return null
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url.href
}

/** An API root; null when it has not what it must or does not speak TAXII 2.1. */
export function apiRootOf(value: unknown): TaxiiApiRoot | null {
  const read = membersOf(value)
  if (!read || !isText(read['title']) || !isCount(read['max_content_length'])) return null
  const versions = textsOf(read['versions'])
  if (!versions.some(version => /^application\/taxii\+json;\s*version=2\.1$/i.test(version))) return null
  return {
    title: read['title'],
    ...optional('description', read['description']),
    versions,
    maxContentLength: read['max_content_length'],
  }
}

/** A collection; null when it has not what it must. */
export function collectionOf(value: unknown): TaxiiCollection | null {
  const read = membersOf(value)
  if (!read || !isText(read['id']) || !isText(read['title'])) return null
  const [canRead, canWrite] = [read['can_read'], read['can_write']]
  if (typeof canRead !== 'boolean' || typeof canWrite !== 'boolean') return null
  return {
    id: read['id'],
    title: read['title'],
    ...optional('description', read['description']),
    ...optional('alias', read['alias']),
    canRead,
    canWrite,
    mediaTypes: textsOf(read['media_types']),
  }
}

/** All collections of a list; null when one is none: half a list would be taken for the whole. */
export function collectionsOf(value: unknown): TaxiiCollection[] | null {
  const read = membersOf(value)
  if (!read) return null
  const list: unknown = read['collections'] ?? []
  if (!Array.isArray(list)) return null
  const collections = list.map(collectionOf)
  return collections.every(collection => collection !== null) ? collections : null
}

/** A manifest's records; null when one is none. */
export function manifestOf(value: unknown): TaxiiManifestRecord[] | null {
  const list: unknown = membersOf(value)?.['objects'] ?? []
  if (!membersOf(value) || !Array.isArray(list)) return null
  const records = list.map((entry: unknown): TaxiiManifestRecord | null => {
    const read = membersOf(entry)
    if (!read || !isText(read['id']) || !isText(read['date_added']) || !isText(read['version'])) return null
    return {
      id: read['id'],
      dateAdded: read['date_added'],
      version: read['version'],
      ...optional('mediaType', read['media_type']),
    }
  })
  return records.every(record => record !== null) ? records : null
}

/** A status; null when it has not what it must. */
export function statusOf(value: unknown): TaxiiStatus | null {
  const read = membersOf(value)
  if (!read || !isText(read['id'])) return null
  const status = read['status']
  if (status !== 'complete' && status !== 'pending') return null
  const { total_count, success_count, failure_count, pending_count } = read
  if (!isCount(total_count) || !isCount(success_count) || !isCount(failure_count) || !isCount(pending_count))
    return null
  const failures: unknown = read['failures'] ?? []
  return {
    id: read['id'],
    status,
    totalCount: total_count,
    successCount: success_count,
    failureCount: failure_count,
    pendingCount: pending_count,
    failures: (Array.isArray(failures) ? failures : []).flatMap((entry: unknown) => {
      const failed = membersOf(entry)
      if (!failed || !isText(failed['id'])) return []
      return [
        { id: failed['id'], ...optional('version', failed['version']), ...optional('message', failed['message']) },
      ]
    }),
  }
}

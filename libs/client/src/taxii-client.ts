/**
 * A strict client of TAXII 2.1 (OASIS Standard), for Node and browsers. Every answer is a value: the resource, or the fault that kept it
 * away. Objects are handed on in their sender's own text, as `BundleScanner` of `@noroshi/stix` cut it out, so that whoever stores
 * them can judge them one by one and keep them byte for byte.
 */
import { BundleScanner, type ScannedObject } from '@noroshi/stix'
import { fault, secondsOf, type TaxiiResult } from './taxii-fault.ts'
import { TaxiiHttp, type TaxiiAnswer, type TaxiiConnection } from './taxii-http.ts'
import { pagesOf, type TaxiiCursor, type TaxiiPage, type TaxiiQuery } from './taxii-pages.ts'
import {
  apiRootOf,
  collectionOf,
  collectionsOf,
  discoveryOf,
  manifestOf,
  rootUrl,
  statusOf,
  type TaxiiApiRoot,
  type TaxiiCollection,
  type TaxiiDiscovery,
  type TaxiiManifestRecord,
  type TaxiiStatus,
} from './taxii-words.ts'

export interface TaxiiClientOptions extends TaxiiConnection {
  /** Waits; given by tests, which do not. */
  readonly wait?: (seconds: number) => Promise<void>
}

/** Where and how far to walk. */
export interface TaxiiWalk {
  readonly from?: TaxiiCursor
  /** Pages of one walk, 10,000 unless said. */
  readonly mostPages?: number
}

const DISCOVERY = '/taxii2/'
const STATUS_POLLS = 20
const STATUS_PAUSE_SECONDS = 1
const LONGEST_STATUS_PAUSE_SECONDS = 30

export class TaxiiClient {
  readonly #url: URL
  readonly #http: TaxiiHttp
  readonly #options: TaxiiClientOptions

  /**
   * @param url of the server; without a path, `/taxii2/` (§4.1) is asked for discovery
   * @throws TypeError when it is no http(s) URL: that is the caller's mistake
   */
  constructor(url: string, options: TaxiiClientOptions = {}) {
    this.#url = new URL(url)
    if (this.#url.protocol !== 'https:' && this.#url.protocol !== 'http:')
      throw new TypeError('an http(s) URL is needed')
    if (this.#url.pathname === '/') this.#url.pathname = DISCOVERY
    this.#http = new TaxiiHttp(this.#url.origin, options)
    this.#options = options
  }

  /** What the server has (§4.1). Roots at other origins are listed, and asked without credentials. */
  async discovery(): Promise<TaxiiResult<TaxiiDiscovery>> {
    return this.#read(this.#url.href, json => discoveryOf(json, this.#url.href))
  }

  /** @param root absolute URL of an API root, as discovery tells it */
  async apiRoot(root: string): Promise<TaxiiResult<TaxiiApiRoot>> {
    return this.#read(at(root), apiRootOf)
  }

  async collections(root: string): Promise<TaxiiResult<TaxiiCollection[]>> {
    return this.#read(at(root, 'collections'), collectionsOf)
  }

  /** @param id of the collection, or its alias */
  async collection(root: string, id: string): Promise<TaxiiResult<TaxiiCollection>> {
    return this.#read(at(root, 'collections', id), collectionOf)
  }

  /** The objects of a collection (§5.4), page by page, each in its sender's own text or with the reason why it can't be read. */
  objects(
    root: string,
    collection: string,
    query: TaxiiQuery = {},
    walk: TaxiiWalk = {},
  ): AsyncGenerator<TaxiiResult<TaxiiPage<ScannedObject>>> {
    return this.#pages(at(root, 'collections', collection, 'objects'), objectsOf, query, walk)
  }

  /** What is in a collection, without the objects themselves (§5.3). */
  manifest(
    root: string,
    collection: string,
    query: TaxiiQuery = {},
    walk: TaxiiWalk = {},
  ): AsyncGenerator<TaxiiResult<TaxiiPage<TaxiiManifestRecord>>> {
    return this.#pages(at(root, 'collections', collection, 'manifest'), ({ json }) => manifestOf(json), query, walk)
  }

  /**
   * Sends objects to a collection (§5.5) and follows the status until the server is done with them.
   * @param objects texts of STIX objects, sent as they are; as many as the API root's `max_content_length` allows
   */
  async add(root: string, collection: string, objects: readonly string[]): Promise<TaxiiResult<TaxiiStatus>> {
    const url = at(root, 'collections', collection, 'objects')
    const sent = await this.#http.post(url, `{"objects":[${objects.join(',')}]}`)
    return sent.ok ? this.#untilComplete(root, sent.value) : sent
  }

  /** How far the server is with what was sent (§4.3). */
  async status(root: string, id: string): Promise<TaxiiResult<TaxiiStatus>> {
    return this.#read(at(root, 'status', id), statusOf)
  }

  async #untilComplete(root: string, first: TaxiiAnswer): Promise<TaxiiResult<TaxiiStatus>> {
    const wait = this.#options.wait ?? (seconds => new Promise(resolve => setTimeout(resolve, seconds * 1_000)))
    let answer = first
    for (let polls = 0; ; polls += 1) {
      const status = statusOf(answer.json)
      if (!status) return fault('NOT_TAXII')
      if (status.status === 'complete') return { ok: true, value: status }
      if (polls >= STATUS_POLLS) return fault('NOT_FINISHED')
      const asked = secondsOf(answer.headers.get('retry-after'), this.#options.now?.() ?? new Date())
      await wait(Math.min(asked ?? STATUS_PAUSE_SECONDS, LONGEST_STATUS_PAUSE_SECONDS))
      const next = await this.#http.get(at(root, 'status', status.id))
      if (!next.ok) return next
      answer = next.value
    }
  }

  async #read<T>(url: string, read: (json: unknown) => T | null): Promise<TaxiiResult<T>> {
    const answer = await this.#http.get(url)
    if (!answer.ok) return answer
    const value = read(answer.value.json)
    return value === null ? fault('NOT_TAXII') : { ok: true, value }
  }

  #pages<T>(
    url: string,
    read: (answer: TaxiiAnswer) => readonly T[] | null,
    query: TaxiiQuery,
    { from, mostPages }: TaxiiWalk,
  ): AsyncGenerator<TaxiiResult<TaxiiPage<T>>> {
    return pagesOf(search => this.#http.get(url + search), read, query, {
      from: from ?? (query.addedAfter === undefined ? {} : { addedAfter: query.addedAfter }),
      ...(mostPages === undefined ? {} : { mostPages }),
    })
  }
}

/** @throws TypeError when the root is none that discovery could have told */
function at(root: string, ...steps: readonly string[]): string {
  const url = rootUrl(root, root)
  if (url === null) throw new TypeError('an API root is an absolute http(s) URL')
  return url + steps.map(step => `${encodeURIComponent(step)}/`).join('')
}

/** An envelope reads like a bundle that does not say it is one; it may hold nothing. Null when it can't be followed to its end. */
function objectsOf({ bytes, json }: TaxiiAnswer): readonly ScannedObject[] | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  if (!('objects' in json)) return []
  const scanner = new BundleScanner()
  const objects = scanner.push(bytes)
  const end = scanner.end()
  const isWhole = end.ok || ['not-a-bundle', 'invalid-id', 'empty-list'].includes(end.refused.rule)
  return isWhole ? objects : null
}

import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { noteUse, recalledReport } from '@noroshi/products'
import { STIX_MEDIA_TYPE } from '@noroshi/stix'
import { circleCollections, readCollections, type ReadCollection, type ReadRoot } from './taxii-collections.ts'
import { nextOf, readFilter, type Query } from './taxii-filter.ts'
import { TaxiiRepository, TOMBSTONE, type CollectionRow, type DocumentsPage, type PageRow } from './taxii.repository.ts'

/** A page of a collection: what it holds in the terms of TAXII 2.1, and the dates of its first and last item. */
export interface TaxiiPage {
  /** The members `more` and `next`, and the objects in their senders' own text: JSON in UTF-8. */
  readonly envelope: Uint8Array
  readonly manifest: object
  readonly versions: object
  readonly firstAdded: string | null
  readonly lastAdded: string | null
}

export type PageOf = 'objects' | 'manifest'

/** Serves released editions as TAXII 2.1 collections. What a reader may not read is not there, nor does it count. */
@Injectable()
export class TaxiiService {
  readonly #rows = new TaxiiRepository()

  constructor(private readonly database: Database) {}

  /** The constant ones, then those of the circles that the reader's organisation is told of. */
  async collections(reader: Reader, root: ReadRoot): Promise<readonly ReadCollection[]> {
    return [...readCollections(root, reader.tier), ...(await this.#ofCircles(reader, root))]
  }

  /** @throws HubError NOT_FOUND, the same for a collection of a higher tier, for one of another circle and for none */
  async collection(reader: Reader, root: ReadRoot, idOrAlias: string): Promise<ReadCollection> {
    const isMeant = ({ id, alias }: ReadCollection): boolean => id === idOrAlias || alias === idOrAlias
    const found =
      readCollections(root, reader.tier).find(isMeant) ?? (await this.#ofCircles(reader, root)).find(isMeant)
    if (!found) throw notFound()
    return found
  }

  async #ofCircles(reader: Reader, root: ReadRoot): Promise<ReadCollection[]> {
    if (root === 'public' || reader.circles.length === 0) return []
    const circles = await this.database.asReader(reader, tx => this.#rows.titledCircles(tx, reader))
    return circles.flatMap(circle => circleCollections(circle, reader.tier))
  }

  /** A page of a collection's objects or of its manifest. */
  async page(reader: Reader, root: ReadRoot, idOrAlias: string, of: PageOf, query: Query) {
    const collection = await this.collection(reader, root, idOrAlias)
    const filter = readFilter(query, [root, collection.id, of], ['id', 'type', 'version', 'spec_version'], 'last')
    // The clock that gave the dates decides what may be seen by now: by another, a client could go on past what it was not yet shown.
    return this.database.asReader(
      reader,
      async (tx, clock) => {
        const at = await clock
        const next = (reached: bigint) => nextOf(filter, reached)
        if (of === 'manifest') return pageOf(await this.#rows.page(tx, reader, collection, filter, false, at), next)
        const page = await this.#rows.documents(tx, reader, collection, filter, at)
        await noteUse(tx, reader, 'COLLECTION', page.editions ?? [])
        return pageOfDocuments(page, next)
      },
      'walk',
    )
  }

  /**
   * A page of one object's versions, or of their list.
   * @throws HubError NOT_FOUND when the reader sees no version of it in the collection
   */
  async object(
    reader: Reader,
    root: ReadRoot,
    idOrAlias: string,
    stixId: string,
    of: 'object' | 'versions',
    query: Query,
  ) {
    const collection = await this.collection(reader, root, idOrAlias)
    const place = [root, collection.id, of, stixId]
    const asked =
      of === 'object'
        ? readFilter(query, place, ['version', 'spec_version'], 'last')
        : readFilter(query, place, ['spec_version'], 'all')
    const filter = { ...asked, ids: [stixId] }
    return this.database.asReader(reader, async (tx, clock) => {
      const at = await clock
      const rows = await this.#rows.page(tx, reader, collection, filter, of === 'object', at)
      if (rows.length === 0) {
        const any = { ...readFilter({}, place, [], 'all'), ids: [stixId], limit: 1 }
        if ((await this.#rows.page(tx, reader, collection, any, false, at)).length === 0) throw notFound()
      }
      if (of === 'object') await noteUse(tx, reader, 'COLLECTION', editionsOf(rows))
      return pageOf(rows, reached => nextOf(asked, reached))
    })
  }
}

/** What is taken with these rows; a tombstone takes nothing. */
const editionsOf = (rows: readonly CollectionRow[]): string[] => [
  ...new Set(rows.flatMap(({ editionId, recalled }) => (recalled === null ? [editionId] : []))),
]

/** The page in each of its three forms, and the dates of its first and last item. */
export function pageOf(found: readonly PageRow[], next: (reached: bigint) => string): TaxiiPage {
  const rows = untied(found)
  const [first, last] = [rows.at(0), rows.at(-1)]
  const more = moreOf(last?.addedAt ?? null, rows.length < found.length || (last?.more ?? false), next)
  const texts = rows.flatMap(row => row.document ?? (row.recalled ? textOf(row.recalled) : []))
  return {
    envelope: envelopeOf(more, texts),
    manifest: { ...more, ...some('objects', rows.map(recordOf)) },
    versions: {
      ...more,
      ...some(
        'versions',
        rows.map(row => row.version),
      ),
    },
    firstAdded: first ? timestampOf(first.addedAt) : null,
    lastAdded: last ? timestampOf(last.addedAt) : null,
  }
}

/** A page that is asked for its objects alone. */
function pageOfDocuments(page: DocumentsPage, next: (reached: bigint) => string): TaxiiPage {
  const { documents, recalled, firstAdded, lastAdded } = page
  const more = moreOf(lastAdded, page.more, next)
  const tombstones = (recalled ?? []).map(textOf)
  let told = 0
  const texts =
    tombstones.length === 0
      ? documents
      : documents.map(text => text.replaceAll(TOMBSTONE, () => tombstones[told++] ?? ''))
  return {
    envelope: envelopeOf(more, texts),
    ...{ manifest: {}, versions: {} },
    firstAdded: firstAdded === null ? null : timestampOf(firstAdded),
    lastAdded: lastAdded === null ? null : timestampOf(lastAdded),
  }
}

/** Where there is nothing at all, not even that there is no more. `next` is in every kind of page: the OASIS client pages manifests by it. */
function moreOf(lastAdded: string | null, hasMore: boolean, next: (reached: bigint) => string): object {
  if (lastAdded === null) return {}
  return hasMore ? { more: true, next: next(BigInt(lastAdded)) } : { more: false }
}

/** Written once, into the bytes that are sent: a page is large, and each text in between would be another of its size. */
function envelopeOf(more: object, objects: readonly string[]): Uint8Array {
  const head = JSON.stringify(more).slice(0, -1)
  const pieces =
    objects.length === 0
      ? [head, '}']
      : [
          `${head}${head === '{' ? '' : ','}"objects":[`,
          ...objects.flatMap((text, index) => (index === 0 ? text : [',', text])),
          ']}',
        ]
  const bytes = Buffer.allocUnsafe(pieces.reduce((size, piece) => size + Buffer.byteLength(piece), 0))
  let end = 0
  for (const piece of pieces) end += bytes.write(piece, end)
  return bytes.subarray(0, end) // whatever the two counts say, never what the memory held before
}

/** A client that goes on from the last date would miss what has the same one: a page is never cut there, if it can be helped. */
export function untied<Row extends PageRow>(rows: readonly Row[]): readonly Row[] {
  const last = rows.at(-1)
  if (!last?.tied) return rows
  const before = rows.filter(row => row.addedAt !== last.addedAt)
  return before.length > 0 ? before : rows
}

const textOf = ({ recalledAt, ...facts }: NonNullable<PageRow['recalled']>): string => recalledReport(facts, recalledAt)

/** An empty list is left out (§2, STIX 2.1 §2.12). */
const some = (name: string, list: readonly unknown[]): object => (list.length > 0 ? { [name]: list } : {})

const recordOf = (row: PageRow) => ({
  id: row.stixId,
  date_added: timestampOf(row.addedAt),
  version: row.version,
  media_type: STIX_MEDIA_TYPE,
})

/** With exactly six decimals (§2). */
export function timestampOf(microseconds: string): string {
  const at = BigInt(microseconds)
  const seconds = new Date(Number(at / 1_000n)).toISOString()
  return `${seconds.slice(0, -1)}${(at % 1_000n).toString().padStart(3, '0')}Z`
}

/*
 * What tools are told to look for: the values of all indicators that a reader may receive now.
 *
 * A feed is read from the collections of TAXII, by their statement, so it holds what they hold and no reader learns here what they would
 * not learn there. It is made whole each time and then written in one piece: what counts as current depends on the newest version
 * of each object that this reader sees anywhere, on dates, and on warning lists. Its ETag is a digest of its bytes, and its cursor is made
 * of dates and editions that the reader sees, so neither can tell of anything else.
 */
import { Injectable } from '@nestjs/common'
import { createHash } from 'node:crypto'
import { visibleTo, type Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { mediaTypeOf, writeFeed, type FeedEntry, type FeedRemoval, type WarningLists } from '@noroshi/indicators'
import { noteUse, TLP_OF_CATEGORY } from '@noroshi/products'
import { orderOf, SCO_TYPES } from '@noroshi/stix'
import { entriesOf } from './feed-entries.ts'
import { cursorText, type FeedQuestion } from './feed-question.ts'
import { readCollections, type ReadRoot } from './taxii-collections.ts'
import { MOST_OBJECTS, readFilter } from './taxii-filter.ts'
import { TaxiiRepository, type CollectionRow } from './taxii.repository.ts'
import { untied } from './taxii.service.ts'

export interface FeedAnswer {
  readonly mediaType: string
  /** Null: the client holds it already. */
  readonly body: string | null
  /** As the header has it (RFC 9110 §8.8.3). */
  readonly etag: string
  /** What `since` takes to go on from here. */
  readonly cursor: string
}

/** The newest version of an object that the reader sees. */
interface Newest {
  readonly order: bigint
  readonly addedAt: bigint
  readonly entries: readonly FeedEntry[]
  /** Microseconds since 1970: when they end; null: never. */
  readonly until: bigint | null
}

interface Everything {
  readonly objects: ReadonlyMap<string, Newest>
  /** Identities, markings and the like, by id. */
  readonly referred: ReadonlyMap<string, string>
  /** Of the editions they came in, by reference. */
  readonly editions: ReadonlyMap<string, string>
  readonly reached: bigint
}

/** What an answer was, as long as its editions are the same and nothing in them ends. */
interface Made {
  readonly etag: string
  readonly cursor: string
  /** Microseconds since 1970; null: for ever. */
  readonly until: bigint | null
}

const MOST_MADE = 1_000
/** After every date that there can be. */
const FOREVER = 10n ** 17n - 1n

const REFERRED_TYPES = ['identity', 'marking-definition', 'extension-definition']

/** Serves indicators to tools, in their own formats. */
@Injectable()
export class FeedService {
  readonly #rows = new TaxiiRepository()
  /** By a digest of the question and of the very editions that its reader sees: who sees the same is answered the same. */
  readonly #made = new Map<string, Made>()

  constructor(private readonly database: Database) {}

  /** @param isHeld whether the client says that it holds the answer with this ETag: then it is not made again */
  async feed(
    reader: Reader,
    root: ReadRoot,
    question: FeedQuestion,
    lists: WarningLists,
    isHeld: (etag: string) => boolean,
  ): Promise<FeedAnswer> {
    const mediaType = mediaTypeOf(question.format)
    const answer = async (tx: Tx, clock: Promise<Date>): Promise<FeedAnswer> => {
      const at = await clock
      const editions = (reached: bigint) => editionsUpTo(tx, reader, root, reached, question, at)
      const { since } = question
      const seen = await editions(FOREVER)
      const key = `${seen} ${since ? cursorText(since) : ''}`
      const made = this.#made.get(key)
      if (made && isHeld(made.etag) && (made.until === null || made.until > microsecondsAt(at)))
        return { mediaType, body: null, etag: made.etag, cursor: made.cursor }
      const everything = await this.#everything(tx, reader, root, question, lists, at)
      const isContinued = since !== null && (await editions(since.reached)) === since.editions
      const { entries, removals } = since
        ? deltaOf(everything, isContinued ? since.reached : null, at)
        : wholeOf(everything)
      const asked = once(entries.filter(entry => isAskedFor(entry, question)))
      const body = textOf(question, everything, asked, removals)
      const isZone = question.format === 'rpz'
      const etag = `${isZone ? 'W/' : ''}"${digestOf(body)}"`
      const cursor = cursorText({ reached: everything.reached, editions: await editions(everything.reached) })
      // What came in while it was read belongs to another key, which others may not see.
      if ((await editions(FOREVER)) === seen) this.#remember(key, { etag, cursor, until: nextEnd(everything, at) })
      if (isHeld(etag)) return { mediaType, body: null, etag, cursor }
      await noteUse(tx, reader, 'FEED', takenBy(asked, everything))
      // A zone needs a serial number that grows whatever changed, which nothing in it tells; its ETag knows nothing of it.
      const serial = Math.floor(at.getTime() / 1000)
      return { mediaType, body: isZone ? textOf(question, everything, asked, removals, serial) : body, etag, cursor }
    }
    return this.database.asReader(reader, answer, 'walk')
  }

  #remember(key: string, made: Made): void {
    const [oldest] = this.#made.keys()
    if (this.#made.size >= MOST_MADE && oldest !== undefined) this.#made.delete(oldest)
    this.#made.set(key, made)
  }

  async #everything(
    tx: Tx,
    reader: Reader,
    root: ReadRoot,
    { withObservables, format }: FeedQuestion,
    lists: WarningLists,
    at: Date,
  ): Promise<Everything> {
    const types = ['indicator', ...(withObservables ? SCO_TYPES : []), ...(format === 'stix' ? REFERRED_TYPES : [])]
    const filter = { ...readFilter({}, [], [], 'last'), types, limit: MOST_OBJECTS }
    const objects = new Map<string, Newest>()
    const referred = new Map<string, string>()
    const editions = new Map<string, string>()
    let reached = 0n
    for (const collection of readCollections(root, reader.tier).filter(({ kind }) => kind === null)) {
      for (let after: bigint | null = null, hasMore = true; hasMore;) {
        const found: CollectionRow[] = await this.#rows.page(tx, reader, collection, { ...filter, after }, true, at)
        const rows = untied(found)
        hasMore = rows.length < found.length || (rows.at(-1)?.more ?? false)
        for (const row of rows) {
          const addedAt = BigInt(row.addedAt)
          after = addedAt
          if (addedAt > reached) reached = addedAt
          if (row.document === null) continue
          editions.set(row.reference, row.editionId)
          if (REFERRED_TYPES.includes(row.stixId.slice(0, row.stixId.indexOf('--'))))
            referred.set(row.stixId, row.document)
          else keepNewest(objects, row, newestOf(row, row.document, collection.category, lists, at))
        }
      }
    }
    return { objects, referred, editions, reached }
  }
}

const microsecondsAt = (at: Date): bigint => BigInt(at.getTime()) * 1_000n

/** When the first of what is in force ends. */
function nextEnd({ objects }: Everything, at: Date): bigint | null {
  let next: bigint | null = null
  for (const { until } of objects.values())
    if (until !== null && until > microsecondsAt(at) && (next === null || until < next)) next = until
  return next
}

function newestOf(
  row: CollectionRow,
  document: string,
  category: keyof typeof TLP_OF_CATEGORY,
  lists: WarningLists,
  at: Date,
): Newest {
  const object = JSON.parse(document) as Record<string, unknown> // an object of STIX that was validated when it was released
  const tlp = row.toPublic ? 'TLP:CLEAR' : TLP_OF_CATEGORY[category]
  const source = { category, tlp, reference: row.reference, expiresAt: row.expiresAt, document }
  const { entries, until } = entriesOf(object, source, lists, at)
  return {
    order: orderOf(row.version),
    addedAt: BigInt(row.addedAt),
    entries,
    until: until === null ? null : BigInt(Date.parse(until)) * 1_000n,
  }
}

/** Of one version in two categories, the wider counts; of two versions, the newer. */
function keepNewest(objects: Map<string, Newest>, { stixId }: CollectionRow, found: Newest): void {
  const known = objects.get(stixId)
  if (!known || found.order >= known.order) objects.set(stixId, found)
}

const wholeOf = ({ objects }: Everything): { entries: FeedEntry[]; removals: FeedRemoval[] } => ({
  entries: inOrder([...objects.values()]),
  removals: [],
})

/**
 * What changed since an answer that reached so far; null: something of that answer is gone, or is there that was not, so begin anew.
 * An object that came or ended since is taken back whole and given again as it is now.
 */
function deltaOf(everything: Everything, since: bigint | null, at: Date) {
  if (since === null) return { ...wholeOf(everything), removals: ['everything' as const] }
  const now = microsecondsAt(at)
  const changed = [...everything.objects].filter(
    ([, { addedAt, until }]) => addedAt > since || (until !== null && until > since && until <= now),
  )
  return { entries: inOrder(changed.map(([, found]) => found)), removals: changed.map(([id]) => ({ id })) }
}

/** As they were added; each entry stands where its object does. */
const inOrder = (found: Newest[]): FeedEntry[] =>
  found.sort((one, other) => Number(one.addedAt - other.addedAt)).flatMap(({ entries }) => entries)

function isAskedFor({ kind, category, tlp, confidence }: FeedEntry, question: FeedQuestion): boolean {
  const { kinds, categories, tlps, leastConfidence } = question
  return (
    (kinds === null || kinds.includes(kind)) &&
    (categories === null || categories.some(one => one === category)) &&
    tlps.includes(tlp) &&
    (leastConfidence === null || (confidence !== null && confidence >= leastConfidence))
  )
}

/** The editions that the entries came in. */
const takenBy = (entries: readonly FeedEntry[], { editions }: Everything): string[] => [
  ...new Set(entries.flatMap(({ reference }) => editions.get(reference) ?? [])),
]

/** A value that several objects name is given once for each object where that can be said, else once. */
function once(entries: readonly FeedEntry[]): FeedEntry[] {
  return [...new Map(entries.map(entry => [`${entry.id} ${entry.kind} ${entry.value}`, entry])).values()]
}

function textOf(
  question: FeedQuestion,
  { referred }: Everything,
  entries: readonly FeedEntry[],
  removals: readonly FeedRemoval[],
  serial = 1,
): string {
  const { format, columns, withSubdomains, since } = question
  const isPerObject = ['csv', 'jsonl', 'stix'].includes(format)
  const given = isPerObject
    ? entries
    : [...new Map(entries.map(entry => [`${entry.kind} ${entry.value}`, entry])).values()]
  const parts = writeFeed(
    format,
    given,
    {
      ...(columns ? { columns } : {}),
      ...{ withSubdomains, referred, serial, isDelta: since !== null },
      bundleId: `bundle--${uuidOf(given)}`,
    },
    removals,
  )
  return [...parts].join('')
}

/** The same objects are the same bundle. Version 8 (RFC 9562 §5.8): made of a digest. */
function uuidOf(entries: readonly FeedEntry[]): string {
  const digest = createHash('sha256')
  for (const { document } of entries) digest.update(document)
  const hex = digest.digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** A digest of what was asked, and of the editions that the reader sees now and that had begun to come in by then. */
async function editionsUpTo(
  tx: Tx,
  reader: Reader,
  root: ReadRoot,
  reached: bigint,
  { since: _, ...question }: FeedQuestion,
  at: Date,
): Promise<string> {
  const { sql, parameters } = visibleTo(reader, at, { firstParameter: 3 })
  const categories = readCollections(root, reader.tier).map(({ category }) => category)
  const rows: { id: string }[] = await tx.query(
    `select e.id from hub.edition_added a join hub.edition e on e.id = a.edition_id
     where a.category = any($1::text[]) and a.added_at <= timestamptz 'epoch' + $2::bigint * interval '1 microsecond' and ${sql} order by e.id`,
    [[...new Set(categories)], reached.toString(), ...parameters],
  )
  return digestOf(JSON.stringify([root, question, rows.map(({ id }) => id)]))
}

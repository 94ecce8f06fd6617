import { labelsVisibleTo, visibleTo, type InfoCategory, type Reader } from '@noroshi/clearance'
import { prepared, type Tx } from '@noroshi/database'
import { iso, versionKey } from '@noroshi/products'
import type { ReadCollection, TitledCircle } from './taxii-collections.ts'
import { MOST_OBJECTS, USUAL_LIMIT, type TaxiiFilter } from './taxii-filter.ts'

/** One version of one object in a list. */
export interface PageRow {
  /** Microseconds since 1970, as text. */
  readonly addedAt: string
  readonly stixId: string
  readonly version: string
  /** In the sender's own text; null for tombstones, and where it was not asked for. */
  readonly document: string | null
  /** Of a tombstone: what its report is made of. */
  readonly recalled: RecalledEdition | null
  /** There is something after it, and whether that was added at the very same instant. */
  readonly more: boolean
  readonly tied: boolean
}

/** The same in a collection of editions. */
export interface CollectionRow extends PageRow {
  /** Of the edition that brought it, or that was recalled. */
  readonly editionId: string
  readonly reference: string
  readonly toPublic: boolean
  readonly expiresAt: Date | null
}

/** A page of documents, put together by the database: what is sent on as text is not taken to pieces here first. */
export interface DocumentsPage {
  /**
   * In order, some of them to a text and joined by commas, `TOMBSTONE` in the place of each of `recalled`. One text of all would be
   * moved about in fresh memory at each step: that took longer than finding them.
   */
  readonly documents: readonly string[]
  readonly recalled: readonly RecalledEdition[] | null
  /** The editions that brought them. */
  readonly editions: readonly string[] | null
  /** Microseconds since 1970, as text. */
  readonly firstAdded: string | null
  readonly lastAdded: string | null
  readonly more: boolean
}

/** Stands in no JSON text. */
export const TOMBSTONE = '\u0001'

/** What the statement answers: at least one row, without an item when there is none. */
interface Answered extends Omit<CollectionRow, 'addedAt'>, Found {
  readonly addedAt: string | null
}

/** The page without its documents, then these, text by text. */
interface AnsweredDocuments extends Omit<DocumentsPage, 'documents'>, Found {
  readonly documents: string | null
}

interface Found {
  /** How many items there are up to where the walk was cut, at most one more than was asked for. */
  readonly found: number
  readonly cut: boolean
}

export interface RecalledEdition {
  readonly id: string
  readonly reference: string
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly releasedAt: string
  readonly recalledAt: string
}

/** Objects of a page are at most so long together, or it is one object. */
export const MOST_BYTES = 2_097_152

/** Documents of one text. */
const TOGETHER = 32

const ORDER = 'date_added, edition_id, position'
/** As `orderOf` counts. */
const RECALL_ORDER = `extract(epoch from date_trunc('milliseconds', t.recalled_at)) * 1000000000000000000000000000000`
const MICROSECOND = `interval '1 microsecond'`
const microseconds = (date: string): string => `(extract(epoch from ${date}) * 1000000)::bigint::text`

/** All SQL about TAXII collections. Every statement carries the reader's rules; row-level security stands behind it. */
export class TaxiiRepository {
  /** The circles that the reader's organisation is in, of those that have a title for it. */
  titledCircles(tx: Tx, reader: Reader): Promise<TitledCircle[]> {
    return tx.query(
      `select t.circle_id as id, t.title, t.title_en as "titleEn" from hub.circle_title t where t.circle_id = any ($1::uuid[]) order by t.circle_id`,
      [reader.circles],
    )
  }

  /**
   * One page, oldest first: a walk along the index of each label that the reader may receive, begun at the place where the last page
   * ended, so that nothing is counted or skipped. The labels are walked together up to an instant by which as many objects were
   * added as the page can hold, and a little more; where so many of them are not in the answer that the page is not full, farther,
   * in a statement more. An object that came in several editions is where the reader saw it first; `first` and `last` are of the
   * versions that this reader sees in this collection.
   */
  async page(
    tx: Tx,
    reader: Reader,
    collection: ReadCollection,
    filter: TaxiiFilter,
    withDocuments: boolean,
    at: Date,
  ): Promise<CollectionRow[]> {
    if (!filter.isStix21) return []
    const rows = await answered<Answered>(tx, filter, places =>
      new Question(reader, collection, filter, at).page(places, withDocuments),
    )
    return rows.filter(isItem)
  }

  /** The same page as documents alone, less what has the date of the last when more of that very date is to come (`untied`). */
  async documents(
    tx: Tx,
    reader: Reader,
    collection: ReadCollection,
    filter: TaxiiFilter,
    at: Date,
  ): Promise<DocumentsPage> {
    if (!filter.isStix21) return NOTHING
    const [page, ...texts] = await answered<AnsweredDocuments>(tx, filter, places =>
      new Question(reader, collection, filter, at).documents(places),
    )
    return { ...page, documents: texts.flatMap(({ documents }) => documents ?? []) }
  }
}

const NOTHING: DocumentsPage = {
  ...{ documents: [], recalled: null, editions: null },
  ...{ firstAdded: null, lastAdded: null, more: false },
}

/** Asks farther and farther until the page is full or nothing is left. */
async function answered<Row extends Found>(
  tx: Tx,
  filter: TaxiiFilter,
  ask: (places: number) => Asked,
): Promise<Row[]> {
  for (let places = Math.ceil(filter.limit * 1.25) + 16; ; places *= 8) {
    const { sql, parameters } = ask(places)
    const rows = isUsual(filter) ? await prepared<Row>(tx, sql, parameters) : await tx.query<Row[]>(sql, parameters)
    if (rows[0].found > filter.limit || !rows[0].cut) return rows
  }
}

interface Asked {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What clients ask all day, in a few texts; planning it takes longer than answering it. */
const isUsual = ({ ids, types, versions, limit }: TaxiiFilter): boolean =>
  !ids && !types && versions.join() === 'last' && (limit === USUAL_LIMIT || limit === MOST_OBJECTS)

const isItem = (row: Answered): row is Answered & CollectionRow => row.addedAt !== null

/** The parts of one statement and its parameters. */
class Question {
  readonly parameters: unknown[] = []
  readonly #reader: Reader
  readonly #collection: ReadCollection
  readonly #filter: TaxiiFilter
  readonly #at: Date
  readonly #after: string | null

  constructor(reader: Reader, collection: ReadCollection, filter: TaxiiFilter, at: Date) {
    this.#reader = reader
    this.#collection = collection
    this.#filter = filter
    this.#at = at
    this.#after =
      filter.after === null
        ? null
        : `(timestamptz 'epoch' + ${this.#bind(filter.after.toString(), 'bigint')} * ${MICROSECOND})`
  }

  /** @param places how many places of objects are looked at, unless they are looked up by their ids */
  page(places: number, withDocuments: boolean): Asked {
    const { limit } = this.#filter
    const sql = `${this.#sized(places, withDocuments)}
       select ${microseconds('s.date_added')} as "addedAt", s.stix_id as "stixId", s.version, s.recalled, s.edition_id as "editionId",
         s.following is not null as more, coalesce(s.following = s.date_added, false) as tied, s.document,
         coalesce(e.reference, s.recalled->>'reference') as reference, coalesce(r.to_public, (s.recalled->>'toPublic')::boolean) as "toPublic", e.expires_at as "expiresAt",
         coalesce(s.found, 0) as found, b.until is not null as cut
       from bound b left join sized s on s.place <= ${limit} and (s.place = 1 or s.total <= ${MOST_BYTES})
         left join hub.edition e on e.id = s.edition_id left join readable r on r.id = e.label_id order by s.place`
    return { sql, parameters: this.parameters }
  }

  documents(places: number): Asked {
    const { limit } = this.#filter
    const sql = `${this.#sized(places, true)}, shown as (
         select s.*, first_value(s.date_added) over all_of as first_date, last_value(s.date_added) over all_of as last_date,
           last_value(s.following is not null) over all_of as last_more, last_value(coalesce(s.following = s.date_added, false)) over all_of as last_tied
         from sized s where s.place <= ${limit} and (s.place = 1 or s.total <= ${MOST_BYTES})
         window all_of as (order by ${ORDER} rows between unbounded preceding and unbounded following)
       ), kept as (
         select * from shown k where not (k.last_tied and k.first_date < k.last_date and k.date_added = k.last_date)
       ), page_of as (
         select jsonb_agg(k.recalled order by k.place) filter (where k.recalled is not null) as recalled, array_agg(distinct k.edition_id) filter (where k.recalled is null) as editions,
           ${microseconds('min(k.date_added)')} as "firstAdded", ${microseconds('max(k.date_added)')} as "lastAdded", coalesce(bool_or(k.last_more), false) as more, coalesce(max(k.found), 0) as found
         from kept k
       )
       select null::text as documents, p.*, b.until is not null as cut, null::bigint as part from bound b cross join page_of p
       union all select string_agg(coalesce(k.document, E'\\x01'), ',' order by k.place), null, null, null, null, null, null, null, (k.place - 1) / ${TOGETHER} as part from kept k group by part
       order by part nulls first`
    return { sql, parameters: this.parameters }
  }

  /** `bound`, `readable`, and `sized`: what is found in order, one more than was asked for, with what comes before and after. */
  #sized(places: number, withDocuments: boolean): string {
    const { ids, limit } = this.#filter
    const tombstones = this.#reader.tier === 'PUBLIC' ? '' : `union all (${this.#tombstones()})`
    return `with readable as materialized (select r.* from hub.label r where ${this.#labels()}),
       ${ids ? 'bound as materialized (select null::timestamptz as until)' : this.#walk(places)},
       page as (
         select * from ((${this.#wanted(ids ? this.#named(ids) : this.#walked(), withDocuments)}) ${tombstones}) y order by ${ORDER} limit ${limit + 1}
       ), sized as (
         select page.*, row_number() over w as place, sum(octets) over w as total, lead(date_added) over w as following, count(*) over ()::int as found
         from page window w as (order by ${ORDER})
       )`
  }

  /** The next editions of all labels in the order of their dates, and up to when none is missing among them: null when none is left. */
  #walk(places: number): string {
    // Of all labels together what the page takes where an edition has eight objects: whatever else is read would be beyond the bound.
    const editions = Math.ceil(places / 8)
    const most = `(select greatest(least(16, ${editions}), ${editions} / greatest(1, count(*)))::int from readable)`
    const since = this.#after ? `greatest(a.added_at, ${this.#after})` : 'a.added_at'
    return `walk as materialized (
         select n.*, sum(n.places) over (order by n.last_at, n.edition_id) as reached, count(*) over label as editions, max(n.last_at) over label as label_end
         from (select r.id as label_id, a.* from readable r cross join lateral (
             select a.edition_id, a.added_at, a.last_at, extract(epoch from a.last_at - ${since}) * 1000000 + 1 as places
             from hub.edition_added a join hub.edition e on e.id = a.edition_id
             where a.label_id = r.id and ${this.#inCollection('e')} and ${this.#visible('e')} ${this.#after ? `and a.last_at > ${this.#after}` : ''}
             order by a.last_at, a.edition_id limit ${most}) a) n
         window label as (partition by n.label_id)
       ), bound as materialized (
         select least((select min(last_at) from walk where reached >= ${places}), (select min(label_end) from walk where editions = ${most})) as until
       )`
  }

  #walked(): string {
    const place = ['w.edition_id = a.edition_id']
    if (this.#after)
      place.push(`w.position > greatest(-1, extract(epoch from ${this.#after} - a.added_at) * 1000000)::int`)
    place.push('(b.until is null or w.position <= extract(epoch from b.until - a.added_at) * 1000000)')
    return `walk a cross join bound b cross join lateral (
        select * from hub.edition_object w where ${place.join(' and ')} order by w.position offset 0) oo
      where (b.until is null or a.added_at <= b.until)`
  }

  /** The same by the ids of objects, however far they lie apart. */
  #named(ids: readonly string[]): string {
    const later = this.#after ? `and a.added_at + oo.position * ${MICROSECOND} > ${this.#after}` : ''
    return `hub.edition_object oo join hub.edition_added a on a.edition_id = oo.edition_id join hub.edition e on e.id = oo.edition_id
      where oo.stix_id = any(${this.#bind(ids, 'text[]')}) and oo.category = ${this.#bind(this.#collection.category, 'text')} and a.label_id in (select id from readable)
        and ${this.#inCollection('e')} and ${this.#visible('e')} ${later}`
  }

  /** Those of a source that the page shows: put in order first and judged one by one, so that what is beyond the page is not. */
  #wanted(source: string, withDocuments: boolean): string {
    const { types, limit } = this.#filter
    const ofTypes = types ? `and oo.type = any(${this.#bind(types, 'text[]')})` : ''
    return `select oo.date_added, oo.edition_id, oo.position, oo.stix_id, oo.version, oo.octets, oo.document, null::jsonb as recalled from (
        select a.added_at + oo.position * ${MICROSECOND} as date_added, oo.edition_id, oo.position, oo.stix_id, oo.category, oo.object_key, oo.version, oo.version_order,
          octet_length(oo.document) as octets, ${withDocuments ? 'oo.document' : 'null'} as document
        from ${source} ${ofTypes} order by ${ORDER} offset 0) oo
      where ${this.#isWanted()} order by ${ORDER} limit ${limit + 1}`
  }

  /** Nearly every object comes once: whether the reader sees another row of it at all is asked first. */
  #isWanted(): string {
    const { versions } = this.#filter
    const earlier = `(na.added_at + n.position * ${MICROSECOND}, n.edition_id, n.position) < (oo.date_added, oo.edition_id, oo.position)`
    const first = `not ${this.#another(`${earlier} and n.version_order = oo.version_order`)}`
    const exact = versions.filter(version => typeof version === 'bigint')
    const isExact = exact.length > 0 ? [`oo.version_order = any(${this.#bind(exact.map(versionKey), 'bytea[]')})`] : []
    const alternatives = [
      ...(versions.includes('last') ? [`not ${this.#another('n.version_order > oo.version_order')}`] : []),
      ...(versions.includes('first') ? [`not ${this.#another('n.version_order < oo.version_order')}`] : []),
      ...isExact,
    ]
    const version = versions.includes('all') ? 'true' : `(${alternatives.join(' or ')})`
    const alone = exact.length < versions.length ? 'true' : isExact.join()
    return `case when exists (select 1 from hub.edition_object x where x.object_key = oo.object_key and x.stix_id = oo.stix_id and x.category = oo.category
        and (x.edition_id <> oo.edition_id or x.position <> oo.position) offset 0) then ${first} and ${version} else ${alone} end`
  }

  #tombstones(): string {
    const filter = this.#filter
    const { kind } = this.#collection
    const person = this.#bind(this.#reader.personId, 'uuid')
    const where = [
      '(b.until is null or t.added_at <= b.until)',
      // Who could have fetched the edition when it was recalled, or was told of it, and nobody else.
      `(exists (select 1 from hub.edition_tombstone_reader p where p.person_id = ${person} and p.edition_id = t.edition_id)
        or exists (select 1 from hub.inbox i where i.person_id = ${person} and i.edition_id = t.edition_id and i.kind = 'RECALLED'))`,
    ]
    if (kind) where.push(`t.kind = ${this.#bind(kind, 'text')}`)
    if (this.#after) where.push(`t.added_at > ${this.#after}`)
    if (filter.ids) where.push(`'report--' || t.edition_id = any(${this.#bind(filter.ids, 'text[]')})`)
    if (filter.types && !filter.types.includes('report')) where.push('false')
    const exact = filter.versions.filter(version => typeof version === 'bigint').map(String)
    // The only version that can still be seen: the first and the last.
    if (exact.length === filter.versions.length) where.push(`${RECALL_ORDER} = any(${this.#bind(exact, 'numeric[]')})`)
    return `select t.added_at, t.edition_id, -1, 'report--' || t.edition_id, ${iso('t.recalled_at')}, 0, null,
        jsonb_build_object('id', t.edition_id, 'reference', t.reference, 'category', t.category, 'toPublic', r.to_public,
          'releasedAt', ${iso('t.released_at')}, 'recalledAt', ${iso('t.recalled_at')})
      from readable r join hub.edition_tombstone t on t.label_id = r.id cross join bound b where ${where.join(' and ')} order by t.added_at, t.edition_id limit ${filter.limit + 1}`
  }

  #labels(): string {
    const { sql, parameters } = labelsVisibleTo(this.#reader, this.#at, {
      label: 'r',
      firstParameter: this.parameters.length + 1,
    })
    this.parameters.push(...parameters)
    const { category, circle } = this.#collection
    const ofCircle = circle === null ? '' : ` and ${this.#bind(circle, 'uuid')} = any (r.circles)`
    return `r.category = ${this.#bind(category, 'text')}${ofCircle} and ${sql}`
  }

  /** Whether the reader sees another row of the same object in this collection; `offset 0`: looked up by its id, never joined. */
  #another(condition: string): string {
    return `exists (select 1 from hub.edition_object n join hub.edition_added na on na.edition_id = n.edition_id join hub.edition ne on ne.id = n.edition_id
      where n.stix_id = oo.stix_id and n.category = oo.category and ${condition} and ${this.#inCollection('ne')} and ${this.#visible('ne')} offset 0)`
  }

  #inCollection(edition: string): string {
    const { category, kind } = this.#collection
    const ofKind = kind ? ` and ${edition}.kind = ${this.#bind(kind, 'text')}` : ''
    return `${edition}.category = ${this.#bind(category, 'text')}${ofKind}`
  }

  #visible(edition: string): string {
    const { sql, parameters } = visibleTo(this.#reader, this.#at, {
      edition,
      label: 'readable',
      firstParameter: this.parameters.length + 1,
    })
    this.parameters.push(...parameters)
    return `(${sql})`
  }

  #bind(value: unknown, cast: string): string {
    return `$${this.parameters.push(value)}::${cast}`
  }
}

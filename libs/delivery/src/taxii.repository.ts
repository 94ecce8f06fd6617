import { labelsVisibleTo, visibleTo, type InfoCategory, type Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from '@noroshi/products'
import type { ReadCollection } from './taxii-collections.ts'
import type { TaxiiFilter } from './taxii-filter.ts'

/** One version of one object in a collection. */
export interface CollectionRow {
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

const ORDER = 'date_added, edition_id, position'
/** As `orderOf` counts. */
const RECALL_ORDER = `extract(epoch from date_trunc('milliseconds', t.recalled_at)) * 1000000000000000000000000000000`

/** All SQL about TAXII collections. Every statement carries `visibleTo(reader)`; row-level security stands behind it. */
export class TaxiiRepository {
  /** The clock that gave the dates decides what may be seen by now: by another, a client could go on past what it was not yet shown. */
  async now(tx: Tx): Promise<Date> {
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    return now
  }

  /**
   * One page, oldest first, in one statement: a walk along the index of each label that the reader may receive, begun at the place
   * where the last page ended, so that nothing is counted or skipped. An object that came in several editions is where the reader saw
   * it first; `first` and `last` are of the versions that this reader sees in this collection.
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
    const question = new Question(reader, collection, at)
    const objects = question.objects(filter)
    const tombstones = reader.tier === 'PUBLIC' ? '' : `union all (${question.tombstones(filter)})`
    const limit = filter.limit + 1
    return tx.query(
      `with page as materialized (
         select x.* from hub.label r cross join lateral (
           select y.* from ((${objects}) ${tombstones}) y order by ${ORDER} limit ${limit}
         ) x where ${question.labels()} order by ${ORDER} limit ${limit}
       ), sized as (
         select page.*, row_number() over w as place, sum(octets) over w as total, lead(date_added) over w as following from page window w as (order by ${ORDER})
       )
       select (extract(epoch from s.date_added) * 1000000)::bigint::text as "addedAt", s.stix_id as "stixId", s.version, s.recalled,
         s.following is not null as more, coalesce(s.following = s.date_added, false) as tied,
         ${withDocuments ? 'o.document' : 'null'} as document
       from sized s ${withDocuments ? 'left join hub.edition_object o on o.edition_id = s.edition_id and o.position = s.position' : ''}
       where s.place <= ${filter.limit} and (s.place = 1 or s.total <= ${MOST_BYTES}) order by s.place`,
      question.parameters,
    )
  }
}

/** The parts of one statement and its parameters. */
class Question {
  readonly parameters: unknown[] = []
  readonly #reader: Reader
  readonly #collection: ReadCollection
  readonly #at: Date

  constructor(reader: Reader, collection: ReadCollection, at: Date) {
    this.#reader = reader
    this.#collection = collection
    this.#at = at
  }

  objects(filter: TaxiiFilter): string {
    const editions = ['a.label_id = r.id', this.#inCollection('e'), this.#visible('e')]
    const place = ['w.edition_id = a.edition_id']
    const objects = ['true']
    if (filter.after !== null) {
      const after = this.#instant(filter.after)
      editions.push(`a.last_at > ${after}`)
      place.push(`w.position > greatest(-1, extract(epoch from ${after} - a.added_at) * 1000000)::int`)
    }
    if (filter.ids) objects.push(`oo.stix_id = any(${this.#bind(filter.ids, 'text[]')})`)
    if (filter.types) objects.push(`oo.type = any(${this.#bind(filter.types, 'text[]')})`)
    objects.push(this.#versions(filter))
    objects.push(
      `not ${this.#another("(na.added_at + n.position * interval '1 microsecond', n.edition_id, n.position) < (a.added_at + oo.position * interval '1 microsecond', oo.edition_id, oo.position) and n.version_order = oo.version_order")}`,
    )
    // Each edition gives what the page can hold, however many objects it has: they come in order (`offset 0` keeps the planner
    // from sorting them after all were judged), and are judged until there are enough.
    return `select a.added_at + o.position * interval '1 microsecond' as date_added, o.edition_id, o.position, o.stix_id, o.version, o.octets, null::jsonb as recalled
      from hub.edition_added a join hub.edition e on e.id = a.edition_id cross join lateral (
        select oo.edition_id, oo.position, oo.stix_id, oo.version, octet_length(oo.document) as octets
        from (select * from hub.edition_object w where ${place.join(' and ')} order by w.position offset 0) oo
        where ${objects.join(' and ')} limit ${filter.limit + 1}) o
      where ${editions.join(' and ')} order by a.last_at, a.edition_id, o.position limit ${filter.limit + 1}`
  }

  tombstones(filter: TaxiiFilter): string {
    const { kind } = this.#collection
    const where = [
      't.label_id = r.id',
      // Who was told of the edition, and nobody else.
      `exists (select 1 from hub.inbox i where i.person_id = ${this.#bind(this.#reader.personId, 'uuid')} and i.edition_id = t.edition_id and i.kind = 'RECALLED')`,
    ]
    if (kind) where.push(`t.kind = ${this.#bind(kind, 'text')}`)
    if (filter.after !== null) where.push(`t.added_at > ${this.#instant(filter.after)}`)
    if (filter.ids) where.push(`'report--' || t.edition_id = any(${this.#bind(filter.ids, 'text[]')})`)
    if (filter.types && !filter.types.includes('report')) where.push('false')
    const exact = filter.versions.filter(version => typeof version === 'bigint').map(String)
    // The only version that can still be seen: the first and the last.
    if (exact.length === filter.versions.length) where.push(`${RECALL_ORDER} = any(${this.#bind(exact, 'numeric[]')})`)
    return `select t.added_at, t.edition_id, -1, 'report--' || t.edition_id, ${iso('t.recalled_at')}, 0,
        jsonb_build_object('id', t.edition_id, 'reference', t.reference, 'category', t.category, 'toPublic', r.to_public,
          'releasedAt', ${iso('t.released_at')}, 'recalledAt', ${iso('t.recalled_at')})
      from hub.edition_tombstone t where ${where.join(' and ')} order by t.added_at, t.edition_id limit ${filter.limit + 1}`
  }

  labels(): string {
    const { sql, parameters } = labelsVisibleTo(this.#reader, this.#at, {
      label: 'r',
      firstParameter: this.parameters.length + 1,
    })
    this.parameters.push(...parameters)
    return `r.category = ${this.#bind(this.#collection.category, 'text')} and ${sql}`
  }

  #versions({ versions }: TaxiiFilter): string {
    if (versions.includes('all')) return 'true'
    const exact = versions.filter(version => typeof version === 'bigint').map(String)
    const alternatives = [
      ...(versions.includes('last') ? [`not ${this.#another('n.version_order > oo.version_order')}`] : []),
      ...(versions.includes('first') ? [`not ${this.#another('n.version_order < oo.version_order')}`] : []),
      ...(exact.length > 0 ? [`oo.version_order = any(${this.#bind(exact, 'numeric[]')})`] : []),
    ]
    return `(${alternatives.join(' or ')})`
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
      firstParameter: this.parameters.length + 1,
    })
    this.parameters.push(...parameters)
    return `(${sql})`
  }

  #instant(microseconds: bigint): string {
    return `(timestamptz 'epoch' + ${this.#bind(microseconds.toString(), 'bigint')} * interval '1 microsecond')`
  }

  #bind(value: unknown, cast: string): string {
    return `$${this.parameters.push(value)}::${cast}`
  }
}

import { labelsVisibleTo, visibleTo, type EditionFacts, type InfoCategory, type Reader } from '@noroshi/clearance'
import { prepared, type Tx } from '@noroshi/database'
import type { Hunt } from './hunt.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'
import { containsWords, searchWords } from './search-text.ts'
import type { EditionText } from './texts.ts'

export interface EditionFilter {
  readonly text?: string | null
  readonly kind?: string | null
  readonly severity?: string | null
  readonly urgency?: string | null
  readonly releasedAfter?: Date | null
  readonly releasedBefore?: Date | null
}

export interface EditionSummary {
  readonly id: string
  readonly reference: string
  readonly category: InfoCategory
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly title: string
  readonly summary: string
  readonly releasedAt: string
  /** By when its recipients are to answer. */
  readonly answerBy: string
}

export interface Edition extends EditionSummary {
  readonly body: string
  /** Every text with its English; empty where title, summary and body say it all. */
  readonly texts: readonly EditionText[]
  readonly hunt: Hunt | null
  readonly indicators: readonly { kind: string; value: string; name: string; stixId: string }[]
  readonly objectCount: number
  /** Whether it is about a vulnerability, so that there is a CSAF document of it. */
  readonly csaf: boolean
  readonly recalledAt: string | null
  readonly embargoUntil: string | null
  readonly embargoZone: string
  readonly expiresAt: string | null
  readonly expiresZone: string
  readonly digest: string
  readonly signature: string
  readonly keyId: string
}

/** An edition's words and objects, and whether it goes to the public. */
export interface EditionContent extends EditionSummary {
  readonly body: string
  readonly bundle: string
  readonly toPublic: boolean
}

export type ReadingVerb = 'read' | 'inspect'

/** ISO 8601 in UTC with milliseconds, as the policy and the clients read it. */
export const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const SUMMARY = `e.id, e.reference, e.category, e.kind, e.severity, e.urgency, e.title, e.summary, ${iso('e.released_at')} as "releasedAt", ${iso('e.answer_by')} as "answerBy"`
const WHOLE = `${SUMMARY}, e.body, e.texts, e.hunt, e.indicators, e.object_count as "objectCount",
  exists (select 1 from hub.edition_object v where v.edition_id = e.id and v.type = 'vulnerability') as csaf, ${iso('e.recalled_at')} as "recalledAt", ${iso('e.embargo_until')} as "embargoUntil", e.embargo_zone as "embargoZone", ${iso('e.expires_at')} as "expiresAt", e.expires_zone as "expiresZone", e.digest, e.signature, e.key_id as "keyId"`

/** All SQL about released editions. Every statement carries `visibleTo(reader)`; row-level security stands behind it. */
export class EditionRepository {
  async list(
    tx: Tx,
    reader: Reader,
    verb: ReadingVerb,
    filter: EditionFilter,
    page: PageRequest,
    at: Date,
  ): Promise<Page<EditionSummary>> {
    const limit = pageSize(page)
    const parameters: unknown[] = []
    let where = this.#where(reader, verb, filter, at, parameters)
    if (page.after) {
      const [releasedAt, id] = decodeCursor(page.after, ['instant', 'uuid'])
      where += ` and (e.released_at, e.id) < ($${parameters.push(releasedAt)}::timestamptz, $${parameters.push(id)}::uuid)`
    }
    const newest = (conditions: string) =>
      `select ${SUMMARY}, e.released_at, e.released_at::text as key from hub.edition e where ${conditions} order by e.released_at desc, e.id desc limit ${limit + 1}`
    const rows: (EditionSummary & { key: string })[] = await tx.query(
      `select e.id, e.reference, e.category, e.kind, e.severity, e.urgency, e.title, e.summary, e."releasedAt", e."answerBy", e.key
       from ${this.#ofLabels(reader, verb, where, newest, at, parameters)} order by e.released_at desc, e.id desc limit ${limit + 1}`,
      parameters,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...summary }) => summary,
    )
  }

  /** Counted up to `most`: an exact count of everything is neither needed nor cheap. */
  async count(tx: Tx, reader: Reader, filter: EditionFilter, at: Date, most = 1_000): Promise<number> {
    const parameters: unknown[] = []
    const where = this.#where(reader, 'read', filter, at, parameters)
    const [row]: { count: number }[] = await tx.query(
      `select count(*)::int as count from (select 1 from hub.edition e where ${where} limit ${most}) found`,
      parameters,
    )
    return row.count
  }

  async find(tx: Tx, reader: Reader, verb: ReadingVerb, id: string, at: Date): Promise<Edition | undefined> {
    return this.#one<Edition>(tx, reader, verb, id, WHOLE, at)
  }

  async findBundle(
    tx: Tx,
    reader: Reader,
    verb: ReadingVerb,
    id: string,
    at: Date,
  ): Promise<{ reference: string; bundle: string } | undefined> {
    return this.#one(tx, reader, verb, id, 'e.reference, e.bundle', at)
  }

  /** All that a document of another format is made of. */
  async findContent(
    tx: Tx,
    reader: Reader,
    verb: ReadingVerb,
    id: string,
    at: Date,
  ): Promise<EditionContent | undefined> {
    const toPublic = `(select l.to_public from hub.label l where l.id = e.label_id) as "toPublic"`
    return this.#one<EditionContent>(tx, reader, verb, id, `${SUMMARY}, e.body, e.bundle, ${toPublic}`, at)
  }

  /** Summaries of those among `ids` that the reader may read. */
  async summaries(tx: Tx, reader: Reader, ids: readonly string[], at: Date): Promise<Map<string, EditionSummary>> {
    const parameters: unknown[] = [ids]
    const rows = await prepared<EditionSummary>(
      tx,
      `select ${SUMMARY} from hub.edition e where e.id = any($1::uuid[]) and ${this.#visible(reader, 'read', at, parameters)}`,
      parameters,
    )
    return new Map(rows.map(row => [row.id, row]))
  }

  /** Labels and states of a product's released editions, for the dispatcher and for a recall. */
  async factsOfProduct(tx: Tx, productId: string): Promise<EditionFacts[]> {
    return this.#facts(tx, 'e.product_id = $1', productId)
  }

  /** The same of these editions. */
  async facts(tx: Tx, ids: readonly string[]): Promise<EditionFacts[]> {
    return this.#facts(tx, 'e.id = any ($1::uuid[])', ids)
  }

  async #facts(tx: Tx, which: string, value: unknown): Promise<EditionFacts[]> {
    return tx.query(
      `select e.id, e.category, l.required_rank as "requiredRank", l.everyone, l.sectors, l.circles, l.organisations, l.people,
         l.excluded_organisations as "excludedOrganisations", l.excluded_sectors as "excludedSectors", l.excluded_people as "excludedPeople", l.consented_tiers as "consentedTiers", l.to_public as "toPublic",
         ${iso('e.released_at')} as "releasedAt", ${iso('e.recalled_at')} as "recalledAt", ${iso('e.embargo_until')} as "embargoUntil", ${iso('e.expires_at')} as "expiresAt"
       from hub.edition e join hub.label l on l.id = e.label_id where ${which}`,
      [value],
    )
  }

  async #one<T extends object>(
    tx: Tx,
    reader: Reader,
    verb: ReadingVerb,
    id: string,
    columns: string,
    at: Date,
  ): Promise<T | undefined> {
    const parameters: unknown[] = [id]
    const rows = await prepared<T>(
      tx,
      `select ${columns} from hub.edition e where e.id = $1::uuid and ${this.#visible(reader, verb, at, parameters)}`,
      parameters,
    )
    return rows[0]
  }

  /**
   * The newest of each label that the reader may receive, to take the newest of: a walk along the index of each label, however
   * many editions there are, also for who may see none. Sorting all that is visible took 68 ms of 50,000. This chooses where
   * to look and decides nothing: `where` carries the whole condition.
   */
  #ofLabels(
    reader: Reader,
    verb: ReadingVerb,
    where: string,
    newest: (conditions: string) => string,
    at: Date,
    parameters: unknown[],
  ): string {
    if (verb === 'inspect') return `(${newest(where)}) e` // whose rules ask nothing of labels
    const labels = labelsVisibleTo(reader, at, { verb, label: 'r', firstParameter: parameters.length + 1 })
    parameters.push(...labels.parameters)
    return `hub.label r cross join lateral (${newest(`e.label_id = r.id and (${where})`)}) e where ${labels.sql}`
  }

  #where(reader: Reader, verb: ReadingVerb, filter: EditionFilter, at: Date, parameters: unknown[]): string {
    const conditions = [this.#visible(reader, verb, at, parameters)]
    for (const column of ['kind', 'severity', 'urgency'] as const)
      if (filter[column]) conditions.push(`e.${column} = $${parameters.push(filter[column])}`)
    if (filter.releasedAfter) conditions.push(`e.released_at >= $${parameters.push(filter.releasedAfter)}::timestamptz`)
    if (filter.releasedBefore)
      conditions.push(`e.released_at < $${parameters.push(filter.releasedBefore)}::timestamptz`)
    conditions.push(containsWords('e.search_text', searchWords(filter.text), parameters))
    return conditions.join(' and ')
  }

  #visible(reader: Reader, verb: ReadingVerb, at: Date, parameters: unknown[]): string {
    const visible = visibleTo(reader, at, {
      verb,
      edition: 'e',
      label: 'hub.label',
      firstParameter: parameters.length + 1,
    })
    parameters.push(...visible.parameters)
    return `(${visible.sql})`
  }
}

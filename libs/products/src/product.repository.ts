import type { InfoCategory, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import { valueDigest } from './edition-values.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'
import type { EditionDraft, ProductInput, ProductState } from './product.ts'
import { partOf } from './texts.ts'

export interface ProductRow {
  readonly id: string
  readonly ownerOrganisationId: string
  readonly authorId: string
  readonly submittedBy: string | null
  /** What `objectsDigest` said of its objects when it went to review. */
  readonly reviewedObjects: string | null
  readonly releasedBy: string | null
  readonly title: string
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  /** From its making on, for ever. */
  readonly drill: boolean
  /** Null: as its urgency asks for. */
  readonly answerWithinMinutes: number | null
  readonly state: ProductState
  /** When it comes into force, while it is SCHEDULED. */
  readonly scheduledFor: string | null
  readonly scheduledZone: string | null
  readonly requiredRank: number
  readonly version: number
  readonly updatedAt: string
}

export interface StoredDraft extends EditionDraft {
  readonly id: string
  readonly editionId: string | null
  readonly recalledAt: string | null
}

export interface ProductSummary {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly drill: boolean
  readonly state: ProductState
  readonly scheduledFor: string | null
  readonly scheduledZone: string | null
  readonly version: number
  readonly categories: string[]
  readonly authorName: string
  readonly updatedAt: string
}

export interface ProductEventRow {
  readonly what: string
  readonly personId: string
  readonly note: string
  /** Keys of the slips that were let through, when that is what happened. */
  readonly slips: readonly string[] | null
  readonly productVersion: number
  readonly at: string
}

const isScheduled = (table: string): string =>
  `${table}.state = 'RELEASED' and coalesce(${table}.scheduled_for > clock_timestamp(), false)`
/** A release for a stated time becomes one by the clock alone: nobody has to be there, and nothing has to run. */
export const stateIn = (table: string): string =>
  `case when ${isScheduled(table)} then 'SCHEDULED' else ${table}.state end`
const stateOf = (table: string): string =>
  `${stateIn(table)} as state, case when ${isScheduled(table)} then ${iso(`${table}.scheduled_for`)} end as "scheduledFor", case when ${isScheduled(table)} then ${table}.scheduled_zone end as "scheduledZone"`

const COLUMNS = `id, owner_organisation_id as "ownerOrganisationId", author_id as "authorId", submitted_by as "submittedBy", reviewed_objects as "reviewedObjects", released_by as "releasedBy",
  title, kind, severity, urgency, drill, answer_within_minutes as "answerWithinMinutes", ${stateOf('product')}, required_rank as "requiredRank", version, ${iso('updated_at')} as "updatedAt"`

const twin = (column: 'title_en' | 'summary_en'): string =>
  `case when d.${column} is not null then jsonb_build_object('text', d.${column}, 'translatedDigest', d.${column}_of) end`

/** All SQL about products in work. Row-level security shows them to the owner's cleared drafters and to inspectors alone. */
export class ProductRepository {
  async list(tx: Tx, state: string | null, page: PageRequest): Promise<Page<ProductSummary>> {
    const limit = pageSize(page)
    const parameters: unknown[] = []
    const conditions = ['true']
    if (state) conditions.push(`${stateIn('p')} = $${parameters.push(state)}`)
    if (page.after) {
      const [updatedAt, id] = decodeCursor(page.after, ['instant', 'uuid'])
      conditions.push(
        `(p.updated_at, p.id) < ($${parameters.push(updatedAt)}::timestamptz, $${parameters.push(id)}::uuid)`,
      )
    }
    const rows: (ProductSummary & { key: string })[] = await tx.query(
      `select p.id, p.title, p.kind, p.severity, p.urgency, p.drill, ${stateOf('p')}, p.version, a.name as "authorName", ${iso('p.updated_at')} as "updatedAt", p.updated_at::text as key,
         array(select d.category from hub.edition_draft d where d.product_id = p.id order by d.position) as categories
       from hub.product p join hub.person a on a.id = p.author_id
       where ${conditions.join(' and ')} order by p.updated_at desc, p.id desc limit ${limit + 1}`,
      parameters,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...summary }) => summary,
    )
  }

  async find(tx: Tx, id: string): Promise<ProductRow | undefined> {
    const rows: ProductRow[] = await tx.query(`select ${COLUMNS} from hub.product where id = $1::uuid`, [id])
    return rows[0]
  }

  /** The same, holding the row until the transaction ends, so that two people cannot decide on it at once. */
  async lock(tx: Tx, id: string): Promise<ProductRow | undefined> {
    const rows: ProductRow[] = await tx.query(`select ${COLUMNS} from hub.product where id = $1::uuid for update`, [id])
    return rows[0]
  }

  async insert(
    tx: Tx,
    author: Reader,
    { title, kind, severity, urgency, drill, answerWithinMinutes }: ProductInput,
    requiredRank: number,
    id: string | null,
  ): Promise<string> {
    const [row]: { id: string }[] = await tx.query(
      `insert into hub.product (owner_organisation_id, author_id, title, kind, severity, urgency, required_rank, drill, answer_within_minutes, id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10::uuid, gen_random_uuid())) returning id`,
      [
        ...[author.organisationId, author.personId, title, kind, severity, urgency],
        ...[requiredRank, drill, answerWithinMinutes, id],
      ],
    )
    return row.id
  }

  /** Keeps an id to whoever asks first until their transaction ends. @returns whether a product has it already */
  async claim(tx: Tx, id: string): Promise<boolean> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`noroshi product ${id}`])
    return (await this.find(tx, id)) !== undefined
  }

  async revise(tx: Tx, id: string, input: ProductInput, requiredRank: number): Promise<void> {
    await tx.query(
      // Never below what is in force: whoever corrects it has to see what it replaces.
      `update hub.product set title = $2, kind = $3, severity = $4, urgency = $5, answer_within_minutes = $7, required_rank = greatest($6, (
         select max(l.required_rank) from hub.edition e join hub.label l on l.id = e.label_id where e.product_id = $1 and e.recalled_at is null)), version = version + 1, updated_at = clock_timestamp() where id = $1`,
      [id, input.title, input.kind, input.severity, input.urgency, requiredRank, input.answerWithinMinutes],
    )
  }

  async move(
    tx: Tx,
    id: string,
    state: ProductState,
    people: { submitted?: { by: string; objects: string } | null; releasedBy?: string } = {},
  ): Promise<void> {
    await tx.query(
      `update hub.product set state = $2, updated_at = clock_timestamp(),
         submitted_by = case when $3 then $4::uuid else submitted_by end, reviewed_objects = case when $3 then $5 else reviewed_objects end,
         released_by = coalesce($6::uuid, released_by) where id = $1`,
      [
        id,
        state,
        'submitted' in people,
        people.submitted?.by ?? null,
        people.submitted?.objects ?? null,
        people.releasedBy ?? null,
      ],
    )
  }

  async replaceDrafts(tx: Tx, productId: string, drafts: readonly EditionDraft[]): Promise<void> {
    await tx.query(`delete from hub.edition_draft where product_id = $1`, [productId])
    for (const [position, draft] of drafts.entries()) {
      const { audience } = draft
      const [row]: { id: string }[] = await tx.query(
        `insert into hub.edition_draft (product_id, position, category, contains_secret, contains_comm_info, identifies_person, required_rank, title, summary,
           everyone, sectors, organisations, people, excluded_organisations, to_public, embargo_until, expires_at, circles, excluded_sectors, excluded_people, embargo_zone, expires_zone,
           title_en, title_en_of, summary_en, summary_en_of, hunt)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) returning id`,
        [
          ...[
            productId,
            position,
            draft.category,
            draft.containsSecret,
            draft.containsCommInfo,
            draft.identifiesPerson,
            draft.requiredRank,
            draft.title,
            draft.summary,
          ],
          ...[
            audience.everyone,
            audience.sectors,
            audience.organisations,
            audience.people,
            audience.excludedOrganisations,
            audience.toPublic,
            draft.embargoUntil,
            draft.expiresAt,
            audience.circles,
            audience.excludedSectors,
            audience.excludedPeople,
            draft.embargoZone,
            draft.expiresZone,
          ],
          ...[draft.titleEn, draft.summaryEn].flatMap(twin => [twin?.text ?? null, twin?.translatedDigest ?? null]),
          draft.hunt ? JSON.stringify(draft.hunt) : null,
        ],
      )
      for (const [place, fragment] of draft.fragments.entries())
        await tx.query(
          `insert into hub.fragment (edition_draft_id, position, key, derived_from, text, stix_ids, contains_secret, contains_comm_info, identifies_person, originator, consented_tiers, intakes, rewritten, part, language, translation_of, translated_digest)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::uuid[], $13, $14, $15, $16, $17)`,
          [
            row.id,
            place,
            fragment.key,
            fragment.derivedFrom,
            fragment.text,
            fragment.stixIds,
            fragment.containsSecret,
            fragment.containsCommInfo,
            fragment.identifiesPerson,
            fragment.originator,
            fragment.consentedTiers,
            [...new Set(fragment.intakes ?? [])],
            fragment.rewritten === true,
            partOf(fragment),
            fragment.language ?? 'ja',
            fragment.translationOf ?? null,
            fragment.translatedDigest ?? null,
          ],
        )
    }
  }

  async drafts(tx: Tx, productId: string): Promise<StoredDraft[]> {
    return tx.query(
      `select d.id, d.category, d.contains_secret as "containsSecret", d.contains_comm_info as "containsCommInfo", d.identifies_person as "identifiesPerson",
         d.required_rank as "requiredRank", d.title, d.summary, d.hunt, ${twin('title_en')} as "titleEn", ${twin('summary_en')} as "summaryEn", ${iso('d.embargo_until')} as "embargoUntil", ${iso('d.expires_at')} as "expiresAt", d.embargo_zone as "embargoZone", d.expires_zone as "expiresZone",
         jsonb_build_object('everyone', d.everyone, 'sectors', d.sectors, 'circles', d.circles, 'organisations', d.organisations, 'people', d.people,
           'excludedOrganisations', d.excluded_organisations, 'excludedSectors', d.excluded_sectors, 'excludedPeople', d.excluded_people, 'toPublic', d.to_public) as audience,
         (select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'derivedFrom', f.derived_from, 'text', f.text, 'stixIds', f.stix_ids, 'containsSecret', f.contains_secret, 'containsCommInfo', f.contains_comm_info,
             'identifiesPerson', f.identifies_person, 'originator', f.originator, 'consentedTiers', f.consented_tiers, 'intakes', f.intakes, 'rewritten', f.rewritten,
             'part', f.part, 'language', f.language, 'translationOf', f.translation_of, 'translatedDigest', f.translated_digest) order by f.position), '[]')
          from hub.fragment f where f.edition_draft_id = d.id) as fragments,
         e.id as "editionId", ${iso('e.recalled_at')} as "recalledAt"
       from hub.edition_draft d left join lateral (
         select * from hub.edition l where l.product_id = d.product_id and l.category = d.category and l.called_off_at is null order by l.recalled_at is null desc, l.released_at desc limit 1) e on true
       where d.product_id = $1 order by d.position`,
      [productId],
    )
  }

  async record(
    tx: Tx,
    productId: string,
    personId: string,
    what: string,
    note: string,
    version: number,
    slips: readonly string[] | null = null,
  ): Promise<void> {
    await tx.query(
      `insert into hub.product_event (product_id, person_id, what, note, product_version, slips) values ($1, $2, $3, $4, $5, $6)`,
      [productId, personId, what, note, version, slips],
    )
  }

  /** Takes a released product into work again, as a version of its own; what was released stays in force until it is replaced. */
  async reopen(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update hub.product set state = 'DRAFT', version = version + 1, submitted_by = null, reviewed_objects = null, updated_at = clock_timestamp() where id = $1`,
      [id],
    )
  }

  async events(tx: Tx, productId: string): Promise<ProductEventRow[]> {
    return tx.query(
      `select what, person_id as "personId", note, slips, product_version as "productVersion", ${iso('at')} as at from hub.product_event where product_id = $1 order by id`,
      [productId],
    )
  }

  /** Of these values, those that a released notice tells already. */
  async toldInNotices(tx: Tx, values: readonly string[]): Promise<Set<string>> {
    const rows: { value: string }[] = await tx.query(
      `select distinct v.value from unnest($1::text[], $2::bigint[]) as q (value, digest)
         join hub.edition_value v on v.digest = q.digest and v.value = q.value and v.category = 'NOTICE'
         join hub.edition e on e.id = v.edition_id and e.recalled_at is null and (e.embargo_until is null or e.embargo_until <= now())`,
      [values, values.map(value => valueDigest(value).toString())],
    )
    return new Set(rows.map(({ value }) => value))
  }

  /** The newest edition that told each of these values, by category: not of this product, and not recalled. */
  async toldBefore(
    tx: Tx,
    productId: string,
    values: readonly string[],
  ): Promise<{ value: string; category: InfoCategory; reference: string }[]> {
    return tx.query(
      `select distinct on (v.value, v.category) v.value, v.category, e.reference
         from unnest($1::text[], $2::bigint[]) as q (value, digest)
         join hub.edition_value v on v.digest = q.digest and v.value = q.value
         join hub.edition e on e.id = v.edition_id and e.recalled_at is null and e.product_id <> $3
        order by v.value, v.category, e.released_at desc`,
      [values, values.map(value => valueDigest(value).toString()), productId],
    )
  }

  /** Names of the organisations that are not the state's own. */
  async organisationNames(tx: Tx): Promise<string[]> {
    const rows: { name: string; nameEn: string }[] = await tx.query(
      `select name, name_en as "nameEn" from hub.organisation where tier <> 'GOVERNMENT'`,
    )
    return rows.flatMap(({ name, nameEn }) => [name, nameEn])
  }
}

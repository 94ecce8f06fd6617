import type { InfoCategory } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { StixObject } from '@noroshi/stix'
import type { CarryingEdition, CarryingProduct, MadeProduct } from './provenance-effects.ts'
import type { ProductRow, StoredDraft } from './product.repository.ts'

/** What the history of a product that a change reaches is written with. */
interface Reached {
  readonly version: number
  readonly requiredRank: number
}

/** Of a fragment, by its place: the requests to which its originators agreed and without which it could not be released. */
export type ConsentsOf = (edition: number, fragment: number) => readonly string[]

/** All SQL about what released editions rest on. But for its writing, it is for who judges a changed restriction: beyond single readers. */
export class ProvenanceRepository {
  /** Held by every step of a product until its transaction ends; taken before the product is locked. */
  async share(tx: Tx): Promise<void> {
    await tx.query(`select hub.share_provenance()`)
  }

  /** Held alone by who changes a restriction, before anything else is locked: steps that are under way end first, others wait. */
  async hold(tx: Tx): Promise<void> {
    await tx.query(`select hub.hold_provenance()`)
  }

  /** Keeps with each edition in force what it was made of, as its drafts say at this release. */
  async record(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[], consentsOf: ConsentsOf): Promise<void> {
    const made = drafts.flatMap(({ category, fragments }, edition) =>
      fragments.map((fragment, position) => ({
        ...{
          category,
          position,
          intakes: [...new Set(fragment.intakes ?? [])],
          rewritten: fragment.rewritten === true,
        },
        ...{ secret: fragment.containsSecret, comm: fragment.containsCommInfo, person: fragment.identifiesPerson },
        consents: consentsOf(edition, position),
      })),
    )
    await tx.query(
      `insert into hub.released_fragment
       select e.id, $2, f.position, f.intakes, f.rewritten, f.secret, f.comm, f.person, f.consents
       from jsonb_to_recordset($3::jsonb) as f (category text, position int, intakes uuid[], rewritten boolean, secret boolean, comm boolean, person boolean, consents uuid[])
         join hub.edition e on e.category = f.category and e.product_id = $1::uuid and e.recalled_at is null`,
      [product.id, product.version, JSON.stringify(made)],
    )
  }

  /** An office's products that were made of an intake, by what is in work and by what is in force. */
  async madeOf(tx: Tx, intakeId: string, officeId: string): Promise<(MadeProduct & Reached)[]> {
    return tx.query(
      `select p.id, p.state, p.version, p.required_rank as "requiredRank",
         (select coalesce(jsonb_agg(jsonb_build_object('category', d.category, 'fragments', (
            select coalesce(jsonb_agg(jsonb_build_object(${FLAGS_OF_F}, 'consentedTiers', f.consented_tiers)), '[]')
            from hub.fragment f where f.edition_draft_id = d.id)) order by d.position), '[]')
          from hub.edition_draft d where d.product_id = p.id) as drafts,
         (select coalesce(jsonb_agg(jsonb_build_object('category', e.category, 'consentedTiers', l.consented_tiers, 'toPublic', l.to_public, 'fragments', (
            select coalesce(jsonb_agg(jsonb_build_object(${FLAGS_OF_F})), '[]')
            from hub.released_fragment f where f.edition_id = e.id and ${NEWEST})) order by e.category), '[]')
          from hub.edition e join hub.label l on l.id = e.label_id where e.product_id = p.id and e.recalled_at is null) as "inForce"
       from hub.product p
       where p.owner_organisation_id = $2::uuid and (
         exists (select 1 from hub.fragment f join hub.edition_draft d on d.id = f.edition_draft_id where d.product_id = p.id and $1::uuid = any (f.intakes))
         or exists (select 1 from hub.released_fragment f join hub.edition e on e.id = f.edition_id
           where e.product_id = p.id and e.recalled_at is null and $1::uuid = any (f.intakes) and ${NEWEST}))
       order by p.id`,
      [intakeId, officeId],
    )
  }

  /** Every office's products that carry what a source brought, in the very text that it brought. */
  async carrying(tx: Tx, sourceId: string): Promise<(CarryingProduct & Reached)[]> {
    const rows: CarriedRow[] = await tx.query(
      `with brought as (
         select distinct s.stix_id, s.document from hub.stix_object s join hub.bundle_import b on b.id = s.import_id where b.source_id = $1::uuid),
       carried as (
         select e.product_id, 'inForce' as place, e.category, l.to_public, o.document
         from brought join hub.edition_object o on o.stix_id = brought.stix_id and o.document = brought.document
           join hub.edition e on e.id = o.edition_id and e.recalled_at is null join hub.label l on l.id = e.label_id
         union all
         select d.product_id, 'drafts', d.category, d.to_public, brought.document
         from hub.edition_draft d join hub.fragment f on f.edition_draft_id = d.id join brought on brought.stix_id = any (f.stix_ids))
       select p.id, p.state, p.version, p.required_rank as "requiredRank", c.place, c.category, c.to_public as "toPublic", array_agg(distinct c.document) as documents
       from carried c join hub.product p on p.id = c.product_id group by p.id, c.place, c.category, c.to_public order by p.id`,
      [sourceId],
    )
    const products = new Map<string, CarryingProduct & Reached>()
    for (const { id, state, version, requiredRank, place, category, toPublic, documents } of rows) {
      const made = products.get(id) ?? { id, state, version, requiredRank, drafts: [], inForce: [] }
      // The import has validated them.
      const objects = documents.map(document => JSON.parse(document) as StixObject)
      products.set(id, {
        ...made,
        [place]: [...made[place], { category, toPublic, objects } satisfies CarryingEdition],
      })
    }
    return [...products.values()]
  }

  /** Of these products, those that the reader sees, by title: asked outside of what judges. */
  async titles(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows: { id: string; title: string }[] = await tx.query(
      `select id, title from hub.product where id = any($1::uuid[])`,
      [ids],
    )
    return new Map(rows.map(({ id, title }) => [id, title]))
  }
}

interface CarriedRow extends Reached, Pick<CarryingProduct, 'id' | 'state'> {
  readonly place: 'drafts' | 'inForce'
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly documents: readonly string[]
}

const FLAGS_OF_F = `'containsSecret', f.contains_secret, 'containsCommInfo', f.contains_comm_info, 'identifiesPerson', f.identifies_person,
  'intakes', f.intakes, 'rewritten', f.rewritten`
const NEWEST = `f.product_version = (select max(l.product_version) from hub.released_fragment l where l.edition_id = f.edition_id)`

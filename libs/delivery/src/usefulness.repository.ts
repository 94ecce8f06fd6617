import type { InfoCategory } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { EditionSource, ReasonedReport, Response } from './usefulness.ts'

/** All SQL about what was said of a product's editions, for those who make it; row-level security answers to them and to inspectors. */
export class UsefulnessRepository {
  /** The product's released editions that the reader may know of. */
  async editions(
    tx: Tx,
    productId: string,
  ): Promise<{ category: InfoCategory; editionId: string; reference: string }[]> {
    return tx.query(
      `select e.category, e.id as "editionId", e.reference from hub.edition e where e.product_id = $1::uuid
       order by array_position(array['COMPREHENSIVE', 'PROVISION', 'NOTICE'], e.category)`,
      [productId],
    )
  }

  async responses(tx: Tx, editionId: string): Promise<Response[]> {
    return tx.query(RESPONSES, [editionId])
  }

  /** One page of them, the newest first. */
  async responsePage(tx: Tx, editionId: string, page: PageRequest): Promise<Page<Response>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (Response & { key: string })[] = await tx.query(
      `select * from (${RESPONSES}) r where $2::timestamptz is null or (r.key::timestamptz, r."personId") < ($2::timestamptz, $3::uuid)
       order by r.key::timestamptz desc, r."personId" desc limit ${limit + 1}`,
      [editionId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.personId],
      ({ key: _key, ...response }) => response,
    )
  }

  async reports(tx: Tx, editionId: string): Promise<ReasonedReport[]> {
    return tx.query(REPORTS, [editionId])
  }

  async reportPage(tx: Tx, editionId: string, page: PageRequest): Promise<Page<ReasonedReport>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (ReasonedReport & { key: string })[] = await tx.query(
      `select * from (${REPORTS}) r where $2::timestamptz is null or (r.key::timestamptz, r.id) < ($2::timestamptz, $3::uuid)
       order by r.key::timestamptz desc, r.id desc limit ${limit + 1}`,
      [editionId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...report }) => report,
    )
  }

  /** Originators of the fragments that an edition was made of, and what first brought its objects into the store. */
  async sources(tx: Tx, productId: string, category: InfoCategory): Promise<EditionSource[]> {
    return tx.query(
      `with fragments as (
         select f.originator, f.stix_ids from hub.edition_draft d join hub.fragment f on f.edition_draft_id = d.id
         where d.product_id = $1::uuid and d.category = $2
       ), first as (
         select distinct on (o.stix_id) o.stix_id, o.import_id from hub.stix_object o
         where o.stix_id = any(array(select distinct unnest(stix_ids) from fragments)) order by o.stix_id, o.received_at
       )
       select 'ORIGINATOR' as kind, originator as name, stix_ids as "stixIds" from fragments where originator is not null
       union all
       (select 'SOURCE', coalesce(s.name, i.file_name), array_agg(first.stix_id) from first join hub.bundle_import i on i.id = first.import_id
        left join hub.source s on s.id = i.source_id group by 2 order by 2)`,
      [productId, category],
    )
  }
}

const RESPONSES = `select distinct on (f.person_id) f.person_id as "personId", p.name as person, o.id as "organisationId", o.name as organisation,
    o.sectors, f.usefulness, f.actions, f.note, ${iso('f.at')} as at, f.at::text as key
  from hub.edition_feedback f join hub.person p on p.id = f.person_id join hub.organisation o on o.id = f.organisation_id
  where f.edition_id = $1::uuid order by f.person_id, f.at desc`

const REPORTS = `select r.id, r."stixId", coalesce(n.name, '') as name, r."organisationId", o.name as organisation, p.name as person, o.sectors, r.verdict,
    r.sightings, r."firstSeen", r."lastSeen", r.visibility, r.note, r.at, r.key
  from (select distinct on (i.stix_id, i.person_id) i.id, i.stix_id as "stixId", i.person_id, i.organisation_id as "organisationId", i.verdict, i.sightings,
          ${iso('i.first_seen')} as "firstSeen", ${iso('i.last_seen')} as "lastSeen", i.visibility, i.note, ${iso('i.at')} as at, i.at::text as key
        from hub.indicator_report i where i.edition_id = $1::uuid order by i.stix_id, i.person_id, i.at desc) r
    join hub.person p on p.id = r.person_id join hub.organisation o on o.id = r."organisationId"
    left join lateral (select x ->> 'name' as name from hub.edition e cross join jsonb_array_elements(e.indicators) x
      where e.id = $1::uuid and x ->> 'stixId' = r."stixId" limit 1) n on true
  where r.verdict <> 'WITHDRAWN'`

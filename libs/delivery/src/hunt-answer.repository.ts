import type { InfoCategory, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'
import type { HuntAnswer, HuntAnswerInput, OwnAnswer } from './hunt-answer.ts'

const SAID = `a.answer, ${iso('a.looked_from')} as "lookedFrom", ${iso('a.looked_until')} as "lookedUntil", a.note, a.contribution_id as "contributionId", ${iso('a.at')} as at`

/** All SQL about answers to hunts. Row-level security shows an organisation its own, and the makers of an edition those to it. */
export class HuntAnswerRepository {
  /** What the organisation answered, the newest first. */
  async own(tx: Tx, organisationId: string, editionId: string, most: number): Promise<OwnAnswer[]> {
    return tx.query(
      `select ${SAID}, coalesce(p.name, '—') as person from hub.hunt_answer a left join hub.person p on p.id = a.person_id
       where a.edition_id = $1::uuid and a.organisation_id = $2::uuid order by a.at desc limit ${most}`,
      [editionId, organisationId],
    )
  }

  /** Row-level security refuses what the person may not read, and an edition that asks for nothing. */
  async say(tx: Tx, reader: Reader, editionId: string, input: HuntAnswerInput): Promise<void> {
    await tx.query(
      `insert into hub.hunt_answer (edition_id, label_id, category, person_id, organisation_id, answer, looked_from, looked_until, note, contribution_id)
       select e.id, e.label_id, e.category, $2::uuid, $3::uuid, $4, $5::timestamptz, $6::timestamptz, $7, $8::uuid from hub.edition e where e.id = $1::uuid`,
      [
        ...[editionId, reader.personId, reader.organisationId],
        ...[input.answer, input.lookedFrom, input.lookedUntil, input.note, input.contributionId],
      ],
    )
  }

  /** Whether the organisation contributed this; of others' row-level security says no. */
  async contributed(tx: Tx, organisationId: string, contributionId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from hub.contribution where id = $1::uuid and organisation_id = $2::uuid`,
      [contributionId, organisationId],
    )
    return rows.length > 0
  }

  /** The product's editions with a hunt that the reader may know of. */
  async editions(
    tx: Tx,
    productId: string,
  ): Promise<{ category: InfoCategory; editionId: string; reference: string }[]> {
    return tx.query(
      `select e.category, e.id as "editionId", e.reference from hub.edition e where e.product_id = $1::uuid and e.hunt is not null
       order by array_position(array['COMPREHENSIVE', 'PROVISION', 'NOTICE'], e.category), e.released_at desc`,
      [productId],
    )
  }

  /** The newest of each organisation. */
  async answers(tx: Tx, editionId: string): Promise<HuntAnswer[]> {
    return tx.query(`select * from (${NEWEST}) a`, [editionId])
  }

  /** One page of them, the newest first. */
  async answerPage(tx: Tx, editionId: string, page: PageRequest): Promise<Page<HuntAnswer>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (HuntAnswer & { key: string })[] = await tx.query(
      `select * from (${NEWEST}) r where $2::timestamptz is null or (r.key::timestamptz, r.id) < ($2::timestamptz, $3::uuid)
       order by r.key::timestamptz desc, r.id desc limit ${limit + 1}`,
      [editionId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...answer }) => answer,
    )
  }
}

const NEWEST = `select distinct on (a.organisation_id) a.id, o.id as "organisationId", o.name as organisation, o.sectors, p.name as person, ${SAID}, a.at::text as key
  from hub.hunt_answer a join hub.organisation o on o.id = a.organisation_id join hub.person p on p.id = a.person_id
  where a.edition_id = $1::uuid order by a.organisation_id, a.at desc`

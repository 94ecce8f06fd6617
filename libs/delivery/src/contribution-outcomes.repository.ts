import type { Tx } from '@noroshi/database'
import { decodeCursor, iso, pageSize, toPage, type Page, type PageRequest } from '@noroshi/products'

export interface OwnContributionRow {
  readonly id: string
  readonly receivedAt: string
  readonly totalCount: number
  readonly failureCount: number
  readonly withdrawnCount: number
  /** When it was taken into the store. */
  readonly takenAt: string | null
}

/** All SQL about what became of what an organisation contributed. */
export class ContributionOutcomesRepository {
  async own(tx: Tx, organisationId: string, page: PageRequest): Promise<Page<OwnContributionRow>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const rows: (OwnContributionRow & { key: string })[] = await tx.query(
      `select c.id, ${iso('c.received_at')} as "receivedAt", c.total_count as "totalCount", c.failure_count as "failureCount",
         (select count(*)::int from hub.contribution_object o where o.contribution_id = c.id and o.withdrawn_at is not null) as "withdrawnCount",
         ${iso('c.taken_at')} as "takenAt", c.received_at::text as key
       from hub.contribution c where c.organisation_id = $1::uuid and ($2::timestamptz is null or (c.received_at, c.id) < ($2::timestamptz, $3::uuid))
       order by c.received_at desc, c.id desc limit ${limit + 1}`,
      [organisationId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...row }) => row,
    )
  }

  /** Ids of editions that carry what was contributed; row-level security leaves those that the reader may read. */
  async carriers(
    tx: Tx,
    organisationId: string,
    contributionIds: readonly string[],
  ): Promise<{ contributionId: string; editionId: string }[]> {
    return tx.query(
      `select distinct o.contribution_id as "contributionId", v.edition_id as "editionId"
       from hub.contribution_object o join hub.edition_object v on v.stix_id = o.stix_id
       where o.contribution_id = any($2::uuid[]) and o.organisation_id = $1::uuid and o.failure is null and o.withdrawn_at is null`,
      [organisationId, contributionIds],
    )
  }

  /** Says when it was taken into the store: the first time counts. */
  async taken(tx: Tx, contributionId: string): Promise<void> {
    await tx.query(`update hub.contribution set taken_at = now() where id = $1::uuid and taken_at is null`, [
      contributionId,
    ])
  }
}

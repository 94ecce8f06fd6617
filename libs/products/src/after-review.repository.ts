import { AFTER_REVIEW_DAYS, type AfterReviewFinding, type Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { AfterReviewRow, AfterReviewState, NewAfterReview } from './after-review.ts'
import { iso } from './edition.repository.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'

const DUE = 'r.at + make_interval(days => r.due_days)'
const IS: Readonly<Record<AfterReviewState, string>> = {
  OPEN: 'f.after_review_id is null',
  OVERDUE: `f.after_review_id is null and ${DUE} < clock_timestamp()`,
  DONE: 'f.after_review_id is not null',
}
const FROM =
  'hub.after_review r join hub.product p on p.id = r.product_id left join hub.after_review_finding f on f.after_review_id = r.id'

/** Whoever has the first parameter as id had a part in it: by what they did, whichever version it was of. */
const IS_INVOLVED = `(r.released_by = $1::uuid or p.author_id = $1::uuid
  or exists (select 1 from hub.product_event e where e.product_id = p.id and e.person_id = $1::uuid
    and e.what in ('DRAFTED', 'REVISED', 'SUBMITTED', 'OVERRULED', 'RELEASED', 'CORRECTING', 'CORRECTED'))
  or exists (select 1 from hub.approval a where a.product_id = p.id and a.person_id = $1::uuid and a.decision = 'APPROVED'))`

const COLUMNS = `r.id, r.product_id as "productId", p.title as "productTitle", r.product_version as "productVersion", r.digest, r.urgency, r.large_scale as "isLargeScale",
  jsonb_build_object('REVIEW', r.missing_reviews, 'AUTHORISATION', r.missing_authorisations) as "leftOut", r.reason, r.released_by as "releasedBy",
  p.owner_organisation_id as "ownerOrganisationId", p.required_rank as "requiredRank", ${iso('r.at')} as "releasedAt", ${iso(`(${DUE})`)} as "dueAt",
  (${IS.OVERDUE}) as "isOverdue", ${IS_INVOLVED} as "isInvolved", f.finding, f.person_id as "foundBy", f.note, ${iso('f.at')} as "foundAt"`

/** All SQL about reviews afterwards. Row-level security shows those of a product to its makers, up to their clearance, and all to inspectors. */
export class AfterReviewRepository {
  /** Written with the release. */
  async insert(tx: Tx, { leftOut, ...review }: NewAfterReview): Promise<void> {
    await tx.query(
      `insert into hub.after_review (product_id, product_version, digest, urgency, large_scale, missing_reviews, missing_authorisations, reason, released_by, due_days)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[review.productId, review.productVersion, review.digest, review.urgency, review.isLargeScale],
        ...[leftOut.REVIEW, leftOut.AUTHORISATION, review.reason, review.releasedBy, AFTER_REVIEW_DAYS],
      ],
    )
  }

  /** Those not reviewed, the oldest first, for they are due first; those reviewed, the newest first. */
  async list(tx: Tx, reader: Reader, state: AfterReviewState, page: PageRequest): Promise<Page<AfterReviewRow>> {
    const limit = pageSize(page)
    const after = page.after ? decodeCursor(page.after, ['instant', 'uuid']) : [null, null]
    const [order, beyond] = state === 'DONE' ? ['desc', '<'] : ['asc', '>']
    const rows: (AfterReviewRow & { key: string })[] = await tx.query(
      `select ${COLUMNS}, r.at::text as key from ${FROM}
       where ${IS[state]} and ($2::timestamptz is null or (r.at, r.id) ${beyond} ($2::timestamptz, $3::uuid))
       order by r.at ${order}, r.id ${order} limit ${limit + 1}`,
      [reader.personId, ...after],
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...review }) => review,
    )
  }

  async find(tx: Tx, reader: Reader, id: string): Promise<AfterReviewRow | undefined> {
    const rows: AfterReviewRow[] = await tx.query(`select ${COLUMNS} from ${FROM} where r.id = $2::uuid`, [
      ...[reader.personId, id],
    ])
    return rows[0]
  }

  /** How many the reader sees. */
  async counts(tx: Tx): Promise<{ open: number; overdue: number }> {
    const [row]: { open: number; overdue: number }[] = await tx.query(
      `select count(*) filter (where ${IS.OPEN})::int as open, count(*) filter (where ${IS.OVERDUE})::int as overdue from ${FROM}`,
    )
    return row
  }

  async decide(tx: Tx, id: string, personId: string, finding: AfterReviewFinding, note: string): Promise<void> {
    await tx.query(
      `insert into hub.after_review_finding (after_review_id, person_id, finding, note) values ($1::uuid, $2::uuid, $3, $4)`,
      [id, personId, finding, note],
    )
  }
}

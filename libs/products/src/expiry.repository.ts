import type { InfoCategory, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'
import type { ProductState } from './product.ts'
import { stateIn } from './product.repository.ts'

/** An edition that its reader had and that has expired: what it was called, and when that was; never what it said. */
export interface ExpiredEdition {
  readonly id: string
  readonly reference: string
  readonly expiredAt: string
  /** The zone in which its author said so. */
  readonly zone: string
}

/** An edition in force, or until lately, with its expiry, as its makers see it. */
export interface ExpiringEdition {
  readonly id: string
  readonly productId: string
  readonly productVersion: number
  readonly productState: ProductState
  readonly reference: string
  readonly category: InfoCategory
  readonly title: string
  readonly expiresAt: string
  readonly expiresZone: string
}

/** Keeps when an edition expires, so that those who had it can be told. Within the transaction of its release. */
export async function noteExpiry(tx: Tx, editionId: string): Promise<void> {
  await tx.query(
    `insert into hub.edition_expiry (edition_id, reference, expires_at, zone)
     select id, reference, expires_at, expires_zone from hub.edition where id = $1`,
    [editionId],
  )
}

/**
 * Of these editions those that this reader had and that have expired. What was recalled was told as that; what was corrected, and is
 * read in its place, has not ended.
 */
export async function expiredOf(
  tx: Tx,
  reader: Reader,
  editionIds: readonly string[],
): Promise<Map<string, ExpiredEdition>> {
  if (reader.personId === null || editionIds.length === 0) return new Map()
  // Row-level security shows what has expired to those who had it alone.
  const rows: ExpiredEdition[] = await tx.query(
    `select x.edition_id as id, x.reference, ${iso('x.expires_at')} as "expiredAt", x.zone from hub.edition_expiry x
     where x.edition_id = any($1::uuid[]) and x.expires_at <= now()
       and not exists (select 1 from hub.inbox i where i.person_id = $2 and i.edition_id = x.edition_id and i.kind = 'RECALLED')
       and not exists (select 1 from hub.edition_correction c where c.earlier_id = x.edition_id)`,
    [editionIds, reader.personId],
  )
  return new Map(rows.map(row => [row.id, row]))
}

const SOON_DAYS = 30

/** Editions of products that the reader makes: those that expire within thirty days, the next first; or those that have, the last first. */
export async function expiringEditions(tx: Tx, isPast: boolean, page: PageRequest): Promise<Page<ExpiringEdition>> {
  const limit = pageSize(page)
  const parameters: unknown[] = []
  const conditions = [
    'e.recalled_at is null',
    isPast
      ? 'e.expires_at <= now()'
      : `e.expires_at > now() and e.expires_at <= now() + interval '1 day' * ${SOON_DAYS}`,
  ]
  if (page.after) {
    const [expiresAt, id] = decodeCursor(page.after, ['instant', 'uuid'])
    conditions.push(
      `(e.expires_at, e.id) ${isPast ? '<' : '>'} ($${parameters.push(expiresAt)}::timestamptz, $${parameters.push(id)}::uuid)`,
    )
  }
  const order = isPast ? 'desc' : 'asc'
  const rows: (ExpiringEdition & { key: string })[] = await tx.query(
    // The product's own policy says who makes it.
    `select e.id, e.product_id as "productId", p.version as "productVersion", ${stateIn('p')} as "productState", e.reference, e.category, e.title,
       ${iso('e.expires_at')} as "expiresAt", e.expires_zone as "expiresZone", e.expires_at::text as key
     from hub.edition e join hub.product p on p.id = e.product_id
     where ${conditions.join(' and ')} order by e.expires_at ${order}, e.id ${order} limit ${limit + 1}`,
    parameters,
  )
  return toPage(
    rows,
    limit,
    row => [row.key, row.id],
    ({ key: _key, ...edition }) => edition,
  )
}

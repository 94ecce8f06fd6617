/* SQL about what an organisation was told so far, within the transaction of who asks: of what they may not see, nothing is said. */
import { labelsVisibleTo, type InfoCategory, type Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'

/** An edition that was told, and how many values of the candidate it tells as well. */
export interface ToldEdition {
  readonly id: string
  readonly reference: string
  readonly category: InfoCategory
  readonly title: string
  readonly releasedAt: string
  readonly recalledAt: string | null
}

/** The newest editions are counted, and no more than so many: their indicators are read one by one. */
export const MOST_TOLD = 200

/** The labels that any of these readers may receive now. */
async function labelsOf(tx: Tx, readers: readonly Reader[], at: Date): Promise<number[]> {
  const found = new Set<number>()
  for (const reader of readers) {
    const { sql, parameters } = labelsVisibleTo(reader, at)
    const rows: { id: number }[] = await tx.query(`select l.id from hub.label l where ${sql}`, parameters)
    for (const { id } of rows) found.add(id)
  }
  return [...found]
}

/**
 * The editions that reached these readers by their rights of now, newest first: also those that expired or were recalled since, because what
 * was read is known. One more than `MOST_TOLD` says that there are more.
 */
export async function toldTo(tx: Tx, readers: readonly Reader[], productId: string, at: Date): Promise<ToldEdition[]> {
  return tx.query(
    `select e.id, e.reference, e.category, e.title, ${iso('e.released_at')} as "releasedAt", ${iso('e.recalled_at')} as "recalledAt"
       from hub.edition e where e.label_id = any ($1::int[]) and not e.drill and e.product_id <> $2 and e.released_at <= $3 and (e.embargo_until is null or e.embargo_until <= $3)
      order by e.released_at desc, e.id desc limit ${MOST_TOLD + 1}`,
    [await labelsOf(tx, readers, at), productId, at],
  )
}

/** What an edition's row tells of its indicators, which its owners read whether or not they are addressed; the index of values they do not. */
const VALUES = `hub.edition e cross join lateral (select i ->> 'value' as value from jsonb_array_elements(e.indicators) i) v`

/** How many different values these editions tell. */
export async function valueCount(tx: Tx, editions: readonly string[]): Promise<number> {
  const [{ count }]: { count: number }[] = await tx.query(
    `select count(distinct v.value)::int as count from ${VALUES} where e.id = any ($1::uuid[])`,
    [editions],
  )
  return count
}

/** Which of these editions tell which of these values. */
export async function toldValues(
  tx: Tx,
  editions: readonly string[],
  values: readonly string[],
): Promise<{ editionId: string; value: string }[]> {
  if (values.length === 0) return []
  return tx.query(
    `select distinct e.id as "editionId", v.value from ${VALUES} where e.id = any ($1::uuid[]) and v.value = any ($2::text[])`,
    [editions, values],
  )
}

/**
 * When an edition comes into its TAXII collections. A client pages by date_added and never looks back, so what is committed later has
 * to have a later date: the dispatchers take turns, and a turn ends only when the dates it gave out are past. The date of object
 * `position` is `added_at` + `position` microseconds. A date depends on the clock and on editions of the same label, never on
 * what other readers were sent.
 * A drill comes into none: machines would take it for real.
 */
import { CATEGORIES } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { OWN_OBJECTS } from '@noroshi/products'
import type { NewsKind } from './news-frame.ts'

/**
 * News do not wait for dates: after a clock was set back by more than this, those of a label lie ahead for a while, and a client may
 * have to read a collection again, but everybody is told.
 */
const LONGEST_WAIT_SECONDS = 3

/**
 * Tells what left force, and adds what was released and is no longer under embargo, the widest category first.
 * @returns the editions of which it was told that they left force
 */
export async function addToCollections(tx: Tx, kind: NewsKind, productId: string): Promise<string[]> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('noroshi taxii'))`)
  // What is taken back before what takes its place.
  const recalled = kind === 'RELEASED' ? [] : await addDue(tx, 'RECALLED', productId)
  if (kind !== 'RECALLED') await addDue(tx, 'RELEASED', productId)
  return recalled
}

async function addDue(tx: Tx, kind: 'RELEASED' | 'RECALLED', productId: string): Promise<string[]> {
  const due: { id: string }[] = await tx.query(
    kind === 'RELEASED'
      ? `select e.id from hub.edition e where e.product_id = $1 and not e.drill and e.recalled_at is null and (e.embargo_until is null or e.embargo_until <= now())
           and not exists (select 1 from hub.edition_added a where a.edition_id = e.id) order by array_position($2::text[], e.category) desc`
      : `select e.id from hub.edition e join hub.edition_added a on a.edition_id = e.id where e.product_id = $1 and e.recalled_at is not null
           and not exists (select 1 from hub.edition_tombstone t where t.edition_id = e.id) order by array_position($2::text[], e.category) desc`,
    [productId, CATEGORIES],
  )
  for (const { id } of due) {
    const [{ until }]: { until: string }[] = await tx.query(kind === 'RELEASED' ? ADD : TELL, [id])
    // What lies further ahead would not be past after the longest wait either, and everybody behind would wait as long again.
    await tx.query(
      `select pg_sleep(case when ahead between 0 and ${LONGEST_WAIT_SECONDS} then ahead else 0 end)
       from (select extract(epoch from $1::timestamptz - clock_timestamp()) as ahead) a`,
      [until],
    )
  }
  return due.map(({ id }) => id)
}

/** After everything of the label, whatever the clock did meanwhile, and not before it may be read, whichever clock said when. */
const NEXT = `select e.*, greatest(clock_timestamp(), e.released_at, e.embargo_until, (
    select max(l.at) + interval '1 microsecond' from (
      select max(a.last_at) as at from hub.edition_added a where a.label_id = e.label_id
      union all select max(t.added_at) from hub.edition_tombstone t where t.label_id = e.label_id) l)) as next
  from (select id, label_id, category, kind, reference, object_count, released_at, embargo_until, recalled_at from hub.edition where id = $1) e`

const ADD = `with next as materialized (${NEXT})
  insert into hub.edition_added (edition_id, label_id, category, added_at, last_at)
  select id, label_id, category, next, next + (object_count + ${OWN_OBJECTS}) * interval '1 microsecond' from next returning last_at::text as until`

/** Of a version that is later than the first, also when the clock of the process that released was fast. */
const TELL = `with next as materialized (${NEXT})
  insert into hub.edition_tombstone (edition_id, label_id, category, kind, reference, released_at, recalled_at, added_at)
  select id, label_id, category, kind, reference, released_at, greatest(recalled_at, released_at + interval '1 millisecond'), next from next
  returning added_at::text as until`

import { labelsVisibleTo, visibleTo, type InfoCategory, type Reader } from '@noroshi/clearance'
import { plainArray, prepared, textArray, type Ask, type Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { Spelling } from './look-up.ts'

/** One object of one edition that names the value. */
export interface HitRow {
  /** Which of the questions it answers. */
  readonly question: number
  /** Found by a block that contains the address. */
  readonly byBlock: boolean
  readonly kind: string
  readonly value: string
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly document: string
  readonly related: readonly string[]
  readonly editionId: string
  readonly reference: string
  readonly category: InfoCategory
  readonly toPublic: boolean
  readonly title: string
  readonly releasedAt: string
}

/** Hits of one value, and of one value among many; who needs more opens the editions. A closed list: each is a statement to be planned. */
export type MostHits = 50 | 10

/** All SQL that looks up values. Every statement carries `visibleTo(reader)`; row-level security stands behind it. */
export class LookUpRepository {
  /**
   * Walks the index of digests within the labels that the reader may receive: what carries the value above them is not touched, so
   * that neither answer nor time tells of it.
   * @returns by question, exact ones before blocks, the newest edition first
   */
  async hits(
    ask: Ask,
    reader: Reader,
    spellings: readonly Spelling[],
    kind: string | null,
    most: MostHits,
    at: Date,
  ): Promise<HitRow[]> {
    const parameters: unknown[] = [
      plainArray(spellings.map(({ question }) => question)),
      textArray(spellings.map(({ value }) => value)),
      plainArray(spellings.map(({ digest }) => digest)),
      plainArray(spellings.map(({ byBlock }) => byBlock)),
      kind,
    ]
    const labels = labelsVisibleTo(reader, at, { label: 'r', firstParameter: parameters.length + 1 })
    parameters.push(...labels.parameters)
    const visible = visibleTo(reader, at, { edition: 'e', label: 'readable', firstParameter: parameters.length + 1 })
    parameters.push(...visible.parameters)
    return ask<HitRow>(
      `with readable as materialized (select r.* from hub.label r where ${labels.sql})
       select q.question, q.by_block as "byBlock", f.kind, f.value, ${iso('f.valid_from')} as "validFrom", ${iso('f.valid_until')} as "validUntil", o.document,
         array(select n.document from hub.edition_object n where n.edition_id = f.edition_id and n.position = any(f.related) order by n.position) as related,
         f.edition_id as "editionId", f.reference, f.category, l.to_public as "toPublic", f.title, ${iso('f.released_at')} as "releasedAt"
       from unnest($1::int[], $2::text[], $3::bigint[], $4::boolean[]) as q (question, value, digest, by_block) cross join lateral (
         select v.*, e.reference, e.title, e.released_at from hub.edition_value v join hub.edition e on e.id = v.edition_id
         where v.digest = q.digest and v.label_id = any(array(select r.id from readable r)) and v.value = q.value
           and ($5::text is null or v.kind = case when q.by_block then 'cidr' else $5 end) and (${visible.sql})
         order by e.released_at desc, v.edition_id, v.position, v.place limit ${most}) f
       join hub.edition_object o on o.edition_id = f.edition_id and o.position = f.position
       join readable l on l.id = f.label_id
       order by q.question, q.by_block, f.released_at desc, f.edition_id, f.position, f.place`,
      parameters,
    )
  }

  /** What {@link everyValue} depends on: which editions the reader may read. They never change, so that the same ones hold the same values. */
  async readable(tx: Tx, reader: Reader, at: Date): Promise<string> {
    const { from, parameters } = editionsOf(reader, at)
    const [{ state }] = await prepared<{ state: string }>(
      tx,
      `select count(*) || ' ' || coalesce(bit_xor(hashtextextended(e.id::text, 1)), 0) || ' ' || coalesce(bit_xor(hashtextextended(e.id::text, 2)), 0) as state
       from ${from}`,
      parameters,
    )
    return state
  }

  /** Every value that some look-up of the reader would find, a few thousand at once; a value may come again. */
  async *everyValue(tx: Tx, reader: Reader, at: Date): AsyncGenerator<string[]> {
    const { from, parameters } = editionsOf(reader, at)
    // All of it is read, so the quickest way to the first rows is not the best.
    await tx.query('set local cursor_tuple_fraction = 1')
    await tx.query(
      `declare every_value no scroll cursor for select v.value from ${from} join hub.edition_value v on v.edition_id = e.id and v.label_id = e.label_id`,
      parameters,
    )
    for (;;) {
      const rows: { value: string }[] = await tx.query(`fetch ${VALUES_AT_ONCE} from every_value`)
      if (rows.length === 0) break
      yield rows.map(({ value }) => value)
    }
    await tx.query('close every_value')
  }
}

/** A few milliseconds of the event loop. */
const VALUES_AT_ONCE = 2_000

/** The editions that the reader may read, as `e`. */
function editionsOf(reader: Reader, at: Date): { readonly from: string; readonly parameters: unknown[] } {
  const labels = labelsVisibleTo(reader, at, { label: 'r', firstParameter: 1 })
  const visible = visibleTo(reader, at, { edition: 'e', firstParameter: labels.parameters.length + 1 })
  return {
    from: `(select e.id, e.label_id from hub.edition e
       where e.label_id = any(array(select r.id from hub.label r where ${labels.sql})) and (${visible.sql})) e`,
    parameters: [...labels.parameters, ...visible.parameters],
  }
}

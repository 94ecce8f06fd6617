import { plainArray, textArray, type Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { Spelling } from './look-up.ts'
import type { MostHits } from './look-up.repository.ts'
import { CURRENT } from './stix-store.repository.ts'

/** The current content of a stored object that may name the value, and where it came from. */
export interface StoredRow {
  /** Which of the questions it may answer. */
  readonly question: number
  readonly byBlock: boolean
  readonly document: string
  readonly version: string
  readonly revoked: boolean
  readonly receivedAt: string
  readonly importId: string
  readonly fileName: string
  readonly sourceId: string | null
  readonly sourceName: string | null
  readonly originator: string | null
  readonly sourceTlp: string | null
}

/** Something that was stored before there was an index, and where the walk is when it has been indexed. */
export interface BacklogRow {
  readonly stixId: string
  readonly version: string
  readonly variant: number
  /** Null when it was stored since, and is in the index already. */
  readonly document: string | null
}

/** Entries of one digest that are looked at, so that what thousands of objects name costs no more than a page. */
const MOST_ENTRIES = 2_000

/** All SQL about the index of what the store names. Row-level security alone decides who sees the store: all of it, or nothing. */
export class StoreLookUpRepository {
  /** Adds what objects name. */
  async index(
    tx: Tx,
    entries: readonly { readonly stixId: string; readonly digests: readonly bigint[] }[],
  ): Promise<void> {
    const rows = entries.flatMap(({ stixId, digests }) => digests.map(digest => ({ digest, stixId })))
    if (rows.length === 0) return
    await tx.query(`insert into hub.stix_value (digest, stix_id) select unnest($1::bigint[]), unnest($2::text[])`, [
      plainArray(rows.map(({ digest }) => digest)),
      textArray(rows.map(({ stixId }) => stixId)),
    ])
  }

  /**
   * What the index points to. It knows eight bytes of a value and no version: the document has to be asked again.
   * @param most objects of one spelling
   */
  async candidates(tx: Tx, spellings: readonly Spelling[], most: MostHits): Promise<StoredRow[]> {
    return tx.query(
      `select q.question, q.by_block as "byBlock", f.document, f.version, f.revoked, ${iso('f.received_at')} as "receivedAt",
         b.id as "importId", b.file_name as "fileName", s.id as "sourceId", s.name as "sourceName", s.originator, s.tlp as "sourceTlp"
       from unnest($1::int[], $2::bigint[], $3::boolean[]) as q (question, digest, by_block) cross join lateral (
         select o.* from (
           select distinct v.stix_id from (select v.stix_id from hub.stix_value v where v.digest = q.digest limit ${MOST_ENTRIES}) v
         ) v join hub.stix_object o on o.stix_id = v.stix_id
         where ${CURRENT} limit ${most}) f
       join hub.bundle_import b on b.id = f.import_id left join hub.source s on s.id = b.source_id
       order by q.question, q.by_block, f.received_at desc, f.stix_id`,
      [
        spellings.map(({ question }) => question),
        spellings.map(({ digest }) => digest.toString()),
        spellings.map(({ byBlock }) => byBlock),
      ],
    )
  }

  /** Whether everything that is stored is in the index. */
  async isComplete(tx: Tx): Promise<boolean> {
    const rows: { complete: boolean }[] = await tx.query(
      `select finished_at is not null or not exists (select 1 from hub.bundle_import i where i.started_at < b.stored_before) as complete
       from hub.stix_value_backlog b`,
    )
    return rows[0]?.complete === true
  }

  /** The next objects to be indexed, oldest index first; null when another process is at it, none when all is done. */
  async takeBacklog(tx: Tx, most: number): Promise<BacklogRow[] | null> {
    const held: unknown[] = await tx.query(
      `select 1 from hub.stix_value_backlog where finished_at is null for update skip locked`,
    )
    if (held.length === 0) return null
    return tx.query(
      `select o.stix_id as "stixId", o.version, o.variant, case when o.received_at < b.stored_before then o.document end as document
       from hub.stix_value_backlog b cross join lateral (
         select o.* from hub.stix_object o
         where (o.stix_id, o.version, o.variant) > (coalesce(b.stix_id, ''), coalesce(b.version, ''), coalesce(b.variant, 0))
         order by o.stix_id, o.version, o.variant limit ${most}) o`,
    )
  }

  /** @param last object that was indexed; null when there was none left */
  async advanceBacklog(tx: Tx, last: BacklogRow | null): Promise<void> {
    if (last === null) await tx.query(`update hub.stix_value_backlog set finished_at = clock_timestamp()`)
    else
      await tx.query(`update hub.stix_value_backlog set stix_id = $1, version = $2, variant = $3`, [
        ...[last.stixId, last.version, last.variant],
      ])
  }
}

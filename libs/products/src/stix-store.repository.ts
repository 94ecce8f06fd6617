import { byteaArray, plainArray, textArray, type Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { SourceLabel } from './marking-rule.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'
import { containsWords, searchWords } from './search-text.ts'

/** One object ready to be stored; `versionOrder` sorts versions (microseconds since 1970, 0 for an object without dates). */
export interface IncomingObject {
  readonly position: number
  readonly stixId: string
  readonly version: string
  readonly versionOrder: bigint
  readonly type: string
  readonly name: string
  readonly createdByRef: string | null
  readonly revoked: boolean
  /** In UTF-8: outside of the heap, where whatever waits for its turn is moved about by each collection of garbage. */
  readonly document: Uint8Array
  /** `contentDigest` */
  readonly digest: string
  /** Like `valueDigests`, asked for once it is known that it is stored: most of a feed is known already. */
  readonly searchText: () => string
  /** Of the values that it names, by which it is looked up. */
  readonly valueDigests: () => readonly bigint[]
}

export interface StixObjectFilter {
  readonly text?: string | null
  readonly type?: string | null
  readonly importId?: string | null
  readonly ids?: readonly string[] | null
}

export interface StixObjectSummary {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly version: string
  readonly revoked: boolean
  readonly versions: number
  readonly receivedAt: string
}

export interface StixObjectVersion {
  readonly version: string
  readonly variant: number
  readonly revoked: boolean
  readonly receivedAt: string
  readonly document: string
  /** The import or pull that brought it, and the source when it came by itself. */
  readonly importId: string
  readonly sourceId: string | null
}

/** That no other row of the object is newer. */
export const CURRENT = `not exists (select 1 from hub.stix_object n where n.stix_id = o.stix_id and (n.version_order, n.variant) > (o.version_order, o.variant))`

/** All SQL about the STIX store. The current state of an object is its newest version, and of that the content received last. */
export class StixStoreRepository {
  /**
   * Waits for the turn to write: one importer at a time looks for revocations and gives out variants, so that what it saw
   * still holds when it stores. Imports of different bundles overlap in everything else.
   */
  async takeTurn(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('noroshi stix store'))`)
  }

  /**
   * What is held already of a batch in which no (stixId, version) occurs twice, by position: null where this very content is, else the
   * further variant that other content under a version becomes. Nothing is said of what is new. A lateral subquery with `limit`,
   * because of an `exists` the planner makes a table of all that is stored, for each batch.
   */
  async held(tx: Tx, batch: readonly IncomingObject[]): Promise<Map<number, number | null>> {
    const rows: { index: number; variant: number | null }[] = await tx.query(
      `select i.index::int, case when o.digest <> i.digest
           and (select true from hub.stix_object k where k.stix_id = i.stix_id and k.version = i.version and k.digest = i.digest limit 1) is null
         then o.variant + 1 end as variant
       from unnest($1::text[], $2::text[], $3::bytea[]) with ordinality as i (stix_id, version, digest, index) cross join lateral (
         select o.variant, o.digest from hub.stix_object o where o.stix_id = i.stix_id and o.version = i.version order by o.variant desc limit 1) o`,
      [
        textArray(batch.map(object => object.stixId)),
        textArray(batch.map(object => object.version)),
        byteaArray(batch.map(object => object.digest)),
      ],
    )
    return new Map(rows.map(({ index, variant }) => [batch[index - 1].position, variant]))
  }

  /**
   * Stores a batch, in its turn, of what is not held: as the first variant or as the one that `held` says. The arrays are taken apart in the
   * list of columns, side by side: after `from` each would be laid out as a table first.
   */
  async store(
    tx: Tx,
    importId: string,
    batch: readonly IncomingObject[],
    held: ReadonlyMap<number, number | null>,
  ): Promise<void> {
    if (batch.length === 0) return
    await tx.query(
      `insert into hub.stix_object (stix_id, version, variant, type, name, created_by_ref, revoked, version_order, document, digest, search_text, import_id, received_at)
       select unnest($2::text[]), unnest($3::text[]), unnest($4::int[]), unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::boolean[]),
         unnest($9::numeric[]), unnest($10::text[]), unnest($11::bytea[]), unnest($12::text[]), $1::uuid, clock_timestamp()`,
      [
        importId,
        textArray(batch.map(object => object.stixId)),
        textArray(batch.map(object => object.version)),
        plainArray(batch.map(({ position }) => held.get(position) ?? 1)),
        textArray(batch.map(object => object.type)),
        textArray(batch.map(object => object.name)),
        textArray(batch.map(object => object.createdByRef)),
        plainArray(batch.map(object => object.revoked)),
        plainArray(batch.map(object => object.versionOrder)),
        textArray(batch.map(object => object.document)),
        byteaArray(batch.map(object => object.digest)),
        textArray(batch.map(object => object.searchText())),
      ],
    )
  }

  /**
   * For each of the ids that has been revoked: the order of its revoking version. Revocation is final (§3.6). What a source revoked
   * counts for sources alone: it must not keep away what an analyst imports.
   */
  async revocations(tx: Tx, ids: readonly string[], ofSources: boolean): Promise<Map<string, bigint>> {
    const rows: { id: string; order: string }[] = await tx.query(
      `select o.stix_id as id, min(o.version_order)::text as "order" from hub.stix_object o where o.revoked and o.stix_id = any($1::text[])
         and ($2 or exists (select 1 from hub.bundle_import b where b.id = o.import_id and b.source_id is null)) group by o.stix_id`,
      [textArray(ids), ofSources],
    )
    return new Map(rows.map(row => [row.id, BigInt(row.order)]))
  }

  /** Of those ids that are held and have versions: the newest version, and of that the content that came last. */
  async newestContents(tx: Tx, ids: readonly string[]): Promise<{ id: string; version: string; digest: string }[]> {
    return tx.query(
      `select distinct on (o.stix_id) o.stix_id as id, o.version, encode(o.digest, 'hex') as digest from hub.stix_object o
       where o.stix_id = any($1::text[]) and o.version <> '' order by o.stix_id, o.version_order desc, o.variant desc`,
      [textArray(ids)],
    )
  }

  /** Positions of those that somebody else than this source brought first, less the very contents that are held already. */
  async heldByOthers(tx: Tx, sourceId: string, batch: readonly IncomingObject[]): Promise<Set<number>> {
    const rows: { position: number }[] = await tx.query(
      `select i.position from unnest($2::int[], $3::text[], $4::text[], $5::bytea[]) as i (position, stix_id, version, digest)
       where (select b.source_id is distinct from $1::uuid from hub.stix_object o join hub.bundle_import b on b.id = o.import_id
              where o.stix_id = i.stix_id order by o.received_at, o.version_order, o.variant limit 1)
         and not exists (select 1 from hub.stix_object o where o.stix_id = i.stix_id and o.version = i.version and o.digest = i.digest)`,
      [
        sourceId,
        plainArray(batch.map(object => object.position)),
        textArray(batch.map(object => object.stixId)),
        textArray(batch.map(object => object.version)),
        byteaArray(batch.map(object => object.digest)),
      ],
    )
    return new Set(rows.map(row => row.position))
  }

  async list(tx: Tx, filter: StixObjectFilter, page: PageRequest): Promise<Page<StixObjectSummary>> {
    const limit = pageSize(page, 50)
    const parameters: unknown[] = []
    const conditions = [CURRENT, containsWords('o.search_text', searchWords(filter.text), parameters)]
    if (filter.type) conditions.push(`o.type = $${parameters.push(filter.type)}`)
    if (filter.ids) conditions.push(`o.stix_id = any($${parameters.push(filter.ids)}::text[])`)
    if (filter.importId)
      conditions.push(
        `exists (select 1 from hub.stix_object m where m.stix_id = o.stix_id and m.import_id = $${parameters.push(filter.importId)}::uuid)`,
      )
    if (page.after) {
      const [type, name, id] = decodeCursor(page.after, ['text', 'text', 'text'])
      conditions.push(
        `(o.type, o.name, o.stix_id) > ($${parameters.push(type)}, $${parameters.push(name)}, $${parameters.push(id)})`,
      )
    }
    const rows: StixObjectSummary[] = await tx.query(
      `select o.stix_id as id, o.type, o.name, o.version, o.revoked, ${iso('o.received_at')} as "receivedAt",
         (select count(*)::int from hub.stix_object v where v.stix_id = o.stix_id) as versions
       from hub.stix_object o where ${conditions.join(' and ')} order by o.type, o.name, o.stix_id limit ${limit + 1}`,
      parameters,
    )
    return toPage(
      rows,
      limit,
      row => [row.type, row.name, row.id],
      row => row,
    )
  }

  /** All contents of one object, newest first; empty when the store does not hold it. */
  async versions(tx: Tx, id: string): Promise<(StixObjectVersion & { type: string; name: string })[]> {
    return tx.query(
      `select o.version, o.variant, o.revoked, ${iso('o.received_at')} as "receivedAt", o.document, o.type, o.name, o.import_id as "importId", b.source_id as "sourceId"
       from hub.stix_object o join hub.bundle_import b on b.id = o.import_id where o.stix_id = $1 order by o.version_order desc, o.variant desc`,
      [id],
    )
  }

  /** Current summaries of those of the ids that the store holds. */
  async summaries(tx: Tx, ids: readonly string[]): Promise<Map<string, StixObjectSummary>> {
    const rows: StixObjectSummary[] = await tx.query(
      `select o.stix_id as id, o.type, o.name, o.version, o.revoked, ${iso('o.received_at')} as "receivedAt", 1 as versions
       from hub.stix_object o where o.stix_id = any($1::text[]) and ${CURRENT}`,
      [ids],
    )
    return new Map(rows.map(row => [row.id, row]))
  }

  /** What the sources of the current contents of these ids say of what they bring; nothing for what a person imported. */
  async sourceLabels(tx: Tx, ids: readonly string[]): Promise<SourceLabel[]> {
    return tx.query(
      `select o.stix_id as id, s.contains_secret as "containsSecret", s.contains_comm_info as "containsCommInfo",
         s.identifies_person as "identifiesPerson", s.tlp
       from hub.stix_object o join hub.bundle_import b on b.id = o.import_id join hub.source s on s.id = b.source_id
       where o.stix_id = any($1::text[]) and ${CURRENT}`,
      [ids],
    )
  }

  /** Current documents, in the sender's own text, of those of the ids that the store holds. */
  async documents(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows: { id: string; document: string }[] = await tx.query(
      `select o.stix_id as id, o.document from hub.stix_object o where o.stix_id = any($1::text[]) and ${CURRENT}`,
      [ids],
    )
    return new Map(rows.map(row => [row.id, row.document]))
  }
}

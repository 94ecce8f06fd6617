import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import { decodeCursor, pageSize, toPage, type Page, type PageRequest } from './page.ts'

export interface BundleImport {
  readonly id: string
  readonly fileName: string
  readonly bundleId: string | null
  readonly state: 'RUNNING' | 'INTERRUPTED' | 'DONE' | 'REFUSED'
  readonly bytesTotal: number | null
  readonly bytesRead: number
  readonly objectsRead: number
  readonly stored: number
  readonly known: number
  readonly refused: number
  readonly changed: number
  readonly refusal: ImportRemark | null
  readonly startedAt: string
  readonly finishedAt: string | null
}

/** Why something is remarked on: a refusal of `@noroshi/stix`, or a rule that only the store can hold. */
export interface Reason {
  readonly rule: string
  readonly section: string
  readonly path: string
  readonly message: string
  readonly messageJa: string
}

export interface ImportRemark extends Reason {
  readonly position: number
  /** `LOSS`: of a document of another format, what has no counterpart in STIX or only an inexact one. */
  readonly kind: 'REFUSED' | 'CHANGED' | 'WARNING' | 'LOSS'
  readonly stixId: string | null
}

/** What one batch adds to a receipt. */
export interface BatchTally {
  readonly bytesRead: number
  readonly objectsRead: number
  readonly stored: number
  readonly known: number
  readonly refused: number
  readonly changed: number
}

/** A running import whose row was not touched for this long was cut off by a crash; it may be sent again. */
const INTERRUPTED_AFTER = `interval '30 seconds'`

const COLUMNS = `id, file_name as "fileName", bundle_id as "bundleId",
  case when state = 'RUNNING' and touched_at < now() - ${INTERRUPTED_AFTER} then 'INTERRUPTED' else state end as state,
  bytes_total::float8 as "bytesTotal", bytes_read::float8 as "bytesRead", objects_read as "objectsRead", stored, known, refused, changed, refusal,
  ${iso('started_at')} as "startedAt", ${iso('finished_at')} as "finishedAt"`

export class BundleImportRepository {
  /** False when an import of this id is running or has ended; one that was interrupted is begun anew. */
  async begin(tx: Tx, id: string, fileName: string, importedBy: string, bytesTotal: number | null): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into hub.bundle_import (id, file_name, imported_by, bytes_total) values ($1, $2, $3, $4)
       on conflict (id) do update set bytes_read = 0, objects_read = 0, stored = 0, known = 0, refused = 0, changed = 0, started_at = now(), touched_at = now()
         where bundle_import.state = 'RUNNING' and bundle_import.touched_at < now() - ${INTERRUPTED_AFTER} and bundle_import.imported_by = excluded.imported_by
       returning id`,
      [id, fileName, importedBy, bytesTotal],
    )
    return rows.length === 1
  }

  async addBatch(tx: Tx, id: string, tally: BatchTally, remarks: readonly ImportRemark[]): Promise<void> {
    await tx.query(
      `update hub.bundle_import set bytes_read = $2, objects_read = objects_read + $3, stored = stored + $4, known = known + $5,
         refused = refused + $6, changed = changed + $7, touched_at = now() where id = $1`,
      [id, tally.bytesRead, tally.objectsRead, tally.stored, tally.known, tally.refused, tally.changed],
    )
    if (remarks.length === 0) return
    await tx.query(
      `insert into hub.bundle_import_remark (import_id, position, kind, stix_id, rule, section, path, message, message_ja)
       select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) on conflict do nothing`,
      [
        id,
        remarks.map(remark => remark.position),
        remarks.map(remark => remark.kind),
        remarks.map(remark => remark.stixId),
        remarks.map(remark => remark.rule),
        remarks.map(remark => remark.section),
        remarks.map(remark => remark.path),
        remarks.map(remark => remark.message),
        remarks.map(remark => remark.messageJa),
      ],
    )
  }

  async finish(
    tx: Tx,
    id: string,
    state: 'DONE' | 'REFUSED',
    bundleId: string | null,
    refusal: ImportRemark | null,
    bytesRead: number,
  ): Promise<void> {
    await tx.query(
      `update hub.bundle_import set state = $2, bundle_id = $3, refusal = $4, bytes_read = $5, touched_at = now(), finished_at = now() where id = $1`,
      [id, state, bundleId, refusal ? JSON.stringify(refusal) : null, bytesRead],
    )
  }

  async find(tx: Tx, id: string): Promise<BundleImport | undefined> {
    const rows: BundleImport[] = await tx.query(`select ${COLUMNS} from hub.bundle_import where id = $1::uuid`, [id])
    return rows[0]
  }

  async list(tx: Tx, page: PageRequest): Promise<Page<BundleImport>> {
    const limit = pageSize(page)
    const parameters: unknown[] = []
    let where = 'true'
    if (page.after) {
      const [startedAt, id] = decodeCursor(page.after, ['instant', 'uuid'])
      where = `(started_at, id) < ($${parameters.push(startedAt)}::timestamptz, $${parameters.push(id)}::uuid)`
    }
    const rows: (BundleImport & { key: string })[] = await tx.query(
      `select ${COLUMNS}, started_at::text as key from hub.bundle_import where ${where} order by started_at desc, id desc limit ${limit + 1}`,
      parameters,
    )
    return toPage(
      rows,
      limit,
      row => [row.key, row.id],
      ({ key: _key, ...found }) => found,
    )
  }

  async remarks(tx: Tx, id: string, kind: string | null, page: PageRequest): Promise<Page<ImportRemark>> {
    const limit = pageSize(page, 100)
    const parameters: unknown[] = [id]
    const conditions = ['import_id = $1::uuid']
    if (kind) conditions.push(`kind = $${parameters.push(kind)}`)
    if (page.after) {
      const [position, rest] = decodeCursor(page.after, ['integer', 'text'])
      conditions.push(
        `(position, kind || ' ' || rule || ' ' || path) > ($${parameters.push(position)}::int, $${parameters.push(rest)}::text)`,
      )
    }
    const rows: (ImportRemark & { key: string })[] = await tx.query(
      `select position, kind, stix_id as "stixId", rule, section, path, message, message_ja as "messageJa", kind || ' ' || rule || ' ' || path as key
       from hub.bundle_import_remark where ${conditions.join(' and ')} order by position, kind || ' ' || rule || ' ' || path limit ${limit + 1}`,
      parameters,
    )
    return toPage(
      rows,
      limit,
      row => [String(row.position), row.key],
      ({ key: _key, ...remark }) => remark,
    )
  }
}

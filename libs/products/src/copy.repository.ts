import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'

export type CopyFormat = 'PDF' | 'MARKDOWN'

/** Whose a copy is. */
export interface CopyTrace {
  readonly number: string
  readonly editionId: string
  readonly reference: string
  readonly productId: string
  readonly format: CopyFormat
  readonly person: string
  readonly organisation: string
  readonly takenAt: string
}

/** All SQL about copies of sealed editions. */
export class CopyRepository {
  /** @returns when, ISO 8601 UTC, by the database's clock */
  async insert(tx: Tx, number: string, editionId: string, personId: string, format: CopyFormat): Promise<string> {
    await tx.query(`insert into hub.edition_copy (number, edition_id, person_id, format) values ($1, $2, $3, $4)`, [
      ...[number, editionId, personId, format],
    ])
    const [{ at }]: { at: string }[] = await tx.query(`select ${iso('now()')} as at`) // the same within a transaction
    return at
  }

  async find(tx: Tx, number: string): Promise<CopyTrace | undefined> {
    const rows: CopyTrace[] = await tx.query(
      `select c.number, c.edition_id as "editionId", e.reference, e.product_id as "productId", c.format, p.name as person,
         o.name as organisation, ${iso('c.taken_at')} as "takenAt"
       from hub.edition_copy c join hub.edition e on e.id = c.edition_id
         join hub.person p on p.id = c.person_id join hub.organisation o on o.id = p.organisation_id where c.number = $1`,
      [number],
    )
    return rows[0]
  }

  /** Of an edition that the reader was seen to read. */
  async goesToPublic(tx: Tx, editionId: string): Promise<boolean> {
    const rows: { toPublic: boolean }[] = await tx.query(
      `select l.to_public as "toPublic" from hub.label l join hub.edition e on e.label_id = l.id where e.id = $1`,
      [editionId],
    )
    return rows.some(({ toPublic }) => toPublic)
  }
}

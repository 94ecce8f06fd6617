import type { ApprovalFacts } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { ApprovalRow } from './approval.ts'
import { iso } from './edition.repository.ts'

/** What is written of a decision. */
export interface NewApproval extends ApprovalFacts {
  readonly productId: string
  readonly productVersion: number
  readonly digest: string
  readonly note: string
}

/** All SQL about approvals. Row-level security lets the product's workers read them, and a second, cleared person decide. */
export class ApprovalRepository {
  /** In the order in which they were made. */
  async of(tx: Tx, productId: string): Promise<ApprovalRow[]> {
    return tx.query(
      `select product_version as "productVersion", digest, person_id as "personId", kind, decision, note, ${iso('at')} as at
         from hub.approval where product_id = $1 order by id`,
      [productId],
    )
  }

  async insert(tx: Tx, approval: NewApproval): Promise<void> {
    const { productId, productVersion, digest, personId, kind, decision, note } = approval
    await tx.query(
      `insert into hub.approval (product_id, product_version, digest, person_id, kind, decision, note) values ($1, $2, $3, $4, $5, $6, $7)`,
      [productId, productVersion, digest, personId, kind, decision, note],
    )
  }
}

import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { ProductState } from './product.ts'

export interface AlertRow {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly summary: string
  readonly titleEn: string | null
  readonly state: ProductState
  readonly authorId: string
  readonly updatedAt: string
}

const MOST = 20

/** All SQL about alerts: what is ready to go to everybody, or went. */
export class AlertRepository {
  /** Emergencies of one NOTICE to everybody: those that wait for a second person, then those that went out within a week, the newest first. */
  async list(tx: Tx): Promise<AlertRow[]> {
    return tx.query(
      `select p.id, p.version, d.title, d.summary, d.title_en as "titleEn", p.state, p.author_id as "authorId", ${iso('p.updated_at')} as "updatedAt"
       from hub.product p join hub.edition_draft d on d.product_id = p.id
       where p.urgency = 'EMERGENCY' and d.category = 'NOTICE' and d.everyone
         and (p.state = 'IN_REVIEW' or p.state in ('RELEASED', 'RECALLED') and p.updated_at > now() - interval '7 days')
         and not exists (select 1 from hub.edition_draft o where o.product_id = p.id and o.id <> d.id)
       order by p.state <> 'IN_REVIEW', p.updated_at desc, p.id limit ${MOST}`,
    )
  }
}

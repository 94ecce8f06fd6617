import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from '@noroshi/products'
import type { ImpactInput, OwnImpact } from './impact-answer.ts'

const SAID = `a.answer, a.note, a.action_state as "actionState", a.action_asked as "actionAsked", a.action_owner as "actionOwner", a.action_due::text as "actionDue", ${iso('a.at')} as at`

/** All SQL about what organisations answer to what they were told; row-level security shows each its own. */
export class ImpactAnswerRepository {
  /** What the organisation answered, the newest first. */
  async own(tx: Tx, organisationId: string, editionId: string, most: number): Promise<OwnImpact[]> {
    return tx.query(
      `select ${SAID}, coalesce(p.name, '—') as person from hub.impact_answer a left join hub.person p on p.id = a.person_id
       where a.edition_id = $1::uuid and a.organisation_id = $2::uuid order by a.at desc limit ${most}`,
      [editionId, organisationId],
    )
  }

  /** Row-level security refuses what the person may not read, and was not told of. To answer is to take note. */
  async say(tx: Tx, reader: Reader, editionId: string, input: ImpactInput): Promise<void> {
    await tx.query(
      `insert into hub.impact_answer (edition_id, label_id, category, person_id, organisation_id, answer, note, action_state, action_asked, action_owner, action_due)
       select e.id, e.label_id, e.category, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9::date from hub.edition e where e.id = $1::uuid`,
      [
        ...[editionId, reader.personId, reader.organisationId, input.answer, input.note],
        ...[input.actionState, input.actionAsked, input.actionOwner, input.actionDue],
      ],
    )
    await tx.query(
      `update hub.inbox set acknowledged_at = now(), delivered_at = coalesce(delivered_at, now())
       where person_id = $1 and edition_id = $2::uuid and kind <> 'RECALLED' and acknowledged_at is null`,
      [reader.personId, editionId],
    )
  }

  /** Whether they were told of it. */
  async isTold(tx: Tx, personId: string, editionId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from hub.inbox where person_id = $1 and edition_id = $2::uuid and kind <> 'RECALLED'`,
      [personId, editionId],
    )
    return rows.length > 0
  }
}

import type { Tx } from '@noroshi/database'
import type { Classification } from './classification.ts'

/** An intake as it is classified now. */
export interface ClassifiedIntake {
  readonly id: string
  readonly caseId: string
  readonly ownerOrganisationId: string
  readonly requiredRank: number
  readonly sourceType: string
  readonly now: Classification
  /** Who said so. */
  readonly by: string
  /** How many times it was classified anew. */
  readonly position: number
}

/** `from hub.intake i` goes on with it: `n` is the newest classification, where there is one besides the intake's own. */
export const NEWEST_CLASSIFICATION = `left join lateral (
  select * from hub.intake_classification c where c.intake_id = i.id order by c.position desc limit 1) n on true`

/** The columns of a classification, as it is now. */
export const CLASSIFIED = `coalesce(n.consented_tiers, i.consented_tiers) as "consentedTiers", coalesce(n.contains_secret, i.contains_secret) as "containsSecret",
  coalesce(n.contains_comm_info, i.contains_comm_info) as "containsCommInfo", coalesce(n.identifies_person, i.identifies_person) as "identifiesPerson"`

/** Of the entry `e` of a timeline: from what to what an intake was reclassified; null of every other. */
export const RECLASSIFIED = `case when e.classification is not null then jsonb_build_object('to', (
    select to_jsonb(x) from (select ${classified('c')} from hub.intake_classification c where c.intake_id = e.intake_id and c.position = e.classification) x),
  'from', coalesce((
    select to_jsonb(x) from (select ${classified('c')} from hub.intake_classification c where c.intake_id = e.intake_id and c.position = e.classification - 1) x), (
    select to_jsonb(x) from (select ${classified('i')} from hub.intake i where i.id = e.intake_id) x))) end as reclassified`

/** All SQL that says anew what an intake is. Row-level security holds who may. */
export class ReclassificationRepository {
  /** @param lock holds its case until the transaction ends */
  async find(tx: Tx, intakeId: string, lock = false): Promise<ClassifiedIntake | undefined> {
    const rows: ClassifiedIntake[] = await tx.query(
      `select i.id, i.case_id as "caseId", k.owner_organisation_id as "ownerOrganisationId", k.required_rank as "requiredRank", i.source_type as "sourceType",
         (select to_jsonb(x) from (select ${CLASSIFIED}) x) as now, coalesce(n.person_id, i.person_id) as by, coalesce(n.position, 0) as position
       from hub.intake i join hub.case_file k on k.id = i.case_id ${NEWEST_CLASSIFICATION} where i.id = $1::uuid ${lock ? 'for update of k' : ''}`,
      [intakeId],
    )
    return rows[0]
  }

  async insert(tx: Tx, intakeId: string, position: number, personId: string, to: Classification): Promise<void> {
    await tx.query(
      `insert into hub.intake_classification (intake_id, position, person_id, consented_tiers, contains_secret, contains_comm_info, identifies_person)
       values ($1::uuid, $2, $3::uuid, $4::text[], $5, $6, $7)`,
      [
        ...[intakeId, position, personId, to.consentedTiers],
        ...[to.containsSecret, to.containsCommInfo, to.identifiesPerson],
      ],
    )
  }
}

function classified(table: string): string {
  return `${table}.consented_tiers as "consentedTiers", ${table}.contains_secret as "containsSecret",
    ${table}.contains_comm_info as "containsCommInfo", ${table}.identifies_person as "identifiesPerson"`
}

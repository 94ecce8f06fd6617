/** Cases of another office: what came in and what was noted. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, uuidOf, type Row } from './rows.ts'

export function caseRows(rng: Rng, owner: string, person: string): Row[] {
  const [id, intake] = [uuidOf(rng), uuidOf(rng)]
  const now = new Date().toISOString()
  const of = { case_id: id, person_id: person }
  return [
    {
      table: 'case_file',
      values: { id, owner_organisation_id: owner, title: CANARY, required_rank: 1, created_by: person },
    },
    {
      table: 'intake',
      values: {
        ...{ ...of, id: intake, source_type: 'COUNCIL', summary: CANARY, originator: CANARY, legal_basis: CANARY },
        ...{ caveats: CANARY, consented_tiers: ['GOVERNMENT'], contains_secret: true, contains_comm_info: false },
        ...{ identifies_person: false, received_at: now },
      },
    },
    {
      table: 'intake_classification',
      values: {
        ...{ intake_id: intake, position: 1, person_id: person, consented_tiers: [], contains_secret: true },
        ...{ contains_comm_info: true, identifies_person: true, at: now },
      },
    },
    { table: 'case_entry', values: { ...of, id: uuidOf(rng), kind: 'NOTE', note: CANARY } },
  ]
}

/** What other organisations answer to what they were told, and what was done about those that did not. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, uuidOf, type Row } from './rows.ts'

/** @param person of another organisation than the reader's */
export function impactRows(rng: Rng, edition: Row['values'], person: string): Row[] {
  const organisation = uuidOf(rng)
  const of = { edition_id: edition['id'], organisation_id: organisation }
  const label = { label_id: edition['label_id'], category: edition['category'] }
  return [
    {
      table: 'impact_answer',
      values: {
        ...{ id: uuidOf(rng), person_id: person, ...of, ...label, answer: 'AFFECTED', note: CANARY },
        ...{ action_state: 'OPEN', action_asked: CANARY, action_owner: CANARY },
      },
    },
    { table: 'answer_step', values: { ...of, step: 'DUTY' } },
    { table: 'duty_note', values: { id: uuidOf(rng), ...of, person_id: person, what: 'TAKEN', note: CANARY } },
  ]
}

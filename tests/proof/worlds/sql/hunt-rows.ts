/** What other organisations answer to the hunt of an edition. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, uuidOf, type Row } from './rows.ts'

/** @param person of another organisation than the reader's */
export function answerRow(rng: Rng, edition: Row['values'], person: string): Row {
  return {
    table: 'hunt_answer',
    values: {
      ...{ id: uuidOf(rng), person_id: person, organisation_id: uuidOf(rng), note: CANARY, answer: 'FOUND' },
      ...{ edition_id: edition['id'], label_id: edition['label_id'], category: edition['category'] },
    },
  }
}

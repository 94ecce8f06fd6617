/** Rows about who agreed to a release: further people of its office, and originators of its material. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, numberOf, pick, uuidOf, type Row } from './rows.ts'

/** Decisions on a product, and what an originator that is not the reader's was asked about it, and said. */
export function agreementRows(
  rng: Rng,
  { product, originator, person }: { product: string; originator: string; person: string },
): Row[] {
  const id = uuidOf(rng)
  const now = new Date().toISOString()
  return [
    {
      table: 'approval',
      values: {
        ...{ id: numberOf(rng), product_id: product, product_version: 1, digest: 'a'.repeat(64), person_id: person },
        ...{ kind: pick(rng, ['REVIEW', 'AUTHORISATION']), decision: 'REFUSED', note: CANARY, at: now },
      },
    },
    {
      table: 'consent_request',
      values: {
        ...{ id, product_id: product, originator_id: originator, asking: CANARY, text: CANARY, objects: '[]' },
        ...{ digest: 'a'.repeat(64), tiers: ['MEMBER'], required_rank: 0, asked_by: person, asked_at: now },
      },
    },
    {
      table: 'consent_answer',
      values: { request_id: id, agreed: rng() < 0.5, answered_by: person, note: CANARY, answered_at: now },
    },
    {
      table: 'consent_withdrawal',
      values: { request_id: id, withdrawn_by: person, note: CANARY, withdrawn_at: now },
    },
  ]
}

/** Somebody outside the council who gives material. */
export function externalRows(rng: Rng, person: string): Row[] {
  const now = new Date().toISOString()
  return [
    {
      table: 'external_originator',
      values: { id: uuidOf(rng), name: CANARY, kind: 'POLICE', registered_by: person, registered_at: now },
    },
  ]
}

/** The mode of the hub, and what another office released in an emergency and found of it afterwards. */
import type { Reader } from '@noroshi/clearance'
import { mayInspect, type Rng } from '@noroshi/clearance/testing'
import { CANARY, numberOf, uuidOf, type Row } from './rows.ts'

/** Of the state's own situation: above everybody who neither makes products nor inspects. */
export function modeRows(rng: Rng): Row[] {
  const declared = { mode: 'LARGE_SCALE', person_id: uuidOf(rng), reason: CANARY, hours: 72 }
  return [{ table: 'operating_mode_switch', values: { ...declared, id: numberOf(rng) } }]
}

export function afterReviewRows(rng: Rng, product: unknown): Row[] {
  const id = uuidOf(rng)
  return [
    {
      table: 'after_review',
      values: {
        ...{
          id,
          product_id: product,
          product_version: 1,
          digest: 'a'.repeat(64),
          urgency: 'EMERGENCY',
          large_scale: true,
        },
        ...{ missing_reviews: 1, missing_authorisations: 0, reason: CANARY, released_by: uuidOf(rng), due_days: 7 },
      },
    },
    {
      table: 'after_review_finding',
      values: { after_review_id: id, person_id: uuidOf(rng), finding: 'UPHELD', note: CANARY },
    },
    ...offlineAlertRows(rng, product),
  ]
}

/** What was sent without the hub, and whom it reached. */
function offlineAlertRows(rng: Rng, product: unknown): Row[] {
  const [at, digest] = ['2026-11-29T03:00:00Z', 'b'.repeat(64)]
  const sent = { alert_id: 'NRA-7K3M-Q9TX', sent_at: at, key_id: 'c'.repeat(16), digest, imported_by: uuidOf(rng) }
  const name = uuidOf(rng).replaceAll('-', '')
  return [
    { table: 'offline_alert', values: { product_id: product, ...sent } },
    {
      table: 'offline_alert_recipient',
      values: { product_id: product, name, state: 'FAILED', reason: 'SMTP_451', at },
    },
  ]
}

/** What of this the reader may not know. @param product of an office that is not theirs */
export function emergencyAbove(rng: Rng, reader: Reader, product: unknown): Row[] {
  if (mayInspect(reader)) return []
  const works =
    reader.tier === 'GOVERNMENT' &&
    reader.membershipState === 'ACTIVE' &&
    reader.personActive &&
    reader.roles.some(role => role === 'ANALYST' || role === 'RELEASING_OFFICER')
  return [...afterReviewRows(rng, product), ...(works ? [] : modeRows(rng))]
}

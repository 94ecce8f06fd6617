import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, TEXTS, uuidOf, type Row } from './rows.ts'

/** What the edition replaced, under the same label, by words that nobody of the proof had. */
export function correctionRow(edition: string, labelId: unknown, category: string): Row {
  const now = new Date().toISOString()
  return {
    table: 'edition_correction',
    values: {
      ...{ edition_id: edition, earlier_id: edition, label_id: labelId, category, earlier_label_id: labelId },
      ...{ reference: CANARY, title: CANARY, summary: CANARY, body: CANARY, texts: TEXTS, indicators: '[]' },
      ...{ released_at: now, corrected_at: now },
    },
  }
}

/** That the edition has expired: known to those who had it, of whom the proof has nobody. */
export const expiryRow = (edition: string): Row => ({
  table: 'edition_expiry',
  values: { edition_id: edition, reference: CANARY, expires_at: '2026-01-01T00:00:00Z', zone: 'Asia/Tokyo' },
})

/** What is told of an edition to those alone who had it. */
export const OF_WHO_HAD: readonly string[] = ['edition_correction', 'edition_expiry']

/** That somebody opened an edition: known to them, to its makers and to inspectors. */
export const useRow = (rng: Rng, tier: string): Row => ({
  table: 'edition_use',
  values: { person_id: uuidOf(rng), edition_id: uuidOf(rng), kind: 'OPENED', tier },
})

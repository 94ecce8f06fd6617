/* The store of STIX objects, and the sources that fill it. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, numberOf, pick, uuidOf, type Row } from './rows.ts'

export function storeRows(rng: Rng, person: string): Row[] {
  const id = uuidOf(rng)
  const stixId = `indicator--${uuidOf(rng)}`
  const remark = { rule: 'r', section: 's', path: '$', message: CANARY, message_ja: CANARY }
  return [
    {
      table: 'bundle_import',
      values: { id, file_name: CANARY, imported_by: person, state: pick(rng, ['DONE', 'REFUSED', 'RUNNING']) },
    },
    {
      table: 'bundle_import_remark',
      values: { import_id: id, position: 0, kind: 'REFUSED', stix_id: stixId, ...remark },
    },
    {
      table: 'stix_object',
      values: {
        ...{
          stix_id: stixId,
          version: '2026-01-01T00:00:00.000Z',
          variant: 1,
          type: 'indicator',
          name: CANARY,
          revoked: false,
        },
        ...{ version_order: 1, document: CANARY, digest: uuidOf(rng), search_text: CANARY, import_id: id },
      },
    },
    { table: 'stix_value', values: { digest: numberOf(rng), stix_id: `${CANARY}--${stixId}` } },
  ]
}

/** A source, what was changed of it, how it goes with it, and a pull. */
export function sourceRows(rng: Rng, person: string): Row[] {
  const [id, now] = [uuidOf(rng), new Date().toISOString()]
  const sealed = { credential_kind: 'bearer', credential_sealed: CANARY }
  return [
    {
      table: 'source',
      values: {
        ...{ id, name: `${CANARY} ${id}`, kind: 'RSS', url: `https://${CANARY}.example/`, interval_seconds: 600 },
        ...{
          originator: CANARY,
          strictness: 'refuse',
          ...sealed,
          enabled: rng() < 0.5,
          created_at: now,
          changed_at: now,
        },
      },
    },
    {
      table: 'source_change',
      values: { source_id: id, position: 1, changed_at: now, changed_by: person, changes: JSON.stringify([CANARY]) },
    },
    { table: 'source_state', values: { source_id: id, cursor: JSON.stringify({ [CANARY]: 1 }), due_at: now } },
    {
      table: 'pull',
      values: {
        ...{ id: uuidOf(rng), source_id: id, kind: 'PULL', state: pick(rng, ['DONE', 'FAILED', 'REQUESTED']) },
        ...{ requested_by: person, requested_at: now, objects_read: 7, failure: JSON.stringify({ reason: CANARY }) },
      },
    },
  ]
}

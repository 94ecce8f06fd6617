/** What an intermediary passes on, and to whom: of another organisation than the reader's, and of an edition of another office. */
import type { Rng } from '@noroshi/clearance/testing'
import { CANARY, uuidOf, type Row } from './rows.ts'

/** Whom another passes on to: nobody's but its own, and that administration's. */
export function downstreamRows(rng: Rng, edition: Row['values']): Row[] {
  const [intermediary, downstream, relay] = [uuidOf(rng), uuidOf(rng), uuidOf(rng)]
  const of = { intermediary_id: intermediary, downstream_id: downstream }
  return [
    {
      table: 'downstream',
      values: {
        ...{ id: downstream, intermediary_id: intermediary, name: CANARY, email: `${CANARY.toLowerCase()}@example.jp` },
        language: 'ja',
      },
    },
    { table: 'downstream_organisation', values: { downstream_id: downstream, organisation_id: uuidOf(rng) } },
    {
      table: 'relay',
      values: {
        ...{
          id: relay,
          edition_id: edition['id'],
          label_id: edition['label_id'],
          category: 'NOTICE',
          kind: 'RELEASED',
        },
        ...{ urgency: 'ROUTINE', reference: CANARY, ...of },
      },
    },
    {
      table: 'relay_token',
      values: { digest: `${CANARY} ${relay}`, relay_id: relay, expires_at: new Date(4e12).toISOString() },
    },
  ]
}

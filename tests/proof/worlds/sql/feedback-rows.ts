/** What others say of editions: of those that a reader may not read, and of one that they may. */
import type { EditionFacts, Reader } from '@noroshi/clearance'
import { mayInspect, mayRead, type Rng } from '@noroshi/clearance/testing'
import { impactRows } from './answer-rows.ts'
import { answerRow } from './hunt-rows.ts'
import { CANARY, editionRows, uuidOf, type Added, type Row } from './rows.ts'

const VISIBILITIES = ['GOVERNMENT', 'ANONYMISED', 'NAMED']

/** What somebody said of an edition and reported of its indicators. */
export function feedbackRows(rng: Rng, edition: Row['values'], person: string): Row[] {
  const said = (): Row['values'] => ({
    ...{ id: uuidOf(rng), person_id: person, organisation_id: uuidOf(rng), note: CANARY },
    ...{ edition_id: edition['id'], label_id: edition['label_id'], category: edition['category'] },
  })
  const visibility = VISIBILITIES[Math.floor(rng() * VISIBILITIES.length)]
  const seen = { stix_id: CANARY, organisation_name: CANARY, verdict: 'SIGHTING', sightings: 7, visibility }
  return [
    { table: 'edition_feedback', values: { ...said(), usefulness: 'USEFUL', actions: ['BLOCKED'] } },
    { table: 'indicator_report', values: { ...said(), ...seen } },
    answerRow(rng, edition, person),
    ...impactRows(rng, edition, person),
  ]
}

/** Who of a tier shared a report with their name. */
function named(edition: Row['values'], tier: string): Row {
  const of = { edition_id: edition['id'], label_id: edition['label_id'], category: edition['category'] }
  const counted = { verdict: 'SIGHTING', part: 'NAMED', who: CANARY, tier, organisations: 1, sightings: 7 }
  return { table: 'report_tally', values: { ...of, stix_id: `${CANARY} ${tier}`, ...counted } }
}

/** Those whose names a reader of an edition is not shown. */
const ABOVE = {
  GOVERNMENT: [],
  MEMBER: ['GOVERNMENT'],
  FRIEND: ['GOVERNMENT', 'MEMBER'],
  PUBLIC: ['GOVERNMENT', 'MEMBER', 'FRIEND'],
} as const

/** @param hidden editions that are above the reader */
export function feedbackAbove(rng: Rng, reader: Reader, facts: readonly EditionFacts[], hidden: readonly Row[]): Added {
  if (mayInspect(reader)) return { shared: [], above: [] }
  const somebody = uuidOf(rng)
  // Of two of them: every row more is written anew for each case, and for each row that a difference is shrunk by.
  const above = hidden
    .filter(({ table }) => table === 'edition')
    .slice(0, 2)
    .flatMap(({ values }) => [...feedbackRows(rng, values, somebody), named(values, 'FRIEND')])
  const read = facts.find(edition => edition.releasedAt !== null && mayRead(reader, edition, Date.now()))
  if (!read) return { shared: [], above }
  const shared = editionRows(rng, { ...read, id: uuidOf(rng) }, uuidOf(rng), uuidOf(rng))
  const [, { values }] = shared
  above.push(...feedbackRows(rng, values, somebody), ...ABOVE[reader.tier].map(tier => named(values, tier)))
  return { shared, above }
}

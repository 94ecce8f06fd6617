import { visibleTo, type EditionFacts, type InfoCategory, type Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import type { DigestItem } from './digest.ts'
import { iso } from './edition.repository.ts'

const FACTS = `l.required_rank as "requiredRank", l.everyone, l.sectors, l.circles, l.organisations, l.people,
  l.excluded_organisations as "excludedOrganisations", l.excluded_sectors as "excludedSectors", l.excluded_people as "excludedPeople", l.consented_tiers as "consentedTiers", l.to_public as "toPublic",
  ${iso('e.recalled_at')} as "recalledAt", ${iso('e.embargo_until')} as "embargoUntil", ${iso('e.expires_at')} as "expiresAt"`

/** More nobody reads in one document. */
export const MOST_ITEMS = 500

/** Editions of these categories released within a time that the reader may read, newest first, with what decides who else may. */
export async function digestCandidates(
  tx: Tx,
  reader: Reader,
  { from, to, categories }: { from: Date; to: Date; categories: readonly InfoCategory[] },
  at: Date,
): Promise<{ item: DigestItem; facts: EditionFacts }[]> {
  const parameters: unknown[] = [from, to, categories]
  const visible = visibleTo(reader, at, { verb: 'read', edition: 'e', label: 'hub.label', firstParameter: 4 })
  parameters.push(...visible.parameters)
  const rows: (DigestItem & EditionFacts)[] = await tx.query(
    `select e.id, e.reference, e.category, e.kind, e.severity, e.urgency, e.title, e.summary, ${iso('e.released_at')} as "releasedAt",
       e.contains_secret as "containsSecret", e.contains_comm_info as "containsCommInfo", e.identifies_person as "identifiesPerson",
       ${FACTS}
     from hub.edition e join hub.label l on l.id = e.label_id
     where e.released_at >= $1::timestamptz and e.released_at < $2::timestamptz and e.category = any($3::text[]) and e.kind <> 'WEEKLY_DIGEST' and not e.drill and (${visible.sql})
     order by e.released_at desc, e.id desc limit ${MOST_ITEMS + 1}`,
    parameters,
  )
  if (rows.length > MOST_ITEMS)
    throw new HubError(
      'CONFLICT',
      'TOO_MUCH_TO_LIST',
      `More than ${MOST_ITEMS} editions were released in this time. Choose a shorter one.`,
      'to',
      `この期間の情報が${MOST_ITEMS}件を超えています。期間を短くしてください。`,
    )
  return rows.map(row => ({ item: row, facts: row }))
}

/** What decides who may read the editions of these references, of those that the reader can see at all. */
export async function editionsNamed(tx: Tx, references: readonly string[]): Promise<Map<string, EditionFacts>> {
  const rows: (EditionFacts & { readonly reference: string })[] = await tx.query(
    `select e.id, e.reference, e.category, ${iso('e.released_at')} as "releasedAt", ${FACTS}
     from hub.edition e join hub.label l on l.id = e.label_id where e.reference = any($1::text[])`,
    [references],
  )
  return new Map(rows.map(row => [row.reference, row]))
}

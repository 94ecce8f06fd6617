/** Who had what of a product, and what it means for them that it was corrected or taken back. */
import { audienceOf, type EditionFacts, type Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import type { Told } from './told.ts'

/** Everybody who was told of an edition of the product, or took it without being told. */
const HAD = `select i.person_id, i.tier, i.edition_id from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1 and i.kind <> 'RECALLED'
  union select u.person_id, u.tier, u.edition_id from hub.edition_use u join hub.edition e on e.id = u.edition_id where e.product_id = $1`

/** For each edition in force: who had one that it corrects, and may read it now. */
export async function correctedFor(
  tx: Tx,
  productId: string,
  editions: readonly EditionFacts[],
  readers: readonly Reader[],
  now: Date,
): Promise<Told[]> {
  const had: { editionId: string; personId: string }[] = await tx.query(
    `select distinct c.edition_id as "editionId", h.person_id as "personId" from (${HAD}) h join hub.edition_correction c on c.earlier_id = h.edition_id`,
    [productId],
  )
  return editions.flatMap(edition => {
    const people = new Set(had.filter(({ editionId }) => editionId === edition.id).map(({ personId }) => personId))
    const active = readers.filter(
      ({ personId, personActive, membershipState }) =>
        personId !== null && people.has(personId) && personActive && membershipState === 'ACTIVE',
    )
    return audienceOf(edition, active, now).flatMap(({ personId, tier }) =>
      personId === null ? [] : [{ personId, tier, editionId: edition.id }],
    )
  })
}

/**
 * Who had an edition that left force, and was told of none that corrects it: of the last they had, so that they are told once. Whatever
 * they may read by now.
 */
export async function takenBackFrom(tx: Tx, productId: string): Promise<Told[]> {
  return tx.query(
    `with had as (select person_id, edition_id, min(tier) as tier from (${HAD}) h group by person_id, edition_id)
     select h.person_id as "personId", h.tier, h.edition_id as "editionId" from had h join hub.edition e on e.id = h.edition_id and e.recalled_at is not null
     where not exists (select 1 from hub.edition_correction c join had later on later.edition_id = c.edition_id and later.person_id = h.person_id where c.earlier_id = h.edition_id)`,
    [productId],
  )
}

import type { InfoCategory, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { iso } from './edition.repository.ts'
import type { Hunt } from './hunt.ts'
import type { NewEdition } from './release.repository.ts'
import type { EditionText } from './texts.ts'

/** What of an edition in force its readers would see changed. */
export interface EditionInForce {
  readonly id: string
  readonly category: InfoCategory
  readonly labelId: number
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly title: string
  readonly summary: string
  readonly body: string
  readonly texts: readonly EditionText[]
  readonly bundle: string
  readonly hunt: Hunt | null
  readonly embargoUntil: string | null
  readonly expiresAt: string | null
}

/** An edition that the reader had, as it read before it was corrected. */
export interface EarlierEdition {
  readonly id: string
  readonly reference: string
  readonly title: string
  readonly summary: string
  readonly body: string
  readonly texts: readonly EditionText[]
  readonly indicators: readonly { kind: string; value: string; name: string; stixId: string }[]
  readonly releasedAt: string
  readonly correctedAt: string
  /** The reader opened or fetched it, which is more than being told of it. */
  readonly used: boolean
}

/** What of a product is in force, also while it is under embargo. */
export async function editionsInForce(tx: Tx, productId: string): Promise<EditionInForce[]> {
  return tx.query(
    `select id, category, label_id as "labelId", kind, severity, urgency, title, summary, body, texts, bundle, hunt, ${iso('embargo_until')} as "embargoUntil", ${iso('expires_at')} as "expiresAt"
     from hub.edition where product_id = $1 and recalled_at is null`,
    [productId],
  )
}

/** Takes one edition out of force, because it was corrected or is no longer among those of its product. */
export async function withdrawEdition(tx: Tx, id: string): Promise<void> {
  await tx.query(`update hub.edition set recalled_at = clock_timestamp() where id = $1 and recalled_at is null`, [id])
}

/** Says what a new edition replaces, and all that this one had replaced: a reader may have missed some in between. */
export async function recordCorrection(
  tx: Tx,
  edition: Pick<NewEdition, 'id' | 'labelId'>,
  earlierId: string,
): Promise<void> {
  await tx.query(
    `insert into hub.edition_correction (edition_id, earlier_id, label_id, category, earlier_label_id, reference, title, summary, body, texts, indicators, released_at, corrected_at)
     select $1, e.id, $2, e.category, e.label_id, e.reference, e.title, e.summary, e.body, e.texts, e.indicators, e.released_at, e.recalled_at
     from hub.edition e where e.id = $3 or e.id in (select c.earlier_id from hub.edition_correction c where c.edition_id = $3)`,
    [edition.id, edition.labelId, earlierId],
  )
}

/** What the reader had before this edition, the newest first. Row-level security leaves out what they never had. */
export async function earlierEditions(tx: Tx, reader: Reader, editionId: string): Promise<EarlierEdition[]> {
  return tx.query(
    `select c.earlier_id as id, c.reference, c.title, c.summary, c.body, c.texts, c.indicators, ${iso('c.released_at')} as "releasedAt", ${iso('c.corrected_at')} as "correctedAt",
       exists (select 1 from hub.edition_use u where u.edition_id = c.earlier_id and u.person_id = $2) as used
     from hub.edition_correction c
     where c.edition_id = $1::uuid
       and (exists (select 1 from hub.inbox i where i.edition_id = c.earlier_id and i.person_id = $2 and i.kind <> 'RECALLED')
         or exists (select 1 from hub.edition_use u where u.edition_id = c.earlier_id and u.person_id = $2))
     order by c.released_at desc`,
    [editionId, reader.personId],
  )
}

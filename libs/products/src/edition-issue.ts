import type { Tx } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { canonicalText } from '@noroshi/stix'
import { editionsInForce, recordCorrection, withdrawEdition, type EditionInForce } from './correction.repository.ts'
import { makeEdition } from './edition-maker.ts'
import { contentOf } from './edition-report.ts'
import { huntIndicatorId } from './hunt.ts'
import { labelOf } from './product.ts'
import type { ProductRow, StoredDraft } from './product.repository.ts'
import { ReleaseRepository, type NewEdition } from './release.repository.ts'
import type { ReleaseKey } from './signing.ts'

/**
 * Makes the editions of a release. Of a correction only those that changed: who reads another edition of the product is not to learn
 * that there was anything. An edition in force that is replaced, or has no draft any more, leaves force.
 * @returns what happened, in the word of history and of news
 * @throws HubError INVALID_INPUT EMBARGOED_CORRECTION: who holds what is wrong shall not wait for what is right
 */
export async function issueEditions(
  tx: Tx,
  product: ProductRow,
  drafts: readonly StoredDraft[],
  documents: ReadonlyMap<string, string>,
  key: ReleaseKey,
  at: Date,
): Promise<'RELEASED' | 'CORRECTED'> {
  const releases = new ReleaseRepository()
  const inForce = await editionsInForce(tx, product.id)
  for (const { id, category } of inForce)
    if (!drafts.some(draft => draft.category === category)) await withdrawEdition(tx, id)
  for (const [index, draft] of drafts.entries()) {
    const labelId = await releases.internLabel(tx, labelOf(draft))
    const edition = makeEdition(product, draft, labelId, documents, key, at)
    const earlier = inForce.find(({ category }) => category === draft.category)
    if (earlier !== undefined && readsTheSame(product, edition, earlier, at)) continue
    if (earlier !== undefined && isUnder(draft.embargoUntil, at) && !isUnder(earlier.embargoUntil, at))
      throw embargoedCorrection(index)
    if (earlier !== undefined) await withdrawEdition(tx, earlier.id)
    await releases.insertEdition(tx, product, edition)
    if (earlier !== undefined) await recordCorrection(tx, edition, earlier.id)
  }
  return inForce.length > 0 ? 'CORRECTED' : 'RELEASED'
}

const isUnder = (embargoUntil: string | null, at: Date): boolean =>
  embargoUntil !== null && Date.parse(embargoUntil) > at.getTime()

/** An embargo that is over says nothing any more, whenever it was. */
const heldUntil = (embargoUntil: string | null, at: Date): string | null =>
  isUnder(embargoUntil, at) ? embargoUntil : null

/** What it carries of others, in order: each making gives bundle and report an id of their own, which says nothing. */
function objectsIn(edition: Pick<NewEdition, 'id' | 'bundle' | 'hunt'>): string {
  const ofHunt = new Set<string>(edition.hunt?.queries.map((_, place) => huntIndicatorId(edition.id, place)))
  return JSON.stringify(contentOf(edition).filter(({ id }) => !ofHunt.has(id)))
}

function readsTheSame(
  product: Pick<ProductRow, 'kind' | 'severity' | 'urgency'>,
  made: Pick<NewEdition, 'id' | 'labelId' | 'body' | 'texts' | 'bundle' | 'hunt'> & {
    readonly draft: Pick<StoredDraft, 'title' | 'summary' | 'embargoUntil' | 'expiresAt'>
  },
  earlier: EditionInForce,
  at: Date,
): boolean {
  const { draft } = made
  return (
    product.kind === earlier.kind &&
    product.severity === earlier.severity &&
    product.urgency === earlier.urgency &&
    made.labelId === earlier.labelId &&
    draft.title === earlier.title &&
    draft.summary === earlier.summary &&
    made.body === earlier.body &&
    canonicalText(made.texts) === canonicalText(earlier.texts) &&
    heldUntil(draft.embargoUntil, at) === heldUntil(earlier.embargoUntil, at) &&
    draft.expiresAt === earlier.expiresAt &&
    // The database keeps keys in an order of its own.
    canonicalText(made.hunt) === canonicalText(earlier.hunt) &&
    objectsIn(made) === objectsIn(earlier)
  )
}

function embargoedCorrection(index: number): HubError {
  return new HubError(
    'INVALID_INPUT',
    'EMBARGOED_CORRECTION',
    'Its readers hold the earlier edition already: a correction of it has no embargo.',
    `editions[${index}].embargoUntil`,
    '受け手は訂正前の版を既に受け取っています。訂正版に公開解禁日時は指定できません。',
  )
}

import { randomUUID } from 'node:crypto'
import { MISP_EXTENSION, VULNERABILITY_EXTENSION } from '@noroshi/formats'
import {
  danglingReferences,
  displayName,
  indicatorRows,
  mentionedIds,
  TLP_2_EXTENSION,
  TLP_MARKINGS,
  type StixObject,
} from '@noroshi/stix'
import { editionObjects } from './edition-objects.ts'
import { markingsOf, ownObjects } from './edition-report.ts'
import { editionValues } from './edition-values.ts'
import { huntIndicators, huntPassages, publishedHunt } from './hunt.ts'
import { bodyOf, stixIdsOf, type EditionDraft } from './product.ts'
import type { ProductRow } from './product.repository.ts'
import type { NewEdition } from './release.repository.ts'
import { fold } from './search-text.ts'
import { digestOf, newDrillReference, newReference, sha256Hex, type ReleaseKey } from './signing.ts'
import { textsOf } from './texts.ts'

export interface Dangling {
  readonly from: string
  readonly path: string
  readonly id: string
}

/**
 * The objects of an edition as they will be sent: those the analyst chose, whole and in their senders' own text (a
 * republisher may not alter them, STIX 2.1 §3.6), and the TLP markings they name, which are the standard's and tell nothing.
 */
export function objectsOf(
  draft: EditionDraft,
  documents: ReadonlyMap<string, string>,
): { texts: string[]; objects: StixObject[] } {
  const texts = stixIdsOf(draft).flatMap(id => documents.get(id) ?? [])
  const objects = texts.map(text => JSON.parse(text) as StixObject) // the store holds only what validated
  const lacking = new Set<string>(danglingReferences(objects).map(reference => reference.id))
  const markings = TLP_MARKINGS.map(marking => marking.object).filter(marking => lacking.has(marking.id))
  return { texts: [...texts, ...markings.map(marking => JSON.stringify(marking))], objects: [...objects, ...markings] }
}

/** What belongs to the standard and points at nothing of ours. */
const OF_THE_STANDARD: ReadonlySet<string> = new Set([
  ...TLP_MARKINGS.map(({ object }) => object.id),
  TLP_2_EXTENSION,
  // These name how something is written, and are the same in every hub.
  MISP_EXTENSION,
  VULNERABILITY_EXTENSION,
])

/**
 * Every id that an edition names and does not carry: in a reference, a description, a key, a custom property or the analyst's own
 * words. It would tell that something else exists, and a deterministic one can be reversed by guessing (L29).
 */
export function danglingOf(draft: EditionDraft, documents: ReadonlyMap<string, string>): Dangling[] {
  const missing = stixIdsOf(draft)
    .filter(id => !documents.has(id))
    .map(id => ({ from: id, path: '$', id }))
  const { objects } = objectsOf(draft, documents)
  const present = new Set<string>(objects.map(object => object.id.toLowerCase()))
  const words = {
    ...{ title: draft.title, summary: draft.summary, titleEn: draft.titleEn?.text, summaryEn: draft.summaryEn?.text },
    fragments: draft.fragments.map(({ text }) => ({ text })),
    hunt: huntPassages(draft.hunt).map(({ text }) => text),
  }
  // An id is a string with a form, and is reported as any other.
  const named = [
    ...objects.flatMap(object => mentionedIds(object).map(mention => ({ from: String(object.id), ...mention }))),
    ...mentionedIds(words).map(mention => ({ from: 'edition', ...mention })),
  ]
  return [...missing, ...named.filter(({ id }) => !present.has(id) && !OF_THE_STANDARD.has(id))]
}

/** Makes the immutable edition: own random id and reference, own bundle, digest and signature. */
export function makeEdition(
  product: ProductRow,
  draft: EditionDraft,
  labelId: number,
  documents: ReadonlyMap<string, string>,
  key: ReleaseKey,
  at: Date,
): NewEdition {
  const id = randomUUID()
  const releasedAt = at.toISOString()
  const hunt = publishedHunt(draft.hunt)
  const chosen = objectsOf(draft, documents)
  const markings = markingsOf({ category: draft.category, toPublic: draft.audience.toPublic })
  const hunted = huntIndicators(id, hunt, releasedAt, markings)
  const documentsOfIt = [...chosen.texts, ...hunted.map(object => JSON.stringify(object))]
  const objects = [...chosen.objects, ...hunted]
  const indicators = objects.flatMap(object =>
    indicatorRows(object).map(row => ({
      kind: row.kind,
      value: row.value,
      name: displayName(object),
      stixId: object.id,
    })),
  )
  const body = bodyOf(draft)
  const texts = textsOf(draft)
  const reference = product.drill ? newDrillReference() : newReference()
  const facts = { ...draft, texts, id, reference, kind: product.kind, toPublic: draft.audience.toPublic, releasedAt }
  const own = ownObjects(facts, objects)
  const all = [...documentsOfIt, ...own.map(object => JSON.stringify(object))]
  const bundle = `{"type":"bundle","id":"bundle--${randomUUID()}","objects":[${all.join(',')}]}`
  const digest = digestOf({
    ...{
      id,
      reference,
      category: draft.category,
      kind: product.kind,
      severity: product.severity,
      urgency: product.urgency,
    },
    ...{ title: draft.title, summary: draft.summary, body, bundleSha256: sha256Hex(bundle), releasedAt },
    ...(texts.length > 0 && { texts }),
    ...(hunt ? { hunt } : {}),
  })
  const found = [
    reference,
    draft.title,
    draft.summary,
    body,
    ...texts.flatMap(({ part, ja, en }) => [...(part === 'ANALYSIS' ? [] : [ja]), en ?? '']),
    ...huntPassages(draft.hunt).map(({ text }) => text),
    ...indicators.map(row => row.value),
    ...new Set(objects.map(displayName)),
  ]
  return {
    ...{
      id,
      reference,
      labelId,
      draft,
      body,
      texts,
      hunt,
      indicators,
      bundle,
      objectCount: objects.length,
      searchText: fold(found.join('\n')),
      objects: editionObjects(all, [...objects, ...own]),
      values: editionValues(objects),
    },
    ...{ digest, signature: key.sign(digest), keyId: key.keyId, releasedAt },
  }
}

/*
 * Signs, before a release, that an edition would be of little use: harmless, known, outdated or over-broad values, indicators without
 * context, nothing to do about it (ANA-5). Pure. They stop nothing: an analyst sees each where it can be mended.
 */
import type { InfoCategory } from '@noroshi/clearance'
import { isValueKind } from '@noroshi/indicators'
import { displayName, ipBlockOf, type StixObject } from '@noroshi/stix'
import { objectsOf } from './edition-maker.ts'
import { valuesOf } from './edition-values.ts'
import { bodyOf, type EditionDraft } from './product.ts'
import { HARMLESS } from './slip-finders.ts'
import { allTexts } from './texts.ts'

export const QUALITY_KINDS = [
  ...([
    'LACKS',
    'NOT_FOR_ALL',
    'WARNING_LIST',
    'BROAD',
    'EXPIRED',
    'KNOWN',
    'NO_CONTEXT',
    'NO_COUNTERMEASURE',
    'OUT_OF_DATE',
    'UNTRANSLATED',
  ] as const),
] as const
export type QualityKind = (typeof QUALITY_KINDS)[number]

/** One thing that makes an edition worth less. */
export interface QualityItem {
  /** Of the object that can be taken out; null when it is the edition as a whole. */
  readonly stixId: string | null
  readonly name: string
  readonly value: string | null
  /** Names of warning lists, the reference of the edition that told it, the instant since when it is outdated, the part that its kind asks for. */
  readonly detail: string
}

/** All signs of a kind in one edition, of which the first hundred are named. */
export interface QualitySign {
  readonly kind: QualityKind
  readonly category: InfoCategory
  readonly count: number
  readonly items: readonly QualityItem[]
}

const MOST_ITEMS = 100
/** Of a text, to know it by. */
const MOST_NAMED = 60
/** A block with more addresses than these names whole providers. */
const NARROWEST_BROAD = { 4: 15, 6: 31 } as const
const COUNTERMEASURE = /対処|対策|緩和|遮断|適用|更新|点検|確認して|mitigat|remediat|patch|block|updat|disabl/i

/** Where a value was told before: the reference of an edition that all who will read this one could read. */
export type ToldBefore = (category: InfoCategory, value: string) => string | undefined

export function qualitySigns(
  drafts: readonly EditionDraft[],
  documents: ReadonlyMap<string, string>,
  toldBefore: ToldBefore,
  at: Date,
): QualitySign[] {
  return drafts.flatMap(draft => {
    const { objects } = objectsOf(draft, documents)
    const described = describedBy(objects)
    const found = new Map<QualityKind, QualityItem[]>(QUALITY_KINDS.map(kind => [kind, []]))
    const note = (kind: QualityKind, item: QualityItem) => found.get(kind)?.push(item)
    for (const object of objects) {
      const item = { stixId: object.id, name: displayName(object), value: null, detail: '' }
      const until = untilOf(object)
      if (until !== null && Date.parse(until) <= at.getTime()) note('EXPIRED', { ...item, detail: until })
      if (object.type === 'indicator' && !described.has(object.id)) note('NO_CONTEXT', item)
      for (const { kind, value } of valuesOf(object)) {
        const lists = isValueKind(kind) ? HARMLESS.matching(kind, value) : []
        if (lists.length > 0) note('WARNING_LIST', { ...item, value, detail: lists.join(', ') })
        const block = kind === 'cidr' ? ipBlockOf(value) : undefined
        if (block && block.prefix <= NARROWEST_BROAD[block.version]) note('BROAD', { ...item, value, detail: '' })
        const reference = isTold(kind) ? toldBefore(draft.category, value) : undefined
        if (reference !== undefined) note('KNOWN', { ...item, value, detail: reference })
      }
    }
    if (objects.some(({ type }) => type === 'indicator') && !tellsWhatToDo(draft, objects))
      note('NO_COUNTERMEASURE', { stixId: null, name: draft.title, value: null, detail: '' })
    const texts = allTexts(draft)
    const said = ({ ja }: { ja: string }) => ({
      stixId: null,
      name: [...ja].slice(0, MOST_NAMED).join(''),
      value: null,
      detail: '',
    })
    for (const text of texts) if (text.outOfDate) note('OUT_OF_DATE', said(text))
    // Of an edition that is not translated at all, nobody expects it.
    if (texts.some(({ en }) => en !== null))
      for (const text of texts) if (text.en === null) note('UNTRANSLATED', said(text))
    return [...found].flatMap(([kind, items]) =>
      items.length > 0
        ? [{ kind, category: draft.category, count: items.length, items: items.slice(0, MOST_ITEMS) }]
        : [],
    )
  })
}

/** All values of the drafts that may have been told before. */
export function valuesToldOf(drafts: readonly EditionDraft[], documents: ReadonlyMap<string, string>): string[] {
  const values = drafts.flatMap(draft =>
    objectsOf(draft, documents).objects.flatMap(object => valuesOf(object).filter(({ kind }) => isTold(kind))),
  )
  return [...new Set(values.map(({ value }) => value))]
}

/** Numbers of weaknesses and techniques, and names of products, are told again and again. */
const isTold = (kind: string): boolean => !['vulnerability', 'technique', 'product'].includes(kind)

const untilOf = (object: StixObject): string | null =>
  'valid_until' in object && typeof object.valid_until === 'string' ? object.valid_until : null

/** Indicators that say what they are of: in words, by a type or a phase, or by a relationship of this edition. */
function describedBy(objects: readonly StixObject[]): Set<string> {
  const joined = objects.flatMap((object): string[] => (object.type === 'relationship' ? [object.source_ref] : []))
  const telling = objects.filter(object => {
    if (object.type !== 'indicator') return false
    const { description, kill_chain_phases: phases, indicator_types: types = [] } = object
    return description || phases || types.some(type => type !== 'unknown')
  })
  return new Set([...joined, ...telling.map(({ id }) => id)])
}

const tellsWhatToDo = (draft: EditionDraft, objects: readonly StixObject[]): boolean =>
  objects.some(({ type }) => type === 'course-of-action') || COUNTERMEASURE.test(`${draft.summary}\n${bodyOf(draft)}`)

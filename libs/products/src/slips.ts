/*
 * What slipped from restricted material into an edition for a wider circle (ANA-4, CLR-4): objects, values, names, and runs of eight
 * words that stand in fragments, or in objects of fragments, which are not for that circle. Pure; proposes, and decides nothing: a
 * releasing officer may overrule what was found, with a reason. What an unflagged fragment of the narrower edition says is free.
 */
import { createHash } from 'node:crypto'
import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import { displayName, type StixObject } from '@noroshi/stix'
import { valuesOf, type KindAndValue } from './edition-values.ts'
import type { SourceLabel } from './marking-rule.ts'
import { huntFragments, huntPassages } from './hunt.ts'
import { labelOf, type EditionDraft } from './product.ts'
import { readersOf, restrictedObjects, restrictionFor, type Origin, type Source } from './restriction.ts'
import { findNames, findRuns, runsOf, valuesIn, withHosts, type Found } from './slip-finders.ts'

export const SLIP_KINDS = ['OBJECT', 'VALUE', 'NAME', 'RUN'] as const
export type SlipKind = (typeof SLIP_KINDS)[number]

/** One thing that is in a wider edition and stands, of all that is known here, in restricted material alone. */
export interface Slip {
  /** The same as long as the same thing is found in an edition of the same category: 32 hexadecimal digits. */
  readonly key: string
  readonly kind: SlipKind
  /** Of the edition that it slipped into. */
  readonly category: InfoCategory
  /** There: `title`, `summary`, `titleEn`, `summaryEn`, `fragments[2].text`, or the id of an object. */
  readonly place: string
  /** As it is written there, with what stands around it. */
  readonly before: string
  readonly found: string
  readonly after: string
  /** Where it came from: the edition, and the place in it. */
  readonly source: Source
  /** Of a value: in its one spelling, else null. */
  readonly value: string | null
}

export interface SlipFacts {
  readonly drafts: readonly EditionDraft[]
  /** Of all of them, by id. */
  readonly documents: ReadonlyMap<string, string>
  readonly sourceLabels: readonly SourceLabel[]
  /** Organisations whose name may itself be the secret: who was attacked, who told. */
  readonly organisations: readonly string[]
}

/** Everything that slipped, edition by edition, in the order of their text. */
export function slipsOf(facts: SlipFacts): Slip[] {
  const objects = new Map([...facts.documents].map(([id, text]) => [id, JSON.parse(text) as StixObject])) // the store holds only what validated
  return facts.drafts.flatMap(draft => slipsInto(draft, facts, objects))
}

function slipsInto(draft: EditionDraft, facts: SlipFacts, objects: ReadonlyMap<string, StixObject>): Slip[] {
  const narrower = facts.drafts
    .filter(other => CATEGORIES.indexOf(other.category) < CATEGORIES.indexOf(draft.category))
    .flatMap(({ category, fragments, hunt }): Origin[] => [
      ...fragments.map((fragment, place) => ({ category, place: `fragments[${place}].text`, fragment })),
      ...huntFragments(hunt).map(part => ({ category, ...part })),
    ])
  const { consentedTiers } = labelOf(draft)
  const isRestricted = restrictionFor(draft.category, readersOf(draft.category, consentedTiers))
  const restricted = narrower.filter(({ fragment }) => isRestricted(fragment))
  if (restricted.length === 0) return []
  const free = narrower.filter(({ fragment }) => !isRestricted(fragment))
  const secrets = restrictedObjects(draft, restricted, free, facts.sourceLabels, objects)

  const passages = passagesOf(draft)
  const own = [...new Set(draft.fragments.flatMap(({ stixIds }) => stixIds))].flatMap(id => objects.get(id) ?? [])
  const slips: Slip[] = own.flatMap(object => {
    const source = secrets.get(object.id)
    return source
      ? [
          slip(
            draft,
            'OBJECT',
            { place: object.id, before: '', found: displayName(object), after: '' },
            source,
            object.id,
          ),
        ]
      : []
  })

  const values = restrictedValues(restricted, free, secrets, objects)
  const valuesHere = [
    ...passages.flatMap(({ place, text }) => valuesIn(text).map(found => ({ place, ...found }))),
    ...own
      .filter(({ id }) => !secrets.has(id))
      .flatMap(object =>
        tellingValues(object).map(({ value }) => ({
          place: object.id,
          value,
          before: '',
          found: value,
          after: '',
        })),
      ),
  ]
  for (const { value, ...found } of valuesHere) {
    const source = values.get(value)
    if (source) slips.push(slip(draft, 'VALUE', found, source, value))
  }

  const names = restrictedNames(restricted, free, secrets, facts.organisations, objects)
  const freeRuns = new Set(free.flatMap(({ fragment }) => [...runsOf(fragment.text).keys()]))
  const runs = new Map(
    restricted.flatMap(({ category, place, fragment }) =>
      [...runsOf(fragment.text).keys()]
        .filter(run => !freeRuns.has(run))
        .map(run => [run, { category, place }] as const),
    ),
  )
  for (const { place, text } of passages) {
    for (const { name, ...found } of findNames(text, names.keys())) {
      const source = names.get(name)
      if (source) slips.push(slip(draft, 'NAME', { place, ...found }, source, name))
    }
    for (const { source, words, ...found } of findRuns(text, runs))
      slips.push(slip(draft, 'RUN', { place, ...found }, source, words))
  }
  return [...new Map(slips.map(one => [`${one.key} ${one.place}`, one])).values()]
}

function slip(
  draft: EditionDraft,
  kind: SlipKind,
  found: Found & { place: string },
  source: Source,
  what: string,
): Slip {
  const key = createHash('sha256')
    .update(JSON.stringify([draft.category, kind, what]))
    .digest('hex')
    .slice(0, 32)
  const { place, before, found: text, after } = found
  return {
    key,
    kind,
    category: draft.category,
    place,
    before,
    found: text,
    after,
    source,
    value: kind === 'VALUE' ? what : null,
  }
}

function restrictedValues(
  restricted: readonly Origin[],
  free: readonly Origin[],
  secrets: ReadonlyMap<string, Source>,
  objects: ReadonlyMap<string, StixObject>,
): Map<string, Source> {
  const values = new Map<string, Source>()
  for (const [id, source] of secrets) for (const { value } of tellingValues(objects.get(id))) values.set(value, source)
  for (const { category, place, fragment } of restricted)
    for (const { value } of valuesIn(fragment.text)) if (!values.has(value)) values.set(value, { category, place })
  for (const { fragment } of free) {
    for (const { value } of valuesIn(fragment.text)) values.delete(value)
    for (const id of fragment.stixIds) for (const { value } of tellingValues(objects.get(id))) values.delete(value)
  }
  return values
}

/** Names of products, by which an SBOM is checked, are everybody's. */
const tellingValues = (object: StixObject | undefined): KindAndValue[] =>
  object ? withHosts(valuesOf(object).filter(({ kind }) => kind !== 'product')) : []

/** Types whose name tells who: places and courses of action do not. */
const NAMED = ['threat-actor', 'intrusion-set', 'campaign', 'malware', 'tool', 'identity', 'infrastructure', 'incident']

function restrictedNames(
  restricted: readonly Origin[],
  free: readonly Origin[],
  secrets: ReadonlyMap<string, Source>,
  organisations: readonly string[],
  objects: ReadonlyMap<string, StixObject>,
): Map<string, Source> {
  const names = new Map<string, Source>()
  for (const [id, source] of secrets) for (const name of namesOf(objects.get(id))) names.set(name, source)
  for (const { category, place, fragment } of restricted) {
    const said = findNames(fragment.text, organisations).map(({ name }) => name)
    for (const name of [...said, ...(fragment.originator === null ? [] : [fragment.originator])])
      if (!names.has(name)) names.set(name, { category, place })
  }
  for (const { fragment } of free) {
    for (const { name } of findNames(fragment.text, names.keys())) names.delete(name)
    for (const id of fragment.stixIds) for (const name of namesOf(objects.get(id))) names.delete(name)
  }
  return names
}

function namesOf(object: StixObject | undefined): string[] {
  if (!object || !NAMED.includes(object.type)) return []
  const { name, aliases } = object as { name?: unknown; aliases?: unknown } // common to these types
  return [name, ...(Array.isArray(aliases) ? (aliases as unknown[]) : [])].filter(one => typeof one === 'string')
}

function passagesOf({
  title,
  summary,
  titleEn,
  summaryEn,
  fragments,
  hunt,
}: EditionDraft): { place: string; text: string }[] {
  return [
    { place: 'title', text: title },
    { place: 'summary', text: summary },
    ...(titleEn ? [{ place: 'titleEn', text: titleEn.text }] : []),
    ...(summaryEn ? [{ place: 'summaryEn', text: summaryEn.text }] : []),
    ...fragments.map(({ text }, index) => ({ place: `fragments[${index}].text`, text })),
    ...huntPassages(hunt),
  ]
}

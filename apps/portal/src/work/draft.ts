/*
 * The form of a draft: what is edited, and how it becomes the input of the hub. The category is computed here with the
 * very rule of the hub, so that the author sees it while a flag is switched; the hub computes it again.
 */
import { CATEGORIES, categoryOf } from '@noroshi/clearance'
import type {
  Audience,
  DanglingReference,
  EditionInput,
  FragmentInput,
  HuntDraft,
  HuntQuery,
  InfoCategory,
  PersonName,
  Product,
  ProductInput,
  StixObjectSummary,
  TextPart,
  TornFragment,
} from '../api/types.ts'
import {
  englishFragmentOf,
  englishOf,
  translationInput,
  twinInput,
  type EnglishForm,
  type EnglishFragment,
} from './english.ts'
import { localTimeOf } from '../words/dates.ts'

/** A fragment in the form. */
export interface FragmentForm extends Omit<FragmentInput, 'language' | 'translationOf' | 'translatedDigest'> {
  /** By which it is known in the form and in the hub. */
  key: string
  /** The key of the fragment above that it was made from, null when there is none. */
  derivedFrom: string | null
  stixObjects: StixObjectSummary[]
  part: TextPart
  english: EnglishFragment | null
  /** What had to go on the way from the fragment above; told while the form is open. */
  torn?: TornFragment
  /** What to write, as its template says; told while the form is open. */
  hint?: string
}
/** An edition in the form. */
export interface EditionForm extends Omit<EditionInput, 'fragments' | 'titleEn' | 'summaryEn'> {
  key: string
  titleEn: EnglishForm | null
  summaryEn: EnglishForm | null
  fragments: FragmentForm[]
  /** Whom the stored draft names, by name. */
  namedPeople?: readonly PersonName[]
  /** The hunt of the edition above, which was not taken along; told while the form is open. */
  huntLeft?: HuntDraft | null
}
/** The whole form. */
export interface ProductForm extends Omit<ProductInput, 'editions'> {
  editions: EditionForm[]
}

/** One edition for each legal work, never more. */
export const MAX_EDITIONS = 3

/** An audience of nobody yet. */
export const nobody: Audience = {
  everyone: false,
  sectors: [],
  circles: [],
  organisations: [],
  people: [],
  excludedOrganisations: [],
  excludedSectors: [],
  excludedPeople: [],
  toPublic: false,
}

/** A fragment that says nothing yet. */
export const newFragment = (part: TextPart = 'ANALYSIS'): FragmentForm => ({
  key: crypto.randomUUID(),
  derivedFrom: null,
  text: '',
  part,
  english: null,
  stixIds: [],
  stixObjects: [],
  containsSecret: false,
  containsCommInfo: false,
  identifiesPerson: false,
  originator: null,
  consentedTiers: null,
  intakes: [],
  rewritten: false,
})

/** An edition that says nothing yet. */
export const newEdition = (): EditionForm => ({
  key: crypto.randomUUID(),
  title: '',
  titleEn: null,
  summary: '',
  summaryEn: null,
  fragments: [newFragment()],
  requiredRank: 1,
  audience: nobody,
  embargo: null,
  expiry: null,
})

/** The flags of what makes an edition one of this category, as a proposal. */
export const FLAG_OF_CATEGORY = {
  COMPREHENSIVE: { containsSecret: false, containsCommInfo: true, identifiesPerson: false },
  PROVISION: { containsSecret: true, containsCommInfo: false, identifiesPerson: false },
  NOTICE: { containsSecret: false, containsCommInfo: false, identifiesPerson: false },
} as const satisfies Record<InfoCategory, object>

/** A query that asks nothing yet. */
export const newQuery = (): HuntQuery => ({ language: 'SIGMA', title: '', text: '' })

/** A hunt that looks for nothing yet. */
export const newHunt = (): HuntDraft => ({
  ...{ hypothesis: '', requiredLogs: [], difficulty: 'MEDIUM', lookBackDays: 90, queries: [newQuery()] },
  ...FLAG_OF_CATEGORY.NOTICE,
})

const linesOf = ({ requiredLogs }: HuntDraft): string[] => requiredLogs.map(log => log.trim()).filter(log => log !== '')

/** A product that says nothing yet. */
export const newForm = (): ProductForm => ({
  title: '',
  kind: 'BULLETIN',
  severity: 'MEDIUM',
  urgency: 'ROUTINE',
  drill: false,
  answerWithinMinutes: null,
  editions: [newEdition()],
})

/** The form of a product that is stored. */
export function formOf({ title, kind, severity, urgency, drill, answerWithinMinutes, editions }: Product): ProductForm {
  return {
    title,
    kind,
    severity,
    urgency,
    drill,
    answerWithinMinutes,
    editions: editions.map(edition => ({
      key: edition.id,
      title: edition.title,
      titleEn: englishOf(edition.titleEn, edition.title),
      summary: edition.summary,
      summaryEn: englishOf(edition.summaryEn, edition.summary),
      requiredRank: Math.max(1, edition.requiredRank),
      audience: edition.audience,
      embargo: edition.embargoUntil === null ? null : localTimeOf(edition.embargoUntil, edition.embargoZone),
      expiry: edition.expiresAt === null ? null : localTimeOf(edition.expiresAt, edition.expiresZone),
      fragments: edition.fragments
        .filter(({ translationOf }) => translationOf === null)
        .map(fragment => ({ ...fragment, english: englishFragmentOf(fragment, edition.fragments) })),
      namedPeople: edition.namedPeople,
      hunt: edition.hunt,
    })),
  }
}

/**
 * What is sent to the hub. An originator who is not named asks for no consent.
 * @param digests of the texts that `digestsFor` names
 */
export function inputOf(form: ProductForm, digests: ReadonlyMap<string, string> = new Map()): ProductInput {
  const above = fragmentsAbove(form)
  return {
    title: form.title.trim(),
    kind: form.kind,
    severity: form.severity,
    urgency: form.urgency,
    drill: form.drill,
    answerWithinMinutes: form.answerWithinMinutes,
    editions: form.editions.map(edition => ({
      title: edition.title.trim(),
      summary: edition.summary.trim(),
      titleEn: twinInput(edition.titleEn, edition.title, digests),
      summaryEn: twinInput(edition.summaryEn, edition.summary, digests),
      requiredRank: edition.requiredRank,
      audience: {
        ...edition.audience,
        // Only the open category can be public; a switch that was set before a flag was must not follow along.
        toPublic: edition.audience.toPublic && categoryOfEdition(edition) === 'NOTICE',
      },
      embargo: edition.embargo,
      expiry: edition.expiry,
      hunt: edition.hunt ? { ...edition.hunt, requiredLogs: linesOf(edition.hunt) } : null,
      // Translations stand last: an original keeps its number.
      fragments: [
        ...edition.fragments.map(fragment => {
          const originator = fragment.originator?.trim() ?? ''
          return {
            key: fragment.key,
            derivedFrom: above.has(fragment.key) ? fragment.derivedFrom : null,
            text: fragment.text,
            stixIds: fragment.stixObjects.map(({ id }) => id),
            containsSecret: fragment.containsSecret,
            containsCommInfo: fragment.containsCommInfo,
            identifiesPerson: fragment.identifiesPerson,
            originator: originator === '' ? null : originator,
            consentedTiers: originator === '' ? null : (fragment.consentedTiers ?? []),
            intakes: fragment.intakes ?? [],
            rewritten: fragment.rewritten === true,
            part: fragment.part,
            language: 'ja' as const,
            translationOf: null,
            translatedDigest: null,
          }
        }),
        ...edition.fragments.flatMap(fragment => translationInput(fragment, above.get(fragment.key), digests)),
      ],
    })),
  }
}

/** The category that follows from the flags; an edition without fragments has none. */
export const categoryOfEdition = ({ fragments, hunt }: EditionForm): InfoCategory | null =>
  fragments.length === 0 ? null : categoryOf([...fragments, ...(hunt ? [hunt] : [])])

/** By the key of a fragment, the fragment of a narrower edition that it was made from, as the form has them now. */
export function fragmentsAbove({ editions }: ProductForm): Map<string, FragmentForm> {
  const heightOf = (edition: EditionForm): number => {
    const category = categoryOfEdition(edition)
    return category === null ? CATEGORIES.length : CATEGORIES.indexOf(category)
  }
  const placed = new Map(
    editions.flatMap(edition =>
      edition.fragments.map(fragment => [fragment.key, { fragment, height: heightOf(edition) }]),
    ),
  )
  const above = new Map<string, FragmentForm>()
  for (const { fragment, height } of placed.values()) {
    const source = placed.get(fragment.derivedFrom ?? '')
    if (source !== undefined && source.height < height) above.set(fragment.key, source.fragment)
  }
  return above
}

/** Categories that more than one edition has. */
export function duplicateCategories({ editions }: ProductForm): InfoCategory[] {
  const categories = editions.map(categoryOfEdition).filter(category => category !== null)
  return [...new Set(categories.filter((category, index) => categories.indexOf(category) !== index))]
}

/** Whether enough is filled in to be kept as a draft. */
export const isComplete = (form: ProductForm): boolean =>
  form.title.trim() !== '' &&
  form.editions.length > 0 &&
  form.editions.every(
    ({ title, summary, fragments, hunt }) =>
      title.trim() !== '' &&
      summary.trim() !== '' &&
      fragments.some(({ part }) => part === 'ANALYSIS') &&
      fragments.every(({ text }) => text.trim() !== '') &&
      (!hunt || isWhole(hunt)),
  )

const isWhole = (hunt: HuntDraft): boolean =>
  hunt.hypothesis.trim() !== '' &&
  linesOf(hunt).length > 0 &&
  hunt.queries.every(({ title, text }) => title.trim() !== '' && text.trim() !== '')

/** Whether an edition goes to nobody. */
export const isAddressed = ({ everyone, sectors, circles, organisations, people, toPublic }: Audience): boolean =>
  everyone || toPublic || [sectors, circles, organisations, people].some(list => list.length > 0)

const typeOfId = (id: string): string => id.split('--')[0] ?? ''

/** Adds the objects that are referred to and missing, each beside the object that refers to it. Says how many. */
export function addMissing(
  form: ProductForm,
  missing: readonly DanglingReference[],
): { form: ProductForm; added: number } {
  let added = 0
  const editions = form.editions.map(edition => {
    const category = categoryOfEdition(edition)
    const held = new Set(edition.fragments.flatMap(({ stixObjects }) => stixObjects.map(({ id }) => id)))
    const fragments = edition.fragments.map(fragment => {
      const wanted = missing.filter(reference => {
        if (!reference.known || reference.category !== category || held.has(reference.id)) return false
        if (!fragment.stixObjects.some(({ id }) => id === reference.from)) return false
        held.add(reference.id)
        return true
      })
      added += wanted.length
      // Its name comes with the next save; until then the id stands for it.
      const objects = wanted.map(({ id }) => nameless(id))
      return wanted.length === 0 ? fragment : { ...fragment, stixObjects: [...fragment.stixObjects, ...objects] }
    })
    return { ...edition, fragments }
  })
  return { form: { ...form, editions }, added }
}

/** The same with objects taken out of the edition of this category. Says how many. */
export function withoutObjects(
  form: ProductForm,
  category: InfoCategory,
  stixIds: readonly string[],
): { form: ProductForm; removed: number } {
  const gone = new Set<string>()
  const editions = form.editions.map(edition => {
    if (categoryOfEdition(edition) !== category) return edition
    const fragments = edition.fragments.map(fragment => ({
      ...fragment,
      stixObjects: fragment.stixObjects.filter(({ id }) => {
        if (stixIds.includes(id)) gone.add(id)
        return !stixIds.includes(id)
      }),
    }))
    return { ...edition, fragments }
  })
  return { form: { ...form, editions }, removed: gone.size }
}

const nameless = (id: string): StixObjectSummary => ({
  id,
  type: typeOfId(id),
  name: id,
  version: '',
  revoked: false,
  versions: 1,
  receivedAt: '',
})

/*
 * English texts in the form of a draft. Each keeps the Japanese text that it was made from, so that the form shows at once which are out of
 * date, and the hub is sent the digest of that very text.
 */
import type { EditionDraft, Fragment } from '../api/types.ts'
import type { EditionForm, FragmentForm, ProductForm } from './draft.ts'

/** An English title or summary in the form. */
export interface EnglishForm {
  text: string
  /** The Japanese that it was made from; null when that is not known here, only its digest. */
  madeFrom: string | null
  digest: string | null
}
/** An English fragment in the form. */
export interface EnglishFragment extends EnglishForm {
  key: string
  derivedFrom: string | null
}

/** English that says nothing yet. */
export const newEnglish = (): EnglishForm => ({ text: '', madeFrom: null, digest: null })
/** The same of a fragment. */
export const newEnglishFragment = (): EnglishFragment => ({
  ...newEnglish(),
  key: crypto.randomUUID(),
  derivedFrom: null,
})

const isWritten = (english: EnglishForm | null): english is EnglishForm =>
  english !== null && english.text.trim() !== ''

/** Whether the Japanese was changed since. */
export const isOutOfDate = (english: EnglishForm | null, japanese: string): boolean =>
  isWritten(english) && english.madeFrom?.trim() !== japanese.trim()

/** As it is stored. */
export const englishOf = (twin: EditionDraft['titleEn'], japanese: string): EnglishForm | null =>
  twin === null ? null : { text: twin.text, madeFrom: twin.outOfDate ? null : japanese, digest: twin.translatedDigest }

/** The translation of one fragment among those that are stored. */
export function englishFragmentOf(original: Fragment, fragments: readonly Fragment[]): EnglishFragment | null {
  const found = fragments.find(({ translationOf }) => translationOf === original.key)
  if (found === undefined) return null
  const { key, derivedFrom, text, outOfDate, translatedDigest } = found
  return { key, derivedFrom, text, madeFrom: outOfDate ? null : original.text, digest: translatedDigest }
}

/** What the hub is told that it was made from: nothing where that is the Japanese beside it. */
function digestOf(english: EnglishForm, japanese: string, digests: ReadonlyMap<string, string>): string | null {
  if (english.madeFrom === null) return english.digest
  return isOutOfDate(english, japanese) ? (digests.get(english.madeFrom.trim()) ?? null) : null
}

/** What is sent of an English title or summary; nothing of an empty one. */
export const twinInput = (english: EnglishForm | null, japanese: string, digests: ReadonlyMap<string, string>) =>
  isWritten(english) ? { text: english.text.trim(), translatedDigest: digestOf(english, japanese, digests) } : null

/** What is sent of the English of a fragment. Flags, originator and consent are its original's; the hub sees to it. */
export function translationInput(
  { key, text, part, containsSecret, containsCommInfo, identifiesPerson, english }: FragmentForm,
  above: FragmentForm | undefined,
  digests: ReadonlyMap<string, string>,
) {
  if (english === null || !isWritten(english)) return []
  const isDerived = english.derivedFrom !== null && english.derivedFrom === above?.english?.key
  return [
    {
      key: english.key,
      derivedFrom: isDerived ? english.derivedFrom : null,
      text: english.text,
      stixIds: [],
      ...{ containsSecret, containsCommInfo, identifiesPerson },
      ...{ originator: null, consentedTiers: null, intakes: [], rewritten: false },
      part,
      language: 'en' as const,
      translationOf: key,
      translatedDigest: digestOf(english, text, digests),
    },
  ]
}

/** All texts of an edition with their English. */
const pairsOf = ({ title, titleEn, summary, summaryEn, fragments }: EditionForm) => [
  { japanese: title, english: titleEn },
  { japanese: summary, english: summaryEn },
  ...fragments.map(({ text, english }) => ({ japanese: text, english })),
]

/** How far the translation of an edition has come. */
export function tallyOf(edition: EditionForm): { all: number; done: number; late: number } {
  const pairs = pairsOf(edition)
  return {
    all: pairs.length,
    done: pairs.filter(({ english }) => isWritten(english)).length,
    late: pairs.filter(({ english, japanese }) => isOutOfDate(english, japanese)).length,
  }
}

/** By each Japanese text that an English one was made from and that is changed now, its SHA-256, hexadecimal. */
export async function digestsFor({ editions }: ProductForm): Promise<ReadonlyMap<string, string>> {
  const changed = editions.flatMap(edition =>
    pairsOf(edition).flatMap(({ english, japanese }) =>
      english !== null && english.madeFrom !== null && isOutOfDate(english, japanese) ? english.madeFrom.trim() : [],
    ),
  )
  const digested = [...new Set(changed)].map(async text => {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
    return [text, Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')] as const
  })
  return new Map(await Promise.all(digested))
}

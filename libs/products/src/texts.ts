/*
 * The texts of an edition: for analysts, and for those who decide (SHR-7), each in Japanese and, where somebody translated it, in English.
 * Every text is a fragment, so that what holds of fragments holds of each; a translation takes over all that keeps its original from
 * anybody. That it is out of date is computed from what its original said when it was made. Pure.
 */
import { joinConsent } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import type { EditionInput, FragmentInput } from './product.ts'
import { sha256Hex } from './signing.ts'

/** What a fragment is part of: the analysts' text, or one of the three that executives read (経営層向け：背景・意図・決めること). */
export const TEXT_PARTS = ['ANALYSIS', 'BACKGROUND', 'INTENT', 'DECISION'] as const
export type TextPart = (typeof TEXT_PARTS)[number]
/** Originals are Japanese, what is English is a translation. */
export const LANGUAGES = ['ja', 'en'] as const

/** An English text and the SHA-256, hexadecimal, of the Japanese one that it was made from. */
export interface Twin {
  readonly text: string
  readonly translatedDigest: string
}

/** One text of a released edition, as it is signed. */
export interface EditionText {
  readonly part: 'TITLE' | 'SUMMARY' | TextPart
  readonly ja: string
  /** Null: not translated. */
  readonly en: string | null
  /** The Japanese was changed after it was translated. */
  readonly outOfDate: boolean
}

export const partOf = (fragment: FragmentInput): TextPart => fragment.part ?? 'ANALYSIS'
const isTranslation = (fragment: FragmentInput): boolean => fragment.translationOf != null
/** Those that translate nothing, in order. */
export const originalsOf = ({ fragments }: Pick<EditionInput, 'fragments'>): FragmentInput[] =>
  fragments.filter(fragment => !isTranslation(fragment))

/**
 * @throws HubError INVALID_INPUT, each with the field: `NOT_A_TRANSLATION` for English of nothing or Japanese of something,
 * `TRANSLATION_OF_NOTHING`, `TRANSLATION_ELSEWHERE`, `TRANSLATION_OF_TRANSLATION`, `TRANSLATED_TWICE`, `OTHER_ORIGINATOR`, and `NO_ANALYSIS`
 * for an edition without a text for analysts
 */
export function requireTexts(editions: readonly EditionInput[]): void {
  const keysOf = (list: readonly EditionInput[]) =>
    new Set(list.flatMap(({ fragments }) => fragments.map(({ key }) => key)))
  for (const [index, edition] of editions.entries()) {
    const own = new Map(edition.fragments.map(fragment => [fragment.key, fragment]))
    const elsewhere = keysOf(editions.filter(other => other !== edition))
    const translated = new Set<string>()
    for (const [place, fragment] of edition.fragments.entries()) {
      const at = `editions[${index}].fragments[${place}]`
      if ((fragment.language ?? 'ja') === 'ja' ? isTranslation(fragment) : !isTranslation(fragment))
        throw wrong('NOT_A_TRANSLATION', `${at}.language`)
      if (fragment.translationOf == null) continue
      const original = own.get(fragment.translationOf)
      if (original === undefined)
        throw wrong(
          elsewhere.has(fragment.translationOf) ? 'TRANSLATION_ELSEWHERE' : 'TRANSLATION_OF_NOTHING',
          `${at}.translationOf`,
        )
      if (isTranslation(original)) throw wrong('TRANSLATION_OF_TRANSLATION', `${at}.translationOf`)
      if (translated.has(original.key)) throw wrong('TRANSLATED_TWICE', `${at}.translationOf`)
      translated.add(original.key)
      if (fragment.originator !== null && fragment.originator !== original.originator)
        throw wrong('OTHER_ORIGINATOR', `${at}.originator`)
    }
    if (!originalsOf(edition).some(fragment => partOf(fragment) === 'ANALYSIS'))
      throw wrong('NO_ANALYSIS', `editions[${index}].fragments`)
  }
}

const WRONG = {
  NOT_A_TRANSLATION: [
    'What is English is the translation of a Japanese text: name it (translationOf). A Japanese text translates none.',
    '英語の断片には訳の元になる断片（translationOf）を指定してください。日本語の断片には指定できません。',
  ],
  TRANSLATION_OF_NOTHING: ['There is no such text to translate.', '訳の元になる断片がありません。'],
  TRANSLATION_ELSEWHERE: [
    'A translation stands in the edition of its original.',
    '訳の元になる断片は、同じ版の中から指定してください。',
  ],
  TRANSLATION_OF_TRANSLATION: [
    'That is a translation itself. Name the original.',
    '訳の元に、別の訳が指定されています。原文を指定してください。',
  ],
  TRANSLATED_TWICE: ['This text has an English translation already.', 'この断片には既に英訳があります。'],
  OTHER_ORIGINATOR: [
    'A translation comes from whoever gave the original. Leave it out.',
    '訳の情報提供者は、原文と同じです。指定を省いてください。',
  ],
  NO_ANALYSIS: ['An edition has a text for analysts at least.', '版には、分析官向けの本文が一つ以上必要です。'],
} as const

const wrong = (reason: keyof typeof WRONG, field: string): HubError =>
  new HubError('INVALID_INPUT', reason, WRONG[reason][0], field, WRONG[reason][1])

/**
 * Translations with all that keeps their originals from anybody: flags, originator, what they agreed to, and what came in and they were made
 * from. Who names no digest means the text as it stands beside it.
 */
export function withTranslations(fragments: readonly FragmentInput[]): FragmentInput[] {
  const own = new Map(fragments.map(fragment => [fragment.key, fragment]))
  return fragments.map(fragment => {
    const original = own.get(fragment.translationOf ?? '')
    if (original === undefined) return fragment
    const { originator, intakes, rewritten } = original
    const agreed = [original.consentedTiers, fragment.consentedTiers]
    return {
      ...fragment,
      ...{ originator, intakes, rewritten, part: partOf(original) },
      containsSecret: fragment.containsSecret || original.containsSecret,
      containsCommInfo: fragment.containsCommInfo || original.containsCommInfo,
      identifiesPerson: fragment.identifiesPerson || original.identifiesPerson,
      consentedTiers: originator === null ? null : joinConsent(agreed),
      translatedDigest: fragment.translatedDigest ?? sha256Hex(original.text),
    }
  })
}

/** An English title or summary; who names no digest means the text as it stands beside it. */
export const twinOf = (twin: EditionInput['titleEn'], original: string): Twin | null =>
  twin ? { text: twin.text, translatedDigest: twin.translatedDigest ?? sha256Hex(original) } : null

/** Whether the original says something else than when it was translated. */
const isOutOfDate = (translatedDigest: string | null | undefined, original: string): boolean =>
  translatedDigest != null && translatedDigest !== sha256Hex(original)

/** The keys of the translations of an edition that are out of date. */
export function outOfDateKeys({ fragments }: Pick<EditionInput, 'fragments'>): Set<string> {
  const own = new Map(fragments.map(fragment => [fragment.key, fragment]))
  const late = fragments.filter(({ translationOf, translatedDigest }) => {
    const original = own.get(translationOf ?? '')
    return original !== undefined && isOutOfDate(translatedDigest, original.text)
  })
  return new Set(late.map(({ key }) => key))
}

/** The same of its title or its summary. */
export const isTwinOutOfDate = (twin: EditionInput['titleEn'], original: string): boolean =>
  isOutOfDate(twin?.translatedDigest, original)

/** Every text of an edition with its English, in the order in which they are read. */
export function allTexts(draft: Omit<EditionInput, 'audience'>): EditionText[] {
  const late = outOfDateKeys(draft)
  const translations = new Map(draft.fragments.map(fragment => [fragment.translationOf ?? '', fragment]))
  const twin = (part: 'TITLE' | 'SUMMARY', ja: string, en: EditionInput['titleEn']): EditionText => ({
    ...{ part, ja, en: en?.text ?? null },
    outOfDate: isTwinOutOfDate(en, ja),
  })
  const pieces = originalsOf(draft).map(({ key, text, ...fragment }): EditionText => {
    const translation = translations.get(key)
    return {
      part: fragment.part ?? 'ANALYSIS',
      ja: text,
      en: translation?.text ?? null,
      outOfDate: translation !== undefined && late.has(translation.key),
    }
  })
  return [
    twin('TITLE', draft.title, draft.titleEn),
    twin('SUMMARY', draft.summary, draft.summaryEn),
    ...TEXT_PARTS.flatMap(part => pieces.filter(piece => piece.part === part)),
  ]
}

/** What an edition is released with: nothing where title, summary and body say it all. */
export function textsOf(draft: Omit<EditionInput, 'audience'>): EditionText[] {
  const texts = allTexts(draft)
  const saysMore = texts.some(({ part, en }) => en !== null || !['TITLE', 'SUMMARY', 'ANALYSIS'].includes(part))
  return saysMore ? texts : []
}

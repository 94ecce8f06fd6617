/*
 * An edition as one of its readers reads it (SHR-7): for analysts or for executives, in Japanese or English. What is not there in
 * that way is shown as it is there, and said so. Pure: the portal and the documents of the hub read by the same rule.
 */

/** Whom a text is for. */
export const READERSHIPS = ['ANALYST', 'EXECUTIVE'] as const
export type Readership = (typeof READERSHIPS)[number]
export type ReadingLanguage = 'ja' | 'en'

/** One text of a released edition, as the hub names it. */
export interface EditionText {
  readonly part: 'TITLE' | 'SUMMARY' | 'ANALYSIS' | 'BACKGROUND' | 'INTENT' | 'DECISION'
  readonly ja: string
  readonly en: string | null
  readonly outOfDate: boolean
}

/** A text in the language asked for, or in Japanese where there is none; an English one may be of an earlier Japanese text. */
export interface ReadText {
  readonly part: EditionText['part']
  readonly text: string
  readonly language: ReadingLanguage
  readonly note: 'UNTRANSLATED' | 'OUT_OF_DATE' | null
}

/** An edition, read. */
export interface Reading {
  readonly title: ReadText
  readonly summary: ReadText
  readonly sections: readonly ReadText[]
  /** Executives were asked for, and there is no text for them. */
  readonly lacksExecutive: boolean
}

interface Readable {
  readonly title: string
  readonly summary: string
  readonly body: string
  readonly texts: readonly EditionText[]
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** The edition in this way. */
export function readingOf(edition: Readable, readership: Readership, language: ReadingLanguage): Reading {
  const { title, summary, body } = edition
  const plain = (part: EditionText['part'], ja: string): EditionText => ({ part, ja, en: null, outOfDate: false })
  const texts = edition.texts.length > 0 ? edition.texts : [plain('TITLE', title), plain('SUMMARY', summary), plain('ANALYSIS', body)] // prettier-ignore
  const read = ({ part, ja, en, outOfDate }: EditionText): ReadText => {
    if (language === 'en' && en !== null) return { part, text: en, language, note: outOfDate ? 'OUT_OF_DATE' : null }
    // What has no Japanese letter is read by whoever reads English.
    const isForeign = language === 'en' && JAPANESE.test(ja)
    return { part, text: ja, language: 'ja', note: isForeign ? 'UNTRANSLATED' : null }
  }
  const one = (part: 'TITLE' | 'SUMMARY', ja: string) => read(texts.find(text => text.part === part) ?? plain(part, ja))
  const executive = texts.filter(({ part }) => part === 'BACKGROUND' || part === 'INTENT' || part === 'DECISION')
  const isExecutive = readership === 'EXECUTIVE' && executive.length > 0
  const sections = isExecutive ? executive : texts.filter(({ part }) => part === 'ANALYSIS')
  return {
    title: one('TITLE', title),
    summary: one('SUMMARY', summary),
    sections: sections.map(read),
    lacksExecutive: readership === 'EXECUTIVE' && !isExecutive,
  }
}

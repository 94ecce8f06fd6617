/** An edition as a document for one kind of reader in one language (SHR-7), with what of it is not there in that way. */
import { readingOf, type EditionText, type Reading, type ReadingLanguage, type Readership } from '@noroshi/client'
import { HubError } from '@noroshi/errors'

/** For whom and in which language a document is. */
export interface Choice {
  readonly readership: Readership
  readonly language: ReadingLanguage
}

/** What a document is called and says in this choice. */
export interface ChosenText {
  readonly title: string
  readonly summary: string
  /** Markdown. */
  readonly body: string
  /** For whom it is and what is missing, each in Japanese and English; nothing where it is what it always was. */
  readonly remarks: readonly string[]
}

/** `for=executive` and `language=en`; analysts and Japanese unless said otherwise. @throws HubError INVALID_INPUT with the parameter */
export function choiceOf(readership: unknown, language: unknown): Choice {
  if (readership !== undefined && readership !== 'analyst' && readership !== 'executive')
    throw new HubError(
      'INVALID_INPUT',
      'READERSHIP',
      'A document is for `analyst` or for `executive`.',
      'for',
      '読み手は analyst（分析官向け）または executive（経営層向け）です。',
    )
  if (language !== undefined && language !== 'ja' && language !== 'en')
    throw new HubError(
      'INVALID_INPUT',
      'LANGUAGE',
      'A document is in `ja` or in `en`.',
      'language',
      '言語は ja または en です。',
    )
  return { readership: readership === 'executive' ? 'EXECUTIVE' : 'ANALYST', language: language ?? 'ja' }
}

/** The reference, and what the document is unless it is what it always was: `NRS-7K3M-Q9TX-executive-en`. */
export const fileNameOf = (reference: string, { readership, language }: Choice): string =>
  [reference, readership === 'EXECUTIVE' ? 'executive' : '', language === 'en' ? 'en' : ''].filter(Boolean).join('-')

const HEADS: Readonly<Record<EditionText['part'], Readonly<Record<ReadingLanguage, string>> | null>> = {
  ...{ TITLE: null, SUMMARY: null, ANALYSIS: null },
  BACKGROUND: { ja: '背景', en: 'Background' },
  INTENT: { ja: '意図', en: 'Intent' },
  DECISION: { ja: '決めること', en: 'What to decide' },
}
const NOTES = {
  UNTRANSLATED: '（英訳はありません。 No English translation of this part.）',
  OUT_OF_DATE: '（この英訳の後に日本語が改められました。 The Japanese was changed after this was translated.）',
}

/** The words of an edition in this choice. */
export function chosenText(
  edition: { title: string; summary: string; body: string; texts: readonly EditionText[] },
  choice: Choice,
): ChosenText {
  const reading = readingOf(edition, choice.readership, choice.language)
  return {
    title: reading.title.text,
    summary: reading.summary.text,
    body: bodyOf(reading, choice.language),
    remarks: remarksOf(reading, choice),
  }
}

function bodyOf({ sections }: Reading, language: ReadingLanguage): string {
  return sections
    .flatMap(({ part, text, note }, index) => {
      const head = part === sections[index - 1]?.part ? null : (HEADS[part]?.[language] ?? null)
      return [...(head === null ? [] : [`## ${head}`]), ...(note === null ? [] : [NOTES[note]]), text]
    })
    .join('\n\n')
}

function remarksOf(reading: Reading, { readership, language }: Choice): string[] {
  const notes = [reading.title, reading.summary, ...reading.sections].map(({ note }) => note)
  return [
    ...(readership === 'EXECUTIVE' && !reading.lacksExecutive ? ['経営層向け For executives'] : []),
    ...(reading.lacksExecutive
      ? ['経営層向けの本文はありません。分析官向けの本文です。 There is no text for executives: this is the analysts’.']
      : []),
    ...(language === 'en' ? ['英訳 English translation'] : []),
    ...(notes.includes('UNTRANSLATED')
      ? ['英訳のない部分は日本語です。 Parts without a translation are in Japanese.']
      : []),
    ...(notes.includes('OUT_OF_DATE')
      ? ['英訳の後に日本語が改められた部分があります。 Some Japanese was changed after it was translated.']
      : []),
  ]
}

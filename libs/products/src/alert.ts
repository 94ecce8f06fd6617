/*
 * An alert (緊急周知): a NOTICE to everybody that cannot wait, made of a few plain texts, so that who is on duty at night writes four fields
 * and not a product. It is a product all the same: released by a second person, signed, corrected and recalled like any. Pure.
 */
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { OfflineAlert } from './offline-alert.ts'
import type { productInput } from './product.ts'

const text = (most: number) => z.string().trim().min(1).max(most)

/** What an alert says in one language. Together no longer than a summary may be, which is what a mail says of it. */
const words = { title: text(200), happened: text(2_000), toDo: text(1_400), contact: text(300) }

export const alertInput = z.strictObject({ ...words, english: z.strictObject(words).nullish() })
type AlertWords = Omit<z.output<typeof alertInput>, 'english'>
type AlertProduct = z.input<typeof productInput>

const HEADINGS = {
  ja: { happened: '起きていること', toDo: 'いま行うこと', contact: '連絡先' },
  en: { happened: 'What happened', toDo: 'What to do now', contact: 'Contact' },
} as const

/** For a mail, in which there is no Markdown. */
function plainOf(said: AlertWords, language: 'ja' | 'en'): string {
  const { toDo, contact } = HEADINGS[language]
  return `${said.happened}\n\n【${toDo}】\n${said.toDo}\n\n【${contact}】\n${said.contact}`
}

const markdownOf = (said: AlertWords, language: 'ja' | 'en'): string =>
  (['happened', 'toDo', 'contact'] as const).map(part => `## ${HEADINGS[language][part]}\n\n${said[part]}`).join('\n\n')

/** The product that it is: one edition, of nothing that is restricted, to everybody, as urgent as there is. */
export function productOfAlert({ english, ...japanese }: z.output<typeof alertInput>): AlertProduct {
  const key = randomUUID()
  return toEverybody({
    ...{ title: japanese.title, summary: plainOf(japanese, 'ja') },
    ...(english && { titleEn: { text: english.title }, summaryEn: { text: plainOf(english, 'en') } }),
    fragments: [
      { key, text: markdownOf(japanese, 'ja'), ...PLAIN },
      ...(english ? [{ text: markdownOf(english, 'en'), ...PLAIN, language: 'en' as const, translationOf: key }] : []),
    ],
  })
}

/** What was sent without the hub, in its own words; of a long text, as much in the summary as a summary holds. */
export function productOfSent({ title, text }: Pick<OfflineAlert, 'title' | 'text'>): AlertProduct {
  const summary = text.length > MOST_SUMMARY ? `${text.slice(0, MOST_SUMMARY - 1).trimEnd()}…` : text
  return toEverybody({ title, summary, fragments: [{ text, ...PLAIN }] })
}

const PLAIN = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const MOST_SUMMARY = 4_000

const toEverybody = (edition: Omit<AlertProduct['editions'][number], 'audience'>): AlertProduct => ({
  ...{ title: edition.title, kind: 'BULLETIN', severity: 'CRITICAL', urgency: 'EMERGENCY' },
  editions: [{ ...edition, audience: { everyone: true } }],
})

/** The id of what one person, or one office, makes under one key: the same, however often it is sent, and nobody else's. */
export function idOfPress(makerId: string, key: string): string {
  const hex = createHash('sha256').update(`noroshi press\0${makerId}\0${key}`).digest('hex')
  // RFC 9562 §5.8: version 8, of which the variant's two bits are the only other ones that are given.
  const variant = (8 + (parseInt(hex[16], 16) % 4)).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

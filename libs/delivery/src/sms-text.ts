/*
 * What a short message says: one segment, never more. Of a NOTICE as much of its title as there is room for; of anything above it that
 * there is something, and its reference (CLR-4). Every telephone company on the way reads it, and the lock screen shows it.
 */
import { isDrillReference } from '@noroshi/products'
import type { MessageLanguage } from './ledger.ts'
import { oneLine, type MailNews } from './mail-text.ts'

/** One segment, as 3GPP TS 23.038 counts: septets of the GSM alphabet, or units of UCS-2 when a character is outside it. */
export const SEGMENT = { GSM_7: 160, UCS_2: 70 } as const
export type SmsAlphabet = keyof typeof SEGMENT

/** Characters that the GSM alphabet has where ASCII has them, one septet each: gateways that take either read them alike. */
const IN_BOTH = /^[A-Za-z0-9 \n!"#%&'()*+,\-./:;<=>?]*$/
/** Fewer characters of a title say nothing. */
const SHORTEST_TITLE = 8

const WORDS = {
  ja: {
    hub: '狼煙',
    drill: '【訓練】',
    urgency: { ROUTINE: '', PRIORITY: '【優先】', EMERGENCY: '【緊急】' },
    kind: { RELEASED: '新しい情報', CORRECTED: '情報の訂正', RECALLED: '情報の取消し' },
    again: { REMINDER: '未確認の情報', ESCALATION: '期限超過の情報' },
    code: (code: string) => `狼煙: 確認コード ${code}（10分間有効）。心当たりがなければ無視してください。`,
  },
  en: {
    hub: 'Noroshi',
    drill: ' DRILL',
    urgency: { ROUTINE: '', PRIORITY: ' PRIORITY', EMERGENCY: ' EMERGENCY' },
    kind: { RELEASED: 'new information', CORRECTED: 'corrected', RECALLED: 'recalled' },
    again: { REMINDER: 'not yet acknowledged', ESCALATION: 'overdue' },
    code: (code: string) => `Noroshi: confirmation code ${code} (10 minutes). If you did not ask for it, ignore it.`,
  },
} as const

export const alphabetOf = (text: string): SmsAlphabet => (IN_BOTH.test(text) ? 'GSM_7' : 'UCS_2')

/** Whether it is one segment. */
export const fits = (text: string): boolean => text.length <= SEGMENT[alphabetOf(text)]

/** @param host of the portal; left out where there is no room for it */
export function smsTextOf(news: MailNews, language: MessageLanguage, host: string): string {
  const words = WORDS[language]
  const urgency = isUrgency(news.urgency) ? words.urgency[news.urgency] : ''
  const head = `${words.hub}${isDrillReference(news.reference) ? words.drill : ''}${urgency}`
  const isRecall = news.kind === 'RECALLED'
  const again = news.purpose === 'REMINDER' || news.purpose === 'ESCALATION' ? news.purpose : null
  const what = isRecall || again === null ? words.kind[news.kind] : words.again[again]
  const title = isRecall || news.words === null ? '' : oneLine(news.words.title)
  const withHost = [`${head}: ${what}`, news.reference, host].join(' ')
  const bare = fits(withHost) ? withHost : [`${head}: ${what}`, news.reference].join(' ')
  return title === '' ? bare : (withTitle(title, cut => [`${head}: ${cut}`, news.reference, host].join(' ')) ?? bare)
}

export const codeTextOf = (code: string, language: MessageLanguage): string => WORDS[language].code(code)

/** With as much of the title as fits, none of whose characters is cut in two; null when that is too little. */
function withTitle(title: string, made: (cut: string) => string): string | null {
  if (fits(made(title))) return made(title)
  const characters = [...title]
  for (let length = Math.min(characters.length, SEGMENT.GSM_7) - 1; length >= SHORTEST_TITLE; length -= 1) {
    const text = made(`${characters.slice(0, length).join('')}…`)
    if (fits(text)) return text
  }
  return null
}

const isUrgency = (text: string): text is keyof (typeof WORDS)['ja']['urgency'] => Object.hasOwn(WORDS.ja.urgency, text)

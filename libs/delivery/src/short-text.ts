/*
 * What is said where few words fit: on the screen of a telephone. Of a NOTICE its title; of anything above it that there is something, its
 * reference and its urgency (CLR-4). Whoever looks over a shoulder, and every company in between, may read it.
 */
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage } from './ledger.ts'
import { oneLine, type MailNews } from './mail-text.ts'

export interface ShortText {
  readonly title: string
  readonly body: string
  /** In the portal. */
  readonly path: string
}

const LONGEST_TITLE = 200

const WORDS = {
  ja: {
    hub: '狼煙',
    urgency: { ROUTINE: '', PRIORITY: '優先', EMERGENCY: '緊急' },
    kind: {
      RELEASED: '新しい情報があります',
      CORRECTED: '情報が訂正されました',
      RECALLED: '情報が取り消されました',
    },
  },
  en: {
    hub: 'Noroshi',
    urgency: { ROUTINE: '', PRIORITY: 'Priority', EMERGENCY: 'Emergency' },
    kind: {
      RELEASED: 'New information',
      CORRECTED: 'Information was corrected',
      RECALLED: 'Information was recalled',
    },
  },
} as const

export function shortTextOf(news: MailNews, language: MessageLanguage): ShortText {
  const words = WORDS[language]
  const urgency = isUrgency(news.urgency) ? words.urgency[news.urgency] : ''
  const drill = drillMarkOf(news, language)
  const isRecall = news.kind === 'RECALLED'
  const shown = isRecall ? null : news.words
  const said = shown === null ? words.kind[news.kind] : cut(oneLine(drill.titled(shown.title)))
  return {
    title: `${drill.heading}${words.hub}: ${said}`,
    body: drill.heading + [...(urgency === '' ? [] : [urgency]), news.reference].join(' ・ '),
    path: isRecall ? '/' : `/editions/${news.editionId}`,
  }
}

const isUrgency = (text: string): text is keyof (typeof WORDS)['ja']['urgency'] => Object.hasOwn(WORDS.ja.urgency, text)

/** By characters, of which none is cut in two. */
function cut(title: string): string {
  const characters = [...title]
  return characters.length <= LONGEST_TITLE ? title : `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`
}

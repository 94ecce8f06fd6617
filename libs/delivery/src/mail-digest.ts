/*
 * What a mail of several news says: of each its reference, its urgency and where to read it; of a NOTICE its title as well, and of
 * anything above it no word of what it says (CLR-4), nor what kind it is.
 */
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage } from './ledger.ts'
import { keyNoteIn, newsAddress, oneLine, type KeyNote, type MailNews, type MailText } from './mail-text.ts'

const WORDS = {
  ja: {
    head: '狼煙 まとめ',
    subject: (count: number) => `新しい情報が${count}件あります`,
    lead: (count: number) =>
      `サイバー対処協議会から届いた情報${count}件をまとめてお知らせします。受け取り方の設定などにより、お知らせを待っていたものです。`,
    urgency: { PRIORITY: '優先' },
    corrected: '訂正',
    recalled: '取消し: 利用を止め、削除したことをポータルで報告してください',
    thin: '題名のないものは、内容をこのメールに記載していません。ポータルにサインインして確認してください。',
    end: 'このメールは自動で送信されています。受け取り方はポータルの「アカウント」で変更できます（緊急の情報は常に届きます）。',
  },
  en: {
    head: 'Noroshi digest',
    subject: (count: number) => `${count} new items`,
    lead: (count: number) =>
      `The council has provided ${count} items. They waited for this mail because of how you wish to be told, or because many came at once.`,
    urgency: { PRIORITY: 'Priority' },
    corrected: 'Corrected',
    recalled: 'Recalled: please stop using it, and report its removal in the portal',
    thin: 'Of items without a title this mail does not say what they are about. Please sign in to the portal to read them.',
    end: 'This mail was sent automatically. How you are told is set on the page “Account” of the portal (emergencies always come).',
  },
} as const

/**
 * @param all in the order in which they came, at least two
 * @param portal origin of the portal, without a path
 */
export function digestTextOf(
  all: readonly MailNews[],
  language: MessageLanguage,
  portal: string,
  keyNote: KeyNote | null = null,
): MailText {
  const words = WORDS[language]
  // Who wished to be written to in secret is told nothing in the open.
  const news = keyNote === 'UNUSABLE' ? all.map(one => ({ ...one, words: null })) : all
  const isAnyUrgent = news.some(({ urgency }) => urgency === 'PRIORITY')
  const isAnySealed = news.some(({ words: shown, kind }) => shown === null && kind !== 'RECALLED')
  return {
    subject: `[${words.head}${isAnyUrgent ? ` ${words.urgency.PRIORITY}` : ''}] ${words.subject(news.length)}`,
    text: [
      words.lead(news.length),
      ...news.map((one, index) => `${index + 1}. ${itemOf(one, language, portal)}`),
      ...(isAnySealed ? [words.thin] : []),
      ...keyNoteIn(language, keyNote),
      `-- \n${words.end}`,
    ].join('\n\n'),
  }
}

function itemOf(news: MailNews, language: MessageLanguage, portal: string): string {
  const words = WORDS[language]
  const { reference, urgency, kind } = news
  const drill = drillMarkOf(news, language)
  const marks = [
    ...(urgency === 'PRIORITY' ? [words.urgency.PRIORITY] : []),
    ...(kind === 'CORRECTED' ? [words.corrected] : []),
    ...(kind === 'RECALLED' ? [words.recalled] : []),
  ]
  const title = kind === 'RECALLED' || news.words === null ? '' : ` ${drill.titled(oneLine(news.words.title))}`
  return `${drill.heading}${marks.map(mark => `[${mark}] `).join('')}${reference}${title}\n   ${newsAddress(news, portal)}`
}

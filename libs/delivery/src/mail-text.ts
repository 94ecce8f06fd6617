/*
 * What a mail says. Of a NOTICE its title and summary; of anything above it that there is something to read, its reference and its
 * urgency, and never a word of what it says (CLR-4). One address in each, never a list; no name, which the worker may not read.
 */
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage, Purpose } from './ledger.ts'
import type { NewsKind } from './news-frame.ts'

/** What a mail is made of. */
export interface MailNews {
  readonly kind: NewsKind
  /** Null: told beside the news, as an escalation to whoever is on duty. */
  readonly seq?: number | null
  readonly purpose?: Purpose
  readonly urgency: string
  readonly reference: string
  readonly editionId: string
  /** Of a NOTICE in force alone. */
  readonly words: { readonly title: string; readonly summary: string } | null
}

/** What is said of the key to which its recipient has mail encrypted: so many days are left of it, or nothing can be encrypted to it now. */
export type KeyNote = { readonly daysLeft: number } | 'UNUSABLE'

export interface MailText {
  readonly subject: string
  readonly text: string
}

const WORDS = {
  ja: {
    hub: '狼煙',
    urgency: { ROUTINE: '', PRIORITY: '優先', EMERGENCY: '緊急' },
    subject: {
      RELEASED: '新しい情報があります',
      CORRECTED: '情報が訂正されました',
      RECALLED: '情報が取り消されました',
    },
    lead: {
      RELEASED: 'サイバー対処協議会から、新しい情報が提供されました。',
      CORRECTED: '以前に提供された情報が訂正されました。新しい版をご確認のうえ、前の版は使わないでください。',
      RECALLED:
        '以前に提供された情報が取り消されました。利用を止め、それに基づく措置を見直し、削除したことをポータルで報告してください。',
    },
    again: {
      REMINDER: '未確認の情報があります（再通知）',
      ESCALATION: '期限を過ぎても確認されていない情報があります',
      DUTY: '【当番】期限を過ぎても回答のない組織があります',
    },
    againLead: {
      REMINDER:
        'これは再通知です。以前にお知らせした情報を、あなたの組織ではまだ誰も確認していません。確認のうえ、影響の有無を回答してください。',
      ESCALATION:
        '回答期限を過ぎましたが、あなたの組織ではまだ誰も確認していません。至急確認し、影響の有無を回答してください。',
      DUTY: '回答期限を過ぎても応答のない組織があります。当番のページを開き、対応してください。',
    },
    thin: '内容はこのメールには記載していません。ポータルにサインインして確認してください。',
    keyEnds: (days: number) =>
      `【鍵の期限】暗号化に使っているあなたの鍵（証明書）は、あと${days}日で期限が切れます。切れた後のメールは暗号化されず、内容も記載されません。ポータルの「アカウント」で新しい鍵（証明書）を登録してください。`,
    keyUnusable:
      '【暗号化できませんでした】登録されているあなたの鍵（証明書）は、期限切れなどのため使えません。このメールは暗号化せず、内容を記載せずに送っています。ポータルの「アカウント」で新しい鍵（証明書）を登録してください。',
    reference: '参照番号',
    open: '開く',
    inbox: '受信箱',
    end: 'このメールは自動で送信されています。受け取り方はポータルの「アカウント」で変更できます（緊急の情報は常に届きます）。',
  },
  en: {
    hub: 'Noroshi',
    urgency: { ROUTINE: '', PRIORITY: 'Priority', EMERGENCY: 'Emergency' },
    subject: {
      RELEASED: 'New information',
      CORRECTED: 'Information was corrected',
      RECALLED: 'Information was recalled',
    },
    lead: {
      RELEASED: 'The council has provided new information.',
      CORRECTED:
        'Information that was provided earlier has been corrected. Please read the new version, and do not use the earlier one.',
      RECALLED:
        'Information that was provided earlier has been recalled. Please stop using it, review what was done because of it, and report its removal in the portal.',
    },
    again: {
      REMINDER: 'Reminder: information not yet acknowledged',
      ESCALATION: 'Overdue: information not acknowledged',
      DUTY: 'Duty: organisations have not answered in time',
    },
    againLead: {
      REMINDER:
        'This is a reminder. Nobody of your organisation has acknowledged what you were told of. Please read it, and answer whether you are affected.',
      ESCALATION:
        'The time to answer is over, and nobody of your organisation has acknowledged it. Please read it now, and answer whether you are affected.',
      DUTY: 'There are organisations that did not answer in time. Please open the duty page and take it up.',
    },
    thin: 'This mail does not say what it is about. Please sign in to the portal to read it.',
    keyEnds: (days: number) =>
      `[Your key expires] In ${days} days nothing can be encrypted to your key or certificate any more. Mails will then come unencrypted, and will not say what they are about. Please register a new one on the page “Account” of the portal.`,
    keyUnusable:
      '[Not encrypted] Nothing can be encrypted to the key or certificate that you registered: it has expired, or is no longer good. This mail is therefore not encrypted, and does not say what it is about. Please register a new one on the page “Account” of the portal.',
    reference: 'Reference',
    open: 'Open',
    inbox: 'Inbox',
    end: 'This mail was sent automatically. How you are told is set on the page “Account” of the portal (emergencies always come).',
  },
} as const

/** @param portal origin of the portal, without a path */
export function mailTextOf(
  news: MailNews,
  language: MessageLanguage,
  portal: string,
  keyNote: KeyNote | null = null,
): MailText {
  const words = WORDS[language]
  const urgency = isUrgency(news.urgency) ? words.urgency[news.urgency] : ''
  const again = againOf(news)
  const drill = drillMarkOf(news, language)
  const head = `${drill.heading}[${[words.hub, ...(urgency ? [urgency] : [])].join(' ')}]`
  // Who wished to be written to in secret is told nothing in the open.
  const shown = news.kind === 'RECALLED' || keyNote === 'UNUSABLE' ? null : news.words
  const address = again === 'DUTY' ? `${portal}/duty` : newsAddress(news, portal)
  return {
    subject: `${head} ${oneLine([...(again ? [words.again[again]] : []), ...(shown ? [drill.titled(shown.title)] : again ? [] : [words.subject[news.kind]])].join(' '))} (${news.reference})`,
    text: [
      ...(drill.isDrill ? [drill.lead] : []),
      again ? words.againLead[again] : words.lead[news.kind],
      ...(shown ? [`■ ${oneLine(shown.title)}\n${shown.summary}`] : news.kind === 'RECALLED' ? [] : [words.thin]),
      [
        ...(urgency ? [urgency] : []),
        `${words.reference}: ${news.reference}`,
        `${news.kind === 'RECALLED' ? words.inbox : words.open}: ${address}`,
      ].join('\n'),
      ...keyNoteIn(language, keyNote),
      `-- \n${words.end}`,
    ].join('\n\n'),
  }
}

/** A paragraph about the recipient's key, if there is anything to say of it. */
export function keyNoteIn(language: MessageLanguage, note: KeyNote | null): string[] {
  const { keyUnusable, keyEnds } = WORDS[language]
  return note === null ? [] : [note === 'UNUSABLE' ? keyUnusable : keyEnds(note.daysLeft)]
}

/** Where in the portal it is read; of what was recalled nothing is. */
export const newsAddress = ({ kind, editionId }: Pick<MailNews, 'kind' | 'editionId'>, portal: string): string =>
  kind === 'RECALLED' ? `${portal}/` : `${portal}/editions/${editionId}`

/** That it is no first news, and to whom: a reminder, an escalation to those who were told, or one to whoever is on duty. */
function againOf({ purpose, seq, kind }: MailNews): 'REMINDER' | 'ESCALATION' | 'DUTY' | null {
  if (kind === 'RECALLED' || (purpose !== 'REMINDER' && purpose !== 'ESCALATION')) return null
  return purpose === 'ESCALATION' && seq === null ? 'DUTY' : purpose
}

const isUrgency = (text: string): text is keyof (typeof WORDS)['ja']['urgency'] => Object.hasOwn(WORDS.ja.urgency, text)

/** In a heading nothing begins a new line. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

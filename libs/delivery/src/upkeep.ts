/*
 * What people are asked to mend so that they are reached (PRV-4, ACT-6): facts about their contacts, keys and addresses, and of no edition.
 * When they are told of each, and in what words. Pure. A mail names nobody and nothing but the page where it is mended.
 */
import type { MessageLanguage } from './ledger.ts'
import type { MailText } from './mail-text.ts'

/**
 * CONTACTS: their organisation's are to be confirmed. MAIL_KEY, API_KEY: a key of theirs ends. ENDPOINT: nothing arrives at one of theirs.
 * DEAD_LETTERS: what was given up waits for them. PUSH: no browser of theirs is told any more. MAIL_RETURNED: mail to a colleague comes back.
 */
export const UPKEEP_KINDS = [
  'MAIL_RETURNED',
  'CONTACTS',
  'MAIL_KEY',
  'ENDPOINT',
  'DEAD_LETTERS',
  'PUSH',
  'API_KEY',
] as const
export type UpkeepKind = (typeof UPKEEP_KINDS)[number]

/** One fact of which one person is told. */
export interface UpkeepFact {
  readonly personId: string
  readonly kind: UpkeepKind
  /** The organisation, key, endpoint or person that it is about. */
  readonly subjectId: string
  /** When something ends, or since when it is broken. Of one subject, another instant is another fact. */
  readonly since: Date
}

const DAY_MS = 86_400_000
const WEEK = 7
/** Days before something ends on which that is told. */
const BEFORE = [-14, -3]

/**
 * The step that is due: days after `since`, negative before; null when there is none. 14 and 3 days before, on the day, then each week. A step
 * that was over when it began counts for nothing: who makes a key for two days knows when it ends.
 * @param began when what ends was made or last confirmed; null of what is broken
 */
export function stepOf(since: Date, began: Date | null, now: Date): number | null {
  const days = (now.getTime() - since.getTime()) / DAY_MS
  if (days < 0 && began === null) return null
  const step = days >= 0 ? Math.floor(days / WEEK) * WEEK : BEFORE.findLast(before => before <= days)
  if (step === undefined) return null
  return began !== null && since.getTime() + step * DAY_MS <= began.getTime() ? null : step
}

const WORDS = {
  ja: {
    subject: '[狼煙] 通知先の点検をお願いします',
    lead: '緊急の情報があなたに届くよう、次の点をポータルで確認し、直してください。',
    soon: (days: number) => `（あと${days}日）`,
    item: {
      MAIL_RETURNED:
        'あなたの組織の人宛てのメールが届かずに戻ってきています。本人に知らせ、必要なら連絡先を変更してください。',
      CONTACTS: '組織の連絡先が今も正しいか、確認をお願いします。',
      MAIL_KEY: 'メールの暗号化に使う鍵または証明書の期限です。期限が切れると、メールは暗号化されません。',
      ENDPOINT: '登録したWebhook・チャット・電話のいずれかに、お知らせが届いていません。',
      DEAD_LETTERS: '登録したWebhookまたはチャットに、届けられなかったお知らせが残っています。',
      PUSH: 'ブラウザーへの通知が届かなくなりました。使う端末で、もう一度登録してください。',
      API_KEY: 'APIキーの期限です。期限が切れると、TAXIIやフィードを使う機器は情報を取得できません。',
    },
    end: 'このメールは自動で送信されています。直すと送られなくなります。受け取り方はポータルの「アカウント」で変更できます。',
  },
  en: {
    subject: '[Noroshi] Please check your contact points',
    lead: 'So that an emergency reaches you, please check and mend the following in the portal.',
    soon: (days: number) => ` (${days} ${days === 1 ? 'day' : 'days'} left)`,
    item: {
      MAIL_RETURNED:
        'Mail to somebody of your organisation comes back. Please tell them, and name another contact if need be.',
      CONTACTS: 'Please confirm that your organisation’s contacts are still right.',
      MAIL_KEY: 'The key or certificate to which your mail is encrypted expires. After that, mail is not encrypted.',
      ENDPOINT: 'News does not arrive at a webhook, chat or telephone that you registered.',
      DEAD_LETTERS: 'News that could not be delivered to a webhook or chat of yours is waiting.',
      PUSH: 'Your browser is not notified any more. Please register the device that you use again.',
      API_KEY: 'An API key expires. After that, tools that use it for TAXII or feeds get nothing.',
    },
    end: 'This mail was sent automatically, and stops when this is mended. How you are told is set on the page “Account” of the portal.',
  },
} as const

const PAGES: Readonly<Record<UpkeepKind, string>> = {
  MAIL_RETURNED: '/contacts',
  CONTACTS: '/contacts',
  MAIL_KEY: '/account',
  ENDPOINT: '/account',
  DEAD_LETTERS: '/account',
  PUSH: '/account',
  API_KEY: '/account',
}

/**
 * @param facts of one person, at least one; of several of a kind the one that ends first is told
 * @param portal origin of the portal, without a path
 */
export function upkeepTextOf(
  facts: readonly Pick<UpkeepFact, 'kind' | 'since'>[],
  language: MessageLanguage,
  portal: string,
  now: Date,
): MailText {
  const words = WORDS[language]
  const items = UPKEEP_KINDS.flatMap(kind => {
    const [first] = facts.filter(fact => fact.kind === kind).toSorted((one, other) => +one.since - +other.since)
    if (!first) return []
    const days = Math.ceil((first.since.getTime() - now.getTime()) / DAY_MS)
    return [`${words.item[kind]}${days > 0 ? words.soon(days) : ''}\n   ${portal}${PAGES[kind]}`]
  })
  return {
    subject: words.subject,
    text: [words.lead, ...items.map((item, index) => `${index + 1}. ${item}`), `-- \n${words.end}`].join('\n\n'),
  }
}

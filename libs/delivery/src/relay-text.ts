/*
 * What a mail that is passed on says: all of it, in text alone, so that whoever may open no link (LGWAN) has read it with the mail. One
 * address in each, never a list, and no name of a recipient.
 */
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage } from './ledger.ts'
import { oneLine, type MailText } from './mail-text.ts'
import type { NewsKind } from './news-frame.ts'

export interface RelayedNews {
  readonly kind: NewsKind
  readonly urgency: string
  readonly reference: string
  /** Who passes it on. */
  readonly shownAs: string
  /** Null of what was taken back. */
  readonly words: { readonly title: string; readonly summary: string } | null
  /** Where it is acknowledged, with this mail's own token. */
  readonly acknowledgeAt: string
}

const WORDS = {
  ja: {
    head: '狼煙 中継',
    urgency: { ROUTINE: '', PRIORITY: '優先', EMERGENCY: '緊急' },
    by: (name: string) => `${name}が、サイバー対処協議会の周知等用情報を中継します。`,
    subject: { RELEASED: '', CORRECTED: '訂正', RECALLED: '取消し' },
    lead: {
      RELEASED: '',
      CORRECTED: '以前にお伝えした情報が訂正されました。前の版は使わないでください。',
      RECALLED: '以前にお伝えした情報が取り消されました。利用を止め、それに基づく措置を見直してください。',
    },
    reference: '参照番号',
    acknowledge: (address: string) =>
      `受け取ったことの確認（アカウントは不要です）：\n${address}\nページを開き「受け取りました」を押してください。開いただけでは確認になりません。`,
    noLink: '外部のページを開けない場合は、このままで構いません。中継元へ電話などでお知らせください。',
    end: 'このメールは自動で送信されています。宛先の変更・停止は中継元へお申し出ください。',
  },
  en: {
    head: 'Noroshi relay',
    urgency: { ROUTINE: '', PRIORITY: 'Priority', EMERGENCY: 'Emergency' },
    by: (name: string) => `${name} passes on a notice of the council.`,
    subject: { RELEASED: '', CORRECTED: 'Corrected', RECALLED: 'Recalled' },
    lead: {
      RELEASED: '',
      CORRECTED: 'What you were told earlier has been corrected. Please do not use the earlier version.',
      RECALLED:
        'What you were told earlier has been recalled. Please stop using it, and review what was done because of it.',
    },
    reference: 'Reference',
    acknowledge: (address: string) =>
      `To acknowledge (no account is needed):\n${address}\nOpen the page and press “Received”. Opening it alone acknowledges nothing.`,
    noLink: 'If you may open no page outside, nothing is needed: tell whoever passed it on, for example by telephone.',
    end: 'This mail was sent automatically. To change or stop it, ask whoever passed it on.',
  },
} as const

export function relayTextOf(news: RelayedNews, language: MessageLanguage): MailText {
  const words = WORDS[language]
  const drill = drillMarkOf(news, language)
  const urgency = isUrgency(news.urgency) ? words.urgency[news.urgency] : ''
  const { words: said } = news
  const title = said === null ? '' : oneLine(said.title)
  const heading = [words.subject[news.kind], drill.titled(title)].filter(part => part !== '').join(' ')
  return {
    subject: `${drill.heading}[${[words.head, ...(urgency ? [urgency] : [])].join(' ')}] ${heading} (${news.reference})`,
    text: [
      ...(drill.isDrill ? [drill.lead] : []),
      words.by(oneLine(news.shownAs)),
      ...(words.lead[news.kind] ? [words.lead[news.kind]] : []),
      ...(said === null ? [] : [`■ ${title}\n${said.summary}`]),
      [...(urgency ? [urgency] : []), `${words.reference}: ${news.reference}`].join('\n'),
      words.acknowledge(news.acknowledgeAt),
      words.noLink,
      `-- \n${words.end}`,
    ].join('\n\n'),
  }
}

const isUrgency = (text: string): text is keyof (typeof WORDS)['ja']['urgency'] => Object.hasOwn(WORDS.ja.urgency, text)

/*
 * What a chat is told, in the shape that its server takes. What may be said is what a mail may say. Every text is given as plain text where the
 * server has such a thing; where it has none, what it would render (mentions, markup, links of its own making) is escaped.
 */
import { drillMarkOf } from './drill-mark.ts'
import type { MessageLanguage } from './ledger.ts'
import { mailTextOf, newsAddress, type MailNews } from './mail-text.ts'

export const CHAT_SHAPES = ['SLACK', 'TEAMS', 'MATTERMOST'] as const
export type ChatShape = (typeof CHAT_SHAPES)[number]

export const isChatShape = (value: unknown): value is ChatShape => CHAT_SHAPES.some(shape => shape === value)

/** One message: plain texts and one link. */
export interface ChatText {
  readonly head: string
  readonly text: string
  readonly link: { readonly title: string; readonly url: string }
}

const WORDS = {
  ja: {
    thin: '内容はここには記載していません。ポータルにサインインして確認してください。',
    recalled: '利用を止め、削除したことをポータルで報告してください。',
    open: 'ポータルで開く',
    trialHead: '[狼煙] 試し送り',
    trial: 'これは通知先の確認のために送られたものです。対応は要りません。',
  },
  en: {
    thin: 'This message does not say what it is about. Please sign in to the portal to read it.',
    recalled: 'Please stop using it, and report its removal in the portal.',
    open: 'Open in the portal',
    trialHead: '[Noroshi] Trial',
    trial: 'This was sent to try this endpoint. There is nothing to do.',
  },
} as const

/** @param portal origin of the portal, without a path */
export function chatTextOf(news: MailNews, language: MessageLanguage, portal: string): ChatText {
  const words = WORDS[language]
  const said = news.kind === 'RECALLED' ? words.recalled : (news.words?.summary ?? words.thin)
  const { isDrill, lead } = drillMarkOf(news, language)
  return {
    head: mailTextOf(news, language, portal).subject,
    text: visible(isDrill ? `${lead}\n\n${said}` : said),
    link: { title: words.open, url: newsAddress(news, portal) },
  }
}

export function chatTrialOf(language: MessageLanguage, portal: string): ChatText {
  const { trialHead: head, trial: text, open: title } = WORDS[language]
  return { head, text, link: { title, url: `${portal}/account` } }
}

const SHAPES: Record<ChatShape, (text: ChatText) => object> = {
  // Block Kit: `plain_text` renders nothing; `text` is what notifications show.
  SLACK: ({ head, text, link }) => ({
    text: slackText(head),
    mrkdwn: false,
    unfurl_links: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', emoji: false, text: cut(visible(head), 150) } },
      { type: 'section', text: { type: 'plain_text', emoji: false, text: cut(text, 3_000) } },
      {
        type: 'section',
        text: { type: 'mrkdwn', verbatim: true, text: `<${slackText(link.url)}|${slackText(link.title)}>` },
      },
    ],
  }),
  // An Adaptive Card, as workflows of Teams take it: a TextRun is no Markdown, as a TextBlock would be.
  TEAMS: ({ head, text, link }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: visible(head), weight: 'Bolder' }] },
            { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: cut(text, 3_000) }] },
          ],
          actions: [{ type: 'Action.OpenUrl', title: link.title, url: link.url }],
        },
      },
    ],
  }),
  // Markdown alone, so that all of it is escaped.
  MATTERMOST: ({ head, text, link }) => ({
    text: `**${markdownOf(head)}**\n\n${markdownOf(cut(text, 3_000))}\n\n[${markdownOf(link.title)}](${link.url})`,
  }),
}

export const messageIn = (shape: ChatShape, text: ChatText): object => SHAPES[shape](text)

/** Between `@` and a name stands what nobody sees, so that it calls nobody. */
const BETWEEN = '\u200b'

/** https://api.slack.com/reference/surfaces/formatting#escaping */
const slackText = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', `@${BETWEEN}`)

/** Every punctuation of ASCII may be escaped (CommonMark §2.4); lines that begin with spaces would be code. */
const markdownOf = (text: string): string =>
  visible(text)
    .split('\n')
    .map(line => line.trim())
    .join('\n')
    .replaceAll(/[!-/:-?[-`{-~]/g, mark => `\\${mark}`)
    .replaceAll('@', `@${BETWEEN}`)

/** Without what turns text around or hides it; lines stay lines. */
const visible = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu, mark =>
      mark.includes('\n') ? '\n' : '',
    )

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`

import { readingOf } from '@noroshi/client'
import MarkdownIt from 'markdown-it'
import type { Edition, EditionSummary, Page } from '@noroshi/products'
import { huntMarkdown } from '../renderings/hunt-markdown.ts'
import { publicPolicy } from '../door/page-policy.ts'

export type Language = 'ja' | 'en'

/**
 * Raw HTML stays text, pictures are left out (nothing is fetched from elsewhere), and links lead to the web and to mail only, as in
 * the portal. The library's own rule names four schemes that it refuses, and browsers know more: `blob:`, `view-source:`.
 */
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image')
markdown.validateLink = address => /^(https?:\/\/|mailto:)/i.test(address.trim())

const WORDS = {
  ja: {
    banner: '周知等用 – 公開情報', title: '公開されたお知らせ', empty: '公開されたお知らせはまだありません。', nothing: '見つかりませんでした。語を減らすか、別の語でお試しください。',
    search: '検索', more: '以前のお知らせ', back: '一覧へ戻る', released: '公開', severity: '深刻度', bundle: 'STIX 2.1 をダウンロード', signIn: '構成員・フレンズの方はこちら', indicators: 'インディケータ', query: 'クエリをダウンロード：',
    untranslated: '英訳のない部分は日本語で示しています。', outOfDate: '英訳の後に日本語が改められた部分があります。',
    LOW: '低', MEDIUM: '中', HIGH: '高', CRITICAL: '緊急',
  },
  en: {
    banner: 'Public notice', title: 'Public notices', empty: 'There are no public notices yet.', nothing: 'Nothing was found. Try fewer or other words.',
    search: 'Search', more: 'Earlier notices', back: 'Back to the list', released: 'Released', severity: 'Severity', bundle: 'Download STIX 2.1', signIn: 'Members and friends', indicators: 'Indicators', query: 'Download query',
    untranslated: 'What has no English translation is shown in Japanese.', outOfDate: 'Some of the Japanese was changed after it was translated.',
    LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High', CRITICAL: 'Critical',
  },
} as const // prettier-ignore

export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'ja'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escape = (text: string): string => text.replace(/[&<>"']/g, letter => ESCAPES[letter])

const time = (iso: string): string =>
  `<time datetime="${escape(iso)}">${escape(new Date(iso).toLocaleString('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'short' }))}</time>`

const severityOf = (severity: string, language: Language): string => {
  const words: Record<string, string> = WORDS[language]
  return words[severity] ?? severity
}

/** The list of public notices, newest first. */
export function listPage(page: Page<EditionSummary>, text: string, language: Language): string {
  const words = WORDS[language]
  const items = page.items.map(
    item =>
      `<li><a href="/public/editions/${item.id}">${escape(item.title)}</a><p>${escape(item.summary)}</p><p class="meta">${time(item.releasedAt)} ・ ${words.severity}: ${severityOf(item.severity, language)} ・ ${escape(item.reference)}</p></li>`,
  )
  const list =
    items.length > 0
      ? `<ol class="notices">${items.join('')}</ol>`
      : `<p class="empty">${text ? words.nothing : words.empty}</p>`
  const query = new URLSearchParams({ ...(text ? { text } : {}), after: page.endCursor ?? '' })
  const more = page.hasMore ? `<p><a href="/public?${escape(query.toString())}">${words.more}</a></p>` : ''
  return frame(
    words.title,
    language,
    `<h1>${words.title}</h1><form role="search" action="/public"><input type="search" name="text" maxlength="200" aria-label="${words.search}" value="${escape(text)}"><button>${words.search}</button></form>${list}${more}`,
  )
}

/** One public notice with its indicators. */
export function noticePage(edition: Edition, language: Language): string {
  const words = WORDS[language]
  const { title, summary, sections } = readingOf(edition, 'ANALYST', language)
  const notes = [title, summary, ...sections].map(({ note }) => note)
  const rows = edition.indicators.map(
    row => `<tr><td>${escape(row.kind)}</td><td><code>${escape(row.value)}</code></td></tr>`,
  )
  const indicators =
    rows.length > 0
      ? `<h2>${words.indicators} (${rows.length})</h2><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`
      : ''
  const files = (edition.hunt?.queries ?? [])
    .map(
      (_, place) =>
        `<p><a href="/public/editions/${edition.id}/hunt/${place + 1}" download>${words.query} ${place + 1}</a></p>`,
    )
    .join('')
  return frame(
    title.text,
    language,
    `<p><a href="/public">${words.back}</a></p><article><h1 lang="${title.language}">${escape(title.text)}</h1>
     <p class="meta">${words.released}: ${time(edition.releasedAt)} ・ ${words.severity}: ${severityOf(edition.severity, language)} ・ ${escape(edition.reference)}</p>
     ${notes.includes('UNTRANSLATED') ? `<p class="meta">${words.untranslated}</p>` : ''}${notes.includes('OUT_OF_DATE') ? `<p class="meta">${words.outOfDate}</p>` : ''}
     <p class="lead" lang="${summary.language}">${escape(summary.text)}</p>${sections.map(section => `<div lang="${section.language}">${markdown.render(section.text)}</div>`).join('')}${markdown.render(huntMarkdown(edition.hunt).join('\n\n'))}${files}${indicators}
     <p><a href="/public/editions/${edition.id}/bundle" download>${words.bundle}</a></p></article>`,
  )
}

const STYLE = `body{margin:0;font:16px/1.8 "Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",Meiryo,sans-serif;color:#1d2433;background:#f7f8fa}
.banner{background:#0b7a5a;color:#fff;padding:.3rem 1rem;font-size:.85rem;font-weight:600}header{padding:.8rem 1rem;background:#fff;border-bottom:1px solid #e3e6ec;display:flex;gap:1rem;justify-content:space-between}
header a{color:#1d2433;text-decoration:none}main{max-width:46rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;line-height:1.4}.meta{color:#5b6476;font-size:.85rem}.lead{font-weight:600}
.notices{list-style:none;padding:0}.notices li{background:#fff;border:1px solid #e3e6ec;border-radius:.6rem;padding:.8rem 1rem;margin:.8rem 0}.notices p{margin:.3rem 0}a{color:#2b47a5}
input,button{font:inherit;padding:.4rem .7rem;border:1px solid #c5cad6;border-radius:.4rem}.scroll{overflow-x:auto}td{padding:.2rem .8rem .2rem 0;vertical-align:top}code{word-break:break-all}`
/** The policy that these pages come with. */
export const PUBLIC_POLICY = publicPolicy(STYLE)

function frame(title: string, language: Language, content: string): string {
  const words = WORDS[language]
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – 狼煙 Noroshi</title><link rel="icon" href="data:,"><link rel="alternate" type="application/feed+json" href="/public/feed.json"><link rel="alternate" type="application/atom+xml" href="/public/feed.atom">
<style>${STYLE}</style></head>
<body><div class="banner">${words.banner}</div><header><a href="/public"><strong>狼煙</strong> Noroshi</a><a href="/">${words.signIn}</a></header><main>${content}</main></body></html>`
}

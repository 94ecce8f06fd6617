/*
 * The pages on which whoever is downstream of an intermediary says that a mail arrived. Without an account, a script or a cookie: some of
 * them read mail where little else works. The first page asks nothing of the hub and is the same for every token.
 */
import { publicPolicy } from '../door/page-policy.ts'
import type { Language } from '../public/public-pages.ts'

const WORDS = {
  ja: {
    title: '受け取りの確認',
    ask: '中継されたお知らせを受け取ったことを、中継元に伝えます。',
    press: '受け取りました',
    taken: '確認を記録しました。ありがとうございます。このページは閉じて構いません。',
    not: 'このリンクは、すでに使われたか、期限が切れたか、正しくありません。前に押していれば、確認は記録されています。お困りの場合は中継元へご連絡ください。',
  },
  en: {
    title: 'Acknowledge',
    ask: 'Tell whoever passed it on that the notice arrived.',
    press: 'Received',
    taken: 'Noted, thank you. You may close this page.',
    not: 'This link was used before, is over, or is not right. If you pressed before, that was noted. Otherwise please ask whoever passed it on.',
  },
} as const

const STYLE = `body{margin:0;font:16px/1.8 "Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",Meiryo,sans-serif;color:#1d2433;background:#f7f8fa}
main{max-width:36rem;margin:2rem auto;padding:1rem;background:#fff;border:1px solid #e3e6ec;border-radius:.6rem}h1{font-size:1.4rem;margin-top:0}
button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:.4rem;color:#fff;background:#2b47a5}`

export const RELAYED_POLICY = publicPolicy(STYLE)

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** @param token whatever stood in the address; what can be no token is not written into the page */
export function askingPage(token: unknown, language: Language): string {
  const words = WORDS[language]
  const value = typeof token === 'string' && TOKEN.test(token) ? token : ''
  return frame(
    language,
    `<p>${words.ask}</p><form method="post" action="/relayed"><input type="hidden" name="token" value="${value}"><button>${words.press}</button></form>`,
  )
}

export const answeringPage = (taken: boolean, language: Language): string =>
  frame(language, `<p role="status">${taken ? WORDS[language].taken : WORDS[language].not}</p>`)

const frame = (language: Language, content: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${WORDS[language].title} – 狼煙 Noroshi</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><main><h1>${WORDS[language].title}</h1>${content}</main></body></html>`

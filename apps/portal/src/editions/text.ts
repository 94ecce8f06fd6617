/*
 * Text that came from outside, made safe to look at: indicators that cannot be clicked by mistake, and characters that
 * would make a reader see something other than what is there (Unicode TR 36: bidirectional overrides, zero width).
 */

/** A live indicator as people write it in mail and on paper, so that no program turns it into a link. */
export function defang(value: string): string {
  return value
    .replace(/\bhttps:\/\//gi, 'hxxps://')
    .replace(/\bhttp:\/\//gi, 'hxxp://')
    .replace(/\bftp:\/\//gi, 'fxp://')
    .replaceAll('@', '[@]')
    .replace(/(?<=[\p{L}\p{N}\])-])\.(?=[\p{L}\p{N}[])/gu, '[.]')
}

const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu // eslint-disable-line no-control-regex

/** A stretch of text, or one hidden character by its name. */
export interface Stretch {
  text: string
  isHidden: boolean
}

/** Cuts a text at its hidden characters and names these: U+202E. */
export function revealHidden(text: string): Stretch[] {
  const stretches: Stretch[] = []
  let end = 0
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) stretches.push({ text: text.slice(end, match.index), isHidden: false })
    const codePoint = match[0].codePointAt(0) ?? 0
    stretches.push({ text: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`, isHidden: true })
    end = match.index + match[0].length
  }
  if (end < text.length) stretches.push({ text: text.slice(end), isHidden: false })
  return stretches
}

/** The same, as plain text: for titles of windows and for labels. */
export const revealedText = (text: string): string =>
  revealHidden(text)
    .map(stretch => (stretch.isHidden ? `⟦${stretch.text}⟧` : stretch.text))
    .join('')

/** Whether a link may be followed: to a web or mail address; never javascript:, data: or a relative one. */
export function isSafeLink(href: string | undefined): href is string {
  if (href === undefined || !URL.canParse(href)) return false
  const { protocol } = new URL(href)
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:'
}

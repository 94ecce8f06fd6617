/* What is rare in lines of logs: URLs, IPv6, blocks, names in other letters, e-mail addresses, paths, registry keys, quoted texts. */
import { spellingsOf } from './spellings.ts'

const MOST_QUOTED = 1_024
const URL_START = /[a-z][a-z0-9+.-]{1,15}:\/\//gi
/** What has one spelling already, whatever follows. */
const PLAIN_URL = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9_.-]*\.[a-z][a-z0-9-]*(?::\d{1,5})?(?:[/?#]|$)/
const AFTER_VALUE = /[)\]},.;:!?]+$/
const WORDS = /[\p{L}\p{N}\p{M}_.-]+/gu
const ADDRESSES = /[0-9a-f:.]+(?:\/\d{1,3})?/gi
const EMAILS = /[^\s@()[\]:;,=]{1,64}@[^\s@()[\]:;,=/?&]+/g
const PATHS = /^(?:[a-z]:\\|\\\\|\/(?:tmp|var|usr|etc|opt|home|root|dev|bin|lib|users|library)\/)/i
const KEYS = /^HK[A-Z_]+[:\\]/i
const NUMBERS = /^(?:cve-\d{4}-\d{4,19}|t\d{4}(?:\.\d{3})?|as\d{1,10})$/i
const REQUEST = /^[A-Z]{3,8} \S+ HTTP\//

/** Values of a piece that its words alone do not show, in every spelling that they may have. */
export function inPiece(piece: string): string[] {
  const values: string[] = []
  if (piece.includes('://')) values.push(...urlsIn(piece))
  if (piece.includes('::') || piece.includes('/') || piece.split(':', 7).length === 7)
    values.push(...addressesIn(piece))
  if (piece.includes('@'))
    for (const [email] of piece.matchAll(EMAILS)) values.push(...spellingsOf(trimmed(email), 'email'))
  if (PATHS.test(piece)) values.push(trimmed(piece))
  if (KEYS.test(piece)) values.push(...spellingsOf(trimmed(piece), 'registry-key'))
  if (!isAscii(piece))
    for (const [word] of piece.matchAll(WORDS)) {
      const value = word.replace(/^[.-]+|[.-]+$/g, '')
      if (!isAscii(value) && value.includes('.')) values.push(...spellingsOf(value, null))
    }
  return values
}

/** The one spelling of a CVE, ATT&CK or AS number. */
export function numberOf(text: string, start: number, end: number): string | null {
  const [first, second] = [text.charCodeAt(start) | 32, text.charCodeAt(start + 1)]
  const mayBe =
    first === 116 /* t */
      ? second >= 48 && second <= 57
      : (first === 99 && (second | 32) === 118) /* cv */ || (first === 97 && (second | 32) === 115) /* as */
  if (!mayBe) return null
  const value = text.slice(start, end)
  if (!NUMBERS.test(value)) return null
  return first === 97 ? (spellingsOf(value, 'asn')[0] ?? null) : value.toUpperCase()
}

/** Texts of several words in double quotes, such as the name of a browser; what a request line quotes is in its pieces. */
export function* quotedIn(text: string): Generator<string[]> {
  let start = -1
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    if (start >= 0 && text[at - 1] === '\\') continue
    if (start < 0) start = at + 1
    else {
      const isOne = at - start >= 8 && at - start <= MOST_QUOTED
      const quoted = isOne ? text.slice(start, at).trim() : ''
      start = -1
      if (!quoted.includes(' ') || REQUEST.test(quoted)) continue
      yield KEYS.test(quoted) ? [quoted, ...spellingsOf(quoted, 'registry-key')] : [quoted]
    }
  }
}

/** Each goes as far as the next begins. */
function urlsIn(piece: string): string[] {
  const starts = Array.from(piece.matchAll(URL_START), ({ index }) => index)
  return starts.flatMap((start, which) => {
    const text = piece.slice(start, starts[which + 1])
    const url = trimmed(text)
    return [url, text].flatMap(one => (PLAIN_URL.test(one) ? one : spellingsOf(one, 'url')))
  })
}

function addressesIn(piece: string): string[] {
  return Array.from(piece.matchAll(ADDRESSES), ([address]) => address).flatMap(address => {
    const mayBe = address.includes('::') || address.split(':', 7).length === 7 || /[.:].*\/./.test(address)
    if (!mayBe) return []
    // Without what ends a sentence, and without the port that tcpdump writes behind a dot.
    return [...new Set([address, address.replace(/[.:]+$/, ''), address.replace(/\.\d+$/, '')])].flatMap(one => [
      ...spellingsOf(one, 'ipv6'),
      ...spellingsOf(one, 'cidr'),
    ])
  })
}

const trimmed = (text: string): string => text.replace(AFTER_VALUE, '')

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
}

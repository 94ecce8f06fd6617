/*
 * Which values of a filter stand in lines of logs, whatever wrote them: text, tables, JSON, key=value. Logs come by the gigabyte, so a
 * line is cut into pieces where no value goes on, and only what has the shape of a value is spelled and asked for: everything that is
 * asked for and is not there is found wrongly once in a thousand times, and a timestamp on each line would be thousands of them. For
 * text that people wrote, with values made harmless, there is `extract`.
 */
import { mayHold, type Filter } from './filter.ts'
import { spellingsOf } from './spellings.ts'

const NONE: readonly string[] = []
/** Pieces come again and again; what was found in them is kept, for so many and for so much text (of which each keeps its part alive). */
const MOST_KEPT = 50_000
const MOST_KEPT_CHARACTERS = 4_000_000
/** Of one piece: no value that a look-up takes is longer, and what is cut here bounds the work on it. */
const MOST_CHARACTERS = 4_096

const MOST_QUOTED = 1_024

const URL_START = /[a-z][a-z0-9+.-]{1,15}:\/\//gi
const AFTER_VALUE = /[)\]},.;:!?]+$/
const ASCII_WORDS = /[\w.-]+/g
const WORDS = /[\p{L}\p{N}\p{M}_.-]+/gu
const AROUND_WORD = /^[.-]+|[.-]+$/g
const ADDRESSES = /[0-9a-f:.]+(?:\/\d{1,3})?/gi
const EMAILS = /[^\s@()[\]:;,=]{1,64}@[^\s@()[\]:;,=/?&]+/g
const PATHS = /^(?:[a-z]:\\|\\\\|\/(?:tmp|var|usr|etc|opt|home|root|dev|bin|lib|users|library)\/)/i
const REQUEST = /^[A-Z]{3,8} \S+ HTTP\//
/** A name of several labels or a file's, an address, a digest, or a number of the kinds that have a prefix. */
const WORD_OF_VALUE =
  /\.(?:[^\d.][^.]*|7z)$|^\d{1,3}(?:\.\d{1,3}){3}$|^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$|^(?:cve-\d|t\d{4}|as\d)/i

/** Asks one filter about the lines of logs. */
export class LogMatcher {
  readonly #filter: Filter
  readonly #kept = new Map<string, readonly string[]>()
  #keptCharacters = 0
  /** Spellings that the filter was asked for: about one of a thousand that it does not hold passes all the same. */
  asked = 0

  constructor(filter: Filter) {
    this.#filter = filter
  }

  /** The values of the line that the filter may hold, in their one spelling, each once. */
  match(line: string): readonly string[] {
    // As JSON writes slashes.
    const text = line.includes('\\') ? line.replace(/\\([\\/])/g, '$1') : line
    let found: string[] | undefined
    let start = 0
    for (let end = 0; end <= text.length; end++) {
      if (end < text.length && !isBetween(text.charCodeAt(end))) continue
      if (end - start >= 4) {
        const some = this.#ofPiece(text.slice(start, end))
        if (some.length > 0) (found ??= []).push(...some)
      }
      start = end + 1
    }
    for (const quoted of quotedIn(text)) {
      const some = this.#keeping(quoted, () => this.#holding(spellingsOf(quoted, null)))
      if (some.length > 0) (found ??= []).push(...some)
    }
    return found === undefined ? NONE : found.length === 1 ? found : [...new Set(found)]
  }

  #ofPiece(piece: string): readonly string[] {
    if (piece.length <= MOST_CHARACTERS) return this.#keeping(piece, () => this.#search(piece))
    const found: string[] = []
    for (let start = 0; start < piece.length;) {
      const end = cutOf(piece, start)
      found.push(...this.#search(piece.slice(start, end)))
      start = end
    }
    return found
  }

  #keeping(text: string, search: () => readonly string[]): readonly string[] {
    const known = this.#kept.get(text)
    if (known !== undefined) return known
    const found = search()
    this.#keptCharacters += text.length
    if (this.#kept.size >= MOST_KEPT || this.#keptCharacters > MOST_KEPT_CHARACTERS) {
      this.#kept.clear()
      this.#keptCharacters = 0
    }
    this.#kept.set(text, found)
    return found
  }

  #search(piece: string): readonly string[] {
    const values = valuesIn(piece)
    if (piece.includes('%')) {
      const decoded = decodedOf(piece)
      if (decoded !== null) values.push(...valuesIn(decoded))
    }
    return values.length === 0 ? NONE : this.#holding(values)
  }

  #holding(spellings: readonly string[]): readonly string[] {
    let found: string[] | undefined
    for (const value of new Set(spellings)) {
      this.asked += 1
      if (mayHold(this.#filter, value)) (found ??= []).push(value)
    }
    return found ?? NONE
  }
}

/** White space, control characters, quotes, angle brackets and the bar: no value that is looked for in a piece goes on over them. */
const isBetween = (code: number): boolean =>
  code <= 32 ||
  code === 34 ||
  code === 39 ||
  code === 60 ||
  code === 62 ||
  code === 96 ||
  code === 124 ||
  code === 0x3000

/** What has the shape of a value, in every spelling it may have. */
function valuesIn(piece: string): string[] {
  const values: string[] = []
  const colons = piece.split(':', 4).length - 1
  for (const word of piece.match(isAscii(piece) ? ASCII_WORDS : WORDS) ?? NONE) {
    const value = word.replace(AROUND_WORD, '')
    if (WORD_OF_VALUE.test(value)) values.push(...spellingsOf(value, null))
    // As tcpdump writes address and port.
    else if (/^\d+(?:\.\d+){4}$/.test(value)) values.push(value.replace(/\.\d+$/, ''))
  }
  if (colons > 0 && piece.includes('://')) values.push(...urlsIn(piece))
  if (colons > 1 || piece.includes('/'))
    for (const address of piece.match(ADDRESSES) ?? NONE) {
      if (!address.includes('::') && address.split(':', 8).length < 8 && !address.includes('/')) continue
      for (const one of new Set([address, address.replace(/[.:]+$/, ''), address.replace(/\.\d+$/, '')]))
        values.push(...spellingsOf(one, null).filter(spelling => spelling.includes(':') || spelling.includes('/')))
    }
  if (piece.includes('@'))
    for (const email of piece.match(EMAILS) ?? NONE) values.push(...spellingsOf(trimmed(email), 'email'))
  if (PATHS.test(piece)) values.push(trimmed(piece))
  if (/^HK[A-Z_]+[:\\]/i.test(piece)) values.push(...spellingsOf(trimmed(piece), 'registry-key'))
  return values
}

/** Each goes as far as the next begins. */
function urlsIn(piece: string): string[] {
  const starts = Array.from(piece.matchAll(URL_START), ({ index }) => index)
  return starts.flatMap((start, which) => {
    const text = piece.slice(start, starts[which + 1])
    if (text.length > MOST_CHARACTERS) return []
    return [...spellingsOf(text, 'url'), ...spellingsOf(trimmed(text), 'url')]
  })
}

/** Where a long piece is cut: after a character that ends most values, if there is one in the second half. */
function cutOf(piece: string, start: number): number {
  const most = start + MOST_CHARACTERS
  if (most >= piece.length) return piece.length
  for (let end = most; end > start + MOST_CHARACTERS / 2; end--) if (',;&()[]{}'.includes(piece[end - 1])) return end
  return most
}

/** Texts of several words in double quotes, such as the name of a browser; what a request line quotes is in its pieces. */
function* quotedIn(text: string): Generator<string> {
  let start = -1
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    if (start >= 0 && text[at - 1] === '\\') continue
    if (start < 0) start = at + 1
    else {
      const isOne = at - start >= 8 && at - start <= MOST_QUOTED
      const quoted = isOne ? text.slice(start, at) : ''
      start = -1
      if (quoted.includes(' ') && !REQUEST.test(quoted)) yield quoted
    }
  }
}

const trimmed = (text: string): string => text.replace(AFTER_VALUE, '')

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
}

function decodedOf(piece: string): string | null {
  try {
    const decoded = decodeURIComponent(piece)
    return decoded === piece ? null : decoded
  } catch {
    return null
  }
}

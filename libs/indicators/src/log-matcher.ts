/*
 * Which values of a filter stand in lines of logs, whatever wrote them: text, tables, JSON, key=value. Logs come by the gigabyte, so a
 * line is walked over once, and only what has the shape of a value is asked for: everything that is asked for and is not there is found
 * wrongly once in a thousand times, and a timestamp on each line would be thousands of them. What is rare (URLs, IPv6, e-mail addresses)
 * is looked for again in its piece alone (`log-pieces.ts`). For text that people wrote, with values made harmless, there is `extract`.
 */
import { mayHold, type Filter } from './filter.ts'
import { inPiece, numberOf, quotedIn } from './log-pieces.ts'

const NONE: readonly string[] = []
/** Of one piece or word: no value that a look-up takes is longer, and what is cut here bounds the work on it. */
const MOST_CHARACTERS = 4_096
const [OTHER, WORD, BETWEEN] = [0, 1, 2]
/** A word goes on over letters, digits, `_`, `.` and `-`; a piece ends at white space, controls, quotes, angle brackets and the bar. */
const CLASS = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w.-]/.test(String.fromCharCode(code))
    ? WORD
    : code <= 32 || '"\'<>`|'.includes(String.fromCharCode(code))
      ? BETWEEN
      : OTHER,
)
const [DOT, DASH, SLASH, COLON, AT, PERCENT, BACKSLASH] = [46, 45, 47, 58, 64, 37, 92]
const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Asks one filter about the lines of logs. */
export class LogMatcher {
  readonly #filter: Filter
  #found: string[] = []
  /** Spellings that the filter was asked for: about one of a thousand that it does not hold passes all the same. */
  asked = 0

  constructor(filter: Filter) {
    this.#filter = filter
  }

  /** The values of the line that the filter may hold, in their one spelling, each once. */
  match(line: string): readonly string[] {
    // As JSON writes slashes.
    const text = line.includes('\\') ? line.replace(/\\([\\/])/g, '$1') : line
    this.#walk(text, false)
    if (text.includes('"')) for (const quoted of quotedIn(text)) this.#askAll(quoted)
    if (this.#found.length === 0) return NONE
    const found = [...new Set(this.#found)]
    this.#found = []
    return found
  }

  /** @param isDecoded the text was a piece with percent signs, which is decoded once */
  #walk(text: string, isDecoded: boolean): void {
    let [pieceStart, wordStart, dots, lastDot] = [0, -1, 0, -1]
    let [isRare, isEncoded, isNumeric, colons] = [false, false, true, 0]
    for (let at = 0; at <= text.length; at++) {
      const code = at < text.length ? text.charCodeAt(at) : 32
      const kind = code < 128 ? CLASS[code] : code === 0x3000 ? BETWEEN : OTHER
      if (kind === WORD) {
        if (wordStart < 0) [wordStart, dots, isNumeric] = [at, 0, true]
        if (code === DOT) {
          dots += 1
          lastDot = at
        } else if (!isDigit(code)) isNumeric = false
        continue
      }
      if (wordStart >= 0) {
        if (at - wordStart >= 4) this.#word(text, wordStart, at, dots, lastDot, isNumeric)
        if (code === SLASH && isNumeric && dots === 3) isRare = true
        wordStart = -1
      }
      if (code === COLON) {
        colons += 1
        const next = text.charCodeAt(at + 1)
        if (next === COLON || colons >= 6 || (next === SLASH && text.charCodeAt(at + 2) === SLASH)) isRare = true
      } else if (
        code === AT ||
        code === BACKSLASH ||
        (code > 127 && kind === OTHER) ||
        (code === SLASH && at === pieceStart)
      )
        isRare = true
      else if (code === PERCENT) isEncoded = true
      if (kind !== BETWEEN) continue
      if (isRare) this.#piece(text, pieceStart, at)
      if (isEncoded && !isDecoded) this.#decoded(text.slice(pieceStart, at))
      pieceStart = at + 1
      isRare = false
      isEncoded = false
      colons = 0
    }
  }

  /** @param isNumeric digits and dots are all there is in it */
  #word(text: string, from: number, to: number, dots: number, lastDot: number, isNumeric: boolean): void {
    let [start, end, dot] = [from, to, lastDot]
    while (start < end && isAround(text.charCodeAt(start))) start += 1
    while (end > start && isAround(text.charCodeAt(end - 1))) end -= 1
    const length = end - start
    if (length < 4 || length > MOST_CHARACTERS) return
    if (isNumeric) {
      // As tcpdump writes address and port.
      if (dots === 4) end = dot
      if (dots === 3 || dots === 4) this.#ask(text.slice(start, end))
      return
    }
    const number = numberOf(text, start, end)
    if (number !== null) return this.#ask(number)
    if (dots > 0 && dot >= end) dot = text.lastIndexOf('.', end - 1)
    if (dots > 0 && dot > start) {
      // A name of several labels, or of a file.
      if (!isDigit(text.charCodeAt(dot + 1)) || text.slice(dot, end) === '.7z') this.#askBoth(text.slice(start, end))
    } else if (length === 32 || length === 40 || length === 64 || length === 128) {
      const digest = text.slice(start, end)
      if (/^[0-9a-f]+$/i.test(digest)) this.#askBoth(digest)
    }
  }

  #piece(text: string, start: number, end: number): void {
    for (let from = start; from < end;) {
      const to = cutOf(text, from, end)
      this.#askAll(inPiece(text.slice(from, to)))
      from = to
    }
  }

  #decoded(piece: string): void {
    try {
      this.#walk(decodeURIComponent(piece), true)
    } catch {
      // It only looked so.
    }
  }

  #askBoth(value: string): void {
    this.#ask(value)
    const lower = value.toLowerCase()
    if (lower !== value) this.#ask(lower)
  }

  #askAll(values: readonly string[]): void {
    for (const value of new Set(values)) this.#ask(value)
  }

  #ask(value: string): void {
    this.asked += 1
    if (mayHold(this.#filter, value)) this.#found.push(value)
  }
}

const isAround = (code: number): boolean => code === DOT || code === DASH

/** Where a long piece is cut: after a character that ends most values, if there is one in the second half. */
function cutOf(text: string, start: number, end: number): number {
  const most = start + MOST_CHARACTERS
  if (most >= end) return end
  for (let at = most; at > start + MOST_CHARACTERS / 2; at--) if (',;&()[]{}'.includes(text[at - 1])) return at
  return most
}

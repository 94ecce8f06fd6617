import { isBase64, isHex } from './formats.ts'
import { PatternFault } from './pattern-fault.ts'
import { isTimestamp } from './timestamp.ts'

/** A constant of a pattern: kept with its kind, because `1` and `'1'` compare differently (§9.2). */
export interface PatternValue {
  readonly kind: 'string' | 'integer' | 'float' | 'boolean' | 'timestamp' | 'hex' | 'binary'
  /** The value without quotes and escapes; numbers and booleans as they are written. */
  readonly text: string
}

/** One token; `symbol` covers punctuation and comparison operators, `word` covers names and keywords. */
export type Token =
  | { readonly is: 'symbol' | 'word'; readonly text: string; readonly position: number }
  | { readonly is: 'constant'; readonly value: PatternValue; readonly position: number }
  | { readonly is: 'end'; readonly text: ''; readonly position: number }

// Every expression is sticky and matches a single character class run, so that a token costs its own length (IN-4).
const BLANK = /[ \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y
const WORD = /[A-Za-z_][A-Za-z0-9_-]*/y
const NUMBER = /[+-]?(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)/y
const SYMBOL = /==|!=|<>|<=|>=|[=<>[\](),:.*]/y

const SPACE = 0x20
const QUOTE = 0x27

/** Cuts a pattern into tokens (§9.2 constants, §9.3–9.6 words); throws PatternFault. */
export function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < pattern.length) {
    const code = pattern.charCodeAt(position)
    // What is no blank for certain is not matched with all of them.
    const blank = code > SPACE && code < 0x80 ? undefined : matchAt(BLANK, pattern, position)
    if (blank !== undefined) {
      position += blank.length
      continue
    }
    const [token, end] = tokenAt(pattern, position, code)
    tokens.push(token)
    position = end
  }
  tokens.push({ is: 'end', text: '', position })
  return tokens
}

/** The first character says which of the expressions alone may match. */
function tokenAt(pattern: string, position: number, code: number): [Token, number] {
  if (code === QUOTE) {
    const [text, end] = quotedAt(pattern, position)
    return [{ is: 'constant', value: { kind: 'string', text }, position }, end]
  }
  if (pattern.charCodeAt(position + 1) === QUOTE && (code === 0x74 || code === 0x68 || code === 0x62)) {
    const [text, end] = quotedAt(pattern, position + 1)
    return [{ is: 'constant', value: typedConstant(pattern[position] ?? '', text, position), position }, end]
  }
  const word = isWordStart(code) ? matchAt(WORD, pattern, position) : undefined
  if (word !== undefined) {
    const token: Token =
      word === 'true' || word === 'false'
        ? { is: 'constant', value: { kind: 'boolean', text: word }, position }
        : { is: 'word', text: word, position }
    return [token, position + word.length]
  }
  const number = code <= 0x39 ? matchAt(NUMBER, pattern, position) : undefined
  if (number !== undefined) {
    const kind = number.includes('.') ? 'float' : 'integer'
    return [{ is: 'constant', value: { kind, text: number }, position }, position + number.length]
  }
  const symbol = matchAt(SYMBOL, pattern, position)
  if (symbol === undefined) throw new PatternFault(position, 'unexpected-character')
  return [{ is: 'symbol', text: symbol, position }, position + symbol.length]
}

const isWordStart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f

/** Reads a quoted string; only the quote and the backslash may be escaped (§9.2). */
function quotedAt(pattern: string, start: number): [string, number] {
  let text = ''
  let run = start + 1
  for (let position = run; position < pattern.length; position += 1) {
    const code = pattern.charCodeAt(position)
    if (code === QUOTE) return [text + pattern.slice(run, position), position + 1]
    if (code !== 0x5c) continue
    const escaped = pattern[position + 1]
    if (escaped !== "'" && escaped !== '\\') throw new PatternFault(position, 'lone-backslash')
    text += pattern.slice(run, position) + escaped
    position += 1
    run = position + 1
  }
  throw new PatternFault(start, 'open-quote')
}

function typedConstant(prefix: string, text: string, position: number): PatternValue {
  if (prefix === 't') {
    // Days that the calendar does not have are left to the reader: no observation ever falls on them.
    const onAnyDay = text.replace(/-(?:29|30|31)T/, '-28T')
    if (!isTimestamp(onAnyDay)) throw new PatternFault(position, 'not-a-timestamp')
    return { kind: 'timestamp', text }
  }
  if (prefix === 'h') {
    if (!isHex(text)) throw new PatternFault(position, 'not-hex')
    return { kind: 'hex', text }
  }
  if (text === '' || !isBase64(text)) throw new PatternFault(position, 'not-base64')
  return { kind: 'binary', text }
}

function matchAt(expression: RegExp, text: string, position: number): string | undefined {
  expression.lastIndex = position
  return expression.exec(text)?.[0]
}

import { refuse, step } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { RuleId } from './rules.ts'
import { limitsWith } from './scan-limits.ts'
import type { ScanLimits } from './scan-limits.ts'

/**
 * Why not JSON.parse alone? It keeps the last of two equal keys (so that two readers of one text see two objects), takes
 * half surrogates, rounds integers beyond 2^53 and has no limits. This scanner reads the text once, builds no value, and
 * refuses what cannot be stored and served again byte for byte. What it accepts, JSON.parse accepts.
 */

const JSON_SECTION = 'RFC 8259'
const LIMIT_SECTION = 'IN-1'

/** Keys that change an object's behaviour when somebody copies it carelessly (IN-2). */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** Scans the text of one JSON object strictly (RFC 8259, STIX 2.1 §2, IN-1, IN-2); undefined means acceptable. */
export function scanObject(text: string, limits: Partial<ScanLimits> = {}, path = '$'): Refusal | undefined {
  return new StrictScan(text, limitsWith(limits), path).object()
}

/** Scans the text of any one JSON value by the same rules. */
export function scanValue(text: string, limits: Partial<ScanLimits> = {}, path = '$'): Refusal | undefined {
  return new StrictScan(text, limitsWith(limits), path).anyValue()
}

/** What an object is read as, or why it is refused. */
export type ReadObject = { readonly value: unknown } | { readonly refused: Refusal }

/**
 * Reads the text of one JSON object by the same rules as `scanObject`. Nearly every text is in order, and then the engine's own parser
 * and a walk over what it made say so in less time than a scan of every character takes; where they do not, the scan says why.
 * @param members colons outside of strings, as whoever cut the text out counted them: of two equal keys the parser keeps one
 */
export function readObject(text: string, members: number, limits: ScanLimits, path = '$'): ReadObject {
  const value = valueInOrder(text, members, limits)
  if (value !== undefined) return { value }
  const refused = new StrictScan(text, limits, path).object()
  return refused === undefined ? { value: JSON.parse(text) } : { refused }
}

/** The object, where it is certain that the strict scan has nothing to refuse; else undefined. */
function valueInOrder(text: string, members: number, limits: ScanLimits): object | undefined {
  // No string is too long, and of NUL and half surrogates there are only those that an escape can make.
  if (text.length > limits.stringLength || text.includes('\\u') || !text.isWellFormed()) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && membersInOrder(value, limits, 1) === members ? value : undefined
  } catch {
    return undefined
  }
}

/** How many members a value has, those of all that it holds among them; NaN where a limit is passed or a number may have been rounded. */
function membersInOrder(value: unknown, limits: ScanLimits, depth: number): number {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : NaN
  if (typeof value !== 'object' || value === null) return 0
  if (depth > limits.depth) return NaN
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += membersInOrder(item, limits, depth + 1)
    return members
  }
  const keys = Object.keys(value)
  if (keys.length > limits.keysPerObject) return NaN
  members = keys.length
  for (const key of keys) {
    if (key.length > limits.keyLength || FORBIDDEN_KEYS.has(key)) return NaN
    members += membersInOrder((value as Record<string, unknown>)[key], limits, depth + 1) // its own key
  }
  return members
}

class StrictScan {
  private position = 0
  private refusal: Refusal | undefined
  private readonly steps: (string | number)[] = []
  private readonly text: string
  private readonly limits: ScanLimits
  private readonly root: string

  constructor(text: string, limits: ScanLimits, root: string) {
    this.text = text
    this.limits = limits
    this.root = root
  }

  object(): Refusal | undefined {
    this.skipBlank()
    if (this.code() !== 0x7b) return this.refused('not-an-object', 'STIX 2.1 §3.2')
    return this.anyValue()
  }

  anyValue(): Refusal | undefined {
    this.skipBlank()
    if (!this.value(1)) return this.refusal
    this.skipBlank()
    if (this.position < this.text.length) this.fail('trailing-garbage', `${JSON_SECTION} §2`)
    return this.refusal
  }

  // Every reader below returns false as soon as something was refused; the first refusal is the one reported.

  private value(depth: number): boolean {
    const code = this.code()
    if (code === QUOTE) return this.string(this.lengthLimit())
    if (code === 0x7b) return this.members(depth)
    if (code === 0x5b) return this.elements(depth)
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.number()
    return this.word()
  }

  private members(depth: number): boolean {
    if (depth > this.limits.depth) return this.fail('too-deep', LIMIT_SECTION, this.limits.depth)
    this.position += 1
    this.skipBlank()
    if (this.take(0x7d)) return true
    const seen = new Set<string>()
    for (;;) {
      const key = this.key()
      if (key === undefined) return false
      if (seen.size >= this.limits.keysPerObject) {
        return this.fail('too-many-keys', LIMIT_SECTION, this.limits.keysPerObject)
      }
      if (seen.has(key)) return this.fail('duplicate-key', `${JSON_SECTION} §4`, key)
      seen.add(key)
      this.skipBlank()
      if (!this.take(0x3a)) return this.unexpected('":"')
      this.skipBlank()
      this.steps.push(key)
      if (!this.value(depth + 1)) return false
      this.steps.pop()
      this.skipBlank()
      if (this.take(0x2c)) {
        this.skipBlank()
        continue
      }
      return this.take(0x7d) || this.unexpected('"," or "}"')
    }
  }

  private elements(depth: number): boolean {
    if (depth > this.limits.depth) return this.fail('too-deep', LIMIT_SECTION, this.limits.depth)
    this.position += 1
    this.skipBlank()
    if (this.take(0x5d)) return true
    for (let index = 0; ; index += 1) {
      this.steps.push(index)
      if (!this.value(depth + 1)) return false
      this.steps.pop()
      this.skipBlank()
      if (this.take(0x2c)) {
        this.skipBlank()
        continue
      }
      return this.take(0x5d) || this.unexpected('"," or "]"')
    }
  }

  /** Reads a key and answers it unescaped, so that `"\u005f_proto__"` cannot pass for another word. */
  private key(): string | undefined {
    if (this.code() !== QUOTE) {
      this.unexpected('a key')
      return undefined
    }
    const start = this.position
    if (!this.string(this.limits.keyLength, 'key-too-long')) return undefined
    const raw = this.text.slice(start + 1, this.position - 1)
    // JSON.parse of one string that was just found valid gives exactly one string.
    const key = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
    if (FORBIDDEN_KEYS.has(key)) {
      this.fail('forbidden-key', 'IN-2', key)
      return undefined
    }
    return key
  }

  private lengthLimit(): number {
    return this.steps.at(-1) === 'payload_bin' ? this.limits.objectBytes : this.limits.stringLength
  }

  private string(lengthLimit: number, tooLong: RuleId = 'string-too-long'): boolean {
    const { text } = this
    let position = this.position + 1
    // Escapes make the source longer than the string; `shortened` is by how much.
    let limit = position + lengthLimit
    for (;;) {
      const code = text.charCodeAt(position)
      // Ordinary characters first: they are nearly all there is. Past the end the code is NaN and no comparison holds.
      if (code >= 0x20 && code < 0xd800 && code !== QUOTE && code !== BACKSLASH && position < limit) {
        position += 1
        continue
      }
      if (code === QUOTE) break
      if (position >= limit) return this.fail(tooLong, LIMIT_SECTION, lengthLimit)
      if (code === BACKSLASH) {
        this.position = position
        const unit = this.escape()
        if (unit < 0) return false
        if (isHigh(unit)) {
          if (text.charCodeAt(this.position) !== BACKSLASH) return this.loneSurrogate()
          const second = this.escape()
          if (second < 0) return false
          if (!isLow(second)) return this.loneSurrogate()
          limit -= 1
        } else if (isLow(unit)) return this.loneSurrogate()
        limit += this.position - position - 1
        position = this.position
      } else if (code < 0x20) {
        this.position = position
        return this.fail(code === 0 ? 'nul-character' : 'control-character', `${JSON_SECTION} §7`)
      } else if ((code & 0xf800) === 0xd800) {
        if (!isHigh(code) || !isLow(text.charCodeAt(position + 1))) return this.loneSurrogate()
        position += 2
      } else if (code > 0xdfff) position += 1
      else {
        this.position = position
        return this.unexpected('a closing quote')
      }
    }
    this.position = position + 1
    return true
  }

  /** Reads one escape and answers its code unit, or −1 when it was refused. */
  private escape(): number {
    const code = this.text.charCodeAt(this.position + 1)
    if (code === 0x75) {
      const digits = this.text.slice(this.position + 2, this.position + 6)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.unexpected('four hexadecimal digits') ? 0 : -1
      const unit = Number.parseInt(digits, 16)
      if (unit === 0) return this.fail('nul-character', 'STIX 2.1 §2.15') ? 0 : -1
      this.position += 6
      return unit
    }
    if (Number.isNaN(code) || !'"\\/bfnrt'.includes(String.fromCharCode(code))) {
      return this.unexpected('an escape of RFC 8259 §7') ? 0 : -1
    }
    this.position += 2
    return code
  }

  private number(): boolean {
    const { text } = this
    const start = this.position
    if (this.code() === MINUS) this.position += 1
    if (this.code() === ZERO) this.position += 1
    else if (!this.digits()) return this.unexpected('a digit')
    let isInteger = true
    if (this.code() === 0x2e) {
      this.position += 1
      // 1.0 and 12345678901234567890.0 are integers by value; only the digits after the point decide.
      const fraction = this.position
      if (!this.digits()) return this.unexpected('a digit')
      isInteger = /^0+$/.test(text.slice(fraction, this.position))
    }
    if ((this.code() | 0x20) === 0x65) {
      isInteger = false
      this.position += 1
      if (this.code() === 0x2b || this.code() === MINUS) this.position += 1
      if (!this.digits()) return this.unexpected('a digit')
    }
    // Up to 15 characters nothing can be out of range unless an exponent says so.
    if (isInteger && this.position - start <= 15) return true
    const value = Number(text.slice(start, this.position))
    if (!Number.isFinite(value)) return this.fail('number-not-finite', 'STIX 2.1 §2.6')
    if (isInteger && !Number.isSafeInteger(value)) return this.fail('integer-out-of-range', 'STIX 2.1 §2.10')
    return true
  }

  private digits(): boolean {
    const start = this.position
    while (this.code() >= ZERO && this.code() <= NINE) this.position += 1
    return this.position > start
  }

  private word(): boolean {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length
        return true
      }
    }
    return this.unexpected('a value')
  }

  private skipBlank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.position += 1
    }
  }

  private code(): number {
    return this.text.charCodeAt(this.position)
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.position) !== code) return false
    this.position += 1
    return true
  }

  private loneSurrogate(): false {
    return this.fail('lone-surrogate', `${JSON_SECTION} §8.2`)
  }

  private unexpected(expected: string): false {
    return this.fail('invalid-json', JSON_SECTION, `${expected} expected at character ${this.position}`)
  }

  private fail(rule: RuleId, section: string, ...words: (string | number)[]): false {
    this.refusal = this.refused(rule, section, ...words)
    return false
  }

  private refused(rule: RuleId, section: string, ...words: (string | number)[]): Refusal {
    return refuse(rule, section, this.steps.reduce<string>(step, this.root), ...words)
  }
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}

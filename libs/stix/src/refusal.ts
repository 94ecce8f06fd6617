import { RULES } from './rules.ts'
import type { RuleId } from './rules.ts'

/** One reason why a text, an object or a property is not accepted (or, as a warning, is only tolerated). */
export interface Refusal {
  /** Stable kebab-case identifier: programs decide on it, settings name it. */
  readonly rule: RuleId
  /** The sentence of the standard that was broken, for example `STIX 2.1 §3.6` or `RFC 8259 §4`. */
  readonly section: string
  /** Where, as a JSON path from the value that was checked: `$.objects[3].pattern`. */
  readonly path: string
  readonly message: string
  readonly messageJa: string
}

/** What an operation answers: its result, or why there is none. */
export type Outcome<Result> =
  { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly refused: Refusal }

/** What validation says of one object: it is acceptable when `errors` is empty. */
export interface Verdict {
  readonly errors: Refusal[]
  readonly warnings: Refusal[]
}

/** Longest piece of foreign text that a message or a path repeats, in characters. */
const QUOTED_LENGTH = 60

/** Foreign text made safe to repeat: short, one line, nothing but printable characters. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text
  // Control, format (bidirectional overrides!), surrogate and line separator characters become escapes.
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, character => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
}

/** A foreign value for a message. String() would call a `toString` that came with the value. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'list' : typeof value
}

/** What fills a place of a rule's sentence: foreign text or a number, or words of our own in English and in Japanese. */
export type RefusalWord = string | number | readonly [english: string, japanese: string]

/** Builds a refusal in both languages; `words` fill `{0}`, `{1}` … of the rule's sentences. */
export function refuse(rule: RuleId, section: string, path: string, ...words: RefusalWord[]): Refusal {
  const [english, japanese] = RULES[rule]
  const said = (language: 0 | 1): string[] =>
    words.map(word => (typeof word === 'object' ? word[language] : quoted(String(word))))
  return { rule, section, path, message: fill(english, said(0)), messageJa: fill(japanese, said(1)) }
}

/** Appends one step to a JSON path; a list index is a number. */
export function step(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return /^[A-Za-z_][A-Za-z0-9_]{0,59}$/.test(key) ? `${path}.${key}` : `${path}['${quoted(key)}']`
}

function fill(sentence: string, words: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => words[Number(index)] ?? '')
}

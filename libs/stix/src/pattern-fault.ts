import { quoted } from './refusal.ts'

/** Why a pattern is not one: the sentences, in both languages, and where. Every language of patterns uses this form. */

const FAULTS = {
  'start-expected': ['"[" or "(" expected', '「[」または「(」が必要です'],
  'end-expected': ['the end of the pattern expected', 'ここでパターンが終わる必要があります'],
  'symbol-expected': ['"{0}" expected', '「{0}」が必要です'],
  'path-expected': ['an object path expected', 'オブジェクトパスが必要です'],
  'type-expected': ['an object type expected', 'オブジェクトの種別が必要です'],
  'name-expected': ['a property name expected', 'プロパティ名が必要です'],
  'operator-expected': ['a comparison operator expected', '比較演算子が必要です'],
  'constant-expected': ['a constant expected', '定数が必要です'],
  'ordered-expected': ['a value with an order expected', '大小を比較できる値が必要です'],
  'string-expected': ['a string expected', '文字列が必要です'],
  'integer-expected': ['an integer expected', '整数が必要です'],
  'number-expected': ['a number expected', '数値が必要です'],
  'positive-expected': ['a positive number expected', '正の数が必要です'],
  'timestamp-expected': ['a timestamp expected', 'タイムスタンプが必要です'],
  'exists-expected': ['EXISTS expected', 'EXISTS が必要です'],
  'given-twice': ['{0} occurs twice', '{0} が二度指定されています'],
  'too-long': ['longer than {0} characters', '{0}文字を超えています'],
  'too-deep': ['nested more than {0} levels deep', '入れ子が{0}段を超えています'],
  'open-quote': ['the string has no closing quote', '文字列が引用符で閉じられていません'],
  'lone-backslash': ['a backslash must be written twice', 'バックスラッシュは二つ続けて書く必要があります'],
  'unexpected-character': ['unexpected character', '使用できない文字です'],
  'not-a-timestamp': ['not a timestamp', 'タイムスタンプではありません'],
  'not-hex': ['not an even number of hexadecimal digits', '偶数桁の16進数ではありません'],
  'not-base64': ['not base64', 'Base64ではありません'],
  'not-a-digest': ['not a {0} digest', '{0} のダイジェストではありません'],
  // The languages of rules (Sigma, YARA, Snort and Suricata).
  'rule-expected': ['a rule expected', '規則が必要です'],
  'mapping-expected': ['a mapping of keys to values expected', 'キーと値の対応が必要です'],
  'field-missing': ['"{0}" is missing', '「{0}」がありません'],
  'text-expected': ['"{0}" must be a text', '「{0}」は文字列でなければなりません'],
  'not-yaml': ['not YAML: {0}', 'YAMLとして読めません（{0}）'],
  'search-unknown': ['"{0}" names no search of the detection', '「{0}」という検索条件は detection にありません'],
  'condition-expected': ['a name, a number of names or "(" expected', '名前、個数の指定、または「(」が必要です'],
  'header-expected': ['{0} expected in the header', 'ヘッダーに{0}が必要です'],
  'option-expected': ['a rule option expected', '規則のオプションが必要です'],
  'option-value': ['the option "{0}" needs a value', 'オプション「{0}」には値が必要です'],
  'term-expected': ['a term of the condition expected', '条件の項が必要です'],
  'string-unknown': ['the string {0} is not defined', '文字列 {0} は定義されていません'],
  'defined-twice': ['{0} is defined twice', '{0} が二度定義されています'],
  'reserved-word': ['"{0}" is a reserved word', '「{0}」は予約語です'],
  'section-expected': ['{0} expected', '{0} が必要です'],
  'not-closed': ['{0} is not closed', '{0} が閉じられていません'],
} as const satisfies Record<string, readonly [english: string, japanese: string]>

/** The stable name of a fault. */
export type FaultName = keyof typeof FAULTS

/** What stops the reading of a pattern; caught at the door of each language, never seen outside. */
export class PatternFault extends Error {
  readonly position: number
  readonly fault: FaultName
  readonly words: readonly string[]

  constructor(position: number, fault: FaultName, ...words: (string | number)[]) {
    super(fault)
    this.position = position
    this.fault = fault
    // Some words come from the text: short, and without control characters.
    this.words = words.map(word => quoted(String(word)))
  }
}

/** Where and why a text is not a pattern of its language. */
export interface FaultReport {
  readonly ok: false
  /** UTF-16 code units from the beginning, from 0. */
  readonly position: number
  /** From 1, as editors count. */
  readonly line: number
  readonly column: number
  readonly fault: FaultName
  readonly message: string
  readonly messageJa: string
}

/** Runs a reader of `text`, and turns what stopped it into a report. */
export function reported<T extends { readonly ok: true }>(text: string, read: () => T): T | FaultReport {
  try {
    return read()
  } catch (fault) {
    if (fault instanceof PatternFault) return reportOf(text, fault)
    throw fault
  }
}

function reportOf(text: string, { position, fault, words }: PatternFault): FaultReport {
  const lines = text.slice(0, position).split(/\r\n|[\r\n]/)
  const [english, japanese] = FAULTS[fault].map(sentence =>
    sentence.replace(/\{(\d)\}/g, (_, index: string) => words[Number(index)] ?? ''),
  )
  return {
    ok: false,
    position,
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    fault,
    message: english ?? '',
    messageJa: japanese ?? '',
  }
}

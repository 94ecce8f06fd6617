import { RE2JS } from 're2js'
import { isBase64, isHex } from './formats.ts'
import { ipBlockOf, isWithinBlock } from './ip-block.ts'
import type { IpBlock } from './ip-block.ts'
import type { PatternValue } from './pattern-lexer.ts'
import type { PatternComparison } from './pattern-tree.ts'
import { PatternStop } from './pattern-work.ts'
import type { PatternWork } from './pattern-work.ts'
import { refuse } from './refusal.ts'
import { compareTimestamps, isTimestamp } from './timestamp.ts'

/**
 * Whether a value of an observable satisfies a comparison (STIX 2.1 §9.6.1). Values and constants of kinds that cannot be
 * compared make every operator false but `!=`; NOT turns the answer round. Binary values (`_bin`, `_hex`, b'', h'') are kept as
 * texts of one character a byte, which is also how they compare with a string: by code point, and not at all above U+00FF.
 */

/** One comparison made ready to be asked of many values. */
export interface CompiledComparison {
  readonly comparison: PatternComparison
  isSatisfiedBy(value: unknown, work: PatternWork): boolean
}

/** Told of a value that should be of a kind and is not: a text that is no timestamp. */
export type UnfitListener = (path: string) => void

type Test = (value: unknown, work: PatternWork) => boolean

/** Compiles a comparison; stops at a regular expression or a set that cannot be used. */
export function compiledComparison(comparison: PatternComparison, unfit: UnfitListener): CompiledComparison {
  const name = comparison.keys.findLast(key => typeof key === 'string') ?? ''
  const bytesOf = name.endsWith('_hex') ? bytesOfHex : name.endsWith('_bin') ? bytesOfBase64 : undefined
  /** A value as it is compared: the bytes of a binary property. */
  const decoded = (value: unknown): unknown =>
    bytesOf !== undefined && typeof value === 'string' ? bytesOf(value) : value
  const test = testOf(comparison, bytesOf !== undefined, () => unfit(comparison.path))
  return {
    comparison,
    isSatisfiedBy: (value, work) => test(decoded(value), work) !== comparison.negated,
  }
}

function testOf(comparison: PatternComparison, isBinary: boolean, unfit: () => void): Test {
  const { operator, values } = comparison
  const [first] = values
  if (operator === 'EXISTS' || first === undefined) return () => operator === 'EXISTS'
  if (operator === 'LIKE') return likeTest(first.text, isBinary)
  if (operator === 'MATCHES') return matchesTest(first.text, isBinary)
  if (operator === 'ISSUBSET') return blockTest(first.text, (value, constant) => isWithinBlock(value, constant))
  if (operator === 'ISSUPERSET') return blockTest(first.text, (value, constant) => isWithinBlock(constant, value))
  const orders = values.map(constant => orderTo(constant, isBinary, unfit))
  if (operator === 'IN') return inTest(values, orders)
  const [order = () => undefined] = orders
  return value => holds(operator, order(value))
}

function holds(operator: '=' | '!=' | '<' | '>' | '<=' | '>=', order: number | undefined): boolean {
  if (operator === '!=') return order !== 0
  if (order === undefined || Number.isNaN(order)) return false
  if (operator === '=') return order === 0
  if (operator === '<') return order < 0
  if (operator === '>') return order > 0
  return operator === '<=' ? order <= 0 : order >= 0
}

/** Negative, zero or positive as the value is below, at or above the constant; undefined where the two do not compare. */
type Order = (value: unknown) => number | undefined

function orderTo({ kind, text }: PatternValue, isBinary: boolean, unfit: () => void): Order {
  if (kind === 'integer' || kind === 'float') {
    const number = Number(text)
    return value => (typeof value === 'number' ? Math.sign(value - number) : undefined)
  }
  if (kind === 'boolean')
    return value => (typeof value === 'boolean' ? Number(value) - Number(text === 'true') : undefined)
  if (kind === 'timestamp') {
    return value => {
      if (typeof value !== 'string') return undefined
      if (!isTimestamp(value)) unfit()
      return isTimestamp(value) && isTimestamp(text) ? compareTimestamps(value, text) : undefined
    }
  }
  if (kind === 'string') {
    if (isBinary && !isBytes(text)) return () => undefined
    return value => (typeof value === 'string' ? orderOfTexts(value, text) : undefined)
  }
  const bytes = (kind === 'hex' ? bytesOfHex(text) : bytesOfBase64(text)) ?? ''
  return value => (typeof value === 'string' && isBytes(value) ? orderOfTexts(value, bytes) : undefined)
}

function inTest(values: readonly PatternValue[], orders: readonly Order[]): Test {
  const kinds = new Set(values.map(({ kind }) => (kind === 'float' ? 'integer' : kind)))
  if (kinds.size > 1) {
    const why = ['a set of constants of different kinds', '種類の異なる定数の集合'] as const
    throw new PatternStop(refuse('pattern-unsupported', 'STIX 2.1 §9.6.1', '$.pattern', why))
  }
  return (value, work) => {
    work.spend(orders.length)
    return orders.some(order => order(value) === 0)
  }
}

/** §9.6.1: order of strings by code point, which UTF-16 gets wrong above U+D7FF. */
function orderOfTexts(left: string, right: string): number {
  if (left === right) return 0
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const one = left.charCodeAt(index)
    const other = right.charCodeAt(index)
    if (one !== other) return codePointRank(one) - codePointRank(other)
  }
  return left.length - right.length
}

/** Moves surrogates (code points above U+FFFF) behind the rest of the plane. */
function codePointRank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit
}

/** `%` for any run of characters, `_` for any one; both sides in NFC. Greedy with one way back: length × length at worst. */
function likeTest(pattern: string, isBinary: boolean): Test {
  const wanted = pattern.normalize('NFC')
  return (value, work) => {
    if (typeof value !== 'string') return false
    const text = isBinary ? value : value.normalize('NFC')
    let at = 0
    let want = 0
    let backAt = -1
    let backWant = -1
    let steps = 0
    while (at < text.length) {
      if ((steps += 1) % 1024 === 0) work.spend(1024)
      const sign = wanted[want]
      if (sign === '%') {
        backWant = want += 1
        backAt = at
      } else if (sign === '_') {
        want += 1
        at += widthAt(text, at)
      } else if (sign === text[at]) {
        want += 1
        at += 1
      } else if (backWant < 0) return false
      else {
        want = backWant
        at = backAt += widthAt(text, backAt)
      }
    }
    while (wanted[want] === '%') want += 1
    return want === wanted.length
  }
}

/** How many code units the character at a place has. */
function widthAt(text: string, at: number): 1 | 2 {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** RE2: linear in the text whatever the expression; what needs more (look-around, back-references) is refused. */
function matchesTest(pattern: string, isBinary: boolean): Test {
  const expression = compiledExpression(pattern.normalize('NFC'))
  const cost = Math.ceil(expression.programSize() / 32)
  return (value, work) => {
    if (typeof value !== 'string') return false
    const text = isBinary ? value : value.normalize('NFC')
    work.spend(1 + text.length * cost)
    return expression.test(text)
  }
}

function compiledExpression(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL)
  } catch {
    // Whatever was thrown: a stranger's expression is no reason to stop with anything but a refusal.
    const why = [
      'a regular expression that is not RE2 (no look-around, no back-references)',
      'RE2で表せない正規表現（先読み・後読み・後方参照は使えません）',
    ] as const
    throw new PatternStop(refuse('pattern-unsupported', 'STIX 2.1 §9.6.1', '$.pattern', why))
  }
}

function blockTest(text: string, relates: (value: IpBlock, constant: IpBlock) => boolean): Test {
  const constant = ipBlockOf(text)
  return value => {
    const block = typeof value === 'string' ? ipBlockOf(value) : undefined
    return block !== undefined && constant !== undefined && relates(block, constant)
  }
}

/** A text of one character a byte, or undefined where the text is not hexadecimal. */
function bytesOfHex(text: string): string | undefined {
  return isHex(text) ? text.replace(/../g, pair => String.fromCharCode(Number.parseInt(pair, 16))) : undefined
}

/** A text of one character a byte, or undefined where the text is not base64. */
export function bytesOfBase64(text: string): string | undefined {
  return isBase64(text) ? atob(text) : undefined
}

function isBytes(text: string): boolean {
  return !/[\u0100-\uffff]/.test(text)
}

import { isHashOf } from './formats.ts'
import { PatternFault, reported } from './pattern-fault.ts'
import type { FaultName, FaultReport } from './pattern-fault.ts'
import { tokensOf } from './pattern-lexer.ts'
import type { PatternValue, Token } from './pattern-lexer.ts'
import { comparisonsOf, pathText } from './pattern-tree.ts'
import type {
  ComparisonExpression,
  ObservationExpression,
  PathStep,
  PatternComparison,
  PatternOperator,
  PatternQualifier,
} from './pattern-tree.ts'
import { isTypeName } from './stix-id.ts'
import { isInVocabulary } from './vocabularies.ts'

/**
 * The STIX pattern language (STIX 2.1 §9), by recursive descent and written from the specification's own precedence:
 *
 *   pattern     = or { FOLLOWEDBY or }
 *   or          = and { OR and }
 *   and         = observation { AND observation }
 *   observation = ( "[" comparisons "]" | "(" pattern ")" ) { qualifier }
 *   qualifier   = WITHIN number SECONDS | REPEATS integer TIMES | START t'' STOP t''   (each at most once)
 *   comparisons = conjunction { OR conjunction };  conjunction = test { AND test }
 *   test        = "(" comparisons ")" | [NOT] EXISTS path | path [NOT] operator operand
 *   path        = type ":" key { "." key | "[" index | "*" "]" }
 *
 * Only parentheses recurse, and both their depth and the length of the text are capped, so that a pattern of a stranger
 * costs no more than a walk over 8 KiB (IN-4).
 */

/** Longest pattern that is read, in UTF-16 code units. */
export const PATTERN_LENGTH_LIMIT = 8 * 1024
/** Deepest nesting of parentheses. */
export const PATTERN_DEPTH_LIMIT = 64

/** What parsing answers: the tree and its comparisons in the order of the text, or where it stopped and why. */
export type ParsedPattern =
  | {
      readonly ok: true
      readonly tree: ObservationExpression
      readonly comparisons: readonly PatternComparison[]
    }
  | FaultReport

/** Parses a STIX pattern (§9); never throws. */
export function parsePattern(pattern: string): ParsedPattern {
  return reported(pattern, () => {
    if (pattern.length > PATTERN_LENGTH_LIMIT) {
      throw new PatternFault(PATTERN_LENGTH_LIMIT, 'too-long', PATTERN_LENGTH_LIMIT)
    }
    const tree = new PatternReader(tokensOf(pattern)).pattern()
    return { ok: true, tree, comparisons: comparisonsOf(tree) }
  })
}

/** What other tools write, and what the standard calls it. */
const SPELLINGS = new Map<string, PatternOperator>([
  ['==', '='],
  ['<>', '!='],
])
const ORDER = new Set(['<', '>', '<=', '>='])
const EQUALITY = new Set(['=', '==', '!=', '<>'])
const ON_STRINGS = new Set(['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'])

class PatternReader {
  private index = 0
  private depth = 0
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  pattern(): ObservationExpression {
    const tree = this.followedBy()
    if (this.token.is !== 'end') this.expected('end')
    return tree
  }

  private followedBy(): ObservationExpression {
    const conjunction = (): ObservationExpression => this.joined(() => this.observation(), 'AND')
    return this.joined(() => this.joined(conjunction, 'OR'), 'FOLLOWEDBY')
  }

  /** One operand, or several joined by a word. */
  private joined<W extends string, T>(operand: () => T, word: W): T | { is: W; operands: T[] } {
    const first = operand()
    const operands = [first]
    while (this.take(word)) operands.push(operand())
    return operands.length === 1 ? first : { is: word, operands }
  }

  private observation(): ObservationExpression {
    if (this.take('[')) {
      const test = this.test()
      this.demand(']')
      return this.qualified({ is: 'observation', test })
    }
    if (!this.take('(')) this.expected('start')
    const expression = this.nested(() => this.followedBy())
    this.demand(')')
    return this.qualified(expression)
  }

  private qualified(expression: ObservationExpression): ObservationExpression {
    const seen = new Set<string>()
    let qualified = expression
    for (;;) {
      const { position } = this.token
      const word = (['WITHIN', 'REPEATS', 'START'] as const).find(candidate => this.take(candidate))
      if (word === undefined) return qualified
      if (seen.has(word)) throw new PatternFault(position, 'given-twice', word)
      seen.add(word)
      qualified = { is: 'qualified', operand: qualified, qualifier: this.qualifier(word) }
    }
  }

  private qualifier(word: PatternQualifier['is']): PatternQualifier {
    if (word === 'START') {
      const start = this.constant('timestamp').text
      this.demand('STOP')
      return { is: word, start, stop: this.constant('timestamp').text }
    }
    const number = this.positiveNumber(word === 'REPEATS' ? 'integer' : 'number')
    this.demand(word === 'REPEATS' ? 'TIMES' : 'SECONDS')
    return word === 'REPEATS' ? { is: word, times: number } : { is: word, seconds: number }
  }

  private positiveNumber(kind: 'integer' | 'number'): string {
    const { position } = this.token
    const { text } = this.constant(kind)
    if (Number(text) <= 0) throw new PatternFault(position, 'positive-expected')
    return text
  }

  private test(): ComparisonExpression {
    return this.joined(() => this.joined(() => this.comparison(), 'AND'), 'OR')
  }

  private comparison(): ComparisonExpression {
    if (this.take('(')) {
      const test = this.nested(() => this.test())
      this.demand(')')
      return test
    }
    const isNot = this.take('NOT')
    if (this.take('EXISTS')) return comparison({ ...this.path(), operator: 'EXISTS', negated: isNot, values: [] })
    if (isNot) this.expected('exists')
    const path = this.path()
    const negated = this.take('NOT')
    const { operator, values } = this.operation()
    const hash = path.keys.at(-2) === 'hashes' && EQUALITY.has(operator) ? path.keys.at(-1) : undefined
    if (typeof hash === 'string') this.demandHash(hash, values)
    return comparison({ ...path, operator, negated, values })
  }

  /** §2.7: a digest that its algorithm cannot give would never match; it is a mistake of the author. */
  private demandHash(algorithm: string, values: readonly PatternValue[]): void {
    const wrong = values.find(value => value.kind === 'string' && !isHashOf(algorithm, value.text))
    if (wrong !== undefined && isInVocabulary('hash-algorithm-ov', algorithm)) {
      throw new PatternFault(this.before, 'not-a-digest', algorithm)
    }
  }

  private operation(): { operator: PatternOperator; values: PatternValue[] } {
    const { token } = this
    const written = token.is === 'symbol' || token.is === 'word' ? token.text : ''
    // Each branch has just tested that the text is one of the operators.
    const operator = SPELLINGS.get(written) ?? (written as PatternOperator)
    if (EQUALITY.has(written)) {
      this.index += 1
      return { operator, values: [this.constant()] }
    }
    if (ORDER.has(written)) {
      this.index += 1
      if (this.token.is === 'constant' && this.token.value.kind === 'boolean') this.expected('ordered')
      return { operator, values: [this.constant()] }
    }
    if (ON_STRINGS.has(written)) {
      this.index += 1
      return { operator, values: [this.constant('string')] }
    }
    if (written !== 'IN') this.expected('operator')
    this.index += 1
    return { operator, values: this.set() }
  }

  private set(): PatternValue[] {
    this.demand('(')
    const values: PatternValue[] = []
    if (this.take(')')) return values
    do values.push(this.constant())
    while (this.take(','))
    this.demand(')')
    return values
  }

  private path(): Pick<PatternComparison, 'objectType' | 'keys' | 'path'> {
    const { token } = this
    if (token.is !== 'word') this.expected('path')
    const objectType = token.text
    // Old patterns write `x_whatever`; the underscore is let through because 9.7 asks for the form of an identifier only.
    if (!isTypeName(objectType.replaceAll('_', '-')) && objectType.length > 2) this.expected('type')
    this.index += 1
    this.demand(':')
    const keys: PathStep[] = [this.key()]
    for (;;) {
      if (this.take('.')) keys.push(this.key())
      else if (this.take('[')) {
        keys.push(this.take('*') ? null : Number(this.constant('integer').text))
        this.demand(']')
      } else break
    }
    return { objectType, keys, path: pathText(objectType, keys) }
  }

  private key(): string {
    const { token } = this
    this.index += 1
    if (token.is === 'word' && !token.text.includes('-')) return token.text
    if (token.is === 'constant' && (token.value.kind === 'string' || token.value.kind === 'boolean')) {
      return token.value.text
    }
    this.index -= 1
    return this.expected('name')
  }

  private constant(kind: 'constant' | 'string' | 'integer' | 'number' | 'timestamp' = 'constant'): PatternValue {
    const { token } = this
    if (token.is !== 'constant') return this.expected(kind)
    const isNumber = token.value.kind === 'integer' || token.value.kind === 'float'
    if (kind !== 'constant' && token.value.kind !== kind && !(kind === 'number' && isNumber)) this.expected(kind)
    this.index += 1
    return token.value
  }

  private nested<T>(body: () => T): T {
    this.depth += 1
    if (this.depth > PATTERN_DEPTH_LIMIT) {
      throw new PatternFault(this.token.position, 'too-deep', PATTERN_DEPTH_LIMIT)
    }
    const result = body()
    this.depth -= 1
    return result
  }

  private get token(): Token {
    // The list always ends with an `end` token, which nothing steps over.
    return this.tokens[this.index] ?? { is: 'end', text: '', position: 0 }
  }

  private get before(): number {
    return this.tokens[this.index - 1]?.position ?? 0
  }

  private take(text: string): boolean {
    const { token } = this
    if ((token.is !== 'symbol' && token.is !== 'word') || token.text !== text) return false
    this.index += 1
    return true
  }

  private demand(text: string): void {
    if (!this.take(text)) throw new PatternFault(this.token.position, 'symbol-expected', text)
  }

  private expected(what: Expected): never {
    throw new PatternFault(this.token.position, `${what}-expected`)
  }
}

type Expected = FaultName extends infer N ? (N extends `${infer W}-expected` ? W : never) : never

function comparison(of: PatternComparison): ComparisonExpression {
  return { is: 'comparison', comparison: of }
}

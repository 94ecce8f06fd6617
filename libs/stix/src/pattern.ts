import { isHashOf } from './formats.ts'
import { PatternFault, tokensOf } from './pattern-lexer.ts'
import type { PatternValue, Token } from './pattern-lexer.ts'
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

/** Operator of a comparison (§9.6.1). */
export type PatternOperator =
  '=' | '!=' | '>' | '<' | '>=' | '<=' | 'IN' | 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET' | 'EXISTS'

/** One comparison of a pattern, wherever it stands in it. */
export interface PatternComparison {
  /** Type of the observable that the path begins with. */
  readonly objectType: string
  /** The rest of the path: property and dictionary keys, list indexes, `*` for any. */
  readonly keys: readonly (string | number)[]
  /** The whole path in one canonical spelling: `file:hashes.'SHA-256'`. */
  readonly path: string
  readonly operator: PatternOperator
  readonly negated: boolean
  /** One constant; several for IN; none for EXISTS. */
  readonly values: readonly PatternValue[]
}

/** What parsing answers: the comparisons in the order of the text, or where it stopped and why. */
export type ParsedPattern =
  | { readonly ok: true; readonly comparisons: readonly PatternComparison[] }
  | { readonly ok: false; readonly position: number; readonly message: string }

/** Parses a STIX pattern (§9); never throws. */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > PATTERN_LENGTH_LIMIT) {
    return { ok: false, position: PATTERN_LENGTH_LIMIT, message: `longer than ${PATTERN_LENGTH_LIMIT} characters` }
  }
  try {
    return { ok: true, comparisons: new PatternReader(tokensOf(pattern)).pattern() }
  } catch (fault) {
    if (fault instanceof PatternFault) return { ok: false, position: fault.position, message: fault.message }
    throw fault
  }
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
  private readonly comparisons: PatternComparison[] = []
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  pattern(): readonly PatternComparison[] {
    this.followedBy()
    if (this.token.is !== 'end') this.expected('the end of the pattern')
    return this.comparisons
  }

  private followedBy(): void {
    do this.eitherOf(() => this.eitherOf(() => this.observation(), 'AND'), 'OR')
    while (this.take('FOLLOWEDBY'))
  }

  /** One or more operands joined by a word; order and grouping do not matter to the list of comparisons. */
  private eitherOf(operand: () => void, word: string): void {
    do operand()
    while (this.take(word))
  }

  private observation(): void {
    if (this.take('[')) {
      this.comparisonExpression()
      this.demand(']')
    } else if (this.take('(')) {
      this.nested(() => this.followedBy())
      this.demand(')')
    } else this.expected('"[" or "("')
    this.qualifiers()
  }

  private qualifiers(): void {
    const seen = new Set<string>()
    for (;;) {
      const { position } = this.token
      const word = ['WITHIN', 'REPEATS', 'START'].find(candidate => this.take(candidate))
      if (word === undefined) return
      if (seen.has(word)) throw new PatternFault(position, `${word} occurs twice`)
      seen.add(word)
      if (word === 'WITHIN') {
        this.positiveNumber('integer', 'float')
        this.demand('SECONDS')
      } else if (word === 'REPEATS') {
        this.positiveNumber('integer')
        this.demand('TIMES')
      } else {
        this.constant('timestamp')
        this.demand('STOP')
        this.constant('timestamp')
      }
    }
  }

  private positiveNumber(...kinds: PatternValue['kind'][]): void {
    const { position } = this.token
    if (Number(this.constant(...kinds).text) <= 0) throw new PatternFault(position, 'a positive number is expected')
  }

  private comparisonExpression(): void {
    this.eitherOf(() => this.eitherOf(() => this.comparison(), 'AND'), 'OR')
  }

  private comparison(): void {
    if (this.take('(')) {
      this.nested(() => this.comparisonExpression())
      this.demand(')')
      return
    }
    const isNot = this.take('NOT')
    if (this.take('EXISTS')) {
      this.comparisons.push({ ...this.path(), operator: 'EXISTS', negated: isNot, values: [] })
      return
    }
    if (isNot) this.expected('EXISTS')
    const path = this.path()
    const negated = this.take('NOT')
    const { operator, values } = this.operation()
    const hash = path.keys.at(-2) === 'hashes' && EQUALITY.has(operator) ? path.keys.at(-1) : undefined
    if (typeof hash === 'string') this.demandHash(hash, values)
    this.comparisons.push({ ...path, operator, negated, values })
  }

  /** §2.7: a digest that its algorithm cannot give would never match; it is a mistake of the author. */
  private demandHash(algorithm: string, values: readonly PatternValue[]): void {
    const wrong = values.find(value => value.kind === 'string' && !isHashOf(algorithm, value.text))
    if (wrong !== undefined && isInVocabulary('hash-algorithm-ov', algorithm)) {
      throw new PatternFault(this.before, `not a ${algorithm} digest`)
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
      if (this.token.is === 'constant' && this.token.value.kind === 'boolean') this.expected('a value with an order')
      return { operator, values: [this.constant()] }
    }
    if (ON_STRINGS.has(written)) {
      this.index += 1
      return { operator, values: [this.constant('string')] }
    }
    if (written !== 'IN') this.expected('a comparison operator')
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
    if (token.is !== 'word') this.expected('an object path')
    const objectType = token.text
    // Old patterns write `x_whatever`; the underscore is let through because 9.7 asks for the form of an identifier only.
    if (!isTypeName(objectType.replaceAll('_', '-')) && objectType.length > 2) this.expected('an object type')
    this.index += 1
    this.demand(':')
    const keys: (string | number)[] = [this.key()]
    for (;;) {
      if (this.take('.')) keys.push(this.key())
      else if (this.take('[')) {
        keys.push(this.take('*') ? '*' : Number(this.constant('integer').text))
        this.demand(']')
      } else break
    }
    return { objectType, keys, path: `${objectType}:${pathText(keys)}` }
  }

  private key(): string {
    const { token } = this
    this.index += 1
    if (token.is === 'word' && !token.text.includes('-')) return token.text
    if (token.is === 'constant' && (token.value.kind === 'string' || token.value.kind === 'boolean')) {
      return token.value.text
    }
    this.index -= 1
    return this.expected('a property name')
  }

  private constant(...kinds: PatternValue['kind'][]): PatternValue {
    const { token } = this
    if (token.is !== 'constant') return this.expected(kinds.length > 0 ? `a ${kinds.join(' or ')}` : 'a constant')
    if (kinds.length > 0 && !kinds.includes(token.value.kind)) return this.expected(`a ${kinds.join(' or ')}`)
    this.index += 1
    return token.value
  }

  private nested(body: () => void): void {
    this.depth += 1
    if (this.depth > PATTERN_DEPTH_LIMIT) {
      throw new PatternFault(this.token.position, `nested more than ${PATTERN_DEPTH_LIMIT} levels deep`)
    }
    body()
    this.depth -= 1
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
    if (!this.take(text)) this.expected(`"${text}"`)
  }

  private expected(what: string): never {
    throw new PatternFault(this.token.position, `${what} expected`)
  }
}

function pathText(keys: readonly (string | number)[]): string {
  return keys
    .map((key, position) => {
      if (typeof key === 'number' || key === '*') return `[${key}]`
      const spelled = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `'${key.replace(/['\\]/g, '\\$&')}'`
      return position === 0 ? spelled : `.${spelled}`
    })
    .join('')
}

import type { PatternValue } from './pattern-lexer.ts'

/** The tree of a pattern (STIX 2.1 §9), and its one spelling. */

/** Operator of a comparison (§9.6.1). */
export type PatternOperator =
  '=' | '!=' | '>' | '<' | '>=' | '<=' | 'IN' | 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET' | 'EXISTS'

/** One step of an object path (§9.7): a property or dictionary key, a list index, or null for `[*]`, any item. */
export type PathStep = string | number | null

/** One comparison of a pattern, wherever it stands in it. */
export interface PatternComparison {
  /** Type of the observable that the path begins with. */
  readonly objectType: string
  /** The rest of the path. */
  readonly keys: readonly PathStep[]
  /** The whole path in one canonical spelling: `file:hashes.'SHA-256'`. */
  readonly path: string
  readonly operator: PatternOperator
  readonly negated: boolean
  /** One constant; several for IN; none for EXISTS. */
  readonly values: readonly PatternValue[]
}

/** What stands between square brackets: all of it is asked of one and the same observable. */
export type ComparisonExpression =
  | { readonly is: 'comparison'; readonly comparison: PatternComparison }
  | { readonly is: 'AND' | 'OR'; readonly operands: readonly ComparisonExpression[] }

/** What restricts an observation expression (§9.4); numbers and timestamps as they are written. */
export type PatternQualifier =
  | { readonly is: 'WITHIN'; readonly seconds: string }
  | { readonly is: 'REPEATS'; readonly times: string }
  | { readonly is: 'START'; readonly start: string; readonly stop: string }

/** A pattern: observations, what joins them (§9.5), and what restricts them. */
export type ObservationExpression =
  | { readonly is: 'observation'; readonly test: ComparisonExpression }
  | { readonly is: 'AND' | 'OR' | 'FOLLOWEDBY'; readonly operands: readonly ObservationExpression[] }
  | { readonly is: 'qualified'; readonly operand: ObservationExpression; readonly qualifier: PatternQualifier }

/** Writes a pattern; parsing the text gives the same tree. */
export function patternText(expression: ObservationExpression): string {
  if (expression.is === 'observation') return `[${testText(expression.test)}]`
  if (expression.is === 'qualified') {
    const { operand, qualifier } = expression
    const isNested = operand.is !== 'observation' && !(operand.is === 'qualified' && mayFollow(operand, qualifier))
    return `${isNested ? `(${patternText(operand)})` : patternText(operand)} ${qualifierText(qualifier)}`
  }
  // An operator inside an operator is always put in parentheses: nobody has to know which binds tighter.
  return expression.operands
    .map(operand =>
      operand.is === 'observation' || operand.is === 'qualified' ? patternText(operand) : `(${patternText(operand)})`,
    )
    .join(` ${expression.is} `)
}

/** §9.4: one qualifier of a kind on one expression; a second needs parentheses between. */
function mayFollow(operand: ObservationExpression, qualifier: PatternQualifier): boolean {
  if (operand.is !== 'qualified') return true
  return operand.qualifier.is !== qualifier.is && mayFollow(operand.operand, qualifier)
}

/** Writes what stands between the brackets. */
export function testText(test: ComparisonExpression): string {
  if (test.is === 'comparison') return comparisonText(test.comparison)
  return test.operands
    .map(operand => (operand.is === 'comparison' ? testText(operand) : `(${testText(operand)})`))
    .join(` ${test.is} `)
}

/** Writes one comparison. */
export function comparisonText({ path, operator, negated, values }: PatternComparison): string {
  const not = negated ? 'NOT ' : ''
  if (operator === 'EXISTS') return `${not}EXISTS ${path}`
  const constants = values.map(valueText).join(', ')
  return `${path} ${not}${operator} ${operator === 'IN' ? `(${constants})` : constants}`
}

/** Writes a qualifier. */
function qualifierText(qualifier: PatternQualifier): string {
  if (qualifier.is === 'WITHIN') return `WITHIN ${qualifier.seconds} SECONDS`
  if (qualifier.is === 'REPEATS') return `REPEATS ${qualifier.times} TIMES`
  return `START t'${qualifier.start}' STOP t'${qualifier.stop}'`
}

const PREFIXES = { string: '', timestamp: 't', hex: 'h', binary: 'b' } as const

function valueText({ kind, text }: PatternValue): string {
  if (kind === 'integer' || kind === 'float' || kind === 'boolean') return text
  return `${PREFIXES[kind]}'${text.replace(/['\\]/g, '\\$&')}'`
}

/** Writes an object path. */
export function pathText(objectType: string, keys: readonly PathStep[]): string {
  const steps = keys.map((key, position) => {
    if (typeof key !== 'string') return `[${key ?? '*'}]`
    const spelled = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `'${key.replace(/['\\]/g, '\\$&')}'`
    return position === 0 ? spelled : `.${spelled}`
  })
  return `${objectType}:${steps.join('')}`
}

/** The comparisons of a pattern, in the order of the text. */
export function comparisonsOf(expression: ObservationExpression | ComparisonExpression): PatternComparison[] {
  if (expression.is === 'comparison') return [expression.comparison]
  if (expression.is === 'observation') return comparisonsOf(expression.test)
  if (expression.is === 'qualified') return comparisonsOf(expression.operand)
  return expression.operands.flatMap(comparisonsOf)
}

/*
 * The operators a rule may use, each with its two faces: a test in memory and an expression in SQL. They stand side by
 * side because they must mean the same.
 *
 * CASL's own Mongo operators were tried and dropped: `$ne` and `$nin` hold on a field that was not loaded, `$in` looks
 * into arrays as well as values, and the list cannot be made shorter. Every operator here FAILS CLOSED: a field that
 * is missing, null where it may not be, or of another type satisfies none of them. In SQL the same follows from
 * three-valued logic: no operator turns NULL into true, except the two whose names say so.
 */

/** What each operator is compared with. Instants are milliseconds since 1970, so that nothing is parsed per decision. */
export interface Operands {
  /** The very same boolean or string. */
  readonly $is: boolean | string
  /** A string out of the list. */
  readonly $oneOf: readonly string[]
  /** A number no greater. */
  readonly $atMost: number
  /** A list with the string in it. */
  readonly $has: string
  /** A list with at least one of the strings in it. */
  readonly $hasAny: readonly string[]
  /** A list without the string in it. A missing list lacks nothing: it fails. */
  readonly $lacks: string
  /** A list without any of the strings in it. A missing list fails, whatever is asked. */
  readonly $lacksAll: readonly string[]
  /** There, as a string that is not empty. */
  readonly $known: true
  /** There, and null. A missing field is not null: it fails. */
  readonly $isNull: true
  /** An ISO-8601 instant at or before. */
  readonly $notAfter: number
  /** Null, or an ISO-8601 instant at or before. */
  readonly $nullOrNotAfter: number
  /** Null, or an ISO-8601 instant later than. */
  readonly $nullOrAfter: number
}

/** One operator with its operand, such as `{ $is: 'NOTICE' }`. */
export type FieldTest = { [K in keyof Operands]: { readonly [P in K]: Operands[P] } }[keyof Operands]

/** A column as the SQL face sees it: its expression and the type of the value, or of one element for a list. */
export interface Column {
  readonly expression: string
  readonly type: 'uuid' | 'text' | 'boolean' | 'integer' | 'timestamptz'
}

/** Adds a parameter and returns its placeholder with an explicit cast: `$3::uuid[]`. */
export type Bind = (value: unknown, cast: string) => string

// Methods, not function properties: their bivariance lets the table be read with an operand of unknown type.
interface Operator<T> {
  holds(value: unknown, operand: T): boolean
  sql(column: Column, operand: T, bind: Bind): string
}

// Looked up once: a global costs more than the whole comparison where the code runs in a context of its own (jest, vm).
const { parse } = Date
const { isArray } = Array
const isNotAfter = (value: unknown, ms: number): boolean => typeof value === 'string' && parse(value) <= ms
const isAfter = (value: unknown, ms: number): boolean => typeof value === 'string' && parse(value) > ms
const iso = (ms: number): string => new Date(ms).toISOString()

const OPERATORS: { readonly [K in keyof Operands]: Operator<Operands[K]> } = {
  $is: {
    holds: (value, operand) => value === operand,
    sql: ({ expression, type }, operand, bind) => `${expression} = ${bind(operand, type)}`,
  },
  $oneOf: {
    holds: (value, operand) => operand.some(word => word === value),
    sql: ({ expression, type }, operand, bind) => `${expression} = any(${bind(operand, `${type}[]`)})`,
  },
  $atMost: {
    holds: (value, operand) => typeof value === 'number' && value <= operand,
    sql: ({ expression, type }, operand, bind) => `${expression} <= ${bind(operand, type)}`,
  },
  $has: {
    holds: (value, operand) => isArray(value) && value.includes(operand),
    sql: ({ expression, type }, operand, bind) => `${bind(operand, type)} = any(${expression})`,
  },
  $hasAny: {
    holds: (value, operand) => isArray(value) && operand.some(wanted => value.includes(wanted)),
    sql: ({ expression, type }, operand, bind) => `${expression} && ${bind(operand, `${type}[]`)}`,
  },
  $lacks: {
    holds: (value, operand) => isArray(value) && !value.includes(operand),
    sql: ({ expression, type }, operand, bind) => `not (${bind(operand, type)} = any(${expression}))`,
  },
  $lacksAll: {
    holds: (value, operand) => isArray(value) && !operand.some(unwanted => value.includes(unwanted)),
    sql: ({ expression, type }, operand, bind) => `not (${expression} && ${bind(operand, `${type}[]`)})`,
  },
  $known: {
    holds: value => typeof value === 'string' && value !== '',
    sql: ({ expression }) => `${expression} is not null`,
  },
  $isNull: {
    holds: value => value === null,
    sql: ({ expression }) => `${expression} is null`,
  },
  $notAfter: {
    holds: isNotAfter,
    sql: ({ expression, type }, operand, bind) => `${expression} <= ${bind(iso(operand), type)}`,
  },
  $nullOrNotAfter: {
    holds: (value, operand) => value === null || isNotAfter(value, operand),
    sql: ({ expression, type }, operand, bind) =>
      `(${expression} is null or ${expression} <= ${bind(iso(operand), type)})`,
  },
  $nullOrAfter: {
    holds: (value, operand) => value === null || isAfter(value, operand),
    sql: ({ expression, type }, operand, bind) =>
      `(${expression} is null or ${expression} > ${bind(iso(operand), type)})`,
  },
}

// Without a prototype, so that a test named `constructor` is unknown like any other.
const table: Readonly<Record<string, Operator<unknown> | undefined>> = Object.assign(
  Object.create(null) as object, // null is an object without a prototype, which the library's types leave open
  OPERATORS,
)

function operatorOf(name: string): Operator<unknown> {
  const operator = table[name]
  if (operator === undefined) throw new TypeError(`Unknown operator ${name}: rules may use only those of operators.ts`)
  return operator
}

/** Does the value pass the test, in memory? Every operator given must hold; a test without any fails. */
export function holds(test: FieldTest, value: unknown): boolean {
  let isTested = false
  // A test is a plain object of operators; for…in gives their names as strings and allocates nothing.
  const operands = test as Readonly<Record<string, unknown>>
  for (const name in operands) {
    if (!operatorOf(name).holds(value, operands[name])) return false
    isTested = true
  }
  return isTested
}

/** The same test as a SQL expression over one column. */
export function sqlOf(test: FieldTest, column: Column, bind: Bind): string {
  const parts = Object.entries(test).map(([name, operand]) => operatorOf(name).sql(column, operand, bind))
  return parts.length === 0 ? 'false' : parts.join(' and ')
}

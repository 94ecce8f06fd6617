/** Reading of foreign JSON: bounded in depth, size and number before anything looks into it. */

/** Why a part of a foreign document is left out. */
export type Omission = 'too-deep' | 'too-many' | 'too-large' | 'unstorable'

/** What one format has otherwise than the rest. */
export interface ForeignRules<Reason extends string> {
  /** Objects and lists within each other. */
  readonly depth?: number
  /** UTF-16 units of the longest text below a name; the elements of a list are below the name of the list. */
  readonly longestText?: (name: string) => number
  /** A reason of the format's own to leave out a value, by its name and the name of what it is in. */
  readonly leaves?: (name: string, value: unknown, inside: string) => Reason | undefined
}

const DEPTH = 40
const LIST = 20_000
const NAMES = 400
const NAME_LENGTH = 200
/** UTF-16 units: the store's own limits are 64 Ki a text and 1 MiB an object (IN-1). */
export const LONGEST_TEXT = 60_000
/** Values of one document; what is beyond is left out and counted. */
const VALUES = 2_000_000
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** A copy without what cannot be stored; what is left out is told, by its place. Undefined when nothing is left. */
export function admitForeign<Reason extends string = never>(
  document: unknown,
  omit: (why: Omission | Reason, path: string, count?: number) => void,
  { depth: deepest = DEPTH, longestText = () => LONGEST_TEXT, leaves = () => undefined }: ForeignRules<Reason> = {},
): unknown {
  let values = 0
  const leave = (why: Omission | Reason, path: string): undefined => {
    omit(why, path)
    return undefined
  }
  const copy = (value: unknown, path: string, depth: number, name: string): unknown => {
    values += 1
    if (values > VALUES) return leave('too-many', path)
    if (typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : leave('unstorable', path)
    if (typeof value === 'string') {
      if (!value.isWellFormed() || value.includes('\0')) return leave('unstorable', path)
      return value.length > longestText(name) ? leave('too-large', path) : value
    }
    if (typeof value !== 'object') return leave('unstorable', path)
    if (depth > deepest) return leave('too-deep', path)
    return Array.isArray(value) ? copyList(value, path, depth, name) : copyRecord(value, path, depth, name)
  }
  const copyList = (items: readonly unknown[], path: string, depth: number, name: string): unknown[] => {
    if (items.length > LIST) omit('too-many', `${path}[${LIST}]`, items.length - LIST)
    const kept: unknown[] = []
    for (const [index, item] of items.slice(0, LIST).entries()) {
      const one = copy(item, `${path}[${index}]`, depth + 1, name)
      if (one !== undefined) kept.push(one)
    }
    return kept
  }
  const copyRecord = (record: object, path: string, depth: number, inside: string): Record<string, unknown> => {
    const kept: Record<string, unknown> = {}
    let names = 0
    for (const [name, item] of Object.entries(record)) {
      const isUsual = /^[A-Za-z_$][\w$-]{0,79}$/.test(name)
      const place = isUsual ? `${path}.${name}` : `${path}[${JSON.stringify(name.slice(0, 80).toWellFormed())}]`
      const isForbidden =
        FORBIDDEN.has(name) || name.length > NAME_LENGTH || !name.isWellFormed() || name.includes('\0')
      const why = isForbidden ? 'unstorable' : (leaves(name, item, inside) ?? (names >= NAMES ? 'too-many' : undefined))
      const one = why === undefined ? copy(item, place, depth + 1, name) : leave(why, place)
      if (one === undefined) continue
      kept[name] = one
      names += 1
    }
    return kept
  }
  return copy(document, '$', 1, '')
}

/** Reading of foreign JSON: bounded in depth, size and number before anything looks into it. */

/** Why a part of a foreign document is left out. */
export type Omission = 'too-deep' | 'too-many' | 'too-large' | 'unstorable'

const DEPTH = 40
const LIST = 20_000
const NAMES = 400
const NAME_LENGTH = 200
/** UTF-16 units: the store's own limit is 64 Ki a text. */
const TEXT = 60_000
const VALUES = 2_000_000
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** A copy without what cannot be stored; what is left out is told, by its place. Undefined when nothing is left. */
export function admitForeign(document: unknown, omit: (why: Omission, path: string, count?: number) => void): unknown {
  let values = 0
  const leave = (why: Omission, path: string): undefined => {
    omit(why, path)
    return undefined
  }
  const copy = (value: unknown, path: string, depth: number): unknown => {
    values += 1
    if (values > VALUES) return leave('too-many', path)
    if (typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : leave('unstorable', path)
    if (typeof value === 'string') {
      if (!value.isWellFormed() || value.includes('\0')) return leave('unstorable', path)
      return value.length > TEXT ? leave('too-large', path) : value
    }
    if (typeof value !== 'object') return leave('unstorable', path)
    if (depth > DEPTH) return leave('too-deep', path)
    return Array.isArray(value) ? copyList(value, path, depth) : copyRecord(value, path, depth)
  }
  const copyList = (items: readonly unknown[], path: string, depth: number): unknown[] => {
    if (items.length > LIST) omit('too-many', `${path}[${LIST}]`, items.length - LIST)
    const kept: unknown[] = []
    for (const [index, item] of items.slice(0, LIST).entries()) {
      const one = copy(item, `${path}[${index}]`, depth + 1)
      if (one !== undefined) kept.push(one)
    }
    return kept
  }
  const copyRecord = (record: object, path: string, depth: number): Record<string, unknown> => {
    const kept: Record<string, unknown> = {}
    for (const [index, [name, item]] of Object.entries(record).entries()) {
      const isUsual = /^[A-Za-z_$][\w$-]{0,79}$/.test(name)
      const place = isUsual ? `${path}.${name}` : `${path}[${JSON.stringify(name.slice(0, 80).toWellFormed())}]`
      if (FORBIDDEN.has(name) || name.length > NAME_LENGTH || !name.isWellFormed() || name.includes('\0'))
        omit('unstorable', place)
      else if (index >= NAMES) omit('too-many', place)
      else {
        const one = copy(item, place, depth + 1)
        if (one !== undefined) kept[name] = one
      }
    }
    return kept
  }
  return copy(document, '$', 1)
}

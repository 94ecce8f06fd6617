import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Node, YAMLMap } from 'yaml'
import { PatternFault } from './pattern-fault.ts'
import { RuleCursor } from './rule-cursor.ts'

/** Longest Sigma rule, in UTF-16 code units: reading YAML costs more a letter than the other languages do. */
const SIGMA_LENGTH_LIMIT = 16 * 1024

/**
 * A Sigma rule, checked by its published specification: YAML with title, logsource and detection, and a condition whose names
 * are searches of the detection. The values are only looked at, never expanded, so aliases cost nothing.
 */
export function checkSigma(text: string): void {
  if (text.length > SIGMA_LENGTH_LIMIT) throw new PatternFault(SIGMA_LENGTH_LIMIT, 'too-long', SIGMA_LENGTH_LIMIT)
  // Our own look for repeated keys: the package compares every key with every other.
  const { contents, errors } = parseDocument(text, { prettyErrors: false, logLevel: 'error', uniqueKeys: false })
  const [error] = errors
  if (error !== undefined) throw new PatternFault(error.pos[0], 'not-yaml', error.code.toLowerCase())
  const rule = mappingOf(contents, 0)
  demandText(rule, 'title')
  // A rule that only correlates others has no detection of its own.
  if (fieldOf(rule, 'correlation') !== undefined) {
    const correlation = mappingOf(demandField(rule, 'correlation'), placeOf(rule))
    demandText(correlation, 'type')
    demandField(correlation, 'rules')
    return
  }
  mappingOf(demandField(rule, 'logsource'), placeOf(rule))
  const detection = mappingOf(demandField(rule, 'detection'), placeOf(rule))
  const searches = namesIn(detection).filter(name => name !== 'condition' && name !== 'timeframe')
  const condition = demandField(detection, 'condition')
  for (const one of isSeq(condition) ? condition.items : [condition]) {
    if (!isScalar(one) || typeof one.value !== 'string')
      throw new PatternFault(placeOf(one), 'text-expected', 'condition')
    checkCondition(one.value, searches, placeOf(one))
  }
}

function placeOf(node: unknown): number {
  return isMap(node) || isScalar(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0
}

function mappingOf(node: unknown, place: number): YAMLMap {
  if (!isMap(node)) throw new PatternFault(placeOf(node) || place, 'mapping-expected')
  namesIn(node)
  return node
}

/** The keys of a mapping; a key given twice is a fault, for no reader would know which counts. */
function namesIn(mapping: YAMLMap): string[] {
  const names = new Set<string>()
  for (const { key } of mapping.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (names.has(name)) throw new PatternFault(placeOf(key), 'defined-twice', name)
    names.add(name)
  }
  return [...names]
}

function fieldOf(mapping: YAMLMap, name: string): Node | undefined {
  const pair = mapping.items.find(({ key }) => isScalar(key) && key.value === name)
  const value = pair?.value
  return isMap(value) || isScalar(value) || isSeq(value) ? value : undefined
}

function demandField(mapping: YAMLMap, name: string): Node {
  const value = fieldOf(mapping, name)
  if (value === undefined) throw new PatternFault(placeOf(mapping), 'field-missing', name)
  return value
}

function demandText(mapping: YAMLMap, name: string): void {
  const value = demandField(mapping, name)
  if (!isScalar(value) || typeof value.value !== 'string' || value.value === '') {
    throw new PatternFault(placeOf(value), 'text-expected', name)
  }
}

const BLANK = /\s*/y
const WORD = /[A-Za-z0-9_*.-]+/y

/** or = and { "or" and };  and = not { "and" not };  not = ["not"] ( "(" or ")" | number "of" names | name ) [ "|" aggregation ] */
function checkCondition(condition: string, searches: readonly string[], place: number): void {
  const cursor = new RuleCursor(condition, BLANK)
  const takeWord = (...words: string[]): boolean => {
    const isNext = words.includes(cursor.peek(WORD).toLowerCase())
    if (isNext) cursor.take(WORD)
    return isNext
  }
  const known = (name: string): boolean => {
    // `*` stands for any run of letters; the rest of a name is letters, digits and marks without a meaning of their own.
    const [head = '', ...rest] = name.split('*')
    return rest.length === 0
      ? searches.includes(name)
      : searches.some(search => search.startsWith(head) && holdsInOrder(search.slice(head.length), rest))
  }
  const demandKnown = (name: string): void => {
    if (!known(name)) cursor.fail('search-unknown', name)
  }
  const term = (): void => {
    while (takeWord('not'));
    if (cursor.takeMark('(')) {
      cursor.nested(either)
      return cursor.demandMark(')')
    }
    if (/^(?:and|or|of|them)$/i.test(cursor.peek(WORD))) cursor.fail('condition-expected')
    const word = cursor.demand(WORD, 'condition-expected')
    if (!takeWord('of')) return demandKnown(word)
    if (!/^(?:all|any|[1-9][0-9]*)$/i.test(word)) cursor.fail('condition-expected')
    if (takeWord('them')) return
    demandKnown(cursor.demand(WORD, 'condition-expected'))
  }
  const either = (): void => {
    do term()
    while (takeWord('and', 'or'))
  }
  try {
    either()
    if (cursor.takeMark('|')) cursor.demand(AGGREGATION, 'condition-expected')
    if (!cursor.isAtEnd) cursor.fail('end-expected')
  } catch (fault) {
    if (!(fault instanceof PatternFault)) throw fault
    throw new PatternFault(place + fault.position, fault.fault, ...fault.words)
  }
}

/** Sigma 1, still met: `| count(field) by other > 5`. */
const AGGREGATION =
  /(?:count|min|max|avg|sum)\s{0,9}\([A-Za-z0-9_.\s]{0,99}\)(?:\s{1,9}by\s{1,9}[A-Za-z0-9_.]{1,99})?\s{0,9}[<>=]=?\s{0,9}[0-9]{1,19}/y

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  const last = parts.at(-1) ?? ''
  let at = 0
  for (const part of parts.slice(0, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

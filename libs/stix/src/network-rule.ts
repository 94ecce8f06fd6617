import { ipBlockOf } from './ip-block.ts'
import { PatternFault } from './pattern-fault.ts'
import { RuleCursor } from './rule-cursor.ts'

/**
 * Rules of Snort and Suricata: `action protocol address port -> address port ( option; option: value; )`, one or several.
 * The header and the form of the options are checked, and that each rule has its number (`sid`); what an option means is not.
 */
export function checkNetworkRules(text: string): void {
  const cursor = new RuleCursor(text, BLANK)
  do checkRule(cursor)
  while (!cursor.isAtEnd)
}

/** Blanks, comments to the end of the line, and a backslash that continues the line. */
const BLANK = /(?:\s|#[^\n]*|\\\r?\n)*/y
const WORD = /[A-Za-z][A-Za-z0-9_.-]*/y
const VARIABLE = /\$[A-Za-z_][A-Za-z0-9_]*/y
const ACTIONS = new Set([
  ...[
    'alert',
    'block',
    'drop',
    'log',
    'pass',
    'react',
    'reject',
    'rejectboth',
    'rejectdst',
    'rejectsrc',
    'rewrite',
    'sdrop',
  ],
])
const DIRECTION = /->|<>|=>/y

function checkRule(cursor: RuleCursor): void {
  const action = cursor.demand(WORD, 'rule-expected')
  if (!ACTIONS.has(action)) {
    cursor.position -= action.length
    cursor.fail('header-expected', 'action')
  }
  cursor.demand(WORD, 'header-expected', 'protocol')
  // Snort 3 lets a rule of a service do without addresses.
  if (!cursor.takeMark('(')) {
    end(cursor)
    cursor.demand(DIRECTION, 'header-expected', '"->"')
    end(cursor)
    cursor.demandMark('(')
  }
  options(cursor)
}

function end(cursor: RuleCursor): void {
  oneOrMore(cursor, 'address', isAddress)
  oneOrMore(cursor, 'port', isPort)
}

/** A value, or a list in brackets; either may be negated. */
function oneOrMore(cursor: RuleCursor, what: string, fits: (text: string) => boolean): void {
  cursor.takeMark('!')
  if (cursor.takeMark('[')) {
    cursor.nested(() => {
      do oneOrMore(cursor, what, fits)
      while (cursor.takeMark(','))
    })
    return cursor.demandMark(']')
  }
  if (cursor.take(VARIABLE) !== undefined) return
  const value = cursor.peek(HEADER_VALUE)
  if (!fits(value)) cursor.fail('header-expected', what)
  cursor.take(HEADER_VALUE)
}

const HEADER_VALUE = /[A-Za-z0-9.:/-]+/y

function isAddress(text: string): boolean {
  if (text === 'any') return true
  const [from = '', to, ...more] = text.split('-')
  if (to === undefined) return ipBlockOf(from) !== undefined
  return more.length === 0 && ipBlockOf(from)?.version === 4 && ipBlockOf(to)?.version === 4
}

function isPort(text: string): boolean {
  if (text === 'any') return true
  const ends = text.split(':')
  if (ends.length > 2 || ends.every(one => one === '')) return false
  return ends.every(one => one === '' || (/^[0-9]{1,5}$/.test(one) && Number(one) <= 65_535))
}

/** A value up to the semicolon: quoted texts, escaped characters, anything else. */
const VALUE = /(?:"(?:[^"\\]|\\[^])*"|\\[^]|[^";\\])+/y
const OPTION = /[A-Za-z][A-Za-z0-9_.-]*/y
const CONTENTS = new Set(['content', 'uricontent'])

function options(cursor: RuleCursor): void {
  const from = cursor.position
  let hasNumber = false
  while (!cursor.takeMark(')')) {
    const name = cursor.demand(OPTION, cursor.isAtEnd ? 'not-closed' : 'option-expected', 'rule')
    if (cursor.takeMark(':')) {
      cursor.skip()
      const at = cursor.position
      const value = cursor.demand(VALUE, 'option-value', name)
      if (CONTENTS.has(name)) checkContent(value, at, name)
      if (name === 'sid') hasNumber = checkNumber(value, at)
    } else if (name === 'sid' || CONTENTS.has(name)) cursor.fail('option-value', name)
    cursor.demandMark(';')
  }
  if (!hasNumber) throw new PatternFault(from, 'field-missing', 'sid')
}

function checkNumber(value: string, at: number): boolean {
  if (!/^[1-9][0-9]{0,9}\s*$/.test(value)) throw new PatternFault(at, 'integer-expected')
  return true
}

/** `!"text|0d 0a|text"`, with parameters behind a comma in Snort 3. */
function checkContent(value: string, at: number, name: string): void {
  const quoted = /^!?\s*"((?:[^"\\]|\\[^])*)"\s*(?:,|$)/.exec(value)?.[1]
  if (quoted === undefined || quoted === '') throw new PatternFault(at, 'option-value', name)
  const parts = quoted.replace(/\\[^]/g, '').split('|')
  const isHex = (part: string): boolean => /^[0-9A-Fa-f]+$/.test(part) && part.length % 2 === 0
  const bytes = parts.filter((_, index) => index % 2 === 1).map(part => part.replace(/\s/g, ''))
  if (parts.length % 2 === 0 || !bytes.every(isHex)) throw new PatternFault(at, 'not-hex')
}

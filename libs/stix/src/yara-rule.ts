import { PatternFault } from './pattern-fault.ts'
import { RuleCursor } from './rule-cursor.ts'
import { demandYaraName, YARA_BLANK, YARA_STRING, yaraCondition } from './yara-condition.ts'

/**
 * YARA rules, by the published documentation of the language: imports, rules with tags, meta, strings and a condition whose
 * strings are defined. Regular expressions and calls of modules are read for their form, not for their sense.
 */
export function checkYara(text: string): void {
  const cursor = new RuleCursor(text, YARA_BLANK)
  const rules = new Set<string>()
  do {
    if (cursor.take(/(?:import|include)\b/y) !== undefined) cursor.demand(YARA_STRING, 'string-expected')
    else checkRule(cursor, rules)
  } while (!cursor.isAtEnd)
  if (rules.size === 0) cursor.fail('rule-expected')
}

function checkRule(cursor: RuleCursor, rules: Set<string>): void {
  while (cursor.take(/(?:private|global)\b/y) !== undefined);
  cursor.demand(/rule\b/y, 'rule-expected')
  define(rules, demandYaraName(cursor), cursor)
  if (cursor.takeMark(':'))
    do demandYaraName(cursor)
    while (/^[A-Za-z_]/.test(cursor.peek(/[^\s{]/y)))
  cursor.demandMark('{')
  if (section(cursor, 'meta')) meta(cursor)
  const strings = new Set<string>()
  if (section(cursor, 'strings')) definitions(cursor, strings)
  if (!section(cursor, 'condition')) cursor.fail('section-expected', 'condition:')
  yaraCondition(cursor, strings)
  if (!cursor.takeMark('}')) cursor.fail('symbol-expected', '}')
}

function define(names: Set<string>, name: string, cursor: RuleCursor): void {
  if (names.has(name)) throw new PatternFault(cursor.position - name.length, 'defined-twice', name)
  names.add(name)
}

function section(cursor: RuleCursor, name: 'meta' | 'strings' | 'condition'): boolean {
  const head = { meta: /meta\b/y, strings: /strings\b/y, condition: /condition\b/y }[name]
  if (cursor.take(head) === undefined) return false
  cursor.demandMark(':')
  return true
}

const META_VALUE = /"(?:[^"\\\n]|\\[^\n])*"|-?[0-9]+|(?:true|false)\b/y

function meta(cursor: RuleCursor): void {
  while (cursor.peek(/(?:strings|condition)\s*:/y) === '') {
    demandYaraName(cursor)
    cursor.demandMark('=')
    cursor.demand(META_VALUE, 'constant-expected')
  }
}

const STRING_NAME = /\$[A-Za-z0-9_]*/y
const REGEXP = /\/(?:[^/\\\n]|\\[^\n])+\/[is]*/y
const MODIFIER = /(?:nocase|wide|ascii|fullword|private|xor|base64wide|base64)\b/y
const MODIFIER_ARGUMENT =
  /\(\s{0,9}(?:"(?:[^"\\\n]|\\[^\n])*"|(?:0x[0-9A-Fa-f]+|[0-9]+)(?:\s{0,9}-\s{0,9}(?:0x[0-9A-Fa-f]+|[0-9]+))?)\s{0,9}\)/y

function definitions(cursor: RuleCursor, strings: Set<string>): void {
  do {
    const name = cursor.demand(STRING_NAME, 'name-expected')
    // `$` alone has no name, and there may be many of it.
    if (name === '$') strings.add(name)
    else define(strings, name, cursor)
    cursor.demandMark('=')
    if (cursor.takeMark('{')) hexString(cursor)
    else if (cursor.take(REGEXP) === undefined) cursor.demand(YARA_STRING, 'string-expected')
    while (cursor.take(MODIFIER) !== undefined)
      if (cursor.peek(/\(/y) !== '') cursor.demand(MODIFIER_ARGUMENT, 'constant-expected')
  } while (cursor.peek(/condition\s*:/y) === '')
}

const BYTE = /~?[0-9A-Fa-f?]{2}/y
const JUMP = /\[\s{0,9}(?:[0-9]{1,9}\s{0,9}(?:-\s{0,9}[0-9]{0,9}\s{0,9})?|-\s{0,9})\]/y

/** `4D 5A ?? [4-6] ( AA | ~BB ) }` */
function hexString(cursor: RuleCursor): void {
  alternative(cursor)
  if (!cursor.takeMark('}')) cursor.fail('not-hex')
}

function alternative(cursor: RuleCursor): void {
  let length = 0
  for (;;) {
    if (cursor.takeMark('(')) {
      cursor.nested(() => {
        do alternative(cursor)
        while (cursor.takeMark('|'))
      })
      cursor.demandMark(')')
    } else if (cursor.take(BYTE) === undefined && cursor.take(JUMP) === undefined) break
    length += 1
  }
  if (length === 0) cursor.fail('not-hex')
}

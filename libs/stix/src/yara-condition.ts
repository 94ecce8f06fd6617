import type { RuleCursor } from './rule-cursor.ts'

/** The condition of a YARA rule. Which operator binds tighter does not matter here: nothing is evaluated. */

/** Blanks and both kinds of comments. */
export const YARA_BLANK = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y
/** A text in double quotes. */
export const YARA_STRING = /"(?:[^"\\\n]|\\[^\n])*"/y

const NAME = /[A-Za-z_][A-Za-z0-9_]{0,127}/y
const RESERVED = new Set(
  `all and any ascii at base64 base64wide condition contains defined endswith entrypoint false filesize for fullword global
   icontains iendswith iequals import in include istartswith matches meta nocase none not of or private rule startswith strings
   them true wide xor`.split(/\s+/),
)
const BINARY =
  /(?:and|or|contains|icontains|startswith|istartswith|endswith|iendswith|iequals|matches)\b|[=!<>]=|<<|>>|[<>|^&+*\\-]|%(?!\s*of\b)/y
const UNARY = /(?:not|defined)\b|[~-]/y
const NUMBER = /0x[0-9A-Fa-f]+|0o[0-7]+|[0-9]+\.[0-9]+|[0-9]+(?:KB|MB)?/y
const REGEXP = /\/(?:[^/\\\n]|\\[^\n])+\/[is]*/y
const STRING_USE = /[$#@!][A-Za-z0-9_]*\*?/y
const CONSTANT = /(?:true|false|filesize|entrypoint|all|any|none)\b/y

/** Reads a name, which is no word of the language. */
export function demandYaraName(cursor: RuleCursor): string {
  const name = cursor.peek(NAME)
  if (RESERVED.has(name)) cursor.fail('reserved-word', name)
  return cursor.demand(NAME, 'name-expected')
}

/** Reads a condition up to the brace that ends its rule. */
export function yaraCondition(cursor: RuleCursor, strings: ReadonlySet<string>): void {
  new Condition(cursor, strings).expression()
}

class Condition {
  private readonly cursor: RuleCursor
  private readonly strings: ReadonlySet<string>
  /** How many `for … of` are around: inside one, `$` is the string at hand. */
  private loops = 0

  constructor(cursor: RuleCursor, strings: ReadonlySet<string>) {
    this.cursor = cursor
    this.strings = strings
  }

  expression(): void {
    do this.operand()
    while (this.cursor.take(BINARY) !== undefined)
  }

  private operand(): void {
    const { cursor } = this
    while (cursor.take(UNARY) !== undefined);
    if (cursor.take(/for\b/y) !== undefined) return this.loop()
    if (cursor.takeMark('(')) {
      cursor.nested(() => this.expression())
      cursor.demandMark(')')
    } else if (cursor.peek(STRING_USE) !== '') this.stringUse()
    else if (cursor.take(REGEXP) === undefined && cursor.take(YARA_STRING) === undefined) this.word()
    this.quantified()
  }

  private word(): void {
    const { cursor } = this
    if (cursor.take(CONSTANT) !== undefined || cursor.take(NUMBER) !== undefined) return
    if (cursor.peek(NAME) === '') cursor.fail('term-expected')
    demandYaraName(cursor)
    for (;;) {
      if (cursor.takeMark('[')) this.enclosed(']')
      else if (cursor.takeMark('(')) {
        if (cursor.takeMark(')')) continue
        cursor.nested(() => {
          do this.expression()
          while (cursor.takeMark(','))
        })
        cursor.demandMark(')')
        // A dot is a member; two are a range.
      } else if (cursor.peek(/\.(?!\.)/y) !== '') {
        cursor.takeMark('.')
        cursor.demand(NAME, 'name-expected')
      } else return
    }
  }

  private enclosed(mark: string): void {
    this.cursor.nested(() => this.expression())
    this.cursor.demandMark(mark)
  }

  /** `$a at 0`, `$a in (0..9)`, `#a in (0..9)`, `@a[1]`, `!a[1]` */
  private stringUse(): void {
    const { cursor } = this
    const use = cursor.demand(STRING_USE, 'term-expected')
    if (use.endsWith('*')) cursor.fail('term-expected')
    this.demandDefined(use)
    if (/^[@!]/.test(use) && cursor.takeMark('[')) this.enclosed(']')
    if (cursor.take(/at\b/y) !== undefined) return this.operand()
    if (cursor.take(/in\b/y) !== undefined) this.range()
  }

  private demandDefined(use: string): void {
    const name = `$${use.slice(1)}`
    const isKnown =
      name === '$'
        ? this.loops > 0 || this.strings.has('$')
        : name.endsWith('*')
          ? [...this.strings].some(string => string.startsWith(name.slice(0, -1)))
          : this.strings.has(name)
    if (isKnown) return
    this.cursor.position -= use.length
    this.cursor.fail('string-unknown', use)
  }

  private range(): void {
    const { cursor } = this
    cursor.demandMark('(')
    cursor.nested(() => {
      this.expression()
      if (cursor.takeMark('..')) this.expression()
      else while (cursor.takeMark(',')) this.expression()
    })
    cursor.demandMark(')')
  }

  /** `2 of them`, `50% of ($a*)`, `any of (rule1, rule2) in (0..9)` */
  private quantified(): void {
    const { cursor } = this
    if (cursor.peek(/%\s*of\b/y) !== '') cursor.takeMark('%')
    if (cursor.take(/of\b/y) === undefined) return
    this.set()
    if (cursor.take(/in\b/y) !== undefined) this.range()
    else if (cursor.take(/at\b/y) !== undefined) this.operand()
  }

  private set(): void {
    const { cursor } = this
    if (cursor.take(/them\b/y) !== undefined) return
    cursor.demandMark('(')
    do {
      const use = cursor.peek(STRING_USE)
      if (use.startsWith('$')) {
        cursor.take(STRING_USE)
        this.demandDefined(use)
      } else if (cursor.take(YARA_STRING) === undefined) {
        demandYaraName(cursor)
        cursor.takeMark('*')
      }
    } while (cursor.takeMark(','))
    cursor.demandMark(')')
  }

  /** `for any of them : ( $ at pe.entry_point )`, `for all i in (1..3) : ( … )`, `for any k, v in map : ( … )` */
  private loop(): void {
    const { cursor } = this
    if (cursor.take(CONSTANT) === undefined) cursor.nested(() => this.operandOfLoop())
    if (cursor.take(/of\b/y) !== undefined) this.set()
    else {
      do demandYaraName(cursor)
      while (cursor.takeMark(','))
      cursor.demand(/in\b/y, 'symbol-expected', 'in')
      if (cursor.peek(/\(/y) !== '') this.range()
      else this.word()
    }
    cursor.demandMark(':')
    cursor.demandMark('(')
    this.loops += 1
    this.enclosed(')')
    this.loops -= 1
  }

  private operandOfLoop(): void {
    const { cursor } = this
    if (cursor.takeMark('(')) this.enclosed(')')
    else if (cursor.peek(STRING_USE) !== '') this.stringUse()
    else this.word()
    if (cursor.peek(/%\s*of\b/y) !== '') cursor.takeMark('%')
  }
}

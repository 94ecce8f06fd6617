import { PatternFault } from './pattern-fault.ts'
import type { FaultName } from './pattern-fault.ts'

/** Longest text of a rule that is read, in UTF-16 code units. */
export const RULE_LENGTH_LIMIT = 32 * 1024
/** Deepest nesting inside a rule. */
const RULE_DEPTH_LIMIT = 64

/** A place in the text of a rule, moved forward by what is read; the readers of YARA, Snort and Sigma share it. */
export class RuleCursor {
  position = 0
  readonly text: string
  private depth = 0
  private readonly blank: RegExp

  /** `blank` is sticky, and skips what stands between tokens; it may match nothing. */
  constructor(text: string, blank: RegExp) {
    this.text = text
    this.blank = blank
  }

  get isAtEnd(): boolean {
    this.skip()
    return this.position >= this.text.length
  }

  skip(): void {
    this.position += matchAt(this.blank, this.text, this.position).length
  }

  /** What a sticky expression matches here, without moving; empty where nothing does. */
  peek(token: RegExp): string {
    this.skip()
    return matchAt(token, this.text, this.position)
  }

  /** Reads what a sticky expression matches, if it does. */
  take(token: RegExp): string | undefined {
    const found = this.peek(token)
    this.position += found.length
    return found === '' ? undefined : found
  }

  demand(token: RegExp, fault: FaultName, ...words: string[]): string {
    return this.take(token) ?? this.fail(fault, ...words)
  }

  /** Reads a mark such as `(` or `->`. */
  takeMark(mark: string): boolean {
    this.skip()
    if (!this.text.startsWith(mark, this.position)) return false
    this.position += mark.length
    return true
  }

  demandMark(mark: string): void {
    if (!this.takeMark(mark)) this.fail('symbol-expected', mark)
  }

  fail(fault: FaultName, ...words: string[]): never {
    throw new PatternFault(this.position, fault, ...words)
  }

  nested<T>(body: () => T): T {
    this.depth += 1
    if (this.depth > RULE_DEPTH_LIMIT) throw new PatternFault(this.position, 'too-deep', RULE_DEPTH_LIMIT)
    const result = body()
    this.depth -= 1
    return result
  }
}

function matchAt(expression: RegExp, text: string, position: number): string {
  expression.lastIndex = position
  return expression.exec(text)?.[0] ?? ''
}

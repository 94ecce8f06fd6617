/** The mutants that no test found: how they are written down in docs/mutation.md, and what is wrong with that list. */
import type { Stryker } from '@stryker-mutator/core'
import { relative } from 'node:path'
import { ROOT, textOf } from '../../support/sources.ts'

export type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

/** One line, in a code span that its own backticks do not end. */
function span(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const ticks = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return ticks.length > 1 ? `${ticks} ${line} ${ticks}` : `\`${line}\``
}

/** Below the checkout. */
export const fileOf = ({ fileName }: MutantResult): string => relative(ROOT, fileName)

/** A mutant by its file, its line's text and its change: no number, so that lines above may come and go. */
export function describe(mutant: MutantResult): string {
  const { start, end } = mutant.location
  const changed = textOf(fileOf(mutant))
    .split('\n')
    .slice(start.line - 1, end.line)
  const whole = changed[0] ?? ''
  // From the end first, because the start may stand on the same line.
  changed.push((changed.pop() ?? '').slice(0, end.column - 1))
  changed[0] = changed[0].slice(start.column - 1)
  return `${fileOf(mutant)}: ${span(whole)} ${mutant.mutatorName} ${span(changed.join(' '))} → ${span(mutant.replacement)}`
}

/** The explained ones: under the heading of its file, each is an item that ends in its reason, behind the last ` – `. */
export function explained(): Set<string> {
  const found = new Set<string>()
  let file = ''
  for (const line of textOf('docs/mutation.md').split('\n')) {
    file = /^### (\S+)$/.exec(line)?.[1] ?? file
    const item = /^- (.+) – \S.*$/.exec(line)?.[1]
    if (item) found.add(`${file}: ${item}`)
  }
  return found
}

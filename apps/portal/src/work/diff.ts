/** A stretch of a text compared with another: kept, taken out, or put in. */
export interface Change {
  what: 'same' | 'removed' | 'added'
  text: string
}

// Words, not letters, and not lines: Japanese writes no spaces, and a paragraph is one line.
const words = new Intl.Segmenter('ja', { granularity: 'word' })
const wordsOf = (text: string): string[] => Array.from(words.segment(text), ({ segment }) => segment)
const linesOf = (text: string): string[] => text.split(/(?<=\n)/)

/** Above this many cells of the table (about 30 ms) lines are compared instead of words. */
const MAX_CELLS = 4_000_000

/** What was taken out of and put into `before` to get `after`: the longest common subsequence of their words. */
export function diff(before: string, after: string): Change[] {
  const byWord = compare(wordsOf(before), wordsOf(after))
  const changes = byWord ?? compare(linesOf(before), linesOf(after))
  return (
    changes ?? [
      { what: 'removed', text: before },
      { what: 'added', text: after },
    ]
  )
}

function compare(before: readonly string[], after: readonly string[]): Change[] | null {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const shorter = Math.min(before.length, after.length) - start
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1

  const a = before.slice(start, before.length - end)
  const b = after.slice(start, after.length - end)
  if (a.length * b.length > MAX_CELLS) return null

  // lengths[i * width + j]: how long the common subsequence of a[i…] and b[j…] is.
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }

  const changes: Change[] = []
  const say = (what: Change['what'], text: string | undefined) => {
    if (text === undefined || text === '') return
    const last = changes.at(-1)
    if (last?.what === what) last.text += text
    else changes.push({ what, text })
  }
  say('same', before.slice(0, start).join(''))
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      say('same', a[i])
      i += 1
      j += 1
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      say('removed', a[i])
      i += 1
    } else {
      say('added', b[j])
      j += 1
    }
  }
  say('same', before.slice(before.length - end).join(''))
  return changes
}

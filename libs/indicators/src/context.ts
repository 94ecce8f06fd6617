/** The sentence around a place of a text, and the number of its line. */

const MOST_BEFORE = 160
const MOST_AFTER = 200

export interface Context {
  readonly text: string
  /** Where the value begins in it, and how long it is as written, both in UTF-16 units. */
  readonly start: number
  readonly length: number
}

/** A sentence ends at 。！？, at an empty line, or at a full stop before a blank; it is cut where it is longer than anybody reads. */
export function contextOf(text: string, start: number, end: number): Context {
  const before = text.slice(Math.max(0, start - MOST_BEFORE), start)
  const after = text.slice(end, end + MOST_AFTER)
  const ends = [...before.matchAll(/[。！？]|[.!?](?=\s)|\r?\n[ \t]*(?=\r?\n)/g)]
  const last = ends.at(-1)
  const head = last ? before.slice(last.index + last[0].length) : before
  const next = /[。！？]|[.!?](?=\s|$)|\r?\n[ \t]*\r?\n/.exec(after)
  const tail = next ? after.slice(0, next.index + (/\s/.test(next[0]) ? 0 : next[0].length)) : after
  const [shownHead, shownTail] = [oneLine(head).trimStart(), oneLine(tail).trimEnd()]
  const value = text.slice(start, Math.min(end, start + MOST_SHOWN))
  const shown = oneLine(value)
  return { text: wellFormed(shownHead + shown + shownTail), start: shownHead.length, length: shown.length }
}

const MOST_SHOWN = 400
/** Cut in the middle of a pair, a half is left that no JSON should carry. */
const wellFormed = (text: string): string => text.toWellFormed()
// eslint-disable-next-line no-control-regex -- they are what is taken out
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]/g, ' ')

/** Numbers lines for places in rising order; counts each line break once. */
export class LineCounter {
  readonly #text: string
  #place = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  lineOf(place: number): number {
    for (let next = this.#text.indexOf('\n', this.#place); next >= 0 && next < place;) {
      this.#line += 1
      this.#place = next + 1
      next = this.#text.indexOf('\n', this.#place)
    }
    return this.#line
  }
}

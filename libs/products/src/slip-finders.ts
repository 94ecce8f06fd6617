/* What can be recognised again in another text: values, names, and runs of words. Pure. */
import { extract, SHIPPED_WARNING_LISTS, WarningLists } from '@noroshi/indicators'
import { fold } from './search-text.ts'

/** Text as it is written, with what stands around it. */
export interface Found {
  readonly before: string
  readonly found: string
  readonly after: string
}

/** Of the least run of words that nobody writes twice by chance. */
export const RUN_WORDS = 8
const AROUND = 40
/** The lists that every hub has, compiled once. */
export const HARMLESS = new WarningLists(SHIPPED_WARNING_LISTS)

function around(text: string, start: number, end: number): Found {
  const [from, to] = [Math.max(0, start - AROUND), Math.min(text.length, end + AROUND)]
  return {
    before: `${from > 0 ? '…' : ''}${text.slice(from, start)}`,
    found: text.slice(start, end),
    after: `${text.slice(end, to)}${to < text.length ? '…' : ''}`,
  }
}

interface Value {
  readonly kind: string
  readonly value: string
}

/** Values of a text in their one spelling; what is on a warning list tells nothing. */
export function valuesIn(text: string): (Found & Value)[] {
  const { candidates } = extract(text, { lists: HARMLESS })
  return withHosts(
    candidates
      .filter(({ warningLists }) => warningLists.length === 0)
      .map(({ kind, value, asWritten, offset }) => ({
        kind,
        value,
        ...around(text, offset, offset + asWritten.length),
      })),
  )
}

/** The same with what they tell: a URL its host, an address of mail its domain. */
export function withHosts<One extends Value>(values: readonly One[]): One[] {
  return values.flatMap(one => {
    const host = one.kind === 'url' ? hostOf(one.value) : one.kind === 'email' ? one.value.split('@').at(-1) : undefined
    return host ? [one, { ...one, kind: 'domain', value: host }] : [one]
  })
}

const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined

const LATIN = /^[\p{Script=Latin}\d .'-]+$/u

/** Names too short to be told from other words are none. */
const isTelling = (name: string): boolean => name.length >= (LATIN.test(name) ? 4 : 2)

/** Where a text has one of the names, folded; a Latin name as words of its own. Each name once, where it stands first. */
export function findNames(text: string, names: Iterable<string>): (Found & { readonly name: string })[] {
  const folded = fold(text)
  return [...names].flatMap(name => {
    const wanted = fold(name)
    if (!isTelling(wanted)) return []
    const at = placeOf(folded, wanted)
    if (at < 0) return []
    const start = text.toLowerCase().indexOf(name.toLowerCase())
    return [
      { name, ...(start < 0 ? around(folded, at, at + wanted.length) : around(text, start, start + name.length)) },
    ]
  })
}

function placeOf(text: string, name: string): number {
  if (!LATIN.test(name)) return text.indexOf(name)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + name.length])) return at
  return -1
}

const isLetter = (unit: string | undefined): boolean => unit !== undefined && /[\p{Script=Latin}\d]/u.test(unit)

interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Words of Japanese too, which has no spaces (Unicode's segmentation with a dictionary). */
const SEGMENTER = new Intl.Segmenter('ja', { granularity: 'word' })

function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { segment, index, isWordLike } of SEGMENTER.segment(text))
    if (isWordLike) words.push({ text: fold(segment), start: index, end: index + segment.length })
  return words
}

/** Every run of eight words of a text, folded, with the place where it begins. */
export function runsOf(text: string): Map<string, number> {
  const words = wordsOf(text)
  const runs = new Map<string, number>()
  for (let at = 0; at + RUN_WORDS <= words.length; at++) runs.set(runAt(words, at), at)
  return runs
}

const runAt = (words: readonly Word[], at: number): string =>
  words
    .slice(at, at + RUN_WORDS)
    .map(({ text }) => text)
    .join(' ')

/** The longest stretches of a text that are made of known runs. */
export function findRuns<Source>(
  text: string,
  known: ReadonlyMap<string, Source>,
): (Found & { readonly source: Source; readonly words: string })[] {
  if (known.size === 0) return []
  const words = wordsOf(text)
  const stretches: { from: number; to: number; source: Source }[] = []
  for (let at = 0; at + RUN_WORDS <= words.length; at++) {
    const source = known.get(runAt(words, at))
    if (source === undefined) continue
    const last = stretches.at(-1)
    if (last && at < last.to) last.to = at + RUN_WORDS
    else stretches.push({ from: at, to: at + RUN_WORDS, source })
  }
  return stretches.map(({ from, to, source }) => ({
    ...around(text, words[from].start, words[to - 1].end),
    source,
    words: words
      .slice(from, to)
      .map(word => word.text)
      .join(' '),
  }))
}

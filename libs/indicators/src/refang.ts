/**
 * Indicators are written so that nobody clicks on them: `hxxp://evil[.]example`. This is the text as it was meant, with the
 * way back to what was written. Every expression here is bounded and starts at a rare character, so it is linear.
 */
export interface Refanged {
  readonly text: string
  /** Where a place of the refanged text was in the original. */
  originalOf(place: number): number
  /** Whether something between two places of the refanged text was defanged. */
  isDefanged(start: number, end: number): boolean
}

const OPEN = '[\\[({<]'
const CLOSE = '[\\])}>]'
const around = (inner: string): string => `[ \\t]?${OPEN}[ \\t]?(?:${inner})[ \\t]?${CLOSE}[ \\t]?`

/** In the order in which they are tried. What stands for each is its name. */
const FORMS: readonly (readonly [form: string, meant: string])[] = [
  [`(?<![\\w])(?:hxxp|h\\*\\*p|hXXp|httx|hzzp|hptt)(?=s?[\\[({<]?:|s?[\\[({<]?s?[\\])}>]?:)`, 'http'],
  [`(?<![\\w])(?:fxp|f\\*p)(?=s?[\\[({<]?:)`, 'ftp'],
  [`${OPEN}(?::\\/\\/)${CLOSE}|${OPEN}:${CLOSE}\\/\\/|:${OPEN}\\/\\/${CLOSE}|${OPEN}:\\/${CLOSE}\\/`, '://'],
  [`(?<=[\\w])${OPEN}:${CLOSE}(?=[\\w])`, ':'],
  [around('\\.|dot|ドット|点|,'), '.'],
  [around('@|at|アット(?:マーク)?'), '@'],
  [`(?<=[\\w])${OPEN}\\/${CLOSE}`, '/'],
  [`(?<=\\w)\\[\\.(?=\\w)|(?<=\\w)\\.\\](?=\\w)|(?<=\\w)\\\\\\.(?=\\w)`, '.'],
]

// eslint-disable-next-line no-restricted-syntax -- made of the constants above alone
const EVERY_FORM = new RegExp(FORMS.map(([form]) => `(${form})`).join('|'), 'gi')

/** Reads defanged and full-width characters as what they stand for. */
export function refang(original: string): Refanged {
  const written = WIDE.test(original) ? original.replace(EVERY_WIDE, narrow) : original
  if (!RARE.test(written)) return asItIs(written)
  const pieces: string[] = []
  // Parallel: where each meant piece starts in the refanged text, where it ends there, and where its original ends.
  const starts: number[] = []
  const ends: number[] = []
  const originals: number[] = []
  let [length, from] = [0, 0]
  for (const found of written.matchAll(EVERY_FORM)) {
    const [form, ...groups] = found
    const { index } = found
    const meant = FORMS[groups.findIndex(group => group !== undefined)]?.[1] ?? form
    if (!isBetweenWords(written, index, index + form.length, meant)) continue
    pieces.push(written.slice(from, index), meant)
    length += index - from
    starts.push(length)
    length += meant.length
    ends.push(length)
    from = index + form.length
    originals.push(from)
  }
  if (starts.length === 0) return asItIs(written)
  pieces.push(written.slice(from))
  const startOf = (index: number): number => starts[index] ?? Number.POSITIVE_INFINITY
  return {
    text: pieces.join(''),
    originalOf(place) {
      const index = lastAtMost(ends, place)
      // Within a form: its original start, since forms do not line up letter by letter.
      const next = startOf(index + 1)
      const shift = index < 0 ? 0 : (originals[index] ?? 0) - (ends[index] ?? 0)
      return (place > next ? next : place) + shift
    },
    isDefanged: (start, end) => startOf(lastAtMost(ends, start) + 1) < end,
  }
}

/** Every form holds one of these: most values that are looked up hold none. */
const RARE = /[[({<\]\\:]/

const asItIs = (text: string): Refanged => ({ text, originalOf: place => place, isDefanged: () => false })

/** A dot or an at in brackets is meant only between characters of names: `(at)` stands in many a sentence. */
function isBetweenWords(text: string, start: number, end: number, meant: string): boolean {
  if (meant !== '.' && meant !== '@') return true
  return NAME.test(text.charAt(start - 1)) && NAME.test(text.charAt(end))
}
const NAME = /[\w\p{L}\p{N}-]/u

const WIDE = /[！-～]/
const EVERY_WIDE = /[！-～]/g
const narrow = (wide: string): string => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)

/** The index of the last number that is at most `limit`, in a rising list; -1 if there is none. */
function lastAtMost(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}

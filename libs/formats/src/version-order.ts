/** From where to where a vulnerability reaches, in the words of NVD and CVE. */
export interface VersionRange {
  readonly versionStartIncluding?: string
  readonly versionStartExcluding?: string
  readonly versionEndIncluding?: string
  readonly versionEndExcluding?: string
}

/** Parts of a version that are compared; nobody's has more. */
const MOST_PARTS = 64

/** Words for what comes before the version itself. */
const BEFORE = new Map([
  ['dev', -5],
  ['snapshot', -5],
  ['a', -4],
  ['alpha', -4],
  ['b', -3],
  ['beta', -3],
  ['pre', -2],
  ['preview', -2],
  ['c', -2],
  ['rc', -2],
])

interface Part {
  readonly digits: string
  readonly word: string
}

/**
 * Orders two versions without knowing whose they are: numbers as numbers, words as words; `1.0-rc1` before `1.0` before `1.0.1`,
 * and, as in OpenSSL, `1.0.2` before `1.0.2a`: a single letter that touches a number comes after it. A preceding `v` says nothing.
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)]
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index], right[index])
    if (order !== 0) return order
  }
  return 0
}

/** Whether a version is in a range. */
export function isInRange(version: string, range: VersionRange): boolean {
  const { versionStartIncluding, versionStartExcluding, versionEndIncluding, versionEndExcluding } = range
  return (
    (versionStartIncluding === undefined || compareVersions(version, versionStartIncluding) >= 0) &&
    (versionStartExcluding === undefined || compareVersions(version, versionStartExcluding) > 0) &&
    (versionEndIncluding === undefined || compareVersions(version, versionEndIncluding) <= 0) &&
    (versionEndExcluding === undefined || compareVersions(version, versionEndExcluding) < 0)
  )
}

function partsOf(version: string): Part[] {
  // Build metadata orders nothing (SemVer §10).
  const [core = ''] = version
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .split('+')
  const parts: Part[] = []
  let touches = false
  for (const [found] of core.slice(0, 1000).matchAll(/\d+|\p{L}+|[^\d\p{L}]+/gu)) {
    if (/^\d/.test(found)) parts.push({ digits: found.replace(/^0+(?=\d)/, ''), word: '' })
    else if (/^\p{L}/u.test(found))
      parts.push({ digits: '', word: touches && found.length === 1 ? `+${found}` : found })
    touches = /^\d/.test(found)
    if (parts.length >= MOST_PARTS) break
  }
  return parts.filter((_, index) => !endsNumber(parts, index))
}

/** A zero after which no other number comes before a word or the end: 1, 1.0 and 1.0.0 are the same, and so are 1-rc1 and 1.0-rc1. */
function endsNumber(parts: readonly Part[], index: number): boolean {
  let at = index
  while (parts[at]?.digits === '0') at += 1
  return at > index && (parts[at] === undefined || parts[at]?.digits === '')
}

function compareParts(one: Part | undefined, other: Part | undefined): number {
  const [left, right] = [rank(one), rank(other)]
  if (left !== right) return left - right
  if (one === undefined || other === undefined) return 0
  if (one.digits.length !== other.digits.length) return one.digits.length - other.digits.length
  if (one.digits !== other.digits) return one.digits < other.digits ? -1 : 1
  // Of the words before a version, those of one rank are the same word.
  if (one.word === other.word || BEFORE.has(one.word)) return 0
  return one.word < other.word ? -1 : 1
}

/** A word before the version, the end, a word after it, a number. */
function rank(part: Part | undefined): number {
  if (part === undefined) return 0
  return part.word === '' ? 2 : (BEFORE.get(part.word) ?? 1)
}

/* What somebody asks for, in the spellings in which values are kept. Pure. */
import { spelled, type ValueKind } from '@noroshi/indicators'
import { HubError } from '@noroshi/errors'

/** Values of one request, and characters of one value. */
export const MOST_VALUES = 100_000
export const MOST_VALUE_CHARACTERS = 4_096

/** What a value must look like to have a spelling of a kind that is not the text itself: most have none, and are asked for by the thousand. */
const SHAPES: readonly (readonly [RegExp, readonly ValueKind[]])[] = [
  [/^[^\s/@:\\]+$/, ['domain']],
  [/^[0-9a-f:.]+(?:\/\d{1,3})?$/i, ['ipv4', 'ipv6', 'cidr']],
  [/^[0-9a-f]{32,128}$/i, ['md5', 'sha1', 'sha256', 'sha512']],
  [/^[a-z][a-z0-9+.-]{1,15}:\/\//i, ['url']],
  [/@/, ['email']],
  [/^(?:cve-|t\d|(?:asn?)?\d)/i, ['vulnerability', 'technique', 'asn']],
  [/^hk/i, ['registry-key']],
]

/** Every spelling that the text may have as a value of some kind, or of the one kind; the text as it is among them. */
export function spellingsOf(text: string, kind: ValueKind | null): string[] {
  const value = text.trim()
  if (value === '' || value.includes('\0')) return []
  if (kind !== null) return [spelled(kind, value)].filter(spelling => spelling !== null)
  const found = [value]
  for (const [shape, kinds] of SHAPES) {
    if (!shape.test(value)) continue
    for (const one of kinds) {
      const spelling = spelled(one, value)
      if (spelling !== null && !found.includes(spelling)) found.push(spelling)
    }
  }
  return found
}

/** @throws HubError INVALID_INPUT */
export function requireValue(text: string): void {
  if (text.trim() === '' || text.length > MOST_VALUE_CHARACTERS)
    throw new HubError(
      'INVALID_INPUT',
      'VALUE',
      `A value has between 1 and ${MOST_VALUE_CHARACTERS} characters.`,
      'value',
      `値は 1 文字以上 ${MOST_VALUE_CHARACTERS} 文字以内で指定してください。`,
    )
}

/** The values of a body: one a line; empty lines are none. @throws HubError INVALID_INPUT */
export function valuesOfLines(body: string): string[] {
  const values = body.split('\n').map(line => line.trim())
  while (values.at(-1) === '') values.pop()
  if (values.length > MOST_VALUES)
    throw new HubError(
      'INVALID_INPUT',
      'VALUES',
      `At most ${MOST_VALUES} values can be looked up at once.`,
      'values',
      `一度に照会できる値は ${MOST_VALUES} 件までです。`,
    )
  for (const value of values) if (value !== '') requireValue(value)
  return values
}

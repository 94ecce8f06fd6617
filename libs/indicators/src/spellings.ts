/* What somebody looks for, in the spellings in which values are kept. */
import { spelled, type ValueKind } from './kinds.ts'

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

import { isRegisteredLanguage } from './language-codes.ts'

/**
 * Forms of single strings. Every test here is linear in the length of its input (IN-3): no expression repeats a group
 * that itself repeats, and lengths are capped before anything is matched.
 */

/** RFC 5646 language tag (well-formed, with a registered primary language), as §3.2 `lang` demands. */
export function isLanguageTag(text: string): boolean {
  if (text.length === 0 || text.length > 64) return false
  const [primary = '', ...subtags] = text.split('-')
  if (primary === 'x' || primary === 'i') return subtags.length > 0 && subtags.every(isSubtag)
  return isRegisteredLanguage(primary.toLowerCase()) && subtags.every(isSubtag)
}

function isSubtag(text: string): boolean {
  return /^[A-Za-z0-9]{1,8}$/.test(text)
}

/** Name of a property: a–z, 0–9 and underscore, 3–250 characters, beginning with a letter (§3.1, §11.1). */
export function isPropertyName(text: string): boolean {
  return /^[a-z][a-z0-9_]{2,249}$/.test(text) || text === 'id'
}

/** Key of a dictionary: a–z, A–Z, 0–9, hyphen and underscore, up to 250 characters (§2.3). */
export function isDictionaryKey(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,250}$/.test(text)
}

/** RFC 3986 §3: a scheme, a colon, something, and no blanks. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]{0,63}:/.test(text) && !/[\s\p{Cc}]/u.test(text) && !text.endsWith(':')
}

/** Whether every character of a URI is one that RFC 3986 §2 lets stand unescaped. */
export function hasOnlyUriCharacters(text: string): boolean {
  return /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/.test(text)
}

/** addr-spec of RFC 5322 §3.4.1, as far as §6.5 needs it: no display name, no brackets. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at <= 0 || at === text.length - 1 || text.length > 1000) return false
  const local = text.slice(0, at)
  const isQuoted = local.startsWith('"') && local.endsWith('"') && local.length > 2
  if (!isQuoted && /[\s<>(),;:@[\]\\"\p{Cc}]/u.test(local)) return false
  return /^[^\s<>(),;@\\"\p{Cc}]+$/u.test(text.slice(at + 1))
}

/** A domain name (§6.4): labels of up to 63 characters, Unicode allowed (RFC 5890), root dot allowed. */
export function isDomainName(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  if (name.length === 0 || name.length > 253) return false
  return name.split('.').every(label => label.length > 0 && label.length <= 63 && !/[\s/:@\\?#\p{Cc}]/u.test(label))
}

/** IPv4 address or CIDR block (§6.8), without leading zeros. */
export function isIpv4(text: string): boolean {
  const [address, bits, ...more] = text.split('/')
  if (address === undefined || more.length > 0 || (bits !== undefined && !isPrefixLength(bits, 32))) return false
  const octets = address.split('.')
  return octets.length === 4 && octets.every(octet => /^(0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255)
}

/** IPv6 address or CIDR block (§6.9; RFC 4291 §2.2). */
export function isIpv6(text: string): boolean {
  const [address, bits, ...more] = text.split('/')
  if (address === undefined || more.length > 0 || (bits !== undefined && !isPrefixLength(bits, 128))) return false
  if (address.length > 45) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const counts = halves.map((half, index) => groupCount(half, index === halves.length - 1))
  if (counts.some(count => count < 0)) return false
  const total = counts.reduce((sum, count) => sum + count, 0)
  return halves.length === 2 ? total <= 7 : total === 8
}

/** How many 16-bit groups a half of an IPv6 address writes, or −1; a trailing IPv4 part counts two. */
function groupCount(half: string, mayEndInIpv4: boolean): number {
  if (half === '') return 0
  const groups = half.split(':')
  const last = groups.at(-1) ?? ''
  const hasIpv4 = mayEndInIpv4 && last.includes('.')
  if (hasIpv4 && !isIpv4(last)) return -1
  const plain = hasIpv4 ? groups.slice(0, -1) : groups
  return plain.every(group => /^[0-9A-Fa-f]{1,4}$/.test(group)) ? plain.length + (hasIpv4 ? 2 : 0) : -1
}

function isPrefixLength(text: string, most: number): boolean {
  return /^(0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= most
}

/** Lower-case MAC-48 address with colons and leading zeros (§6.10). */
export function isMacAddress(text: string): boolean {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(text)
}

/** Base64 with padding (§2.1; RFC 4648 §4). Long payloads are only looked at, never decoded. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** An even number of hexadecimal digits (§2.8). */
export function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text)
}

const HASH_FORMS: Readonly<Record<string, RegExp>> = {
  MD5: /^[0-9A-Fa-f]{32}$/,
  'SHA-1': /^[0-9A-Fa-f]{40}$/,
  'SHA-256': /^[0-9A-Fa-f]{64}$/,
  'SHA-512': /^[0-9A-Fa-f]{128}$/,
  'SHA3-256': /^[0-9A-Fa-f]{64}$/,
  'SHA3-512': /^[0-9A-Fa-f]{128}$/,
  SSDEEP: /^[0-9]{1,20}:[A-Za-z0-9+/]{0,64}:[A-Za-z0-9+/]{0,64}$/,
  TLSH: /^(?:T1)?[0-9A-Fa-f]{70}$/,
}

/** Whether a digest has the form of its algorithm (§10.7); of an unknown algorithm nothing is known, so it has. */
export function isHashOf(algorithm: string, digest: string): boolean {
  return Object.hasOwn(HASH_FORMS, algorithm) ? (HASH_FORMS[algorithm]?.test(digest) ?? true) : digest.length > 0
}

/** CPE 2.3 formatted string (NISTIR 7695 §6.2): 13 components, colons and other marks escaped. */
export function isCpe23(text: string): boolean {
  if (text.length > 2000) return false
  const components = text.split(/(?<!\\):/)
  if (components.length !== 13 || components[0] !== 'cpe' || components[1] !== '2.3') return false
  const [part = '', ...rest] = components.slice(2)
  return /^[aho*-]$/.test(part) && rest.every(isCpeComponent)
}

function isCpeComponent(text: string): boolean {
  return text === '*' || text === '-' || /^[*?]*(?:[A-Za-z0-9._-]|\\[!-/:-@[-`{-~])+[*?]*$/.test(text)
}

/** Name of a character set by RFC 2978 §2.3, plus the colon and brackets that some registered names have. */
export function isCharsetName(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'+^_`{}~:()-]{1,60}$/.test(text)
}

/** Host names: their one spelling, and whether they end in a suffix under which names are registered. */
import { parse } from 'tldts'

/** In lower case and, where it has other letters, in Punycode; null when it is no host name. `mustBePublic`: ends in a known suffix. */
export function hostOf(text: string, mustBePublic = true): string | null {
  const name = asciiOf(text.replace(/\.$/, ''))
  if (name === null || name.length > 253 || !name.split('.').every(label => LABEL.test(label))) return null
  if (!mustBePublic) return name
  return isPublicName(name) ? name : null
}

/** Under a suffix of the public list, and not that suffix itself. */
export function isPublicName(name: string): boolean {
  const { isIcann, isPrivate, domain, isIp } = parse(name, { allowPrivateDomains: true, validateHostname: false })
  return isIp !== true && (isIcann === true || isPrivate === true) && domain !== null
}

/** An underscore is no part of a host name, but of what is looked up in the DNS. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

function asciiOf(text: string): string | null {
  if (/^[\w.-]+$/.test(text)) return text.toLowerCase()
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(text)) return null
  try {
    return new URL(`http://${text}/`).hostname // the standard's own ToASCII (UTS 46); the same in Node and browsers
  } catch {
    return null
  }
}

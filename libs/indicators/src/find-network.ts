/** Finds addresses, names, URLs and mail addresses in refanged text. Every expression is anchored at a rare character and bounded. */
import { isIpv4, isIpv6, textOfBlock } from './addresses.ts'
import { hostOf, isPublicName } from './hosts.ts'
import { isNameOfFile } from './file-names.ts'
import { spelled } from './kinds.ts'
import type { Find } from './finds.ts'

const URL_START = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,9}:\/\//gi
/** Where a URL ends at the latest: blanks, quotes, brackets that URLs do not hold, and letters beyond ASCII. */
const URL_REST = /[^\s"'<>`{}|\\^\u0080-\uffff]{0,2048}/y
const URL_HOST = /[^\s"'<>`{}|\\^/?#、。「」『』（）()]{1,300}/y
const SCHEMES = new Set([
  'http',
  'https',
  'ftp',
  'ftps',
  'sftp',
  'tcp',
  'udp',
  'ws',
  'wss',
  'ldap',
  'ldaps',
  'rmi',
  'smb',
])

export function* findUrls(text: string): Generator<Find> {
  for (let place = 0; ;) {
    URL_START.lastIndex = place
    const found = URL_START.exec(text)
    if (found === null) return
    const [start] = found
    const begin = found.index + start.length
    place = begin
    const host = SCHEMES.has(start.slice(0, -3).toLowerCase()) ? matchAt(URL_HOST, text, begin) : undefined
    if (host === undefined) continue
    const authority = foreignCut(host)
    const goesOn = authority === host && '/?#'.includes(text.charAt(begin + host.length) || ' ')
    if (goesOn && spelled('url', start + authority) === null) continue
    const rest = goesOn ? (matchAt(URL_REST, text, begin + host.length) ?? '') : ''
    const written = trimmedUrl(start + authority + rest)
    const value = spelled('url', written)
    if (value === null) continue
    place = found.index + written.length
    yield { kind: 'url', value, start: found.index, end: place, reasons: [] }
  }
}

/** `evil.exampleに接続` ends where the script changes, unless the whole is a name of that script. */
function foreignCut(host: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  const ascii = /^[\u0000-\u007f]+/.exec(host)?.[0]
  if (ascii === undefined || ascii.length === host.length) return host
  const name = host.replace(/:\d+$/, '')
  return hostOf(name) !== null && !ascii.includes('.') ? host : ascii
}

/** What ends a sentence is no part of a URL, nor is a bracket that was opened before it. */
export function trimmedUrl(text: string): string {
  let end = text.length
  let surplus = balance(text)
  for (; end > 0; end -= 1) {
    const last = text.charAt(end - 1)
    if (last === ')' || last === ']') {
      if (surplus <= 0) break
      surplus -= 1
    } else if (!'.,;:!?*_~-'.includes(last)) break
  }
  return text.slice(0, end)
}

/** How many more brackets are closed than opened. */
function balance(text: string): number {
  let closed = 0
  for (const [bracket] of text.matchAll(/[()[\]]/g)) closed += bracket === ')' || bracket === ']' ? 1 : -1
  return closed
}

const MAIL_END = /[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?/iy
const MAIL_CHARACTER = /[\w.!#$%&'*+/=?^`{|}~-]/

export function* findEmails(text: string): Generator<Find> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < 64 && MAIL_CHARACTER.test(text.charAt(start - 1))) start -= 1
    while (start < at && !/\w/.test(text.charAt(start))) start += 1
    const domain = matchAt(MAIL_END, text, at + 1)
    if (start === at || domain === undefined) continue
    const value = spelled('email', text.slice(start, at + 1 + domain.length))
    if (value !== null) yield { kind: 'email', value, start, end: at + 1 + domain.length, reasons: [] }
  }
}

const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)(?:\/\d{1,2}(?!\d|\/|\.\d))?/g
const VERSION_BEFORE = /(?:\bv|ver|version|release|build|バージョン|第|版|[a-z]\/)[ .:：]*$/i
const VERSION_AFTER = /^(?:\.\d|[ ]?(?:以前|以降|より前|未満|系|版|or (?:later|earlier)))/

export function* findIpv4(text: string): Generator<Find> {
  for (const found of text.matchAll(IPV4)) {
    const [written] = found
    const [start, end] = [found.index, found.index + written.length]
    const value = textOfBlock(written)
    if (value === null) continue
    const isVersion =
      VERSION_BEFORE.test(text.slice(Math.max(0, start - 16), start)) || VERSION_AFTER.test(text.slice(end, end + 16))
    const kind = value.includes('/') ? 'cidr' : 'ipv4'
    yield { kind, value, start, end, reasons: isVersion ? ['looks-like-a-version'] : [] }
  }
}

const IPV6 = /(?<![\w:.])[0-9a-f:]{2,40}(?:\.\d{1,3}\.\d{1,3}\.\d{1,3})?(?:\/\d{1,3})?(?![\w])/gi

export function* findIpv6(text: string): Generator<Find> {
  for (const found of text.matchAll(IPV6)) {
    const written = found[0].replace(/(?<!:):$/, '')
    if (!written.includes(':')) continue
    const value = textOfBlock(written)
    if (value === null || !/[0-9a-f]/i.test(written)) continue
    const isWord = !/\d/.test(written)
    const kind = value.includes('/') ? 'cidr' : 'ipv6'
    const [start, end] = [found.index, found.index + written.length]
    yield { kind, value, start, end, reasons: isWord ? ['no-digits'] : [] }
  }
}

/** What host names and file names are made of. One run of it is looked at once, however long it is. */
const NAME_RUN = /[A-Za-z0-9_][\w.-]*[A-Za-z0-9_]/g
const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org|jp)|localhost|local|test|invalid|example|internal|onion\.local)$/

export function* findNames(text: string): Generator<Find> {
  for (const found of text.matchAll(NAME_RUN)) {
    const written = found[0]
    if (written.length < 4 || written.length > 253 || !written.includes('.')) continue
    const [start, end] = [found.index, found.index + written.length]
    if (isIpv4(written) || isIpv6(written) || /^[\d.]+$/.test(written)) continue
    const looksLikeFile = isNameOfFile(written)
    const name = looksLikeFile === 'always' ? null : nameOf(written)
    if (name !== null) {
      const reasons = [
        ...(looksLikeFile === 'maybe' ? (['looks-like-a-file-name'] as const) : []),
        ...(RESERVED.test(name) ? (['reserved-name'] as const) : []),
      ]
      yield { kind: 'domain', value: name, start, end, reasons }
    } else if (looksLikeFile !== 'never') yield { kind: 'file-name', value: written, start, end, reasons: [] }
  }
}

/** `Array.prototype.concat` and `e.g.` are not names: the last label is a registered suffix, all small or all capital. */
function nameOf(written: string): string | null {
  const last = written.slice(written.lastIndexOf('.') + 1)
  if (!/^(?:[a-z]{2,24}|[A-Z]{2,24}|xn--[a-z0-9-]{2,59})$/.test(last)) return null
  const name = hostOf(written, false)
  if (name === null) return null
  return isPublicName(name) || name.endsWith('.onion') || RESERVED.test(name) ? name : null
}

export function matchAt(sticky: RegExp, text: string, place: number): string | undefined {
  sticky.lastIndex = place
  return sticky.exec(text)?.[0]
}

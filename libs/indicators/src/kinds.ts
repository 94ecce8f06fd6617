/** What kinds of values there are, how each is spelled, and what STIX calls it. */
import { isIpv4, isIpv6, textOfBlock } from './addresses.ts'
import { hostOf } from './hosts.ts'

/** Every kind of value that is looked for in text; the order is that of lists on screens. */
export const VALUE_KINDS = [
  ...(['ipv4', 'ipv6', 'cidr', 'domain', 'url', 'email'] as const),
  ...(['md5', 'sha1', 'sha256', 'sha512', 'ssdeep', 'file-name', 'file-path'] as const),
  ...(['registry-key', 'mutex', 'user-agent', 'asn', 'cryptocurrency'] as const),
  ...(['vulnerability', 'technique', 'yara', 'sigma', 'snort', 'suricata'] as const),
] as const

export type ValueKind = (typeof VALUE_KINDS)[number]

export const isValueKind = (text: string): text is ValueKind => VALUE_KINDS.some(kind => kind === text)

/** Kinds that are whole detection rules, in the language of their name (STIX 2.1 §10.18). */
export const RULE_KINDS = ['yara', 'sigma', 'snort', 'suricata'] as const
export type RuleKind = (typeof RULE_KINDS)[number]
export const isRuleKind = (kind: ValueKind): kind is RuleKind => RULE_KINDS.some(rule => rule === kind)

const DIGESTS = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const

/** The one spelling of a value, or null where it is none of its kind. Rules stay as they are. */
export function spelled(kind: ValueKind, text: string): string | null {
  const value = text.trim()
  if (value === '' || (!isRuleKind(kind) && CONTROL.test(value))) return null
  switch (kind) {
    case 'ipv4':
      return isIpv4(value) ? value : null
    case 'ipv6':
      return isIpv6(value) ? textOfBlock(value) : null
    case 'cidr':
      return value.includes('/') ? textOfBlock(value) : null
    case 'domain':
      return hostOf(value)
    case 'url':
      return spelledUrl(value)
    case 'email': {
      const [, local, domain] = /^([^\s@]{1,64})@([^\s@]{1,255})$/.exec(value) ?? []
      const host = domain === undefined ? null : hostOf(domain)
      return local !== undefined && host !== null ? `${local}@${host}` : null
    }
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
      return value.length === DIGESTS[kind] && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : null
    case 'ssdeep':
      return /^\d{1,10}:[\w/+]{1,64}:[\w/+]{1,64}$/.test(value) ? value : null
    case 'asn': {
      const [, number] = /^(?:ASN?)?(\d{1,10})$/i.exec(value) ?? []
      return number !== undefined && Number(number) > 0 && Number(number) < 4_294_967_295 ? `AS${Number(number)}` : null
    }
    case 'vulnerability':
      return /^CVE-\d{4}-\d{4,19}$/i.test(value) ? value.toUpperCase() : null
    case 'technique':
      return /^T\d{4}(\.\d{3})?$/i.test(value) ? value.toUpperCase() : null
    case 'registry-key':
      return spelledRegistryKey(value)
    default:
      return value.length <= MOST_CHARACTERS ? value : null
  }
}

const MOST_CHARACTERS = 65_536
// eslint-disable-next-line no-control-regex -- no value holds any
const CONTROL = /[\u0000-\u001f\u007f]/

/** As written but for scheme and host, which have one spelling; an analyst compares it with the report, so the rest is left. */
function spelledUrl(text: string): string | null {
  const [, scheme, user = '', authority, rest = ''] =
    /^([a-z][a-z0-9+.-]{1,15}):\/\/([^/?#@\s]*@)?([^/?#@\s]+)([/?#]\S*)?$/i.exec(text) ?? []
  if (scheme === undefined || authority === undefined) return null
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(:\d{1,5})?$/i.exec(authority) ?? []
  if (Number(port.slice(1)) > 65_535) return null
  const host =
    bracketed !== undefined
      ? isIpv6(bracketed)
        ? `[${textOfBlock(bracketed) ?? ''}]`
        : null
      : plain === undefined
        ? null
        : isIpv4(plain)
          ? plain
          : hostOf(plain, false)
  return host === null ? null : `${scheme.toLowerCase()}://${user}${host}${port}${rest}`
}

const HIVES: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKU: 'HKEY_USERS',
  HKCC: 'HKEY_CURRENT_CONFIG',
}

/** STIX 2.1 §6.17: the hive is fully expanded. */
function spelledRegistryKey(text: string): string | null {
  const [, short, rest = ''] = /^(HK[A-Z_]+):?((?:\\[^\\]+)+)\\?$/i.exec(text) ?? []
  if (short === undefined) return null
  const hive = HIVES[short.toUpperCase()] ?? short.toUpperCase()
  return Object.values(HIVES).includes(hive) ? `${hive}${rest}` : null
}

/** What an index of STIX values calls each kind (`indicatorRows` of @noroshi/stix). */
const FROM_STIX: Readonly<Record<string, ValueKind>> = {
  'ipv4-addr': 'ipv4',
  'ipv6-addr': 'ipv6',
  'domain-name': 'domain',
  url: 'url',
  'email-addr': 'email',
  'email-message:from_ref.value': 'email',
  'email-message:sender_ref.value': 'email',
  'network-traffic:dst_ref.value': 'ipv4',
  'network-traffic:src_ref.value': 'ipv4',
  'hash:MD5': 'md5',
  'hash:SHA-1': 'sha1',
  'hash:SHA-256': 'sha256',
  'hash:SHA-512': 'sha512',
  'hash:SSDEEP': 'ssdeep',
  'file:name': 'file-name',
  'directory:path': 'file-path',
  'windows-registry-key:key': 'registry-key',
  'mutex:name': 'mutex',
  'autonomous-system:number': 'asn',
  'artifact:url': 'url',
}

/** A value of a STIX index in the words of this lib; null where it is of another kind, or none of its own. */
export function fromStix(stixKind: string, value: string): { kind: ValueKind; value: string } | null {
  const named = FROM_STIX[stixKind.replace(/^(hash:)(.*)$/, (_, head: string, name: string) => head + algorithm(name))]
  if (named === undefined) return null
  const kinds: readonly ValueKind[] =
    named === 'ipv4' ? ['ipv4', 'cidr', 'ipv6', 'domain'] : named === 'ipv6' ? ['ipv6', 'cidr'] : [named]
  for (const kind of kinds) {
    const text = spelled(kind, value)
    if (text !== null) return { kind: blockKind(kind, text), value: text }
  }
  return null
}

const blockKind = (kind: ValueKind, text: string): ValueKind =>
  kind === 'cidr' && !text.includes('/') ? (text.includes(':') ? 'ipv6' : 'ipv4') : kind

/** Real feeds write `SHA256` and `sha-256`. */
const algorithm = (name: string): string =>
  name
    .toUpperCase()
    .replaceAll('-', '')
    .replace(/^SHA(\d+)$/, 'SHA-$1')

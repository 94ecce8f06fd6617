import type { Field } from './misp-fields.ts'
import type { Draft } from './misp-words.ts'

/** How attributes of one type of MISP core are observables: which object, and where each part of the value (split at `|`) stands. */
export interface AttributeRow {
  readonly sco: string
  readonly fields: readonly Field[]
  /** Properties that are the same for all. */
  readonly fixed?: Readonly<Draft>
  /** Only a pattern can say it: the object alone would be no observable. */
  readonly patternOnly?: true
  /** Where it is put in MISP when it comes from elsewhere. */
  readonly category: string
}

/** MISP's names of digests and STIX's (§10.7); those that STIX does not know keep a name of the same form. */
export const HASHES: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha512/224': 'SHA-512-224',
  'sha512/256': 'SHA-512-256',
  'sha3-224': 'SHA3-224',
  'sha3-256': 'SHA3-256',
  'sha3-384': 'SHA3-384',
  'sha3-512': 'SHA3-512',
  ssdeep: 'SSDEEP',
  tlsh: 'TLSH',
  authentihash: 'AUTHENTIHASH',
  imphash: 'IMPHASH',
  impfuzzy: 'IMPFUZZY',
  pehash: 'PEHASH',
  vhash: 'VHASH',
  cdhash: 'CDHASH',
  telfhash: 'TELFHASH',
}

const NETWORK = 'Network activity'
const DELIVERY = 'Payload delivery'
const TCP = { protocols: ['tcp'] }
const MESSAGE = { is_multipart: false }

function row(sco: string, category: string, fields: readonly Field[], more: Partial<AttributeRow> = {}): AttributeRow {
  return { sco, category, fields, ...more }
}

const HASH_ROWS = Object.entries(HASHES).flatMap(([type, name]) => [
  [type, row('file', DELIVERY, [`hashes/${name}`])] as const,
  [`filename|${type}`, row('file', DELIVERY, ['name', `hashes/${name}`])] as const,
])

/** Attributes that STIX has observables for. All other types are kept in an object of MISP's own kind. */
export const ATTRIBUTE_ROWS: ReadonlyMap<string, AttributeRow> = new Map<string, AttributeRow>([
  ['AS', row('autonomous-system', NETWORK, ['number#'])],
  ['domain', row('domain-name', NETWORK, ['value'])],
  ['hostname', row('domain-name', NETWORK, ['value'])],
  ['domain|ip', row('domain-name', NETWORK, ['value', 'resolves_to_refs>*ip/value'])],
  ['hostname|port', row('network-traffic', NETWORK, ['dst_ref>domain-name/value', 'dst_port#'], { fixed: TCP })],
  ['ip-dst', row('network-traffic', NETWORK, ['dst_ref>ip/value'], { fixed: TCP })],
  ['ip-src', row('network-traffic', NETWORK, ['src_ref>ip/value'], { fixed: TCP })],
  ['ip-dst|port', row('network-traffic', NETWORK, ['dst_ref>ip/value', 'dst_port#'], { fixed: TCP })],
  ['ip-src|port', row('network-traffic', NETWORK, ['src_ref>ip/value', 'src_port#'], { fixed: TCP })],
  ['port', row('network-traffic', NETWORK, ['dst_port#'], { patternOnly: true })],
  [
    'http-method',
    row('network-traffic', NETWORK, ['extensions/http-request-ext/request_method'], { patternOnly: true }),
  ],
  [
    'user-agent',
    row('network-traffic', NETWORK, ['extensions/http-request-ext/request_header/User-Agent'], { patternOnly: true }),
  ],
  ['url', row('url', NETWORK, ['value'])],
  ['uri', row('url', NETWORK, ['value'])],
  ['link', row('url', 'External analysis', ['value'])],
  ['mac-address', row('mac-addr', NETWORK, ['value'])],
  ['email', row('email-addr', 'Social network', ['value'])],
  ['email-src', row('email-message', DELIVERY, ['from_ref>email-addr/value'], { fixed: MESSAGE })],
  ['email-dst', row('email-message', DELIVERY, ['to_refs>>email-addr/value'], { fixed: MESSAGE })],
  ['email-subject', row('email-message', DELIVERY, ['subject'], { fixed: MESSAGE })],
  ['email-body', row('email-message', DELIVERY, ['body'], { fixed: MESSAGE })],
  ['email-header', row('email-message', DELIVERY, ['received_lines+'], { fixed: MESSAGE })],
  ['email-message-id', row('email-message', DELIVERY, ['message_id'], { fixed: MESSAGE })],
  ['email-reply-to', row('email-message', DELIVERY, ['additional_header_fields/Reply-To'], { fixed: MESSAGE })],
  ['email-x-mailer', row('email-message', DELIVERY, ['additional_header_fields/X-Mailer'], { fixed: MESSAGE })],
  ['filename', row('file', DELIVERY, ['name'])],
  ['email-attachment', row('file', DELIVERY, ['name'])],
  ['size-in-bytes', row('file', 'Other', ['size#'], { patternOnly: true })],
  ['attachment', row('file', DELIVERY, ['name'])],
  ['malware-sample', row('file', DELIVERY, ['name', 'hashes/MD5'])],
  ['github-username', row('user-account', 'Social network', ['account_login'], { fixed: { account_type: 'github' } })],
  ['mutex', row('mutex', 'Artifacts dropped', ['name'])],
  ['regkey', row('windows-registry-key', 'Persistence mechanism', ['key'])],
  ['regkey|value', row('windows-registry-key', 'Persistence mechanism', ['key', 'values'])],
  ['x509-fingerprint-md5', row('x509-certificate', NETWORK, ['hashes/MD5'])],
  ['x509-fingerprint-sha1', row('x509-certificate', NETWORK, ['hashes/SHA-1'])],
  ['x509-fingerprint-sha256', row('x509-certificate', NETWORK, ['hashes/SHA-256'])],
  ...HASH_ROWS,
])

/** Types whose value is a rule in a language of its own, and what STIX calls the language (§10.14). */
export const RULE_TYPES: ReadonlySet<string> = new Set(['sigma', 'snort', 'suricata', 'yara'])

/** Types that MISP asks to detect unless it is told otherwise, where an attribute does not say. */
const DETECTED = new Set([
  ...Object.keys(HASHES).flatMap(type => [type, `filename|${type}`]),
  ...['filename', 'ip-src', 'ip-dst', 'ip-src|port', 'ip-dst|port', 'hostname', 'hostname|port', 'domain', 'domain|ip'],
  ...['email', 'email-src', 'email-dst', 'email-attachment', 'email-reply-to', 'url', 'uri', 'user-agent', 'regkey'],
  ...[
    'regkey|value',
    'mutex',
    'malware-sample',
    'snort',
    'suricata',
    'yara',
    'sigma',
    'btc',
    'xmr',
    'dash',
    'iban',
    'bic',
  ],
  ...['x509-fingerprint-md5', 'x509-fingerprint-sha1', 'x509-fingerprint-sha256', 'bank-account-nr', 'cc-number'],
  ...['pattern-in-file', 'pattern-in-traffic', 'pattern-in-memory', 'bin', 'ja3-fingerprint-md5', 'hassh-md5'],
  ...[
    'hasshserver-md5',
    'jarm-fingerprint',
    'favicon-mmh3',
    'filename-pattern',
    'stix2-pattern',
    'windows-scheduled-task',
  ],
  ...['windows-service-name', 'windows-service-displayname', 'pdb', 'named pipe', 'dkim', 'dkim-signature', 'cookie'],
])

export function isDetectedByDefault(type: string): boolean {
  return DETECTED.has(type)
}

const HIVES: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKU: 'HKEY_USERS',
  HKCC: 'HKEY_CURRENT_CONFIG',
}

/** A registry key whose hive is written in full, as §6.17 asks. */
export function fullHive(key: string): string {
  const [, hive = '', rest = ''] = /^([A-Za-z]+):?(\\.*)?$/s.exec(key) ?? []
  const full = HIVES[hive.toUpperCase()]
  return full === undefined ? key : full + rest
}

/** An accepted candidate as a STIX 2.1 object: an indicator, or what a catalogue has a name for. */
import { newObject, type Birth } from '@noroshi/stix'
import { isRuleKind, type ValueKind } from './kinds.ts'

/** What an analyst accepted. */
export interface AcceptedValue {
  readonly kind: ValueKind
  /** In the one spelling of its kind. */
  readonly value: string
  readonly name: string
  readonly description: string
  /** 0 to 100. */
  readonly confidence: number
  /** Where it was read: the name of a file or report. */
  readonly source: string
  readonly labels: readonly string[]
}

/** @param birth the time, and a random UUID */
export function stixObjectOf(accepted: AcceptedValue, birth: Birth): Record<string, unknown> {
  const { kind, value, name, description, confidence, source, labels } = accepted
  const told = {
    ...(description === '' ? {} : { description }),
    confidence,
    ...(labels.length > 0 ? { labels } : {}),
  }
  const from = { source_name: 'report', description: source }
  if (kind === 'vulnerability')
    return newObject(
      {
        type: 'vulnerability',
        name: value,
        ...told,
        external_references: [{ source_name: 'cve', external_id: value }, from],
      },
      birth,
    )
  if (kind === 'technique')
    return newObject(
      {
        ...{ type: 'attack-pattern', name: value, ...told },
        external_references: [{ source_name: 'mitre-attack', external_id: value }, from],
      },
      birth,
    )
  const [language, pattern] = isRuleKind(kind) ? [kind, value] : ['stix', patternOf(kind, value)]
  return newObject(
    {
      ...{ type: 'indicator', name: name === '' ? value.slice(0, 200).toWellFormed() : name, ...told },
      ...{ pattern, pattern_type: language, valid_from: birth.now, external_references: [from] },
    },
    birth,
  )
}

const PATHS: Partial<Record<ValueKind, string>> = {
  ipv4: 'ipv4-addr:value',
  ipv6: 'ipv6-addr:value',
  domain: 'domain-name:value',
  url: 'url:value',
  email: 'email-addr:value',
  md5: 'file:hashes.MD5',
  sha1: "file:hashes.'SHA-1'",
  sha256: "file:hashes.'SHA-256'",
  sha512: "file:hashes.'SHA-512'",
  ssdeep: 'file:hashes.SSDEEP',
  'file-name': 'file:name',
  'registry-key': 'windows-registry-key:key',
  mutex: 'mutex:name',
  'user-agent': "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
  // STIX has no word for a wallet; it is the number of an account.
  cryptocurrency: 'user-account:user_id',
}

/** The pattern (§9) that looks for one value. */
export function patternOf(kind: ValueKind, value: string): string {
  if (kind === 'cidr') return `[${value.includes(':') ? 'ipv6' : 'ipv4'}-addr:value = ${quoted(value)}]`
  if (kind === 'asn') return `[autonomous-system:number = ${value.slice(2)}]`
  if (kind === 'file-path') {
    const cut = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'))
    const [folder, name] = [value.slice(0, Math.max(cut, 1)), value.slice(cut + 1)]
    const inFolder = `file:parent_directory_ref.path = ${quoted(folder)}`
    return name === '' ? `[directory:path = ${quoted(folder)}]` : `[file:name = ${quoted(name)} AND ${inFolder}]`
  }
  return `[${PATHS[kind] ?? kind} = ${quoted(value)}]`
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, mark => `\\${mark}`)}'`

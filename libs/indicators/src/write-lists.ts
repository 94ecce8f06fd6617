/** Tables and lists: CSV, plain lists, JSON lines, Zeek's intelligence framework, response policy zones. */
import { ipBlockOf } from '@noroshi/stix'
import { CSV_COLUMNS, plainLine, type CsvColumn } from './feed.ts'
import type { FeedEntry, FeedOptions, FeedRemoval, FeedWriter } from './feed.ts'
import { isRuleKind, type ValueKind } from './kinds.ts'

/** A table or list of lines that can also take something back. */
export interface RemovingWriter extends FeedWriter {
  removal(removal: FeedRemoval): string
}

/** RFC 4180; cells that a spreadsheet would compute, or that begin with an apostrophe, are preceded by one (WB-7). */
export function csvWriter({ columns = CSV_COLUMNS, isDelta = false }: FeedOptions): RemovingWriter {
  const row = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`
  const op = (word: string) => (isDelta ? [word] : [])
  return {
    head: () => row([...op('op'), ...columns]),
    entry: entry => row([...op('add'), ...columns.map(column => CELLS[column](entry))]),
    removal: ({ reference, id }) =>
      row([
        ...op('remove'),
        ...columns.map(column => (column === 'reference' ? reference : column === 'id' ? (id ?? '') : '')),
      ]),
    tail: () => '',
  }
}

const CELLS: Readonly<Record<CsvColumn, (entry: FeedEntry) => string>> = {
  kind: ({ kind }) => kind,
  value: ({ value }) => value,
  name: ({ name }) => name,
  description: ({ description }) => description,
  valid_from: ({ validFrom }) => validFrom ?? '',
  valid_until: ({ validUntil }) => validUntil ?? '',
  confidence: ({ confidence }) => confidence?.toString() ?? '',
  tlp: ({ tlp }) => tlp,
  category: ({ category }) => category,
  reference: ({ reference }) => reference,
  id: ({ id }) => id,
}

function cell(text: string): string {
  const safe = /^['=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One value a line and nothing else, for tools that read lists of one kind. A value that would break its line is left out. */
export function listWriter(): FeedWriter {
  return {
    head: () => '',
    entry: ({ kind, value }) => (isRuleKind(kind) || /[\r\n]/.test(value) ? '' : `${value}\n`),
    tail: () => '',
  }
}

export function jsonLinesWriter({ isDelta = false }: FeedOptions): RemovingWriter {
  const op = (word: string) => (isDelta ? { op: word } : {})
  return {
    head: () => '',
    entry: ({ kind, value, id, name, description, validFrom, validUntil, confidence, tlp, category, reference }) =>
      `${JSON.stringify({
        ...op('add'),
        ...{ kind, value, id, name, description, valid_from: validFrom, valid_until: validUntil },
        ...{ confidence, tlp, category, reference },
      })}\n`,
    removal: ({ reference, id }) => `${JSON.stringify({ ...op('remove'), reference, ...(id ? { id } : {}) })}\n`,
    tail: () => '',
  }
}

const ZEEK: Partial<Record<ValueKind, string>> = {
  ...{ ipv4: 'Intel::ADDR', ipv6: 'Intel::ADDR', cidr: 'Intel::SUBNET', domain: 'Intel::DOMAIN', url: 'Intel::URL' },
  ...{ email: 'Intel::EMAIL', md5: 'Intel::FILE_HASH', sha1: 'Intel::FILE_HASH', sha256: 'Intel::FILE_HASH' },
  ...{ 'file-name': 'Intel::FILE_NAME', 'user-agent': 'Intel::SOFTWARE' },
}

/** Zeek's own tables: tabs between fields, URLs without their scheme, `-` for nothing. */
export function zeekWriter(): FeedWriter {
  const field = (text: string) => plainLine(text, 300).replaceAll('\\', '\\x5c') || '-'
  return {
    head: () => `#fields\t${['indicator', 'indicator_type', 'meta.source', 'meta.desc', 'meta.url'].join('\t')}\n`,
    entry(entry) {
      const type = ZEEK[entry.kind]
      if (type === undefined || /[\p{Cc}\u2028\u2029]/u.test(entry.value)) return ''
      const value = entry.kind === 'url' ? entry.value.replace(/^[a-z][a-z0-9+.-]*:\/\//, '') : entry.value
      const fields = [value.replaceAll('\\', '\\x5c'), type, `noroshi:${entry.reference}`, field(entry.name), '-']
      return `${fields.join('\t')}\n`
    },
    tail: () => '',
  }
}

/** A response policy zone (draft-vixie-dnsop-dns-rpz): NXDOMAIN for names, and for answers that lead to addresses. */
export function rpzWriter({ serial = 1, withSubdomains = false }: FeedOptions): FeedWriter {
  return {
    head: () =>
      `$TTL 300\n@ IN SOA localhost. hostmaster.localhost. ${serial} 3600 600 604800 300\n@ IN NS localhost.\n`,
    entry(entry) {
      const name = entry.kind === 'domain' ? nameInZone(entry.value) : triggerOf(entry)
      if (name === null) return ''
      const comment = ` ; ${plainLine(entry.reference, 40)}`
      const below = entry.kind === 'domain' && withSubdomains ? `*.${name} IN CNAME .${comment}\n` : ''
      return `${name} IN CNAME .${comment}\n${below}`
    },
    tail: () => '',
  }
}

/** Names stand before the zone's own; with it they must fit into 253 octets, so 40 are left to the zone's. */
const LONGEST_NAME = 213

const nameInZone = (value: string): string | null =>
  value.length <= LONGEST_NAME && /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(value) ? value : null

function triggerOf({ kind, value }: FeedEntry): string | null {
  if (kind !== 'ipv4' && kind !== 'ipv6' && kind !== 'cidr') return null
  const block = ipBlockOf(value)
  if (block === undefined || block.prefix === 0) return null
  const [address = ''] = value.split('/')
  const words = block.version === 4 ? address.split('.') : address.replace('::', ':zz:').split(':').filter(Boolean)
  return `${block.prefix}.${words.reverse().join('.')}.rpz-ip`
}

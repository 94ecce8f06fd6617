/** Detection rules: those that indicators carry, and rules made of single values. */
import { checkPattern } from '@noroshi/stix'
import { hash32, plainLine, wordsOf } from './feed.ts'
import type { FeedEntry, FeedWriter } from './feed.ts'
import type { ValueKind } from './kinds.ts'
import { snortOptions, suricataRules } from './network-rules.ts'

/** Numbers of rules below are given out by others; above, some programs count with a sign. */
const FIRST_SID = 1_000_000_000
const SIDS = 1_147_483_647

/** Every rule of a file has its own number; a value keeps its number in every file of every reader, but for a rare collision. */
class Numbers {
  readonly #used = new Set<number>()

  next(text: string): number {
    let sid = FIRST_SID + (hash32(text) % SIDS)
    while (this.#used.has(sid)) sid = sid + 1 < FIRST_SID + SIDS ? sid + 1 : FIRST_SID
    this.#used.add(sid)
    return sid
  }

  /** Whether none of these is in use; then they are. */
  take(sids: readonly number[]): boolean {
    if (new Set(sids).size < sids.length || sids.some(sid => this.#used.has(sid))) return false
    for (const sid of sids) this.#used.add(sid)
    return true
  }
}

/** @param engine Suricata 6 and later, or Snort 3 */
export function networkWriter(engine: 'suricata' | 'snort'): FeedWriter {
  const numbers = new Numbers()
  return {
    head: () => '',
    entry(entry) {
      if (entry.kind === engine) return carriedRules(engine, entry, numbers)
      const rules = engine === 'suricata' ? suricataRules(entry) : snortOptions(entry)
      return rules
        .map(({ header, options, purpose }) => {
          const sid = numbers.next(`${purpose} ${entry.kind} ${entry.value}`)
          const told = [`msg:"${messageOf(entry)}"`, ...options, `metadata:noroshi_reference ${entry.reference}`]
          return `alert ${header} (${[...told, `sid:${sid}`, 'rev:1'].join('; ')};)\n`
        })
        .join('')
    },
    tail: () => '',
  }
}

/** Of a message, only what needs no escape in either language. */
const messageOf = (entry: FeedEntry): string => wordsOf(entry).replace(/[^\w .,/@()[\]-]/g, '_')

/** One broken rule, or one number twice, would keep a whole file from being loaded. */
function carriedRules(engine: 'suricata' | 'snort', entry: FeedEntry, numbers: Numbers): string {
  const text = entry.value
    .replace(/^[ \t]*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s*\r?\n\s*(?!\s*(?:alert|drop|reject|pass|block|log|sdrop)\b)/g, ' ')
    .trim()
  const sids = [...text.matchAll(/[;(]\s*sid\s*:\s*(\d{1,10})\s*;/g)].map(([, sid]) => Number(sid))
  if (!checkPattern(engine, text).ok) return leftOut(entry, 'its syntax is not understood')
  if (!numbers.take(sids)) return leftOut(entry, 'its sid is used already')
  return `${text}\n`
}

const leftOut = (entry: FeedEntry, why: string, mark = '#'): string =>
  `${mark} ${plainLine(entry.id)}: left out, ${why}\n`

/** Rules that indicators carry, and one for each digest; the `hash` module of YARA knows no SHA-512. */
export function yaraWriter(): FeedWriter {
  const names = new Set<string>()
  let isImported = false
  return {
    head: () => '',
    entry(entry) {
      const { kind, value } = entry
      if (kind === 'yara') {
        const defined = [...value.matchAll(/^[ \t]*(?:(?:private|global)[ \t]+)*rule\s+(\w+)/gm)].map(([, name]) =>
          String(name),
        )
        if (!checkPattern('yara', value).ok) return leftOut(entry, 'its syntax is not understood', '//')
        if (new Set(defined).size < defined.length || defined.some(name => names.has(name)))
          return leftOut(entry, 'a rule of its name is there already', '//')
        for (const name of defined) names.add(name)
        return `${value.trim()}\n`
      }
      if (kind !== 'md5' && kind !== 'sha1' && kind !== 'sha256') return ''
      const name = `noroshi_${kind}_${value}`
      if (names.has(name)) return ''
      names.add(name)
      const meta = `description = "${messageOf(entry)}" reference = "${plainLine(entry.reference, 40)}"`
      const head = isImported ? '' : 'import "hash"\n'
      isImported = true
      return `${head}rule ${name} { meta: ${meta} condition: hash.${kind}(0, filesize) == "${value}" }\n`
    },
    tail: () => '',
  }
}

interface SigmaForm {
  readonly logsource: Readonly<Record<string, string>>
  readonly selection: (value: string) => Readonly<Record<string, string>>
}

const hashes = (name: string): SigmaForm => ({
  logsource: { category: 'process_creation', product: 'windows' },
  selection: value => ({ 'Hashes|contains': `${name}=${value.toUpperCase()}` }),
})
const firewall: SigmaForm = { logsource: { category: 'firewall' }, selection: value => ({ dst_ip: value }) }

const SIGMA: Partial<Record<ValueKind, SigmaForm>> = {
  ipv4: firewall,
  ipv6: firewall,
  cidr: { logsource: firewall.logsource, selection: value => ({ 'dst_ip|cidr': value }) },
  domain: { logsource: { category: 'dns' }, selection: value => ({ query: value }) },
  url: { logsource: { category: 'proxy' }, selection: value => ({ 'c-uri': value }) },
  'user-agent': { logsource: { category: 'proxy' }, selection: value => ({ 'c-useragent': value }) },
  md5: hashes('MD5'),
  sha1: hashes('SHA1'),
  sha256: hashes('SHA256'),
  'file-name': {
    logsource: { category: 'file_event', product: 'windows' },
    selection: value => ({ 'TargetFilename|endswith': `\\${value}` }),
  },
  'registry-key': {
    logsource: { category: 'registry_event', product: 'windows' },
    selection: value => ({ 'TargetObject|startswith': value }),
  },
}

/** One YAML document for each rule; JSON's quoted text is YAML's. */
export function sigmaWriter(): FeedWriter {
  let written = 0
  const document = (text: string) => `${(written += 1) > 1 ? '---\n' : ''}${text.trim()}\n`
  return {
    head: () => '',
    entry(entry) {
      if (entry.kind === 'sigma')
        return checkPattern('sigma', entry.value).ok
          ? document(entry.value.trim().replace(/^---\s*\n|\n---\s*$/g, ''))
          : leftOut(entry, 'its syntax is not understood')
      const form = SIGMA[entry.kind]
      if (form === undefined) return ''
      const lines = [
        `title: ${JSON.stringify(plainLine(`Noroshi ${entry.kind} ${entry.value}`, 120))}`,
        `id: ${uuidOf(`${entry.kind} ${entry.value}`)}`,
        'status: experimental',
        `description: ${JSON.stringify(wordsOf(entry))}`,
        `tags: [${JSON.stringify(entry.tlp.toLowerCase().replace(':', '.'))}]`,
        `logsource: ${JSON.stringify(form.logsource)}`,
        `detection: ${JSON.stringify({ selection: form.selection(literal(entry.value)), condition: 'selection' })}`,
        `level: ${(entry.confidence ?? 0) >= 80 ? 'high' : 'medium'}`,
      ]
      return document(lines.join('\n'))
    },
    tail: () => '',
  }
}

/** Sigma's `*` and `?` stand for anything unless they are escaped. */
const literal = (value: string): string =>
  value.replace(/(\\*)([*?])/g, (_, slashes: string, mark: string) => `${slashes}${slashes}\\${mark}`)

/** A stable id in the form of a UUID; version 8: made in our own way (RFC 9562 §5.8). */
function uuidOf(text: string): string {
  const hex = [1, 2, 3, 4].map(seed => hash32(text, seed).toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

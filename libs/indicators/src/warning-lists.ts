/**
 * Lists of values that are usually harmless, in the format of MISP/misp-warninglists. A value that is on one is kept out of
 * feeds unless an analyst decided otherwise for that very indicator.
 */
import { ipBlockOf, type IpBlock } from '@noroshi/stix'
import { RE2JS } from 're2js'
import type { ValueKind } from './kinds.ts'

/** One list as its file has it; names as in MISP. */
export interface WarningList {
  readonly name: string
  readonly type: 'string' | 'hostname' | 'substring' | 'cidr' | 'regex'
  readonly list: readonly string[]
  /** MISP attribute types that it is about; none: all. */
  readonly matching_attributes?: readonly string[]
}

/** A parsed JSON value as a list, or why it is none, naming the field. */
export function readWarningList(value: unknown): WarningList | { readonly fault: string } {
  if (typeof value !== 'object' || value === null) return { fault: 'not an object' }
  const { name, type, list, matching_attributes: attributes } = value as Partial<Record<string, unknown>> // a JSON object
  if (typeof name !== 'string' || name === '') return { fault: 'name: a text is needed' }
  if (!isType(type)) return { fault: 'type: one of string, hostname, substring, cidr, regex is needed' }
  if (!isTexts(list)) return { fault: 'list: a list of texts is needed' }
  if (attributes !== undefined && !isTexts(attributes))
    return { fault: 'matching_attributes: a list of texts is needed' }
  if (type === 'cidr') {
    const wrong = list.find(entry => ipBlockOf(entry) === undefined)
    if (wrong !== undefined)
      return { fault: `list: ${JSON.stringify(wrong.slice(0, 60))} is neither an address nor a block` }
  }
  if (type === 'regex') {
    const wrong = list.find(entry => expressionOf(entry) === null)
    if (wrong !== undefined)
      return { fault: `list: ${JSON.stringify(wrong.slice(0, 60))} is no expression that is known here` }
  }
  return { name, type, list, ...(attributes === undefined ? {} : { matching_attributes: attributes }) }
}

const isType = (value: unknown): value is WarningList['type'] =>
  typeof value === 'string' && ['string', 'hostname', 'substring', 'cidr', 'regex'].includes(value)
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(entry => typeof entry === 'string')

/** What each kind is called among the attributes of MISP. */
const ATTRIBUTES: Partial<Record<ValueKind, readonly string[]>> = {
  ipv4: ['ip-src', 'ip-dst', 'domain|ip'],
  ipv6: ['ip-src', 'ip-dst', 'domain|ip'],
  cidr: ['ip-src', 'ip-dst', 'domain|ip'],
  domain: ['domain', 'hostname', 'domain|ip'],
  url: ['url', 'uri', 'link'],
  email: ['email', 'email-src', 'email-dst'],
  md5: ['md5', 'filename|md5'],
  sha1: ['sha1', 'filename|sha1'],
  sha256: ['sha256', 'filename|sha256'],
  sha512: ['sha512', 'filename|sha512'],
  ssdeep: ['ssdeep'],
  'file-name': ['filename'],
  'file-path': ['filename'],
  'registry-key': ['regkey'],
  'user-agent': ['user-agent'],
  mutex: ['mutex'],
  asn: ['AS'],
  vulnerability: ['vulnerability'],
}

interface Compiled {
  readonly list: WarningList
  readonly attributes: ReadonlySet<string> | null
  readonly matches: (value: string, kind: ValueKind) => boolean
}

/** Several lists, compiled once: texts and names by their hash, blocks by their length, expressions in linear time. */
export class WarningLists {
  readonly #lists: readonly Compiled[]

  constructor(lists: readonly WarningList[]) {
    this.#lists = lists.map(list => ({
      list,
      attributes: list.matching_attributes?.length ? new Set(list.matching_attributes) : null,
      matches: MATCHERS[list.type](list.list),
    }))
  }

  /** Names of the lists that a value in the one spelling of its kind is on, in their order. */
  matching(kind: ValueKind, value: string): string[] {
    const attributes = ATTRIBUTES[kind]
    if (attributes === undefined) return []
    return this.#lists
      .filter(({ attributes: of }) => of === null || attributes.some(name => of.has(name)))
      .filter(({ matches }) => matches(value, kind))
      .map(({ list }) => list.name)
  }
}

type Matcher = (entries: readonly string[]) => (value: string, kind: ValueKind) => boolean

const MATCHERS: Readonly<Record<WarningList['type'], Matcher>> = {
  // `.example.com` in a list of texts means all below that name, as the lists themselves use it.
  string: entries => {
    const exact = new Set(entries.map(entry => entry.toLowerCase()))
    return (value, kind) => {
      const text = value.toLowerCase()
      return (
        exact.has(text) ||
        ((kind === 'domain' || kind === 'url') && parentsOf(hostIn(text)).some(name => exact.has(`.${name}`)))
      )
    }
  },
  hostname: entries => {
    const names = new Set(entries.map(entry => entry.toLowerCase().replace(/^\.|\.$/g, '')))
    return value => parentsOf(hostIn(value.toLowerCase())).some(name => names.has(name))
  },
  substring: entries => {
    const parts = entries.map(entry => entry.toLowerCase())
    return value => {
      const text = value.toLowerCase()
      return parts.some(part => text.includes(part))
    }
  },
  cidr: entries => {
    const blocks = new BlockSet(entries)
    return value => blocks.covers(hostIn(value))
  },
  regex: entries => {
    const expressions = entries.map(expressionOf).filter(expression => expression !== null)
    return value => expressions.some(expression => expression.matcher(value).find())
  },
}

/** A name and all that it lies under: `a.b.c`, `b.c`, `c`. */
function parentsOf(host: string): string[] {
  const names = [host]
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) names.push(host.slice(dot + 1))
  return names
}

/** The host of a URL, the domain of a mail address; everything else is its own. */
function hostIn(value: string): string {
  const [, host = value] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(value) ?? []
  return host.slice(host.indexOf('@') + 1).replace(/^\[|\]$/g, '')
}

class BlockSet {
  /** By version and length of prefix: the networks. */
  readonly #networks = new Map<string, { readonly block: IpBlock; readonly of: Set<bigint> }>()

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const block = ipBlockOf(entry)
      if (block === undefined) continue
      const key = `${block.version}/${block.prefix}`
      const known = this.#networks.get(key) ?? { block, of: new Set() }
      known.of.add(block.network)
      this.#networks.set(key, known)
    }
  }

  covers(text: string): boolean {
    const asked = ipBlockOf(text)
    if (asked === undefined) return false
    for (const { block, of } of this.#networks.values()) {
      if (block.version !== asked.version || block.prefix > asked.prefix) continue
      const beyond = BigInt((block.version === 4 ? 32 : 128) - block.prefix)
      if (of.has((asked.network >> beyond) << beyond)) return true
    }
    return false
  }
}

/** MISP writes expressions as `/…/i`; they run in linear time whoever wrote them. */
function expressionOf(text: string): RE2JS | null {
  const [, body = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? []
  try {
    return RE2JS.compile(body, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0)
  } catch {
    return null
  }
}

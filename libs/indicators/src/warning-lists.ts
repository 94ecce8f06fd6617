/**
 * Lists of values that are usually harmless, in the format of MISP/misp-warninglists. A value that is on one is kept out of
 * feeds unless an analyst decided otherwise for that very indicator.
 */
import { ipBlockOf, type IpBlock } from '@noroshi/stix'
import { RE2JS } from 're2js'
import { VALUE_KINDS, type ValueKind } from './kinds.ts'

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
  readonly name: string
  readonly attributes: ReadonlySet<string> | null
  readonly matches: (asked: Asked) => boolean
}

/** Several lists, compiled once: texts and names by their hash, blocks by their length, expressions in linear time. */
export class WarningLists {
  readonly #lists: ReadonlyMap<ValueKind, readonly Compiled[]>

  constructor(lists: readonly WarningList[]) {
    const compiled = lists.map(({ name, type, list, matching_attributes: attributes }) => ({
      name,
      attributes: attributes?.length ? new Set(attributes) : null,
      matches: MATCHERS[type](list),
    }))
    this.#lists = new Map(
      VALUE_KINDS.map(kind => [
        kind,
        compiled.filter(
          ({ attributes }) => ATTRIBUTES[kind]?.some(name => attributes === null || attributes.has(name)) ?? false,
        ),
      ]),
    )
  }

  /** Names of the lists that a value in the one spelling of its kind is on, in their order. */
  matching(kind: ValueKind, value: string): string[] {
    const lists = this.#lists.get(kind) ?? []
    if (lists.length === 0) return []
    const asked = askedOf(kind, value)
    return lists.filter(({ matches }) => matches(asked)).map(({ name }) => name)
  }
}

/** A value in the forms that lists are asked in; made once for all of them. */
interface Asked {
  readonly text: string
  /** The name that the value is or holds, and all that it lies under: `a.b.c`, `b.c`, `c`; none of an address or a digest. */
  readonly names: readonly string[]
  readonly block: IpBlock | undefined
}

function askedOf(kind: ValueKind, value: string): Asked {
  const text = value.toLowerCase()
  const isAddress = kind === 'ipv4' || kind === 'ipv6' || kind === 'cidr'
  if (isAddress) return { text, names: [], block: ipBlockOf(text) }
  if (kind !== 'domain' && kind !== 'url' && kind !== 'email') return { text, names: [], block: undefined }
  const host = kind === 'domain' ? text : hostIn(text)
  return { text, names: parentsOf(host), block: kind === 'domain' ? undefined : ipBlockOf(host) }
}

type Matcher = (entries: readonly string[]) => (asked: Asked) => boolean

const MATCHERS: Readonly<Record<WarningList['type'], Matcher>> = {
  // `.example.com` in a list of texts means all below that name, as the lists themselves use it.
  string: entries => {
    const exact = new Set(entries.map(entry => entry.toLowerCase()))
    return ({ text, names }) => exact.has(text) || names.some(name => exact.has(`.${name}`))
  },
  hostname: entries => {
    const listed = new Set(entries.map(entry => entry.toLowerCase().replace(/^\.|\.$/g, '')))
    return ({ names }) => names.some(name => listed.has(name))
  },
  substring: entries => {
    const parts = entries.map(entry => entry.toLowerCase())
    return ({ text }) => parts.some(part => text.includes(part))
  },
  cidr: entries => {
    const blocks = new BlockSet(entries)
    return ({ block }) => block !== undefined && blocks.covers(block)
  },
  regex: entries => {
    const expressions = entries.map(expressionOf).filter(expression => expression !== null)
    return ({ text }) => expressions.some(expression => expression.matcher(text).find())
  },
}

function parentsOf(host: string): string[] {
  const names = [host]
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) names.push(host.slice(dot + 1))
  return names
}

/** The host of a URL, the domain of a mail address. */
function hostIn(value: string): string {
  const [, host = value] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(value) ?? []
  return host.slice(host.indexOf('@') + 1).replace(/^\[|\]$/g, '')
}

class BlockSet {
  /** By version and length of prefix: the networks without the bits behind it. */
  readonly #networks: {
    readonly version: 4 | 6
    readonly prefix: number
    readonly beyond: bigint
    readonly of: Set<bigint>
  }[] = []

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const block = ipBlockOf(entry)
      if (block === undefined) continue
      const { version, prefix, network } = block
      const beyond = BigInt((version === 4 ? 32 : 128) - prefix)
      let known = this.#networks.find(one => one.version === version && one.prefix === prefix)
      if (known === undefined) this.#networks.push((known = { version, prefix, beyond, of: new Set() }))
      known.of.add(network >> beyond)
    }
  }

  covers({ version, prefix, network }: IpBlock): boolean {
    return this.#networks.some(
      one => one.version === version && one.prefix <= prefix && one.of.has(network >> one.beyond),
    )
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

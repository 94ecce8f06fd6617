import * as formats from './formats.ts'
import { refuse, shown, step } from './refusal.ts'
import type { Refusal, RefusalWord, Verdict } from './refusal.ts'
import type { RuleId } from './rules.ts'
import type { PatternComparison } from './pattern-tree.ts'
import { isMimeType } from './registered-names.ts'
import { isCustomType, isScoType, isSdoType } from './stix-objects.ts'
import { isStixId, typeOfId } from './stix-id.ts'
import { decimalsOf, isTimestamp } from './timestamp.ts'
import { isInVocabulary } from './vocabularies.ts'
import type { VocabularyName } from './vocabularies.ts'

/** A JSON object before anything is known of it. */
export type Properties = Readonly<Record<string, unknown>>

/** Longest list of errors or warnings about one object; a hostile object could cause a million. */
const MOST_FINDINGS = 50

/** Collects what is wrong with one object. */
export class Findings implements Verdict {
  readonly errors: Refusal[] = []
  readonly warnings: Refusal[] = []
  /** Of the pattern that was read last. */
  comparisons: readonly PatternComparison[] | undefined

  error(rule: RuleId, at: Place, ...words: RefusalWord[]): void {
    if (this.errors.length < MOST_FINDINGS) this.errors.push(refuse(rule, at.section, at.path, ...words))
  }

  warn(rule: RuleId, at: Place, ...words: RefusalWord[]): void {
    if (this.warnings.length < MOST_FINDINGS) this.warnings.push(refuse(rule, at.section, at.path, ...words))
  }
}

/**
 * Where a check stands: the way to the value, the section that governs it, and where to report. Paths are spelled when something is
 * found, because nearly always nothing is.
 */
export class Place {
  readonly section: string
  readonly findings: Findings
  /** Inside the deprecated `objects` of observed-data (§4.14), where references are its keys: the types of its objects. */
  readonly container: ReadonlyMap<string, string> | undefined
  readonly #outer: Place | undefined
  readonly #key: string | number | undefined

  constructor(section: string, findings: Findings, outer?: Place, key?: string | number, container = outer?.container) {
    this.section = section
    this.findings = findings
    this.container = container
    this.#outer = outer
    this.#key = key
  }

  get path(): string {
    const path = this.#outer?.path ?? '$'
    return this.#key === undefined ? path : step(path, this.#key)
  }
}

/** A test of one value; the tables of the object types are made of these. */
export type Check = (value: unknown, at: Place) => void

/** The place one step further in, optionally governed by another section. */
export function inside(at: Place, key: string | number, section = at.section): Place {
  return new Place(section, at.findings, at, key)
}

/** The same place, governed by another section. */
export function under(section: string, at: Place): Place {
  return new Place(section, at.findings, at)
}

/** Whether a value is a JSON object (not a list, not null). */
export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const by = (section: string, at: Place): Place => under(`STIX 2.1 §${section}`, at)

/** A string of a certain form; the rule is reported with the text. */
function form(test: (text: string) => boolean, rule: RuleId): Check {
  return (value, at) => {
    if (typeof value !== 'string') at.findings.error('wrong-kind', at, 'string')
    else if (!test(value)) at.findings.error(rule, at, value)
  }
}

/** §2.15 */
export const text: Check = (value, at) => {
  if (typeof value !== 'string') at.findings.error('wrong-kind', by('2.15', at), 'string')
}

/** §2.2 */
export const flag: Check = (value, at) => {
  if (typeof value !== 'boolean') at.findings.error('wrong-kind', by('2.2', at), 'boolean')
}

/** §2.10; both ends belong to the range. */
export function integer(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Check {
  return (value, at) => {
    if (!Number.isSafeInteger(value)) at.findings.error('wrong-kind', by('2.10', at), 'integer')
    else if (Number(value) < least || Number(value) > most) at.findings.error('out-of-range', at, least, most)
  }
}

/** §2.6 */
export function float(least = -Number.MAX_VALUE, most = Number.MAX_VALUE): Check {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) at.findings.error('wrong-kind', by('2.6', at), 'float')
    else if (value < least || value > most) at.findings.error('out-of-range', at, least, most)
  }
}

/** §2.16 */
export const timestamp: Check = (value, at) => {
  if (!isTimestamp(value)) at.findings.error('invalid-timestamp', by('2.16', at), shown(value))
}

/** §3.2 created and modified: at least milliseconds. */
export const versionTimestamp: Check = (value, at) => {
  timestamp(value, at)
  if (isTimestamp(value) && decimalsOf(value) < 3) at.findings.error('timestamp-precision', by('3.2', at))
}

/** §2.12 */
export function listOf(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return at.findings.error('wrong-kind', by('2.12', at), 'list')
    if (value.length === 0) at.findings.error('empty-list', by('2.12', at))
    value.forEach((item: unknown, index) => check(item, inside(at, index)))
  }
}

/** §2.3 */
export function dictionaryOf(check: Check): Check {
  return (value, at) => {
    if (!isProperties(value)) return at.findings.error('wrong-kind', by('2.3', at), 'dictionary')
    const entries = Object.entries(value)
    if (entries.length === 0) at.findings.error('empty-dictionary', by('2.3', at))
    for (const [key, item] of entries) {
      if (!formats.isDictionaryKey(key)) at.findings.error('invalid-dictionary-key', by('2.3', at), key)
      check(item, inside(at, key))
    }
  }
}

/** A list of texts, or one text (§6.6 additional_header_fields and its like). */
export const textOrTexts: Check = (value, at) => (Array.isArray(value) ? listOf(text)(value, at) : text(value, at))

/** §2.4: one of a closed list. */
export function closed(vocabulary: VocabularyName): Check {
  return (value, at) => {
    if (typeof value !== 'string') at.findings.error('wrong-kind', by('2.4', at), 'enum')
    else if (!isInVocabulary(vocabulary, value)) {
      at.findings.error('not-in-enumeration', at, value, vocabulary)
    }
  }
}

/** §2.14: one of an open list, or something else, which should be written like the rest. */
export function open(vocabulary: VocabularyName): Check {
  return (value, at) => {
    if (typeof value !== 'string') return at.findings.error('wrong-kind', by('2.14', at), 'open-vocab')
    if (isInVocabulary(vocabulary, value)) return
    at.findings.warn('not-in-vocabulary', at, value, vocabulary)
    if (/[A-Z\s_]/.test(value)) at.findings.warn('not-kebab-case', by('2.14', at), value)
  }
}

/** A text that should be a name of some registry. */
export function registered(test: (text: string) => boolean, registry: string): Check {
  return (value, at) => {
    text(value, at)
    if (typeof value === 'string' && !test(value)) at.findings.warn('unregistered-name', at, value, registry)
  }
}

/** A dictionary whose keys should be names of some registry. */
export function keyedBy(test: (text: string) => boolean, registry: string, check: Check): Check {
  return (value, at) => {
    dictionaryOf(check)(value, at)
    for (const key of isProperties(value) ? Object.keys(value) : []) {
      if (!test(key)) at.findings.warn('unregistered-name', inside(at, key), key, registry)
    }
  }
}

/** What a reference may point at: names of types, or one of the classes. */
export type Target = string

/** §2.9, §3.3: an identifier, of one of some types when any are given. */
export function refTo(...targets: Target[]): Check {
  return (value, at) => {
    const contained = typeof value === 'string' ? at.container?.get(value) : undefined
    if (contained === undefined && !isStixId(value)) {
      return at.findings.error('invalid-id', by('2.9', at), shown(value))
    }
    const type = contained ?? typeOfId(String(value))
    if (targets.length === 0 || targets.some(target => isTarget(type, target))) return
    at.findings.error('wrong-reference-type', at, type)
  }
}

function isTarget(type: string, target: Target): boolean {
  if (target === 'sdo') return isSdoType(type)
  if (target === 'sco') return isScoType(type)
  if (target === 'custom') return isCustomType(type)
  return type === target
}

/** §2.8 */
export const hex: Check = (value, at) => {
  if (typeof value !== 'string' || !formats.isHex(value)) at.findings.error('invalid-hex', by('2.8', at))
  else if (/[A-F]/.test(value)) at.findings.warn('hex-not-lower-case', by('2.8', at))
}

/** §2.1 */
export const binary: Check = form(formats.isBase64, 'invalid-binary')

/** §2.7 */
export const hashes: Check = (value, at) => {
  dictionaryOf(() => undefined)(value, by('2.7', at))
  for (const [algorithm, digest] of isProperties(value) ? Object.entries(value) : []) {
    const place = inside(at, algorithm, 'STIX 2.1 §2.7')
    if (!isInVocabulary('hash-algorithm-ov', algorithm) && !algorithm.startsWith('x_')) {
      at.findings.warn('not-in-vocabulary', place, algorithm, 'hash-algorithm-ov')
    }
    if (typeof digest !== 'string' || !formats.isHashOf(algorithm, digest)) {
      at.findings.error('invalid-hash', place, algorithm)
    }
  }
}

/** RFC 3986, as §2.5 and §6.15 demand. */
export const url: Check = (value, at) => {
  if (typeof value !== 'string' || !formats.isUri(value)) at.findings.error('invalid-url', at, shown(value))
  else if (!formats.hasOnlyUriCharacters(value)) at.findings.warn('url-characters', at)
}

export const language: Check = form(formats.isLanguageTag, 'invalid-language')
export const emailAddress: Check = form(formats.isEmailAddress, 'invalid-email')
export const domainName: Check = form(formats.isDomainName, 'invalid-domain')
export const ipv4: Check = form(formats.isIpv4, 'invalid-ipv4')
export const ipv6: Check = form(formats.isIpv6, 'invalid-ipv6')
export const macAddress: Check = form(formats.isMacAddress, 'invalid-mac')
export const cpe: Check = form(formats.isCpe23, 'invalid-cpe')
export const charset: Check = form(formats.isCharsetName, 'invalid-charset')
export const mimeType: Check = registered(isMimeType, 'IANA media types')

/**
 * Anything at all, as far as STIX goes: a value of a property that the standard does not know. The property itself must
 * not be an empty list (§2.12); deeper inside it is only a warning, because ATT&CK's own `x_mitre_related_assets` has some.
 */
export const anything: Check = (value, at) => {
  if (Array.isArray(value) && value.length === 0) at.findings.error('empty-list', by('2.12', at))
  else looseContent(value, at)
}

const looseContent: Check = (value, at) => {
  if (value === null) at.findings.warn('null-value', by('2', at))
  else if (Array.isArray(value)) {
    if (value.length === 0) at.findings.warn('empty-list', by('2.12', at))
    value.forEach((item: unknown, index) => looseContent(item, inside(at, index)))
  } else if (isProperties(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (/[A-Z]/.test(key)) at.findings.warn('dictionary-key-case', by('2.3', inside(at, key)), key)
      looseContent(item, inside(at, key))
    }
  }
}

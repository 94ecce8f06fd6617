import { refused, type Reading } from './fault.ts'

/** The attributes of a name in the order of the formatted string (NISTIR 7695 §5.2, §6.2). */
export const CPE_ATTRIBUTES = [
  'part',
  'vendor',
  'product',
  'version',
  'update',
  'edition',
  'language',
  'swEdition',
  'targetSw',
  'targetHw',
  'other',
] as const
export type CpeAttribute = (typeof CPE_ATTRIBUTES)[number]

/** A value in plain characters, with the wildcards that may stand before and after it: up to so many characters, or any number. */
export interface CpeText {
  readonly text: string
  readonly before: number
  readonly after: number
}

/** ANY is whatever there is; NA is that there is none. */
export type CpeValue = 'ANY' | 'NA' | CpeText

/** A well-formed name (WFN), in lower case: names are compared without regard to it. */
export type CpeName = Readonly<Record<CpeAttribute, CpeValue>>

/** UTF-16 units; the longest name of NVD has fewer than 300. */
const LONGEST = 2000

const SECTION = 'NISTIR 7695'
const PUNCTUATION = /^[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~_-]$/
const PLAIN = /^[a-z0-9._-]$/
const LANGUAGE = /^[a-z]{2,3}(?:-(?:[a-z]{2}|[0-9]{3}))?$/

/** Reads a CPE 2.3 formatted string, a CPE 2.2 URI, or a WFN in its text form; never throws. */
export function readCpe(name: string): Reading<CpeName> {
  if (name.length > LONGEST) return wrong('cpe-length', 'The CPE name is too long.', 'CPE名が長すぎます。', '§6.2')
  const lower = name.toLowerCase()
  if (lower.startsWith('cpe:2.3:')) return formatted(lower.slice(8))
  if (lower.startsWith('cpe:/')) return uri(lower.slice(5))
  if (lower.startsWith('wfn:[') && lower.endsWith(']')) return wellFormed(name.slice(5, -1))
  return wrong(
    'cpe-prefix',
    'A CPE name begins with "cpe:2.3:", "cpe:/" or "wfn:[".',
    'CPE名は「cpe:2.3:」「cpe:/」「wfn:[」のいずれかで始まります。',
    '§6',
  )
}

/** The CPE 2.3 formatted string of a name (§6.2.2). */
export function cpeText(name: CpeName): string {
  const values = CPE_ATTRIBUTES.map(attribute => {
    const value = name[attribute]
    if (value === 'ANY') return '*'
    if (value === 'NA') return '-'
    const body = value.text === '-' ? '\\-' : [...value.text].map(one => (PLAIN.test(one) ? one : `\\${one}`)).join('')
    return wild(value.before) + body + wild(value.after)
  })
  return `cpe:2.3:${values.join(':')}`
}

/** The text form of a WFN (§5.4.1); attributes that are ANY are left out. */
export function wfnText(name: CpeName): string {
  const pairs = CPE_ATTRIBUTES.flatMap(attribute => {
    const value = name[attribute]
    if (value === 'ANY') return []
    const text =
      value === 'NA' ? 'NA' : `"${wild(value.before)}${value.text.replace(/[^a-z0-9_]/g, '\\$&')}${wild(value.after)}"`
    return `${WFN_NAMES[attribute]}=${text}`
  })
  return `wfn:[${pairs.join(',')}]`
}

/** A name of these attributes in plain characters, without wildcards; what is not given is ANY. Undefined where CPE cannot write it. */
export function cpeOf(values: Readonly<Partial<Record<CpeAttribute, string>>>): CpeName | undefined {
  const entries = CPE_ATTRIBUTES.map((attribute): [CpeAttribute, CpeValue] => {
    const text = values[attribute]?.toLowerCase()
    return [attribute, text === undefined || text === '' ? 'ANY' : { text, before: 0, after: 0 }]
  })
  const name = nameOf(entries.map(([, value]) => value))
  const again = readCpe(cpeText(name))
  return again.ok ? again.value : undefined
}

const WFN_NAMES: Readonly<Record<CpeAttribute, string>> = {
  part: 'part',
  vendor: 'vendor',
  product: 'product',
  version: 'version',
  update: 'update',
  edition: 'edition',
  language: 'language',
  swEdition: 'sw_edition',
  targetSw: 'target_sw',
  targetHw: 'target_hw',
  other: 'other',
}

function wild(count: number): string {
  return count === Infinity ? '*' : '?'.repeat(count)
}

function wrong(rule: string, message: string, messageJa: string, section: string) {
  return refused(rule, `${SECTION} ${section}`, message, messageJa)
}

function nameOf(values: readonly CpeValue[]): CpeName {
  const at = (index: number): CpeValue => values[index] ?? 'ANY'
  return {
    part: at(0),
    vendor: at(1),
    product: at(2),
    version: at(3),
    update: at(4),
    edition: at(5),
    language: at(6),
    swEdition: at(7),
    targetSw: at(8),
    targetHw: at(9),
    other: at(10),
  }
}

/** The values, each of which must fit its attribute. */
function checked(values: readonly (CpeValue | undefined)[], section: string): Reading<CpeName> {
  for (const [index, attribute] of CPE_ATTRIBUTES.entries()) {
    const value = values[index]
    const isText = typeof value === 'object'
    const isFine =
      value !== undefined &&
      (attribute !== 'part' || (isText ? isPlain(value) && /^[aho]$/.test(value.text) : true)) &&
      (attribute !== 'language' || (isText ? isPlain(value) && LANGUAGE.test(value.text) : true))
    if (!isFine)
      return wrong(
        'cpe-value',
        `The attribute ${WFN_NAMES[attribute]} of the CPE name is not one that CPE allows.`,
        `CPE名の属性「${WFN_NAMES[attribute]}」の値は、CPEの規則に合いません。`,
        section,
      )
  }
  return { ok: true, value: nameOf(values.map(value => value ?? 'ANY')) }
}

function isPlain({ before, after }: CpeText): boolean {
  return before === 0 && after === 0
}

function formatted(text: string): Reading<CpeName> {
  const parts = splitUnescaped(text, ':')
  if (parts.length !== CPE_ATTRIBUTES.length)
    return wrong(
      'cpe-attributes',
      `A CPE 2.3 name has eleven attributes; here are ${parts.length}.`,
      `CPE 2.3名の属性は11個ですが、${parts.length}個あります。`,
      '§6.2',
    )
  const values = parts.map(part => {
    if (part === '*') return 'ANY'
    return part === '-' ? 'NA' : quoted(part, PLAIN)
  })
  return checked(values, '§6.2')
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = ['']
  let escaped = false
  for (const one of text) {
    if (one === separator && !escaped) parts.push('')
    else parts[parts.length - 1] += one
    escaped = one === '\\' && !escaped
  }
  return parts
}

/** A value with backslashes; `free` is what needs none. Undefined when it is none. */
function quoted(source: string, free: RegExp): CpeText | undefined {
  const { length } = source
  let start = 0
  let before = 0
  if (source.startsWith('*')) [start, before] = [1, Infinity]
  else while (source.charAt(start) === '?') before = ++start
  let text = ''
  let at = start
  while (at < length) {
    const one = source.charAt(at)
    if (one === '\\') {
      const next = source.charAt(at + 1)
      if (!PUNCTUATION.test(next)) return undefined
      text += next
      at += 2
    } else if (free.test(one)) {
      text += one
      at += 1
    } else break
  }
  const rest = source.slice(at)
  if (text === '' || !/^(?:\*|\?*)$/.test(rest)) return undefined
  return { text, before, after: rest === '*' ? Infinity : rest.length }
}

/** CPE 2.2 (§6.1): seven parts, of which the edition may hold five. */
function uri(text: string): Reading<CpeName> {
  const parts = text.split(':')
  if (parts.length > 7)
    return wrong('cpe-attributes', 'A CPE URI has at most seven parts.', 'CPE URIの要素は最大7個です。', '§6.1')
  const [part = '', vendor = '', product = '', version = '', update = '', edition = '', language = ''] = parts
  const isPacked = edition.startsWith('~')
  const packed = isPacked ? edition.slice(1).split('~') : [edition]
  if (packed.length > 5)
    return wrong(
      'cpe-edition',
      'The packed edition has at most five parts.',
      'パックされたエディションは最大5要素です。',
      '§6.1',
    )
  const [own = '', swEdition = '', targetSw = '', targetHw = '', other = ''] = packed
  const values = [part, vendor, product, version, update, own, language, swEdition, targetSw, targetHw, other]
  return checked(values.map(decoded), '§6.1')
}

function decoded(part: string): CpeValue | undefined {
  if (part === '') return 'ANY'
  if (part === '-') return 'NA'
  // What is percent-encoded gets a backslash; the two codes for wildcards, none (§6.1.3.2).
  let isWrong = false
  const source = part.replace(/%(..?)?|[^a-z0-9_]/gs, (one, code: string | undefined) => {
    if (!one.startsWith('%')) {
      if (!/^[.~-]$/.test(one)) isWrong = true
      return `\\${one}`
    }
    if (code === '01') return '?'
    if (code === '02') return '*'
    const sign = /^[0-9a-f]{2}$/.test(code ?? '') ? String.fromCharCode(parseInt(code ?? '', 16)) : ''
    if (!PUNCTUATION.test(sign)) isWrong = true
    return `\\${sign}`
  })
  return isWrong ? undefined : quoted(source, PLAIN)
}

/** `part="a",vendor="microsoft",version=NA` (§5.4). */
function wellFormed(text: string): Reading<CpeName> {
  const values = new Map<string, CpeValue>()
  const names = Object.values(WFN_NAMES)
  const pair = /\s*([a-zA-Z_]+)\s*=\s*(?:(ANY|NA)|"((?:[^"\\]|\\.)*)")\s*(?:,|$)/gy
  let at = 0
  while (at < text.length) {
    pair.lastIndex = at
    const [whole = '', name = '', logical, source = ''] = pair.exec(text) ?? []
    const value = logical === undefined ? quoted(source.toLowerCase(), /^[a-z0-9_]$/) : (logical as 'ANY' | 'NA') // the expression has these two
    if (whole === '' || !names.includes(name) || values.has(name) || value === undefined)
      return wrong(
        'cpe-wfn',
        `The WFN is not well-formed at character ${at + 1}.`,
        `WFNの${at + 1}文字目が規則に合いません。`,
        '§5.4',
      )
    values.set(name, value)
    at += whole.length
  }
  return checked(
    CPE_ATTRIBUTES.map(attribute => values.get(WFN_NAMES[attribute]) ?? 'ANY'),
    '§5.4',
  )
}

/*
 * Rows of tables and items of feeds as STIX objects. They have no ids and mostly no dates of their own, so an id is made of what a row
 * says (UUIDv5 of its canonical text, RFC 9562): the same row has the same id whenever and wherever it comes from, and is stored once.
 */
import { createHash } from 'node:crypto'
import { canonicalText } from '@noroshi/stix'

/** An object without the dates that storing it gives it. */
export interface Candidate {
  readonly id: string
  /** With the instant at which it was first received for `created`, `modified` and, where it has one, `valid_from`. */
  at(now: string): string
}

/** One row that says what to look for. */
export interface IndicatorRow {
  readonly value: string
  readonly name?: string | undefined
  readonly description?: string | undefined
}

/** One item of a news feed. */
export interface NewsItem {
  readonly title: string
  readonly link: string | null
  readonly text: string | null
}

const NAMESPACE = Buffer.from('6f0d1c1e3f5b4d0a9b8e2a7c5d4e3f21', 'hex')
const LONGEST_NAME = 300
const LONGEST_TEXT = 20_000

function idOf(type: string, content: object): string {
  const hash = createHash('sha1').update(NAMESPACE).update(canonicalText(content)).digest().subarray(0, 16)
  hash[6] = (hash[6] & 0x0f) | 0x50
  hash[8] = (hash[8] & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${type}--${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function candidate(type: string, content: object, dated: readonly string[]): Candidate {
  const id = idOf(type, { type, ...content })
  return {
    id,
    at: now =>
      JSON.stringify({
        type,
        spec_version: '2.1',
        id,
        ...Object.fromEntries(['created', 'modified', ...dated].map(name => [name, now])),
        ...content,
      }),
  }
}

/** An indicator for the value of a row; null when the value is nothing that a pattern can look for. */
export function indicatorOf({ value, name, description }: IndicatorRow): Candidate | null {
  const pattern = patternOf(refanged(value.trim()))
  if (pattern === null) return null
  return candidate(
    'indicator',
    {
      name: (name?.trim() || value.trim()).slice(0, LONGEST_NAME),
      ...(description?.trim() ? { description: description.trim().slice(0, LONGEST_TEXT) } : {}),
      pattern,
      pattern_type: 'stix',
    },
    ['valid_from'],
  )
}

/** A report for a news item; it refers to the originator, because a report refers to something. */
export function reportOf(item: NewsItem, originator: string): Candidate {
  const { link } = item
  return candidate(
    'report',
    {
      name: (item.title.trim() || link || originator).slice(0, LONGEST_NAME),
      ...(item.text?.trim() ? { description: item.text.trim().slice(0, LONGEST_TEXT) } : {}),
      ...(link !== null && /^https?:\/\//i.test(link) && URL.canParse(link)
        ? { external_references: [{ source_name: originator, url: new URL(link).href.slice(0, 2_000) }] }
        : {}),
      object_refs: [originatorOf(originator).id],
    },
    ['published'],
  )
}

/** The originator as STIX knows organisations. */
export const originatorOf = (name: string): Candidate =>
  candidate('identity', { name, identity_class: 'organization' }, [])

/** As it was before somebody made it harmless to click on. */
const refanged = (value: string): string =>
  value
    .replace(/^hxxp/i, 'http')
    .replaceAll(/\[(\.|:|@)\]|\((\.|:|@)\)/g, '$1$2')
    .replaceAll(/\[(dot)\]/gi, '.')

const HASHES: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA-1', 64: 'SHA-256', 128: 'SHA-512' }
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/(?:[0-9]|[12]\d|3[0-2]))?$/
const IPV6 = /^(?=.*:.*:)[0-9a-f:]{2,39}(?:\/\d{1,3})?$/i
const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/i
const EMAIL = /^[^\s@]{1,64}@([^\s@]{4,253})$/

/** What looks for exactly this value (STIX 2.1 §9); null when it is of no kind that is known here. */
export function patternOf(value: string): string | null {
  const quoted = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (/^https?:\/\/\S{3,2000}$/i.test(value)) return `[url:value = ${quoted}]`
  if (IPV4.test(value)) return `[ipv4-addr:value = ${quoted}]`
  if (IPV6.test(value)) return `[ipv6-addr:value = ${quoted}]`
  const hash = /^[0-9a-f]+$/i.test(value) ? HASHES[value.length] : undefined
  if (hash) return `[file:hashes.'${hash}' = ${quoted.toLowerCase()}]`
  if (DOMAIN.test(value)) return `[domain-name:value = ${quoted.toLowerCase()}]`
  const host = EMAIL.exec(value)?.[1]
  return host !== undefined && DOMAIN.test(host) ? `[email-addr:value = ${quoted}]` : null
}

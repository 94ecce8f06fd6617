import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { canonicalText, type StixObject } from '@noroshi/stix'
import { mispToStix } from './misp-to-stix.ts'
import { isProperties, listOf, recordsOf, textOf, type Draft, type Properties } from './misp-words.ts'
import { mispEventsOf, type MispEnvelope } from './stix-to-misp.ts'

/**
 * Agreement with misp-stix on recorded conversions in both directions. What is compared is the mapping of values: not ids, not who
 * made or marked an object, not the words that each puts beside STIX in its own way, and not the order of comparisons. A case that
 * differs is excused by a cause; the shares are counted, so that a case that begins or ceases to differ is seen.
 */
interface Vector {
  readonly kind: 'misp-to-stix21' | 'stix21-to-misp'
  readonly test: string
  readonly misp: Properties
  readonly stix_objects: readonly Properties[]
  readonly bundle: { readonly objects?: readonly StixObject[] }
  readonly misp_events: readonly Properties[]
}

const text = gunzipSync(
  readFileSync(new URL('../../../tests/data/misp/misp-stix21.jsonl.gz', import.meta.url)),
).toString('utf8')
const vectors = text
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Vector)

/** Around the mapping: what both have, each in its way. */
const AROUND = new Set(['grouping', 'report', 'marking-definition', 'extension-definition', 'identity', 'note'])
const UNCOMPARED = new Set(['id', 'created_by_ref', 'object_marking_refs', 'spec_version', 'created', 'modified'])
const TIMES = new Set(['first_observed', 'last_observed', 'valid_from'])

/** An object without what is not compared; where an event has no time, each takes one of its own. */
function mapped(object: Properties, isTimeless: boolean): string {
  const result: Draft = {}
  for (const [name, value] of Object.entries(object)) {
    if (UNCOMPARED.has(name) || name.startsWith('x_misp_') || (isTimeless && TIMES.has(name))) continue
    if (name === 'extensions') {
      const own = Object.entries(value as object).filter(([key]) => !key.startsWith('extension-definition--')) // a dictionary, as validated
      if (own.length > 0) result[name] = Object.fromEntries(own)
    } else if (/_refs?$/.test(name))
      result[name] = [value]
        .flat()
        .map(id => String(id).split('--')[0])
        .sort()
    else if (name === 'external_references') {
      const others = recordsOf(value).filter(one => one['source_name'] !== 'misp-galaxy')
      if (others.length > 0) result[name] = others.map(one => canonicalText(one)).sort()
    } else if (name === 'labels') {
      const own = listOf(value).filter(label => !/^Threat-Report$|^misp:tool=/.test(String(label)))
      if (own.length > 0) result[name] = own
    } else if (name === 'pattern' && String(value).startsWith('[')) result[name] = comparisons(String(value))
    else result[name] = typeof value === 'string' && /^\d{4}-.*Z$/.test(value) ? new Date(value).toISOString() : value
  }
  return canonicalText(result)
}

/** Comparisons of a pattern, with numbers and times written as texts, without those of properties that are misp-stix's own. */
function comparisons(pattern: string): string[] {
  const plain = pattern
    .slice(1, -1)
    .replace(/ = (\d+)/g, " = '$1'")
    .replaceAll(" t'", " '")
    .replace(/[()]/g, '')
  return plain
    .split(' AND ')
    .filter(one => !one.includes('x_misp_'))
    .sort()
}

const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every(item => other.has(item))

function isSameToStix({ misp, stix_objects: theirs }: Vector): boolean {
  const event = isProperties(misp['Event']) ? misp['Event'] : misp
  const compared = (objects: readonly Properties[]) =>
    objects
      .filter(({ type }) => !AROUND.has(String(type)))
      .map(object => mapped(object, event['timestamp'] === undefined))
  const mine = new Set(compared(mispToStix(misp).objects.map(object => ({ ...object }))))
  return isSameSet(mine, new Set(compared(theirs)))
}

const envelope: MispEnvelope = {
  ...{
    uuid: '0f6a2f3e-1c55-4f0e-9d49-3a8f3c1f7d10',
    info: '',
    at: '2026-01-01T00:00:00.000Z',
    distribution: '0',
    tags: [],
  },
  organisation: { uuid: '6f0c1a52-57a5-4e0d-b5ff-0b54a1d6fd57', name: 'Hub' },
}

/** Every value with its type or relation, and whether a single one is detected; files by their being there. */
function told(events: readonly Properties[]): Set<string> {
  const facts = events
    .map(event => (isProperties(event['Event']) ? event['Event'] : event))
    .flatMap(event => [
      ...recordsOf(event['Attribute']).map(
        one => `${textOf(one['type']) ?? ''}|${textOf(one['value']) ?? ''}|${String(one['to_ids'] === true)}`,
      ),
      ...recordsOf(event['Object']).flatMap(object =>
        recordsOf(object['Attribute']).map(one => {
          const relation = textOf(one['object_relation']) ?? ''
          const value = /bin|attachment/.test(relation) ? '' : (textOf(one['value']) ?? '').replace('+00:00', 'Z')
          return `${textOf(object['name']) ?? ''}:${relation}|${value}`
        }),
      ),
    ])
  return new Set(facts)
}

function isSameToMisp({ bundle, misp_events: theirs }: Vector): boolean {
  const mine = told(mispEventsOf(bundle.objects ?? [], envelope).events)
  return isSameSet(mine, told(theirs))
}

/** Why cases differ, by the names of their tests. */
const CAUSES: Readonly<Record<string, RegExp>> = {
  'the values of a file, a process or a connection that misp-stix puts into properties of its own, or into further objects, stay in the extension':
    /file|pe_and|lnk|image|process|registry_key|netflow|http_request|network_socket|network_connection|network_traffic|script|credential|annotation|artifact|attachment|malware_sample|account|news_agency|organization|person|employee|legal_entity|ip_port|object_references|custom_objects|asn|vulnerability_object|attack_pattern_object|intrusion_set_object|wrapped/,
  'a registry hive is written in full (§6.17), and a backslash once': /regkey|registry/,
  'digests that STIX has no name for keep MISP’s, with hyphens; SHA-512/224 is not SHA-224': /hash|sha/,
  'a galaxy is related by the word of Appendix B, from the indicator where there is one': /galaxy|galaxies|cluster/,
  'a cluster of MISP’s own kind has a name here': /custom_galaxy|acs_marking/,
  'any item of a list is asked with [*] (§9.7)': /email_header|email_reply_to|email_x_mailer|domain_ip/,
  'an email attachment is a file, and display names are given to addresses only when each has one': /email/,
  'a rule of another language is valid from when it was made, and a pattern keeps its comment':
    /patterning_language|http_indicator|x509|hostname_port/,
  'what the recording merged from several documents':
    /collection|report|invalid_uuids|single_report|multiple_reports|reports/,
  'a bare object of the standard is one object':
    /test_(?:course_of_action|tool|intrusion_set|malware)$|object$|objects$/,
  'confidence of attributes, and the scale of opinions': /confidence|analyst/,
  'an address alone is a destination, and labels are tags':
    /custom_labels|tlp_|ip_address|attribute|vulnerability|user_account|unreferenced|observable/,
}

function differing(kind: Vector['kind'], isSame: (vector: Vector) => boolean): { same: number; differ: string[] } {
  const cases = vectors.filter(vector => vector.kind === kind)
  const differ = cases.filter(vector => !isSame(vector)).map(({ test }) => test.split('::').at(-1) ?? '')
  return { same: cases.length - differ.length, differ }
}

const unexplained = (names: readonly string[]) =>
  names.filter(name => !Object.values(CAUSES).some(cause => cause.test(name)))

describe('agreement with misp-stix', () => {
  it('maps 150 of 232 recorded MISP documents to the same objects, and the rest differs for a reason', () => {
    const { same, differ } = differing('misp-to-stix21', isSameToStix)
    expect(unexplained(differ)).toEqual([])
    expect(same).toBe(150)
  })

  it('maps 111 of 194 recorded bundles to the same values, and the rest differs for a reason', () => {
    const { same, differ } = differing('stix21-to-misp', isSameToMisp)
    expect(unexplained(differ)).toEqual([])
    expect(same).toBe(111)
  })
})

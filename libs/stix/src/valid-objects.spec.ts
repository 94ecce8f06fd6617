import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { Properties } from './checks.ts'
import { newObject } from './new-object.ts'
import { parseObject } from './parse.ts'
import { isSameJson } from './same-json.ts'
import { SCO_TYPES, SDO_TYPES } from './stix-objects.ts'
import { validateObject } from './validate.ts'

/** Properties of every type, as the standard has them (required ones first), and an arbitrary good value for each. */

const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(date => date.toISOString())
const word = fc.string({ minLength: 1, maxLength: 20 })
const flag = fc.boolean()
const uuid = fc.uuid({ version: 4 })
const list = (item: fc.Arbitrary<unknown>) => fc.array(item, { minLength: 1, maxLength: 3 })
const ref = (...types: string[]) => fc.tuple(fc.constantFrom(...types), uuid).map(([type, id]) => `${type}--${id}`)
const count = fc.integer({ min: 0, max: 65_535 })
const hashes = fc.record({ 'SHA-256': fc.stringMatching(/^[0-9a-f]{64}$/) })
const host = fc.stringMatching(/^[a-z]{1,10}$/).map(name => `${name}.example`)
const url = host.map(name => `https://${name}/`)

type Arbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>

const REQUIRED: Readonly<Record<string, Arbitraries>> = {
  'attack-pattern': { name: word },
  campaign: { name: word },
  'course-of-action': { name: word },
  grouping: { context: fc.constant('unspecified'), object_refs: list(ref('tool', 'url')) },
  identity: { name: word },
  incident: { name: word },
  indicator: {
    pattern: host.map(name => `[domain-name:value = '${name}']`),
    pattern_type: fc.constant('stix'),
    valid_from: time,
  },
  infrastructure: { name: word },
  'intrusion-set': { name: word },
  location: { region: fc.constant('asia') },
  malware: { is_family: flag, name: word },
  'malware-analysis': { product: fc.constant('scanner'), result: fc.constant('benign') },
  note: { content: word, object_refs: list(ref('report')) },
  'observed-data': {
    first_observed: fc.constant('2020-01-01T00:00:00Z'),
    last_observed: fc.constant('2020-01-02T00:00:00Z'),
    number_observed: fc.integer({ min: 1, max: 999_999_999 }),
    object_refs: list(ref('file')),
  },
  opinion: { opinion: fc.constantFrom('agree', 'neutral'), object_refs: list(ref('note')) },
  report: { name: word, published: time, object_refs: list(ref('malware')) },
  'threat-actor': { name: word },
  tool: { name: word },
  vulnerability: { name: word },
  relationship: { relationship_type: fc.constant('uses'), source_ref: ref('campaign'), target_ref: ref('tool') },
  sighting: { sighting_of_ref: ref('malware') },
  'language-content': { object_ref: ref('tool'), contents: fc.record({ ja: fc.record({ name: word }) }) },
  'extension-definition': {
    ...{ name: word, schema: word, version: word, created_by_ref: ref('identity') },
    extension_types: list(fc.constantFrom('new-sdo', 'new-sco', 'property-extension')),
  },
  artifact: { url, hashes },
  'autonomous-system': { number: count },
  directory: { path: word },
  'domain-name': { value: host },
  'email-addr': { value: host.map(name => `who@${name}`) },
  'email-message': { is_multipart: fc.constant(false) },
  file: { hashes, name: word },
  'ipv4-addr': { value: fc.ipV4() },
  'ipv6-addr': { value: fc.ipV6() },
  'mac-addr': { value: fc.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/) },
  mutex: { name: word },
  'network-traffic': { protocols: list(fc.constantFrom('tcp', 'http')), src_ref: ref('ipv4-addr') },
  process: { pid: count },
  software: { name: word },
  url: { value: url },
  'user-account': { user_id: word },
  'windows-registry-key': { key: word.map(name => `HKEY_USERS\\${name}`) },
  'x509-certificate': { serial_number: word },
}

const OPTIONAL: Readonly<Record<string, Arbitraries>> = {
  identity: { sectors: list(fc.constant('energy')), contact_information: word, roles: list(word) },
  indicator: { name: word, description: word, indicator_types: list(fc.constant('benign')) },
  malware: { sample_refs: list(ref('file')), aliases: list(word), capabilities: list(fc.constant('anti-vm')) },
  location: { latitude: fc.double({ min: -90, max: 90, noNaN: true }), longitude: fc.constant(139.5), city: word },
  sighting: {
    count: fc.integer({ min: 0, max: 999_999_999 }),
    where_sighted_refs: list(ref('location')),
    summary: flag,
  },
  file: { size: count, ctime: time, magic_number_hex: fc.constant('ffd8'), content_ref: ref('artifact') },
  process: { command_line: word, created_time: time, child_refs: list(ref('process')), is_hidden: flag },
  'network-traffic': { src_port: count, dst_port: count, is_active: flag, src_packets: count },
  'user-account': { account_created: time, is_disabled: flag, account_login: word },
  'windows-registry-key': { number_of_subkeys: count, modified_time: time, values: list(fc.record({ name: word })) },
  software: { languages: list(fc.constantFrom('ja', 'en-GB')), version: word, vendor: word },
}
const AUTHORED: Arbitraries = {
  ...{ confidence: fc.integer({ min: 0, max: 100 }), lang: fc.constantFrom('ja', 'en'), labels: list(word) },
  ...{ created_by_ref: ref('identity'), revoked: flag },
  // A catalogue whose identifiers have a form asks for one (§2.5).
  external_references: list(fc.record({ source_name: word.map(name => `${name}.example`), description: word })),
}

const isObservable = (type: string): boolean => SCO_TYPES.some(known => known === type)
const anyType = fc.constantFrom(...Object.keys(REQUIRED))

/** A good object of a type: what is required, and some of the rest. */
function objectOf(type: string): fc.Arbitrary<Properties> {
  const required = REQUIRED[type] ?? {}
  const optional = { ...(isObservable(type) ? {} : AUTHORED), ...OPTIONAL[type] }
  const both = fc.record({ ...optional, ...required }, { requiredKeys: Object.keys(required) })
  return fc.tuple(both, time, uuid).map(([own, now, id]) => {
    const { latitude, longitude, ...rest } = own
    const place = latitude !== undefined && longitude !== undefined ? { latitude, longitude } : {}
    return newObject({ ...rest, ...place, type }, { now, uuid: id })
  })
}
const anyObject = anyType.chain(objectOf)
const errorsOf = (object: unknown) => validateObject(object).errors

describe('a valid object', () => {
  it('is made here of every type that the standard has', () => {
    for (const type of [...SDO_TYPES, ...SCO_TYPES]) expect(Object.keys(REQUIRED)).toContain(type)
  })

  it('passes, whatever its values', () => {
    fc.assert(
      fc.property(anyObject, object => expect(errorsOf(object)).toEqual([])),
      { numRuns: 2000 },
    )
  })

  it('fails at the very property that is broken', () => {
    const wrong = fc.constantFrom<unknown>({}, [], [[]], null, -1.5, true, '')
    fc.assert(
      fc.property(anyObject, fc.nat(), wrong, (object, choice, value) => {
        const names = Object.keys(object).filter(name => name !== 'type')
        const name = names[choice % names.length] ?? 'id'
        const isLegal = typeof value === typeof object[name] && Array.isArray(value) === Array.isArray(object[name])
        // A text may be empty and a flag true: these are no breaks.
        fc.pre(!isLegal || typeof value === 'object')
        const paths = errorsOf({ ...object, [name]: value }).map(({ path }) => path)
        expect([name, value, paths.some(path => path === `$.${name}` || path.startsWith(`$.${name}`))]).toEqual([
          name,
          value,
          true,
        ])
      }),
      { numRuns: 3000 },
    )
  })

  it('fails at the very property that is missing', () => {
    fc.assert(
      fc.property(anyObject, object => {
        for (const name of [
          'id',
          ...(isObservable(String(object['type'])) ? [] : ['spec_version', 'created', 'modified']),
        ]) {
          const paths = errorsOf({ ...object, [name]: undefined })
            .concat(errorsOf(without(object, name)))
            .map(({ path }) => path)
          expect(paths).toContain(`$.${name}`)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is read and written without loss, in any order of keys', () => {
    fc.assert(
      fc.property(anyObject, fc.double({ noNaN: true, noDefaultInfinity: true }), (object, number) => {
        const own = { ...object, x_number: number, x_time: '2020-01-01T00:00:00.100000000Z' }
        const turned = Object.fromEntries(Object.entries(own).reverse())
        const [one, other] = [own, turned].map(value => parseObject(JSON.stringify(value)))
        if (one?.ok !== true || other?.ok !== true) {
          // Only an integer beyond 2^53 is refused (§2.10).
          expect(Number.isInteger(number) && !Number.isSafeInteger(number)).toBe(true)
          return
        }
        expect(JSON.stringify(one.value.object)).toBe(JSON.stringify(own))
        expect(isSameJson(one.value.object, other.value.object)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

function without(object: Properties, name: string): Properties {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}

describe('a mutated object', () => {
  const file = new URL('../../../tests/data/stix/stix2-validator-v21.jsonl', import.meta.url)
  // One recorded case a line.
  const seeds = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { instance: unknown }).instance)
  const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ maxLength: 300 }), fc.constant('a-'.repeat(20_000)))

  /** Puts a value somewhere into a copy of a tree: `way` says where to turn. */
  function mutated(seed: unknown, way: readonly number[], value: unknown): unknown {
    const [turn, ...rest] = way
    if (turn === undefined || typeof seed !== 'object' || seed === null) return value
    const entries = Object.entries(seed)
    const at = entries.length === 0 ? 0 : turn % entries.length
    const copy = entries.map(([key, item], index) => [key, index === at ? mutated(item, rest, value) : item] as const)
    return Array.isArray(seed) ? copy.map(([, item]) => item) : Object.fromEntries(copy)
  }

  it('crashes nothing and takes no time, 20,000 times', () => {
    let slowest = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }),
        junk,
        (seed, way, value) => {
          const object = mutated(seed, way, value)
          // Of the processor, not the clock's: the machine may have other work.
          const before = process.cpuUsage()
          const verdict = validateObject(object)
          const { user, system } = process.cpuUsage(before)
          slowest = Math.max(slowest, (user + system) / 1000)
          expect(Array.isArray(verdict.errors)).toBe(true)
        },
      ),
      { numRuns: 20_000 },
    )
    expect(slowest).toBeLessThan(1000)
  }, 60_000)
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { TLP_2_EXTENSION, TLP_MARKINGS } from './tlp.ts'
import { validateObject } from './validate.ts'

const uuid = '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'
const times = { created: '2016-05-12T08:17:27.000Z', modified: '2016-05-12T08:17:27.000Z' }

const authored = (type: string, more: object): object => ({
  type,
  spec_version: '2.1',
  id: `${type}--${uuid}`,
  ...times,
  ...more,
})

const observable = (type: string, more: object): object => ({
  type,
  spec_version: '2.1',
  id: `${type}--${uuid}`,
  ...more,
})

const errorsOf = (object: unknown): string[] => validateObject(object).errors.map(({ rule, path }) => `${rule} ${path}`)
const warningsOf = (object: unknown): string[] =>
  validateObject(object).warnings.map(({ rule, path }) => `${rule} ${path}`)

const ref = (type: string): string => `${type}--${uuid}`
const indicator = { pattern: "[ipv4-addr:value = '198.51.100.1']", pattern_type: 'stix', valid_from: times.created }

describe('an object of the standard', () => {
  const good: [title: string, object: object][] = [
    ['indicator', authored('indicator', indicator)],
    ['location by coordinates', authored('location', { latitude: 35.68, longitude: 139.76, precision: 10 })],
    ['malware sample without a name', authored('malware', { is_family: false })],
    [
      'relationship',
      authored('relationship', { relationship_type: 'uses', source_ref: ref('campaign'), target_ref: ref('tool') }),
    ],
    ['sighting of a custom object', authored('sighting', { sighting_of_ref: ref('x-thing'), count: 0 })],
    ['file by its name', observable('file', { name: '緊急.exe' })],
    ['file by its digest', observable('file', { hashes: { 'SHA-256': 'aB'.repeat(32) } })],
    ['IPv6 block', observable('ipv6-addr', { value: '2001:db8::/32' })],
    ['IPv6 address that ends in IPv4', observable('ipv6-addr', { value: '::ffff:198.51.100.1' })],
    ['internationalised domain', observable('domain-name', { value: '例え.テスト' })],
    ['registry key in full', observable('windows-registry-key', { key: 'HKEY_LOCAL_MACHINE\\System' })],
    ['software with a CPE', observable('software', { name: 'x', cpe: 'cpe:2.3:a:a\\:b:c:1.0:*:*:*:*:*:*:*' })],
  ]

  it.each(good)('passes as %s', (_title, object) => {
    expect(errorsOf(object)).toEqual([])
  })

  const bad: [title: string, object: unknown, error: string][] = [
    ['no object', [], 'not-an-object $'],
    ['no type', {}, 'required-property $.type'],
    ['a type with capitals', authored('Malware', {}), 'invalid-type $.type'],
    ['the reserved type', authored('action', {}), 'reserved-type $.type'],
    ['no name', authored('campaign', {}), 'required-property $.name'],
    ['the id of another type', authored('tool', { name: 'x', id: ref('malware') }), 'id-type-mismatch $.id'],
    ['an id without UUID', authored('tool', { name: 'x', id: 'tool--1' }), 'invalid-id $.id'],
    [
      'modified before created',
      authored('tool', { name: 'x', modified: '2016-05-12T08:17:26.999Z' }),
      'time-order $.modified',
    ],
    [
      'seconds only in created',
      authored('tool', { name: 'x', created: '2016-05-12T08:17:27Z' }),
      'timestamp-precision $.created',
    ],
    ['spec_version 2.0', authored('tool', { name: 'x', spec_version: '2.0' }), 'invalid-spec-version $.spec_version'],
    ['confidence 101', authored('tool', { name: 'x', confidence: 101 }), 'out-of-range $.confidence'],
    ['a language that does not exist', authored('tool', { name: 'x', lang: 'foo' }), 'invalid-language $.lang'],
    ['an empty list', authored('tool', { name: 'x', aliases: [] }), 'empty-list $.aliases'],
    ['a reserved property', authored('tool', { name: 'x', severity: 1 }), 'reserved-property $.severity'],
    ['a property in capitals', authored('tool', { name: 'x', Foo: 1 }), 'invalid-property-name $.Foo'],
    [
      'a reference without source',
      authored('tool', { name: 'x', external_references: [{ url: 'http://x/' }] }),
      'required-property $.external_references[0].source_name',
    ],
    [
      'a reference that says nothing',
      authored('tool', { name: 'x', external_references: [{ source_name: 'x' }] }),
      'at-least-one $.external_references[0]',
    ],
    [
      'a CVE that is none',
      authored('vulnerability', { name: 'x', external_references: [{ source_name: 'cve', external_id: 'CVE-1' }] }),
      'invalid-external-id $.external_references[0].external_id',
    ],
    [
      'a pattern that does not parse',
      authored('indicator', { ...indicator, pattern: '[x]' }),
      'invalid-pattern $.pattern',
    ],
    [
      'valid_until equal to valid_from',
      authored('indicator', { ...indicator, valid_until: times.created }),
      'time-order-strict $.valid_until',
    ],
    ['a family without name', authored('malware', { is_family: true }), 'family-needs-name $'],
    ['an analysis without result', authored('malware-analysis', { product: 'x' }), 'at-least-one $'],
    ['a place nowhere', authored('location', { name: 'x' }), 'at-least-one $'],
    ['half a coordinate', authored('location', { region: 'asia', latitude: 1 }), 'needs-other $'],
    ['a latitude beyond the pole', authored('location', { latitude: 91, longitude: 0 }), 'out-of-range $.latitude'],
    [
      'an opinion of its own',
      authored('opinion', { opinion: 'maybe', object_refs: [ref('tool')] }),
      'not-in-enumeration $.opinion',
    ],
    [
      'nothing observed',
      authored('observed-data', { first_observed: times.created, last_observed: times.created, number_observed: 1 }),
      'exactly-one $',
    ],
    [
      'zero observations',
      authored('observed-data', {
        first_observed: times.created,
        last_observed: times.created,
        number_observed: 0,
        object_refs: [ref('url')],
      }),
      'out-of-range $.number_observed',
    ],
    [
      'a relationship to a relationship',
      authored('relationship', { relationship_type: 'uses', source_ref: ref('relationship'), target_ref: ref('tool') }),
      'wrong-reference-type $.source_ref',
    ],
    [
      'a relationship in capitals',
      authored('relationship', { relationship_type: 'Uses', source_ref: ref('tool'), target_ref: ref('tool') }),
      'invalid-relationship-type $.relationship_type',
    ],
    [
      'a sighting of an observable',
      authored('sighting', { sighting_of_ref: ref('url') }),
      'wrong-reference-type $.sighting_of_ref',
    ],
    [
      'a sighting counted too often',
      authored('sighting', { sighting_of_ref: ref('tool'), count: 1_000_000_000 }),
      'out-of-range $.count',
    ],
    ['a file without name and digest', observable('file', { size: 1 }), 'at-least-one $'],
    ['a digest of the wrong length', observable('file', { hashes: { MD5: 'abc' } }), 'invalid-hash $.hashes.MD5'],
    [
      'an artifact from two sources',
      observable('artifact', { payload_bin: 'AQ==', url: 'http://x/', hashes: { MD5: 'a'.repeat(32) } }),
      'exactly-one $',
    ],
    ['an artifact behind a URL without digest', observable('artifact', { url: 'http://x/' }), 'needs-other $'],
    ['a multipart message with a body', observable('email-message', { is_multipart: true, body: 'x' }), 'excludes $'],
    ['traffic from nowhere to nowhere', observable('network-traffic', { protocols: ['tcp'] }), 'at-least-one $'],
    ['an abbreviated hive', observable('windows-registry-key', { key: 'hklm\\System' }), 'abbreviated-hive $.key'],
    ['an empty process', observable('process', {}), 'at-least-one $'],
    ['an empty certificate', observable('x509-certificate', {}), 'at-least-one $'],
    ['an address in capitals', observable('mac-addr', { value: 'D2:FB:49:24:37:18' }), 'invalid-mac $.value'],
    ['a URL without scheme', observable('url', { value: 'evil.example/a' }), 'invalid-url $.value'],
    ['a domain with a path', observable('domain-name', { value: 'evil.example/a' }), 'invalid-domain $.value'],
    [
      'an extension of another type',
      observable('file', { name: 'x', extensions: { 'tcp-ext': { src_flags_hex: '00' } } }),
      "invalid-extension-key $.extensions['tcp-ext']",
    ],
    [
      'an empty predefined extension',
      observable('file', { name: 'x', extensions: { 'ntfs-ext': {} } }),
      "at-least-one $.extensions['ntfs-ext']",
    ],
    [
      'a selector that hits nothing',
      authored('tool', { name: 'x', granular_markings: [{ lang: 'ja', selectors: ['description'] }] }),
      'selector-misses $.granular_markings[0]',
    ],
    [
      'a selector that hits only the prototype',
      authored('tool', { name: 'x', granular_markings: [{ lang: 'ja', selectors: ['constructor'] }] }),
      'selector-misses $.granular_markings[0]',
    ],
    [
      'a selector that is none',
      authored('tool', { name: 'x', granular_markings: [{ lang: 'ja', selectors: ['name.[x]'] }] }),
      'selector-syntax $.granular_markings[0]',
    ],
    [
      'a part with two markings',
      authored('tool', {
        name: 'x',
        granular_markings: [{ lang: 'ja', marking_ref: ref('marking-definition'), selectors: ['name'] }],
      }),
      'exactly-one $.granular_markings[0]',
    ],
    [
      'a translation of no language',
      authored('language-content', { object_ref: ref('tool'), contents: { 日本: { name: 'x' } } }),
      "invalid-language $.contents['日本']",
    ],
    [
      'a random observable with a computed id',
      observable('process', { pid: 1, id: 'process--28bb3599-77cd-5a82-a950-b5bc3caf07c4' }),
      'id-must-be-random $.id',
    ],
    ['its own method toString', authored('tool', { name: { toString: 1 }, id: { toString: 1 } }), 'invalid-id $.id'],
  ]

  it.each(bad)('is refused with %s', (_title, object, error) => {
    expect(errorsOf(object)).toContain(error)
  })

  const odd: [title: string, object: object, warning: string][] = [
    [
      'a word outside an open vocabulary',
      authored('tool', { name: 'x', tool_types: ['hammer'] }),
      'not-in-vocabulary $.tool_types[0]',
    ],
    ['a property of its own', authored('tool', { name: 'x', x_acme: 1 }), 'custom-property $.x_acme'],
    ['a type of its own', authored('x-acme', {}), 'custom-object $.type'],
    [
      'a relationship the standard does not list',
      authored('relationship', { relationship_type: 'eats', source_ref: ref('tool'), target_ref: ref('tool') }),
      'unusual-relationship $',
    ],
    [
      'two TLP markings',
      authored('tool', { name: 'x', object_marking_refs: TLP_MARKINGS.slice(0, 2).map(({ object }) => object.id) }),
      'several-tlp $',
    ],
    [
      'another id than the computed one',
      observable('ipv4-addr', { value: '198.51.100.4', id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4' }),
      'id-not-deterministic $.id',
    ],
    [
      'an author on an observable',
      observable('url', { value: 'http://x/', created_by_ref: ref('identity') }),
      'forbidden-property $.created_by_ref',
    ],
    ['characters that a URL should escape', observable('url', { value: 'http://x/{id}' }), 'url-characters $.value'],
  ]

  it.each(odd)('is tolerated with %s', (_title, object, warning) => {
    expect(errorsOf(object)).toEqual([])
    expect(warningsOf(object)).toContain(warning)
  })
})

describe('a TLP marking', () => {
  it.each(TLP_MARKINGS.map(({ version, label, object }) => [label, version, object] as const))(
    '%s (%i) passes as published',
    (_label, _version, object) => {
      expect(validateObject(object)).toEqual({ errors: [], warnings: [] })
    },
  )

  it('is refused under any other id, time or colour', () => {
    const [white, , , , clear] = TLP_MARKINGS.map(({ object }) => object)
    const forged = [
      { ...white, id: ref('marking-definition') },
      { ...white, created: '2018-01-20T00:00:00.000Z' },
      { ...white, definition: { tlp: 'red' } },
      { ...clear, id: ref('marking-definition') },
      { ...clear, extensions: { [TLP_2_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: 'red' } } },
      { ...clear, extensions: undefined, definition_type: 'statement', definition: { statement: 'x' } },
    ]
    for (const marking of forged) expect(errorsOf(marking)).toContain('unknown-tlp $')
  })

  it('does not mark itself', () => {
    const marking = { ...TLP_MARKINGS[0]?.object, object_marking_refs: [TLP_MARKINGS[0]?.object.id] }
    expect(errorsOf(marking)).toContain('marking-cycle $')
  })
})

describe('any JSON value', () => {
  it('is judged without a crash', () => {
    const names = fc.constantFrom(
      'type',
      'id',
      'name',
      'extensions',
      'hashes',
      'object_refs',
      'granular_markings',
      'definition',
      'created',
      'toString',
      'constructor',
      '__proto__',
      'objects',
      'pattern',
      'pattern_type',
      'contents',
      'external_references',
    )
    const value = fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(
          'bundle',
          'indicator',
          'stix',
          'marking-definition',
          'language-content',
          'constructor',
          ref('file'),
          times.created,
          null,
          0,
          true,
        ),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.array(fc.tuple(names, tie('tree')), { maxLength: 5 }).map(entries => {
          const written = entries.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`)
          return JSON.parse(`{${written.join(',')}}`) as unknown
        }),
      ),
    })).tree
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('file', 'indicator', 'bundle', 'marking-definition', 'language-content', 'x-acme', 'report'),
        (tree, type) => {
          const object = typeof tree === 'object' && tree !== null ? { ...tree, type } : tree
          expect(Array.isArray(validateObject(object).errors)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is not followed into a bottomless pit', () => {
    expect(errorsOf(JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`))).toEqual(['too-deep $'])
  })

  it('causes at most fifty errors', () => {
    const object_refs = Array.from({ length: 10_000 }, () => 'nothing')
    expect(errorsOf(authored('report', { name: 'x', published: times.created, object_refs }))).toHaveLength(50)
  })
})

describe('real feeds', () => {
  it.each([
    'attack/ics-attack-17.1.json',
    'attack/ics-attack-18.1.json',
    'stix/poisonivy.json',
    'stix/using-granular-markings.json',
    'stix/using-marking-definitions.json',
  ])('such as %s pass whole', name => {
    const text = readFileSync(new URL(`../../../tests/data/${name}`, import.meta.url), 'utf8')
    // The fixtures are bundles: they have objects.
    const { objects } = JSON.parse(text) as { objects: unknown[] }
    expect(objects.flatMap(errorsOf)).toEqual([])
  })
})

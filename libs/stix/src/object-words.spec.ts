import { displayName, indicatorRows, versionOf } from './object-words.ts'
import { newBundle } from './stix-objects.ts'
import { TLP_MARKINGS } from './tlp.ts'

const md5 = 'cead3f77f6cda6ec00f57d76c9a6879f'

describe('the version of an object', () => {
  it('is modified, else created, else nothing', () => {
    expect(versionOf({ created: '2020-01-01T00:00:00.000Z', modified: '2021-01-01T00:00:00.000Z' })).toMatch(/^2021/)
    expect(versionOf({ created: '2020-01-01T00:00:00.000Z' })).toMatch(/^2020/)
    expect(versionOf({ modified: 17 })).toBe('')
    expect(versionOf(null)).toBe('')
  })
})

describe('the rows of the indicators table', () => {
  it('are the values that a pattern compares for equality', () => {
    const pattern = `[ipv4-addr:value IN ('198.51.100.1', '198.51.100.0/24') OR domain-name:value = 'evil.example'
      OR file:hashes.MD5 = '${md5}' OR file:name = 'a.exe' OR file:size > 10 OR url:value LIKE 'http%'
      OR domain-name:value NOT = 'good.example' OR network-traffic:dst_ref.value = '198.51.100.1'
      OR domain-name:value = 'evil.example']`
    expect(indicatorRows({ type: 'indicator', pattern_type: 'stix', pattern })).toEqual([
      { kind: 'ipv4-addr', value: '198.51.100.1' },
      { kind: 'ipv4-addr', value: '198.51.100.0/24' },
      { kind: 'domain-name', value: 'evil.example' },
      { kind: 'hash:MD5', value: md5 },
      { kind: 'file:name', value: 'a.exe' },
      { kind: 'network-traffic:dst_ref.value', value: '198.51.100.1' },
    ])
  })

  it('are the own value of an observable, and the digests of a file', () => {
    expect(indicatorRows({ type: 'url', value: 'http://evil.example/' })).toEqual([
      { kind: 'url', value: 'http://evil.example/' },
    ])
    expect(indicatorRows({ type: 'file', name: 'a.exe', hashes: { MD5: md5, 'SHA-1': 17 } })).toEqual([
      { kind: 'hash:MD5', value: md5 },
      { kind: 'file:name', value: 'a.exe' },
    ])
    expect(indicatorRows({ type: 'autonomous-system', number: 64_500 })).toEqual([
      { kind: 'autonomous-system:number', value: '64500' },
    ])
  })

  it.each([
    [{ type: 'indicator', pattern_type: 'yara', pattern: 'rule x {}' }],
    [{ type: 'indicator', pattern_type: 'stix', pattern: 'nonsense' }],
    [{ type: 'malware', name: 'x' }],
    [{ type: 'network-traffic', protocols: ['tcp'] }],
    [{ type: 'constructor', value: 'x' }],
    [{}],
    [null],
  ])('are none for %j', object => {
    expect(indicatorRows(object)).toEqual([])
  })
})

describe('the name that a list shows', () => {
  it.each([
    [{ type: 'malware', name: 'Poison Ivy' }, 'Poison Ivy'],
    [{ type: 'ipv4-addr', value: '198.51.100.1' }, '198.51.100.1'],
    [{ type: 'indicator', name: '', pattern: '[a:b = 1]' }, '[a:b = 1]'],
    [{ type: 'relationship', relationship_type: 'uses' }, 'uses'],
    [{ type: 'autonomous-system', number: 64_500 }, 'AS64500'],
    [{ type: 'network-traffic', protocols: ['ipv4', 'tcp'] }, 'ipv4/tcp'],
    [{ type: 'note', content: 'Seen again' }, 'Seen again'],
    [{ type: 'malware-analysis', product: 'sandbox' }, 'sandbox'],
    [{ type: 'file', hashes: { MD5: md5 } }, md5],
    [{ type: 'marking-definition', definition: { statement: 'Copyright' } }, 'Copyright'],
    [{ type: 'observed-data', id: 'observed-data--1' }, 'observed-data--1'],
    [{ type: 'sighting' }, 'sighting'],
    [{}, ''],
    [null, ''],
  ])('of %j is %s', (object, name) => {
    expect(displayName(object)).toBe(name)
  })

  it('of a TLP marking is its label, in both versions of TLP', () => {
    expect(TLP_MARKINGS.map(({ version, object }) => `${version} ${displayName(object)}`)).toEqual([
      '1 TLP:WHITE',
      '1 TLP:GREEN',
      '1 TLP:AMBER',
      '1 TLP:RED',
      '2 TLP:CLEAR',
      '2 TLP:GREEN',
      '2 TLP:AMBER',
      '2 TLP:AMBER+STRICT',
      '2 TLP:RED',
    ])
  })
})

describe('a new bundle', () => {
  it('holds the objects, and leaves the list out when there are none (§2.12)', () => {
    const uuid = 'c2a23389-17c9-4247-8aa2-d2ffde3de334'
    expect(newBundle([1], uuid)).toEqual({ type: 'bundle', id: `bundle--${uuid}`, objects: [1] })
    expect(newBundle([], uuid)).toEqual({ type: 'bundle', id: `bundle--${uuid}` })
  })
})

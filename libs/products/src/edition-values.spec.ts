import { createHash } from 'node:crypto'
import type { StixObject } from '@noroshi/stix'
import { editionValues, valueDigest } from './edition-values.ts'

const id = (type: string, digit: number) => `${type}--${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const objects = (...some: object[]) => some as StixObject[] // of what validated, only what is looked at here
const spellings = (...some: object[]) => editionValues(objects(...some)).map(({ kind, value }) => [kind, value])
const indicator = (pattern: string, more: object = {}) => ({
  ...{ type: 'indicator', id: id('indicator', 1), pattern_type: 'stix', pattern },
  ...more,
})

describe('the values of an edition', () => {
  it('have one spelling, whatever their sender wrote', () => {
    expect(
      spellings(
        indicator(
          "[domain-name:value = 'EVIL.Example'] OR [domain-name:value = '日本語.example'] OR [ipv6-addr:value = '2001:DB8:0::1']",
        ),
        { type: 'url', id: id('url', 2), value: 'HTTPS://Evil.Example/Path' },
        { type: 'file', id: id('file', 3), name: 'Evil.exe', hashes: { 'SHA-256': 'AB'.repeat(32) } },
      ),
    ).toEqual([
      ['domain', 'evil.example'],
      ['domain', 'xn--wgv71a119e.example'],
      ['ipv6', '2001:db8::1'],
      ['url', 'https://evil.example/Path'],
      ['sha256', 'ab'.repeat(32)],
      ['file-name', 'Evil.exe'],
    ])
  })

  it('hold the numbers of weaknesses and techniques, and what no kind of ours names under its path', () => {
    expect(
      spellings(
        { type: 'vulnerability', id: id('vulnerability', 1), name: 'cve-2026-12345' },
        {
          ...{ type: 'attack-pattern', id: id('attack-pattern', 2), name: 'Phishing' },
          external_references: [{ source_name: 'mitre-attack', external_id: 'T1566.001' }, { source_name: 'a report' }],
        },
        { type: 'process', id: id('process', 3), command_line: 'evil --now' },
      ),
    ).toEqual([
      ['vulnerability', 'CVE-2026-12345'],
      ['technique', 'T1566.001'],
      ['process:command_line', 'evil --now'],
    ])
  })

  it('hold the names of software, under which components find it', () => {
    const software = { ...{ type: 'software', id: id('software', 1), name: 'Example Server' }, vendor: 'Example' }
    expect(spellings(software).filter(([kind]) => kind === 'product')).toEqual([
      ['product', 'product:example_server'],
      ['product', 'product:server'],
    ])
  })

  it('are none of what was revoked, nor of a comparison that is negated', () => {
    expect(
      spellings(
        indicator("[domain-name:value = 'a.example']", { revoked: true }),
        indicator("[domain-name:value != 'b.example']"),
      ),
    ).toEqual([])
  })

  it('leave out what the database cannot hold, so that no sender keeps an edition from being released', () => {
    expect(
      editionValues(
        objects(
          { type: 'mutex', id: id('mutex', 1), name: 'a\0b' },
          indicator("[domain-name:value = 'a.example']", { valid_from: '0000-01-01T00:00:00Z' }),
        ),
      ),
    ).toMatchObject([{ value: 'a.example', validFrom: null }])
  })

  it('know since when and until when, and who stands beside them in this edition', () => {
    const dates = { valid_from: '2026-01-01T00:00:00Z', valid_until: '2026-02-01T00:00:00Z' }
    const link = (target: string, digit: number, more: object = {}) => ({
      ...{ type: 'relationship', id: id('relationship', digit), relationship_type: 'indicates' },
      ...{ source_ref: id('indicator', 1), target_ref: target },
      ...more,
    })
    const [value] = editionValues(
      objects(
        indicator("[domain-name:value = 'a.example']", dates),
        { type: 'malware', id: id('malware', 2), name: 'one' },
        { type: 'malware', id: id('malware', 3), name: 'two' },
        link(id('malware', 2), 4),
        link(id('malware', 3), 5, { revoked: true }),
        link(id('malware', 9), 6),
      ),
    )
    expect(value).toMatchObject({ position: 0, place: 0, validFrom: dates.valid_from, validUntil: dates.valid_until })
    expect(value.related).toEqual([1])
  })

  it('are searched by the first eight bytes of their SHA-256', () => {
    const hex = createHash('sha256').update('evil.example').digest('hex').slice(0, 16)
    expect(BigInt.asUintN(64, valueDigest('evil.example'))).toBe(BigInt(`0x${hex}`))
  })
})

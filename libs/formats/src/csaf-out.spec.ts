import type { StixObject } from '@noroshi/stix'
import { readFileSync } from 'node:fs'
import { csafOf, type CsafFacts } from './csaf-out.ts'
import { csafToStix } from './csaf-to-stix.ts'
import { readCsaf } from './csaf-validator.ts'
import { kevToStix } from './kev.ts'

type Json = any // a document of a test
const read = (path: string): Json =>
  JSON.parse(readFileSync(new URL(`../../../tests/data/${path}`, import.meta.url), 'utf8'))

const facts: CsafFacts = {
  publisher: { category: 'coordinator', name: '狼煙', namespace: 'https://noroshi.example' },
  id: 'NRS-7K3M-Q9TX',
  title: '例の脆弱性について',
  lang: 'ja',
  tlp: 'GREEN',
  releases: [
    { date: '2026-11-01T00:00:00.000Z', summary: '初版' },
    { date: '2026-11-25T00:00:00.000Z', summary: '対策を追記' },
  ],
  summary: '概要です。',
}
const faultsOf = (document: unknown) => {
  const checked = readCsaf(document)
  return checked.ok ? [] : checked.faults
}

describe('an edition as CSAF', () => {
  it('says what its objects say, and is valid', () => {
    const source = read('csaf/icsa-22-125-01.json')
    const { document, losses }: { document: Json; losses: unknown } = csafOf(csafToStix(source).objects, facts)
    expect(faultsOf(document)).toEqual([])
    expect(losses).toEqual([])
    expect(document.document).toMatchObject({
      category: 'csaf_security_advisory',
      title: facts.title,
      distribution: { tlp: { label: 'GREEN' } },
      tracking: {
        id: facts.id,
        version: '2',
        initial_release_date: '2026-11-01T00:00:00.000Z',
        current_release_date: '2026-11-25T00:00:00.000Z',
      },
    })
    expect(document.vulnerabilities.map(({ cve }: Json) => cve)).toEqual(
      source.vulnerabilities.map(({ cve }: Json) => cve),
    )
    const [before] = source.vulnerabilities
    const [after] = document.vulnerabilities
    expect(after.scores[0].cvss_v3).toEqual(before.scores[0].cvss_v3)
    expect(after.cwe).toEqual(before.cwe)
    expect(after.product_status.known_affected).toHaveLength(before.product_status.known_affected.length)
    expect(after.remediations.map(({ details }: Json) => details)).toEqual(
      expect.arrayContaining(
        before.remediations
          .filter(({ category }: Json) => category === 'mitigation')
          .map(({ details }: Json) => details),
      ),
    )
  })

  it('of the catalogue of exploited vulnerabilities says that they are exploited', () => {
    const { document }: { document: Json } = csafOf(
      kevToStix(read('kev/known_exploited_vulnerabilities.json')).objects,
      facts,
    )
    expect(faultsOf(document)).toEqual([])
    expect(document.vulnerabilities[0].threats[0]).toMatchObject({
      category: 'exploit_status',
      details: expect.stringContaining('Due: 2025-09-15'),
    })
  })

  it('is valid without products, without vulnerabilities, and without anything', () => {
    const time = '2026-11-25T00:00:00.000Z'
    const common = { spec_version: '2.1', created: time, modified: time } as const
    const indicator = {
      ...common,
      type: 'indicator',
      id: 'indicator--6770298f-0fd8-471a-ab8c-1c658a46574e',
      name: 'C2',
      pattern: "[ipv4-addr:value = '203.0.113.7']",
      pattern_type: 'stix',
      valid_from: time,
    } as const
    const vulnerability = (end: string) =>
      ({
        ...common,
        type: 'vulnerability',
        id: `vulnerability--6770298f-0fd8-471a-ab8c-1c658a46574${end}`,
        name: 'CVE-2026-12345',
      }) as StixObject
    const actor = {
      ...common,
      type: 'threat-actor',
      id: 'threat-actor--6770298f-0fd8-471a-ab8c-1c658a46574e',
      name: 'x',
    } as StixObject
    for (const objects of [[], [indicator as unknown as StixObject], [vulnerability('a'), vulnerability('b')]])
      for (const tlp of ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const)
        expect(faultsOf(csafOf(objects, { ...facts, tlp }).document)).toEqual([])
    const { document, losses }: { document: Json; losses: Json } = csafOf([indicator as unknown as StixObject, actor], {
      ...facts,
      tlp: 'AMBER+STRICT',
    })
    expect(document.document.notes[1].text).toContain("stix: [ipv4-addr:value = '203.0.113.7']")
    expect(losses.map(({ rule, path }: Json) => `${rule} ${path}`)).toEqual(['csaf-no-word $[1]', 'csaf-tlp $'])
    expect(document.document.distribution.tlp.label).toBe('RED')
  })
})

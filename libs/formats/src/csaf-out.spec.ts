import type { StixObject } from '@noroshi/stix'
import { readFileSync } from 'node:fs'
import { csafFileName, csafOf, type CsafFacts } from './csaf-out.ts'
import { csafToStix } from './csaf-to-stix.ts'
import { readCsaf } from './csaf-validator.ts'
import { kevToStix } from './kev.ts'
import { VULNERABILITY_EXTENSION } from './vulnerability-source.ts'

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

const FILES = [
  'icsa-17-234-03.json',
  'icsa-18-331-02.json',
  'icsa-21-350-20.json',
  'icsa-22-125-01.json',
  'icsa-23-348-09.json',
  'icsma-24-023-01.json',
]

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

  it('of a whole advisory has its products and vulnerabilities word for word, in the version that it came in', () => {
    for (const name of FILES) {
      const source = read(`csaf/${name}`)
      const { objects } = csafToStix(source)
      const { document, losses }: { document: Json; losses: Json } = csafOf(
        objects,
        facts,
        source.document.csaf_version,
      )
      expect(faultsOf(document)).toEqual([])
      expect(losses).toEqual([])
      expect([document.product_tree, document.vulnerabilities]).toEqual([source.product_tree, source.vulnerabilities])
      expect(document.document.tracking.id).toBe(facts.id)
      expect(document.document.notes).toEqual(expect.arrayContaining(source.document.notes))
      // Somebody changed a word: then STIX alone speaks, and so does it in another version of CSAF.
      const changed = objects.map(one => (one.type === 'vulnerability' ? { ...one, description: '改めた説明' } : one))
      const revised: Json = csafOf(changed, facts)
      expect(revised.document.vulnerabilities[0].notes[0].text).toBe('改めた説明')
      expect(csafOf(objects, facts, '2.1').losses.map(({ rule }) => rule)).toContain('csaf-other-version')
    }
  })

  it('is CSAF 2.1 by choice: labels of TLP 2, metrics, and CVSS 4.0', () => {
    const { objects } = csafToStix(read('csaf/icsa-22-125-01.json'))
    const changed = objects.map((one: Json) => {
      const words = one.extensions?.[VULNERABILITY_EXTENSION]
      if (one.type !== 'vulnerability') return one
      const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'
      return { ...one, extensions: { [VULNERABILITY_EXTENSION]: { ...words, cvss: [...words.cvss, { vector }] } } }
    })
    const { document, losses }: { document: Json; losses: Json } = csafOf(
      changed,
      { ...facts, tlp: 'AMBER+STRICT' },
      '2.1',
    )
    expect(faultsOf(document)).toEqual([])
    expect(document.$schema).toContain('v2.1')
    expect(document.document).toMatchObject({ csaf_version: '2.1', distribution: { tlp: { label: 'AMBER+STRICT' } } })
    expect(document.vulnerabilities[0].scores).toBeUndefined()
    expect(document.vulnerabilities[0].metrics.map(({ content }: Json) => Object.keys(content)).flat()).toEqual([
      'cvss_v3',
      'cvss_v4',
    ])
    expect(losses.map(({ rule }: Json) => rule)).toEqual(['csaf-cwe'])
  })

  it('has the strictest label of the edition and of all that is in it, and never a wider one', () => {
    const source = read('csaf/icsa-22-125-01.json')
    const label = (own: string, edition: CsafFacts['tlp'], marking?: string): Json => {
      source.document.distribution = { tlp: { label: own } }
      const { objects } = csafToStix(source)
      const marked = objects.map(one =>
        marking === undefined || one.type !== 'vulnerability'
          ? one
          : ({ ...one, object_marking_refs: [marking] } as StixObject),
      )
      const { document, losses }: { document: Json; losses: Json } = csafOf(marked, { ...facts, tlp: edition }, '2.1')
      return [document.document.distribution.tlp.label, losses.some(({ rule }: Json) => rule === 'csaf-tlp-stricter')]
    }
    expect(label('WHITE', 'CLEAR')).toEqual(['CLEAR', false])
    expect(label('WHITE', 'RED')).toEqual(['RED', false])
    expect(label('AMBER', 'GREEN')).toEqual(['AMBER', true])
    expect(label('GREEN', 'AMBER')).toEqual(['AMBER', false])
    expect(label('WHITE', 'GREEN', 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003')).toEqual([
      'AMBER+STRICT',
      true,
    ])
    expect(label('WHITE', 'GREEN', 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed')).toEqual(['RED', true])
  })

  it('leaves out what was revoked, and keeps the terms that somebody shares under', () => {
    const time = '2026-11-25T00:00:00.000Z'
    const common = { spec_version: '2.1', created: time } as const
    const id = '6770298f-0fd8-471a-ab8c-1c658a46574e'
    const objects = [
      {
        ...common,
        type: 'vulnerability',
        id: `vulnerability--${id}`,
        modified: time,
        name: 'CVE-2026-1',
        revoked: true,
      },
      {
        ...common,
        type: 'marking-definition',
        id: `marking-definition--${id}`,
        definition_type: 'statement',
        definition: { statement: '© 2026 例' },
      },
    ] as unknown as StixObject[]
    const { document, losses }: { document: Json; losses: Json } = csafOf(objects, facts, '2.1')
    expect(document.vulnerabilities).toBeUndefined()
    expect(losses).toMatchObject([{ rule: 'csaf-revoked', path: '$[0]' }])
    expect(document.document.notes.at(-1)).toEqual({ category: 'legal_disclaimer', text: '© 2026 例' })
  })

  it('is stored under its id in lower case', () => {
    expect(csafFileName('NRS-7K3M-Q9TX')).toBe('nrs-7k3m-q9tx.json')
    expect(csafFileName('Ünder/ Müll+1')).toBe('_nder_m_ll+1.json')
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

import fc from 'fast-check'
import { TESTED_SECTIONS } from './csaf-tests.ts'
import { readCsaf } from './csaf-validator.ts'

type Json = any // a document that a case breaks on purpose

const valid = (): Json => ({
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    title: 'Example advisory',
    lang: 'ja',
    notes: [{ category: 'summary', text: 'What it is about.' }],
    publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
    references: [{ category: 'external', summary: 'More', url: 'https://example.com/more' }],
    tracking: {
      id: 'EX-1',
      version: '2',
      status: 'final',
      initial_release_date: '2026-01-01T00:00:00Z',
      current_release_date: '2026-02-01T00:00:00Z',
      revision_history: [
        { number: '2', date: '2026-02-01T00:00:00Z', summary: 'More' },
        { number: '1', date: '2026-01-01T09:00:00+09:00', summary: 'First' },
      ],
    },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Example',
        branches: [
          {
            category: 'product_version',
            name: '1.0',
            product: {
              name: 'Example Server 1.0',
              product_id: 'A',
              product_identification_helper: {
                purl: 'pkg:npm/example@1.0',
                hashes: [{ filename: 'a', file_hashes: [{ algorithm: 'sha256', value: 'ab' }] }],
              },
            },
          },
        ],
      },
    ],
    full_product_names: [{ name: 'Box', product_id: 'B' }],
    relationships: [
      {
        category: 'installed_on',
        product_reference: 'A',
        relates_to_product_reference: 'B',
        full_product_name: { name: 'Example Server on Box', product_id: 'C' },
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-12345',
      cwe: { id: 'CWE-79', name: 'Cross-site Scripting' },
      notes: [{ category: 'description', text: 'What it is.' }],
      product_status: { known_affected: ['A'], known_not_affected: ['B'] },
      involvements: [{ party: 'vendor', status: 'open', date: '2026-01-01T00:00:00Z' }],
      flags: [{ label: 'component_not_present', product_ids: ['B'] }],
      remediations: [{ category: 'vendor_fix', details: 'Update.', product_ids: ['A'] }],
      scores: [
        {
          products: ['A'],
          cvss_v3: {
            version: '3.1',
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N',
            baseScore: 6.1,
            baseSeverity: 'MEDIUM',
          },
        },
      ],
    },
  ],
})

const found = (change: (document: Json) => void): string[] => {
  const document = valid()
  change(document)
  const read = readCsaf(document)
  return read.ok ? [] : read.faults.map(({ rule, path }) => `${rule} ${path}`)
}

/** For each mandatory test: what breaks it, and where it must be found. */
const BREAKS: Readonly<Record<string, readonly [change: (document: Json) => void, ...paths: string[]]>> = {
  '6.1.1': [
    d => (d.vulnerabilities[0].product_status.known_affected = ['A', 'Z']),
    '$.vulnerabilities[0].product_status.known_affected[1]',
  ],
  '6.1.2': [
    d => (d.product_tree.full_product_names[0].product_id = 'A'),
    '$.product_tree.full_product_names[0].product_id',
  ],
  '6.1.3': [d => (d.product_tree.relationships[0].product_reference = 'C'), '$.product_tree.relationships[0]'],
  '6.1.4': [
    d => (d.vulnerabilities[0].remediations[0].group_ids = ['H']),
    '$.vulnerabilities[0].remediations[0].group_ids[0]',
  ],
  '6.1.5': [
    d => d.product_tree.product_groups.push({ group_id: 'G', product_ids: ['A', 'C'] }),
    '$.product_tree.product_groups[1].group_id',
  ],
  '6.1.6': [d => (d.vulnerabilities[0].product_status.fixed = ['A']), '$.vulnerabilities[0].product_status.fixed[0]'],
  '6.1.7': [d => d.vulnerabilities[0].scores.push(d.vulnerabilities[0].scores[0]), '$.vulnerabilities[0].scores[1]'],
  '6.1.8': [
    d => (d.vulnerabilities[0].scores[0].cvss_v3.vectorString = 'CVSS:3.1/AV:N'),
    '$.vulnerabilities[0].scores[0].cvss_v3',
  ],
  '6.1.9': [d => (d.vulnerabilities[0].scores[0].cvss_v3.baseScore = 6.2), '$.vulnerabilities[0].scores[0].cvss_v3'],
  '6.1.10': [
    d => (d.vulnerabilities[0].scores[0].cvss_v3.attackVector = 'LOCAL'),
    '$.vulnerabilities[0].scores[0].cvss_v3',
  ],
  '6.1.12': [d => (d.document.lang = 'ja_JP'), '$.document.lang'],
  '6.1.13': [
    d => (d.product_tree.branches[0].branches[0].product.product_identification_helper.purl = 'npm/example'),
    '$.product_tree.branches[0].branches[0].product.product_identification_helper',
  ],
  '6.1.14': [
    d => (d.document.tracking.revision_history[1].date = '2026-01-31T23:59:59-09:00'),
    '$.document.tracking.revision_history[1].number',
  ],
  '6.1.15': [d => (d.document.publisher.category = 'translator'), '$.document.source_lang'],
  '6.1.16': [d => (d.document.tracking.version = '3'), '$.document.tracking.version'],
  '6.1.17': [d => (d.document.tracking.version = '0'), '$.document.tracking.status'],
  '6.1.18': [
    d => d.document.tracking.revision_history.push({ number: '0', date: '2025-01-01T00:00:00Z', summary: 'x' }),
    '$.document.tracking.revision_history[2].number',
  ],
  '6.1.19': [
    d => (d.document.tracking.revision_history[1].number = '1-rc'),
    '$.document.tracking.revision_history[1].number',
  ],
  '6.1.20': [d => (d.document.tracking.version = '2-rc'), '$.document.tracking.version'],
  '6.1.21': [d => d.document.tracking.revision_history.pop(), '$.document.tracking.revision_history'],
  '6.1.22': [
    d => (d.document.tracking.revision_history[1].number = '2'),
    '$.document.tracking.revision_history[1].number',
  ],
  '6.1.23': [d => d.vulnerabilities.push(d.vulnerabilities[0]), '$.vulnerabilities[1].cve'],
  '6.1.24': [
    d => d.vulnerabilities[0].involvements.push(d.vulnerabilities[0].involvements[0]),
    '$.vulnerabilities[0].involvements[1]',
  ],
  '6.1.25': [
    d => {
      const [hash] = d.product_tree.branches[0].branches[0].product.product_identification_helper.hashes
      hash.file_hashes.push(hash.file_hashes[0])
    },
    '$.product_tree.branches[0].branches[0].product.product_identification_helper.hashes[0].file_hashes[1]',
  ],
  '6.1.26': [d => (d.document.category = 'Security Advisory'), '$.document.category'],
  '6.1.27': [d => delete d.vulnerabilities[0].notes, '$.vulnerabilities[0].notes'],
  '6.1.28': [d => (d.document.source_lang = 'ja'), '$.document.source_lang'],
  '6.1.29': [d => delete d.vulnerabilities[0].remediations[0].product_ids, '$.vulnerabilities[0].remediations[0]'],
  '6.1.30': [d => (d.document.tracking.revision_history[1].number = '1.0.0'), '$.document.tracking.version'],
  '6.1.31': [
    d => (d.product_tree.branches[0].branches[0].name = 'prior to 4.2'),
    '$.product_tree.branches[0].branches[0].name',
  ],
  '6.1.32': [d => delete d.vulnerabilities[0].flags[0].product_ids, '$.vulnerabilities[0].flags[0]'],
  '6.1.33': [
    d => d.vulnerabilities[0].flags.push({ label: 'vulnerable_code_not_present', group_ids: ['G'] }),
    '$.vulnerabilities[0].flags[1]',
  ],
}

describe('the validator of CSAF', () => {
  it('accepts a document that keeps every rule, of either version', () => {
    expect(found(() => undefined)).toEqual([])
    expect(
      found(document => {
        document.document.csaf_version = '2.1'
        const [vulnerability] = document.vulnerabilities
        const [{ products, ...content }] = vulnerability.scores
        vulnerability.metrics = [{ products, content }]
        vulnerability.cwes = [vulnerability.cwe]
        delete vulnerability.scores
        delete vulnerability.cwe
      }),
    ).toEqual([])
  })

  it('has a case below for every mandatory test that it knows', () => {
    expect(Object.keys(BREAKS)).toEqual(TESTED_SECTIONS)
  })

  it.each(Object.keys(BREAKS))('finds what breaks §%s, and where', section => {
    const [change, ...paths] = BREAKS[section] ?? [() => undefined]
    expect(found(change)).toEqual(expect.arrayContaining(paths.map(path => `csaf-${section} ${path}`)))
  })

  it('asks of a VEX that every status is explained', () => {
    const vex = (change: (document: Json) => void) =>
      found(document => {
        document.document.category = 'csaf_vex'
        change(document)
      })
    expect(vex(() => undefined)).toEqual([])
    expect(vex(d => delete d.vulnerabilities[0].flags)).toEqual([
      'csaf-6.1.27 $.vulnerabilities[0].product_status.known_not_affected[0]',
    ])
    expect(
      vex(d => (d.vulnerabilities[0].remediations[0] = { category: 'vendor_fix', details: 'x', group_ids: ['G'] })),
    ).toEqual([])
    expect(vex(d => delete d.vulnerabilities[0].cve)).toEqual(['csaf-6.1.27 $.vulnerabilities[0]'])
  })

  it.each([
    [(d: Json) => delete d.document.tracking.id, '$.document.tracking.id'],
    [(d: Json) => (d.document.distribution = { tlp: { label: 'PINK' } }), '$.document.distribution.tlp.label'],
    [(d: Json) => (d.vulnerabilities[0].cve = 'CVE-1'), '$.vulnerabilities[0].cve'],
    [(d: Json) => (d.document.tracking.initial_release_date = 'yesterday'), '$.document.tracking.initial_release_date'],
    [(d: Json) => (d.product_tree.branches[0].branches = []), '$.product_tree.branches[0].branches'],
  ])('names a structure that is wrong by its path, in English and Japanese: %#', (change, path) => {
    const document = valid()
    change(document)
    const read = readCsaf(document)
    if (read.ok) throw new Error('was accepted')
    const [fault] = read.faults
    expect(fault).toMatchObject({ rule: 'csaf-structure', path, section: 'CSAF 2.0 §3.2' })
    expect(fault?.message).toMatch(/^[\x20-\x7e]+$/)
    expect(fault?.messageJa).toMatch(/[ぁ-ん]/)
  })

  it('throws at nothing, however deep, and takes no time for it', () => {
    fc.assert(fc.property(fc.jsonValue(), value => void readCsaf(value)))
    fc.assert(fc.property(fc.jsonValue(), value => void readCsaf({ ...valid(), product_tree: value })))
    fc.assert(fc.property(fc.jsonValue(), value => void readCsaf({ ...valid(), vulnerabilities: [value] })))
    let deep: Json = { category: 'vendor', name: 'x' }
    for (let depth = 0; depth < 20_000; depth += 1) deep = { category: 'vendor', name: 'x', branches: [deep] }
    expect(found(document => (document.product_tree.branches = [deep]))[0]).toMatch(/^csaf-limit /)
  })
})

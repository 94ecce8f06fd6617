import { csafFaults, readCsaf } from './csaf-validator.ts'
import { TESTS_OF_2_1 } from './csaf-tests-2-1.ts'
import type { CsafDocument } from './csaf-document.ts'
import { isLicenceExpression } from './csaf-licence.ts'

type Json = any // a document that a case breaks on purpose
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const NIL = '00000000-0000-0000-0000-000000000000'
const AT = '2026-01-01T00:00:00.000Z'
const LATER = '2026-02-01T00:00:00.000Z'

/** A document of 2.1 that has a little of everything, and keeps every rule. */
const valid = (): Json => ({
  $schema: 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json',
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.1',
    title: 'Example advisory',
    distribution: { tlp: { label: 'CLEAR' }, sharing_group: { id: MAX, name: 'Public' } },
    license_expression: 'CC-BY-4.0 OR (LicenseRef-example.com-terms AND Apache-2.0+)',
    notes: [
      { category: 'summary', text: 'What it is about.', product_ids: ['A'] },
      { category: 'legal_disclaimer', title: 'License', text: 'Terms.' },
    ],
    publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
    tracking: {
      id: 'EX-1',
      version: '1',
      status: 'final',
      initial_release_date: AT,
      current_release_date: AT,
      revision_history: [{ number: '1', date: AT, summary: 'First' }],
    },
    x_extensions: [
      { $schema: 'https://example.com/x.json', category: 'significant', critical: false, content: { a: 1 } },
    ],
  },
  product_tree: {
    branches: [
      {
        category: 'product_family',
        name: 'Examples',
        branches: [
          {
            category: 'product_family',
            name: 'Servers',
            branches: [
              {
                category: 'product_version',
                name: '1.0',
                product: {
                  name: 'Server 1.0',
                  product_id: 'A',
                  product_identification_helper: {
                    purls: ['pkg:npm/server@1.0?arch=a', 'pkg:npm/server@1.0?arch=b'],
                    model_numbers: ['A-*', 'B\\*\\*-*'],
                    serial_numbers: ['1*'],
                    skus: ['*2'],
                  },
                },
              },
              {
                category: 'product_version_range',
                name: 'vers:intdot/>=1.1|<2.0',
                product: { name: 'Server from 1.1', product_id: 'B' },
              },
              { category: 'product_version', name: '2.0', product: { name: 'Server 2.0', product_id: 'F' } },
            ],
          },
        ],
      },
    ],
    full_product_names: [{ name: 'Box', product_id: 'X' }],
    product_paths: [
      {
        beginning_product_reference: 'A',
        full_product_name: { name: 'Server 1.0 on Box', product_id: 'P' },
        subpaths: [{ category: 'installed_on', next_product_reference: 'X' }],
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-12345',
      ids: [{ system_name: 'Tracker', text: 'Bug 1' }],
      disclosure_date: AT,
      first_known_exploitation_dates: [{ date: AT, exploitation_date: '2025-12-31T00:00:00.000Z', group_ids: ['G'] }],
      notes: [{ category: 'description', text: 'What it is.' }],
      product_status: { known_affected: ['A', 'B'], fixed: ['F'], unknown: ['X'] },
      remediations: [
        { category: 'vendor_fix', details: 'Update.', product_ids: ['A'] },
        { category: 'workaround', details: 'Switch it off.', group_ids: ['G'] },
        { category: 'optional_patch', details: 'If you like.', product_ids: ['X'] },
      ],
      metrics: [
        {
          products: ['A'],
          content: {
            cvss_v4: {
              version: '4.0',
              vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P',
              baseScore: 9.3,
              baseSeverity: 'CRITICAL',
              attackVector: 'NETWORK',
            },
            epss: { timestamp: AT, probability: '0.5', percentile: '0.9' },
            ssvc_v2: {
              schemaVersion: '2.0.0',
              timestamp: AT,
              selections: [{ namespace: 'ssvc', key: 'E', version: '1.1.0', values: [{ key: 'N' }] }],
              target_ids: ['CVE-2026-12345', 'Bug 1'],
            },
          },
        },
        { products: ['A'], source: 'https://example.net', content: { qualitative_severity_rating: 'high' } },
        { products: ['B'], content: { qualitative_severity_rating: 'low' } },
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

const helper = (d: Json) => d.product_tree.branches[0].branches[0].branches[0].product.product_identification_helper
const HELPER = '$.product_tree.branches[0].branches[0].branches[0].product.product_identification_helper'
const RANGE = '$.product_tree.branches[0].branches[0].branches[1]'
const range = (d: Json) => d.product_tree.branches[0].branches[0].branches[1]
const sharing = (d: Json, id: string, name?: string, label = 'CLEAR') =>
  (d.document.distribution = { tlp: { label }, sharing_group: { id, ...(name ? { name } : {}) } })
const METRIC = '$.vulnerabilities[0].metrics[0].content'
const metric = (d: Json) => d.vulnerabilities[0].metrics[0].content
const branched = (depth: number): Json =>
  depth === 0
    ? { category: 'product_version', name: '3', product: { name: 'Deep', product_id: 'D' } }
    : { category: 'product_family', name: 'x', branches: [branched(depth - 1)] }

/** For each mandatory test that 2.1 adds: what breaks it, and where it must be found. */
const BREAKS: Readonly<Record<string, readonly [change: (document: Json) => void, ...paths: string[]]>> = {
  '6.1.34': [
    d => d.product_tree.branches.push(branched(30)),
    `$.product_tree.branches[1]${'.branches[0]'.repeat(30)}.product`,
  ],
  '6.1.35': [
    d => d.vulnerabilities[0].remediations.push({ category: 'no_fix_planned', details: 'x', group_ids: ['G'] }),
    '$.vulnerabilities[0].remediations[3]',
  ],
  '6.1.36': [
    d => d.vulnerabilities[0].remediations.push({ category: 'mitigation', details: 'x', product_ids: ['F'] }),
    '$.vulnerabilities[0].remediations[3]',
  ],
  '6.1.38': [d => sharing(d, MAX, 'Public', 'RED'), '$.document.distribution.tlp.label'],
  '6.1.39': [
    d => sharing(d, '5868d6be-b28a-404e-a245-0b5093b31b8b', 'Some'),
    '$.document.distribution.sharing_group.id',
  ],
  '6.1.40': [
    d => sharing(d, '5868d6be-b28a-404e-a245-0b5093b31b8b', 'No sharing allowed', 'RED'),
    '$.document.distribution.sharing_group.name',
  ],
  '6.1.41': [d => sharing(d, NIL, undefined, 'RED'), '$.document.distribution.sharing_group.name'],
  '6.1.42': [d => (helper(d).purls[1] = 'pkg:npm/server@1.1?arch=b'), `${HELPER}.purls`],
  '6.1.43': [d => (helper(d).model_numbers[1] = '*-\\*-*'), `${HELPER}.model_numbers[1]`],
  '6.1.44': [d => (helper(d).serial_numbers[0] = '**'), `${HELPER}.serial_numbers[0]`],
  '6.1.45': [d => (d.vulnerabilities[0].disclosure_date = LATER), '$.vulnerabilities[0].disclosure_date'],
  '6.1.46': [d => delete metric(d).ssvc_v2.selections, `${METRIC}.ssvc_v2`],
  '6.1.47': [d => metric(d).ssvc_v2.target_ids.push('CVE-2026-54321'), `${METRIC}.ssvc_v2.target_ids[2]`],
  '6.1.49': [d => (metric(d).ssvc_v2.timestamp = LATER), `${METRIC}.ssvc_v2.timestamp`],
  '6.1.50': [d => (range(d).name = 'all versions < 4.2.0'), `${RANGE}.name`],
  '6.1.51': [d => (metric(d).epss.timestamp = LATER), `${METRIC}.epss.timestamp`],
  '6.1.52': [
    d => (d.vulnerabilities[0].first_known_exploitation_dates[0].date = LATER),
    '$.vulnerabilities[0].first_known_exploitation_dates[0].date',
  ],
  '6.1.53': [
    d => (d.vulnerabilities[0].first_known_exploitation_dates[0].date = '2025-01-01T00:00:00.000Z'),
    '$.vulnerabilities[0].first_known_exploitation_dates[0].exploitation_date',
  ],
  '6.1.54': [d => (d.document.license_expression = 'Use it as you like.'), '$.document.license_expression'],
  '6.1.55': [d => (d.document.notes[1].category = 'other'), '$.document.notes'],
  '6.1.56': [
    d => delete d.vulnerabilities[0].metrics[1].source,
    '$.vulnerabilities[0].metrics[1].content.qualitative_severity_rating',
  ],
  '6.1.57': [
    d => (d.product_tree.branches[0].branches[0].category = d.product_tree.branches[0].category = 'vendor'),
    '$.product_tree.branches[0].branches[0].branches[0].product',
    `${RANGE}.product`,
    '$.product_tree.branches[0].branches[0].branches[2].product',
  ],
  '6.1.58': [
    d => {
      const { product } = range(d)
      delete range(d).product
      range(d).branches = [{ category: 'product_version', name: '1.2', product }]
    },
    `${RANGE}.branches[0].product`,
  ],
  '6.1.59': [d => (range(d).name = 'vers:intdot/1.1'), `${RANGE}.name`],
  '6.1.60.1': [d => delete d.document.x_extensions[0].critical, '$.document.x_extensions[0]'],
  '6.1.61': [d => (helper(d).skus[0] = '*2*'), `${HELPER}.skus[0]`],
}

describe('the validator of CSAF 2.1', () => {
  it('accepts a document that keeps every rule', () => {
    expect(found(() => undefined)).toEqual([])
  })

  it('has a case below for every mandatory test that it adds to those of 2.0', () => {
    expect(Object.keys(BREAKS)).toEqual(Object.keys(TESTS_OF_2_1))
  })

  it.each(Object.keys(BREAKS))('finds what breaks §%s, where, and says so in two languages', section => {
    const [change, ...paths] = BREAKS[section] ?? [() => undefined]
    expect(found(change)).toEqual(paths.map(path => `csaf-${section} ${path}`))
    const document = valid()
    change(document)
    for (const { message, messageJa, section: where } of csafFaults(document as CsafDocument)) {
      expect(message).toMatch(/^[\x20-\x7e’]+$/)
      expect(messageJa).toMatch(/[ぁ-んァ-ン]/)
      expect(where).toBe(`CSAF 2.1 §${section}`)
    }
  })

  it('asks none of it of a document of 2.0', () => {
    for (const [change] of Object.values(BREAKS)) {
      const document = valid()
      change(document)
      document.document.csaf_version = '2.0'
      const rules = csafFaults(document as CsafDocument).map(({ rule }) => rule)
      expect(rules.filter(rule => rule.slice('csaf-'.length) in TESTS_OF_2_1)).toEqual([])
    }
  })

  it.each<[string, (document: Json) => void, string[]]>([
    [
      'a product path that is defined nowhere',
      d => (d.product_tree.product_paths[0].subpaths[0].next_product_reference = 'Z'),
      ['csaf-6.1.1 $.product_tree.product_paths[0].subpaths[0].next_product_reference'],
    ],
    [
      'a product path in a circle',
      d => (d.product_tree.product_paths[0].beginning_product_reference = 'P'),
      ['csaf-6.1.3 $.product_tree.product_paths[0]'],
    ],
    [
      'a group of a note that is defined nowhere',
      d => (d.document.notes[0].group_ids = ['H']),
      ['csaf-6.1.4 $.document.notes[0].group_ids[0]'],
    ],
    [
      'a status that is unknown and known',
      d => d.vulnerabilities[0].product_status.unknown.push('F'),
      ['csaf-6.1.6 $.vulnerabilities[0].product_status.unknown[1]'],
    ],
    [
      'two scores of one source',
      d => ((d.vulnerabilities[0].metrics[1].content = metric(d)), delete d.vulnerabilities[0].metrics[1].source),
      ['csaf-6.1.7 $.vulnerabilities[0].metrics[1]'],
    ],
    ['a severity that is not said', d => delete metric(d).cvss_v4.baseSeverity, [`csaf-6.1.8 ${METRIC}.cvss_v4`]],
    ['a score of some metrics', d => (metric(d).cvss_v4.baseScore = 10), [`csaf-6.1.9 ${METRIC}.cvss_v4`]],
    ['a reserved category', d => (d.document.category = 'csaf_mine'), ['csaf-6.1.26 $.document.category']],
    [
      'a category with long dashes',
      d => (d.document.category = 'Deprecated—Security—Advisory'),
      ['csaf-6.1.26 $.document.category'],
    ],
    [
      'an affected product that is only under investigation',
      d => (d.vulnerabilities[0].product_status = { under_investigation: ['A', 'B'] }),
      ['csaf-6.1.27 $.vulnerabilities[0].product_status.known_affected'],
    ],
    [
      'a fix of what was not affected',
      d => (
        d.product_tree.branches[0].branches.push({
          category: 'product_name',
          name: 'Client',
          branches: [{ category: 'product_version', name: '1', product: { name: 'Client 1', product_id: 'E' } }],
        }),
        d.vulnerabilities[0].product_status.fixed.push('E')
      ),
      ['csaf-6.1.27 $.vulnerabilities[0].product_status.fixed[1]'],
    ],
    [
      'a time in small letters',
      d => (d.vulnerabilities[0].disclosure_date = '2026-01-01t00:00:00z'),
      ['csaf-structure $.vulnerabilities[0].disclosure_date'],
    ],
    [
      'an advisory that is withdrawn without a word',
      d => {
        d.document.category = 'csaf_withdrawn'
        delete d.product_tree
        delete d.vulnerabilities
        delete d.document.notes[0].product_ids
      },
      [
        'csaf-6.1.27 $.document.notes',
        'csaf-6.1.27 $.document.tracking.revision_history',
        'csaf-6.1.27 $.document.notes',
      ],
    ],
  ])('finds %s', (_, change, faults) => {
    expect(found(change)).toEqual(faults)
  })

  it('accepts a document that was superseded and says by which', () => {
    expect(
      found(d => {
        d.document.category = 'csaf_superseded'
        delete d.product_tree
        delete d.vulnerabilities
        d.document.notes[0] = { category: 'description', title: 'Reasoning for Supersession', text: 'It grew.' }
        d.document.references = [
          { category: 'external', summary: 'Superseding Document', url: 'https://example.com/2.json' },
        ]
        d.document.tracking.version = '2'
        d.document.tracking.revision_history.push({ number: '2', date: LATER, summary: 'Superseded' })
      }),
    ).toEqual([])
  })

  it('looks ahead in a draft, and takes a group that is not known yet', () => {
    expect(
      found(d => {
        d.document.tracking.status = 'draft'
        sharing(d, NIL, 'No sharing allowed')
        d.vulnerabilities[0].disclosure_date = LATER
        metric(d).epss.timestamp = LATER
      }),
    ).toEqual([])
  })

  it.each([
    ['MIT', true],
    ['MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)', true],
    ['GPL-2.0+', true],
    ['LicenseRef-a.example-x WITH AdditionRef-b', true],
    ['LicenseRef-a+', false],
    ['licenseref-a', false],
    ['DocumentRef-a:LicenseRef-b', false],
    ['MIT OR', false],
    ['(MIT', false],
    ['MIT)', false],
    ['(MIT) WITH x', false],
    ['MIT Apache-2.0', false],
    ['', false],
    ['('.repeat(1_000) + 'MIT' + ')'.repeat(999), false],
  ])('reads the licence expression %j: %s', (text, answer) => {
    expect(isLicenceExpression(text)).toBe(answer)
  })
})

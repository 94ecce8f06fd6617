import { lackingParts, PRODUCT_TEMPLATES, requireMeaning, REQUIRED_PARTS } from './product-templates.ts'
import { computeEdition, PRODUCT_KINDS, type EditionDraft } from './product.ts'
import type { HuntDraft } from './hunt.ts'

const flags = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const hunt: HuntDraft = {
  ...{ hypothesis: 'h', requiredLogs: ['l'], difficulty: 'LOW', lookBackDays: 1, ...flags },
  queries: [{ language: 'YARA', title: 't', text: 'rule a { condition: true }' }],
}
const edition = (
  more: { text?: string; ids?: string[]; secret?: boolean; toPublic?: boolean; hunt?: HuntDraft } = {},
): EditionDraft =>
  computeEdition({
    ...{
      title: '件名',
      summary: '概要',
      requiredRank: 1,
      embargoUntil: null,
      embargoZone: 'Asia/Tokyo',
      expiresAt: null,
      expiresZone: 'Asia/Tokyo',
      hunt: more.hunt,
    },
    audience: {
      ...{
        everyone: true,
        sectors: [],
        circles: [],
        organisations: [],
        people: [],
        excludedOrganisations: [],
        excludedSectors: [],
        excludedPeople: [],
      },
      toPublic: more.toPublic === true,
    },
    fragments: [
      {
        ...{ key: 'k', derivedFrom: null, text: more.text ?? '本文', stixIds: more.ids ?? [] },
        ...{ ...flags, containsSecret: more.secret === true, originator: null, consentedTiers: null },
      },
    ],
  })
const ID = 'vulnerability--11111111-1111-4111-8111-111111111111'
const RULE = 'indicator--11111111-1111-4111-8111-111111111111'
const documents = new Map([
  [ID, JSON.stringify({ type: 'vulnerability', id: ID, name: 'CVE-2026-12345' })],
  [RULE, JSON.stringify({ type: 'indicator', id: RULE, pattern: "[url:value = 'x']", pattern_type: 'stix' })],
])
const lacks = (kind: string, ...drafts: EditionDraft[]) =>
  lackingParts(kind, drafts, documents).map(({ category, items }) => `${items[0].detail} ${category}`)

describe('the templates of products', () => {
  it('are one of each kind, with editions from the narrowest on, each with sections in both languages', () => {
    expect(PRODUCT_TEMPLATES.map(({ kind }) => kind)).toEqual([...PRODUCT_KINDS])
    for (const { editions } of PRODUCT_TEMPLATES) {
      const ranks = editions.map(({ category }) => ['COMPREHENSIVE', 'PROVISION', 'NOTICE'].indexOf(category))
      expect(ranks.length).toBeGreaterThan(0)
      expect(ranks).toEqual([...new Set(ranks)].sort())
      for (const { sections, category, toPublic } of editions) {
        expect(sections.length).toBeGreaterThan(0)
        expect(category === 'NOTICE' || !toPublic).toBe(true)
        for (const text of sections.flatMap(section => Object.values(section))) expect(text.trim()).not.toBe('')
      }
    }
    expect(new Set(PRODUCT_TEMPLATES.flatMap(({ requires }) => requires))).toEqual(new Set(REQUIRED_PARTS))
  })
})

describe('what a product lacks of its kind', () => {
  it.each([
    ['a vulnerability notice without a number', 'VULNERABILITY_NOTICE', edition(), ['CVE NOTICE']],
    ['one in its text', 'VULNERABILITY_NOTICE', edition({ text: 'cve-2026-12345 を直す' }), []],
    ['one among its objects', 'VULNERABILITY_NOTICE', edition({ ids: [ID] }), []],
    ['a package of indicators with none', 'IOC_PACKAGE', edition({ ids: [ID] }), ['INDICATOR NOTICE']],
    ['one with one', 'IOC_PACKAGE', edition({ ids: [RULE] }), []],
    ['a hunt package without a hunt', 'HUNT_PACKAGE', edition(), ['HUNT NOTICE']],
    ['one with one', 'HUNT_PACKAGE', edition({ hunt }), []],
    ['a public notice to friends', 'PUBLIC_NOTICE', edition(), ['PUBLIC_EDITION NOTICE']],
    ['one to the public', 'PUBLIC_NOTICE', edition({ toPublic: true }), []],
    ['one to members alone', 'PUBLIC_NOTICE', edition({ secret: true }), ['PUBLIC_EDITION PROVISION']],
    ['a digest of nothing', 'WEEKLY_DIGEST', edition(), ['REFERENCE NOTICE']],
    ['one of something', 'WEEKLY_DIGEST', edition({ text: '- NRS-7K3M-Q9TX' }), []],
    ['a bulletin, of which nothing is asked', 'BULLETIN', edition(), []],
  ])('is named: %s', (_what, kind, draft, expected) => {
    expect(lacks(kind, draft)).toEqual(expected)
  })

  it('is named of each edition by itself', () => {
    expect(lacks('HUNT_PACKAGE', edition({ secret: true, hunt }), edition())).toEqual(['HUNT NOTICE'])
    expect(lacks('PUBLIC_NOTICE', edition({ secret: true }), edition({ toPublic: true }))).toEqual([])
  })

  it('stops only a hunt package of which no edition has anything to run', () => {
    expect(() => requireMeaning('HUNT_PACKAGE', [edition()])).toThrow('at least one query')
    expect(() => requireMeaning('HUNT_PACKAGE', [])).toThrow('at least one query')
    expect(() => requireMeaning('HUNT_PACKAGE', [edition({ secret: true, hunt }), edition()])).not.toThrow()
    for (const kind of PRODUCT_KINDS.filter(one => one !== 'HUNT_PACKAGE'))
      expect(() => requireMeaning(kind, [edition()])).not.toThrow()
  })
})

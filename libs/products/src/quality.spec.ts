import { computeEdition, type EditionDraft } from './product.ts'
import { qualitySigns, valuesToldOf } from './quality.ts'
import { sha256Hex } from './signing.ts'

const AT = new Date('2026-11-28T00:00:00.000Z')
const id = (type: string, digit: number) => `${type}--${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const indicator = (digit: number, pattern: string, more: object = {}) => ({
  ...{ type: 'indicator', id: id('indicator', digit), pattern_type: 'stix', pattern, name: `rule ${digit}`, ...more },
})
const described = { description: '指令サーバ' }
const objects = [
  indicator(1, "[domain-name:value = 'c2.kitsune-ops.net']", described),
  indicator(2, "[domain-name:value = 'google.com']", described),
  indicator(3, "[ipv4-addr:value = '198.0.0.0/8']", described),
  indicator(4, "[domain-name:value = 'h4.kitsune-ops.net']", { ...described, valid_until: '2026-11-27T00:00:00Z' }),
  indicator(5, "[domain-name:value = 'h5.kitsune-ops.net']"),
  indicator(6, "[domain-name:value = 'h6.kitsune-ops.net']"),
  { type: 'malware', id: id('malware', 7), name: 'x', is_family: false },
  {
    ...{ type: 'relationship', id: id('relationship', 8), relationship_type: 'indicates' },
    ...{ source_ref: id('indicator', 6), target_ref: id('malware', 7) },
  },
]
const documents = new Map(objects.map(object => [object.id, JSON.stringify(object)]))
const edition = (text: string, stixIds: string[]): EditionDraft =>
  computeEdition({
    ...{ title: '件名', summary: '概要', requiredRank: 1, embargoUntil: null, expiresAt: null },
    ...{ embargoZone: 'Asia/Tokyo', expiresZone: 'Asia/Tokyo' },
    audience: {
      everyone: true,
      sectors: [],
      circles: [],
      organisations: [],
      people: [],
      excludedOrganisations: [],
      excludedSectors: [],
      excludedPeople: [],
      toPublic: false,
    },
    fragments: [
      {
        ...{ text, stixIds, containsSecret: false, containsCommInfo: false, identifiesPerson: false },
        ...{ key: 'key', derivedFrom: null, originator: null, consentedTiers: null },
      },
    ],
  })
const signs = (text: string, numbers: number[], told = new Map<string, string>()) =>
  qualitySigns(
    [
      edition(
        text,
        objects.filter((_, index) => numbers.includes(index + 1)).map(object => object.id),
      ),
    ],
    documents,
    (_, value) => told.get(value),
    AT,
  ).map(({ kind, count, items }) => [kind, count, items[0]?.value ?? items[0]?.stixId, items[0]?.detail])

describe('signs that an edition would be of little use', () => {
  it('are none for a value with its context and something to do', () => {
    expect(signs('遮断してください。', [1])).toEqual([])
    expect(signs('お知らせ。', [])).toEqual([])
  })

  it('are values on warning lists, over-broad blocks, and what is outdated', () => {
    expect(signs('遮断', [2, 3, 4])).toEqual([
      ['WARNING_LIST', 1, 'google.com', expect.stringMatching(/\w/)],
      ['BROAD', 1, '198.0.0.0/8', ''],
      ['EXPIRED', 1, id('indicator', 4), '2026-11-27T00:00:00Z'],
    ])
  })

  it('are indicators that say nothing of themselves, unless the edition relates them to something', () => {
    expect(signs('遮断', [5])).toEqual([['NO_CONTEXT', 1, id('indicator', 5), '']])
    expect(signs('遮断', [6, 7, 8])).toEqual([])
  })

  it('are indicators with nothing to do about them', () => {
    expect(signs('活動を観測した。', [1])).toEqual([['NO_COUNTERMEASURE', 1, null, '']])
  })

  it('are values that were told before, with the edition that told them', () => {
    expect(signs('遮断', [1], new Map([['c2.kitsune-ops.net', 'NRS-AAAA-BBBB']]))).toEqual([
      ['KNOWN', 1, 'c2.kitsune-ops.net', 'NRS-AAAA-BBBB'],
    ])
    expect(valuesToldOf([edition('x', [id('indicator', 1)])], documents)).toEqual(['c2.kitsune-ops.net'])
  })

  it('name a hundred of many and count all', () => {
    const many = Array.from({ length: 150 }, (_, index) => ({
      ...indicator(1, `[domain-name:value = 'h${index}.kitsune-ops.net']`),
      id: `indicator--${String(index).padStart(8, '0')}-1111-4111-8111-111111111111`,
    }))
    const [sign] = qualitySigns(
      [
        edition(
          '遮断',
          many.map(object => object.id),
        ),
      ],
      new Map(many.map(object => [object.id, JSON.stringify(object)])),
      () => undefined,
      AT,
    )
    expect([sign?.count, sign?.items.length]).toEqual([150, 100])
  })

  it('are translations that fell behind, and what is untranslated beside what is not; of an edition all in Japanese none', () => {
    const plain = edition('遮断してください。', [])
    const late = { text: 'In brief', translatedDigest: 'ab'.repeat(32) }
    const translated = { ...plain, titleEn: { text: 'Title', translatedDigest: sha256Hex('件名') }, summaryEn: late }
    const found = (draft: EditionDraft) =>
      qualitySigns([draft], documents, () => undefined, AT).map(({ kind, items }) => [
        kind,
        items.map(({ name }) => name),
      ])
    expect(found(plain)).toEqual([])
    expect(found(translated)).toEqual([
      ['OUT_OF_DATE', ['概要']],
      ['UNTRANSLATED', ['遮断してください。']],
    ])
  })
})

import { computeEdition, type EditionDraft } from './product.ts'
import { slipsOf, type SlipFacts } from './slips.ts'
import { TLP_MARKINGS } from '@noroshi/stix'

const id = (type: string, digit: number) => `${type}--${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const CLEAR = TLP_MARKINGS.find(({ label }) => label === 'TLP:CLEAR')?.object.id
const indicator = (digit: number, value: string, more: object = {}) => ({
  ...{
    type: 'indicator',
    id: id('indicator', digit),
    pattern_type: 'stix',
    pattern: `[domain-name:value = '${value}']`,
  },
  ...{ name: `rule ${digit}`, ...more },
})
const actor = { type: 'threat-actor', id: id('threat-actor', 9), name: 'WICKED KITSUNE', aliases: ['化け狐'] }
const objects = [
  indicator(1, 'c2.kitsune-ops.net'),
  indicator(2, 'open.kitsune-ops.net', { object_marking_refs: [CLEAR] }),
  actor,
]

interface Part {
  text: string
  ids?: string[]
  secret?: boolean
  comm?: boolean
  originator?: string
  consent?: ('GOVERNMENT' | 'MEMBER' | 'FRIEND' | 'PUBLIC')[]
  /** The place of the part that it says in English. */
  translates?: number
}
const edition = (parts: Part[], title = '件名', summary = '概要'): EditionDraft =>
  computeEdition({
    ...{ title, summary, requiredRank: 1, embargoUntil: null, expiresAt: null },
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
    fragments: parts.map((part, place) => ({
      ...{ key: `${title} ${place}`, derivedFrom: null },
      ...(part.translates !== undefined && { language: 'en' as const, translationOf: `${title} ${part.translates}` }),
      ...{ text: part.text, stixIds: part.ids ?? [], identifiesPerson: false },
      ...{ containsSecret: part.secret ?? false, containsCommInfo: part.comm ?? false },
      ...{ originator: part.originator ?? null, consentedTiers: part.consent ?? null },
    })),
  })
const slips = (drafts: EditionDraft[], more: Partial<SlipFacts> = {}) =>
  slipsOf({
    drafts,
    documents: new Map(objects.map(object => [object.id, JSON.stringify(object)])),
    sourceLabels: [],
    organisations: ['みずほし電力', 'Kaede Rail'],
    ...more,
  }).map(({ kind, place, found }) => `${kind} ${place} ${found}`)

const SECRET =
  '攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入し、遮断器の設定を三度にわたり書き換えた。通信先は evil-grid.example.net である。'

describe('what slipped into a wider edition', () => {
  it('is nothing in the narrowest, nor where nothing is restricted', () => {
    expect(slips([edition([{ text: SECRET, secret: true }])])).toEqual([])
    expect(slips([edition([{ text: SECRET }])])).toEqual([])
  })

  it.each([
    ['as it is', 'evil-grid.example.net'],
    ['defanged', 'evil-grid[.]example[.]net'],
    ['in capitals', 'EVIL-GRID.example.NET'],
    ['inside an address', 'hxxps://evil-grid.example.net/x?y'],
  ])('is a value, written %s', (_, written) => {
    const found = slips([
      edition([{ text: SECRET, secret: true }]),
      edition([{ text: `通信先 ${written} を遮断してください。` }]),
    ])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^VALUE fragments\[0\]\.text /)
    expect(found[0]).toContain(written)
  })

  it('is found in titles and summaries as well', () => {
    const notice = edition([{ text: '更新してください。' }], 'evil-grid.example.net の件', 'evil-grid.example.net')
    expect(slips([edition([{ text: SECRET, secret: true }]), notice])).toEqual([
      'VALUE title evil-grid.example.net',
      'VALUE summary evil-grid.example.net',
    ])
  })

  it('is found in English as well: of title and summary, and of a fragment', () => {
    const english = (text: string) => ({ text, translatedDigest: 'ab'.repeat(32) })
    const [first, second] = ['about evil-grid.example.net', 'Kaede Rail was hit']
    const above = edition([{ text: `${SECRET} Kaede Rail も調査中。`, secret: true }])
    const notice = { ...edition([{ text: '更新してください。' }]), titleEn: english(first), summaryEn: english(second) }
    expect(slips([above, notice])).toEqual(['VALUE titleEn evil-grid.example.net', 'NAME summaryEn Kaede Rail'])
    const translated = edition([{ text: '更新してください。' }, { text: first, translates: 0 }])
    expect(slips([above, translated])).toEqual(['VALUE fragments[1].text evil-grid.example.net'])
    // What stands in the English of a secret is a secret too.
    const secretInEnglish = edition([
      { text: '侵入。', secret: true },
      { text: first, translates: 0 },
    ])
    expect(slips([secretInEnglish, translated])).toEqual(['VALUE fragments[1].text evil-grid.example.net'])
  })

  it('is a run of eight words, also of Japanese, as long as it goes', () => {
    const notice = edition([{ text: '概要: 攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入した、とのことです。' }])
    const [found, ...more] = slips([edition([{ text: SECRET, secret: true }]), notice])
    expect(more).toEqual([])
    expect(found).toBe('RUN fragments[0].text 攻撃者は十一月三日の未明に変電所の監視制御装置へ侵入')
  })

  it('is no run of fewer words, nor words of its own', () => {
    const notice = edition([{ text: '変電所の監視制御装置を点検してください。' }])
    expect(slips([edition([{ text: SECRET, secret: true }]), notice])).toEqual([])
  })

  it('is the name of who was attacked, and of who told', () => {
    const secret = edition([
      { text: 'みずほし電力が被害を受けた。kaede rail も調査中。', secret: true },
      { text: '外国機関の提供。', originator: '某国CERT', consent: ['GOVERNMENT'] },
    ])
    const notice = edition([{ text: 'みずほし電力様の事案と某国CERTの情報から。Kaede Railway は無関係。' }])
    expect(slips([secret, notice])).toEqual(['NAME fragments[0].text みずほし電力', 'NAME fragments[0].text 某国CERT'])
  })

  it('is the name or another name of an actor whose object is restricted', () => {
    const secret = edition([{ text: '帰属。', secret: true, ids: [actor.id] }])
    expect(slips([secret, edition([{ text: 'Wicked Kitsune（化け狐）の手口。' }])])).toEqual([
      'NAME fragments[0].text Wicked Kitsune',
      'NAME fragments[0].text 化け狐',
    ])
  })

  it('is a whole object, and its values in words', () => {
    const secret = edition([{ text: '一覧。', comm: true, ids: [objects[0].id] }])
    const provision = edition([{ text: '扱い注意。', secret: true, ids: [objects[0].id] }])
    const notice = edition([{ text: 'c2.kitsune-ops.net に注意。' }])
    expect(slips([secret, provision, notice])).toEqual([
      `OBJECT ${objects[0].id} rule 1`,
      'VALUE fragments[0].text c2.kitsune-ops.net',
    ])
  })

  it('is not what its sender marked as free, what stands unflagged in the narrower edition, or what everybody names', () => {
    const secret = edition([
      { text: `${SECRET} 宛先 192.168.1.10`, secret: true, ids: [objects[1].id, objects[0].id] },
      { text: '公開情報: evil-grid.example.net', ids: [objects[0].id] },
    ])
    const notice = edition([
      { text: 'evil-grid.example.net、open.kitsune-ops.net、192.168.1.10', ids: [objects[0].id, objects[1].id] },
    ])
    expect(slips([secret, notice])).toEqual([])
  })

  it('keeps its key while the text around it changes, and has another in another edition', () => {
    const secret = edition([{ text: SECRET, comm: true }])
    const keys = (text: string, isSecret: boolean) =>
      slipsOf({
        ...{ drafts: [secret, edition([{ text, secret: isSecret }])], documents: new Map(), sourceLabels: [] },
        organisations: [],
      }).map(({ key }) => key)
    expect(keys('あ evil-grid.example.net', false)).toEqual(keys('い evil-grid[.]example.net う', false))
    expect(keys('あ evil-grid.example.net', false)).not.toEqual(keys('あ evil-grid.example.net', true))
  })
})

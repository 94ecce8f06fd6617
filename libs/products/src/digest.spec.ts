import { categoryOf, CATEGORIES, TIERS, type EditionFacts } from '@noroshi/clearance'
import { mayRead, randomEdition, randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { parseInput } from '@noroshi/errors'
import { digestDraft, digestInput, mayList, namedTooFar, type DigestCircle, type DigestItem } from './digest.ts'
import { computeEdition, labelOf, productInput } from './product.ts'

const AT = TEST_INSTANT
const asked = (more: object = {}) =>
  parseInput(digestInput, {
    ...{ from: '2026-11-14T00:00:00Z', to: '2026-11-21T00:00:00Z', category: 'NOTICE', ...more },
  })
/** The digest itself as it is after its release: to everybody of its circle. */
const digestOf = ({ category, requiredRank, toPublic }: DigestCircle): EditionFacts => ({
  ...{ id: '00000000-0000-4000-8000-c00000000000', category, everyone: true, sectors: [], circles: [] },
  ...{
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    consentedTiers: [...TIERS],
    toPublic,
  },
  ...{ requiredRank: category === 'NOTICE' ? 0 : requiredRank, releasedAt: AT.toISOString(), recalledAt: null },
  ...{ embargoUntil: null, expiresAt: null },
})
const CIRCLES: readonly DigestCircle[] = [
  ...CATEGORIES.flatMap(category => [1, 2].map(requiredRank => ({ category, requiredRank, toPublic: false }))),
  { category: 'NOTICE', requiredRank: 1, toPublic: true },
]
const open: EditionFacts = {
  ...digestOf({ category: 'PROVISION', requiredRank: 1, toPublic: false }),
  id: '00000000-0000-4000-8000-c00000000001',
}

describe('what a digest lists', () => {
  it('is never an edition that somebody who reads the digest could not read', () => {
    const rng = seededRandom(30)
    let listed = 0
    for (let round = 0; round < 6_000; round += 1) {
      // Editions at random are seldom open to all: half of them are made so, or a digest would list nothing.
      const random = randomEdition(rng)
      const item =
        rng() < 0.5
          ? random
          : {
              ...random,
              everyone: true,
              excludedOrganisations: [],
              excludedSectors: [],
              excludedPeople: [],
              consentedTiers: [...TIERS],
            }
      for (const circle of CIRCLES) {
        if (!mayList(item, circle, AT)) continue
        listed += 1
        for (let reader = 0; reader < 20; reader += 1) {
          const one = randomReader(rng)
          if (mayRead(one, digestOf(circle), AT.getTime())) expect(mayRead(one, item, AT.getTime())).toBe(true)
        }
      }
    }
    expect(listed).toBeGreaterThan(2_000)
  })

  it.each([
    ['a sector', { everyone: false, sectors: ['finance'] }],
    ['a circle', { everyone: false, circles: [crypto.randomUUID()] }],
    ['an organisation', { everyone: false, organisations: [crypto.randomUUID()] }],
    ['a person', { everyone: false, people: [crypto.randomUUID()] }],
    ['all but one', { excludedOrganisations: [crypto.randomUUID()] }],
    ['a higher rank', { requiredRank: 2 }],
    ['the government alone, as its originator asked', { consentedTiers: ['GOVERNMENT'] as const }],
    ['a narrower category', { category: 'COMPREHENSIVE' as const }],
    ['nobody yet, under embargo', { embargoUntil: '2026-11-21T00:00:00.001Z' }],
    ['nobody any more, recalled', { recalledAt: '2026-11-20T00:00:00.000Z' }],
    ['nobody any more, expired', { expiresAt: AT.toISOString() }],
    ['nobody yet, unreleased', { releasedAt: null }],
  ])('is nothing that goes to %s', (_whom, part) => {
    const circle = { category: 'PROVISION', requiredRank: 1, toPublic: false } as const
    expect(mayList(open, circle, AT)).toBe(true)
    expect(mayList({ ...open, ...part }, circle, AT)).toBe(false)
  })

  it('is for the public only what the public reads', () => {
    const notice = digestOf({ category: 'NOTICE', requiredRank: 1, toPublic: false })
    const toAll = { category: 'NOTICE', requiredRank: 1, toPublic: true } as const
    expect(mayList(notice, toAll, AT)).toBe(false)
    expect(mayList({ ...notice, toPublic: true }, toAll, AT)).toBe(true)
    expect(mayList({ ...notice, toPublic: true, everyone: false }, { ...toAll, toPublic: false }, AT)).toBe(true)
    expect(mayList({ ...notice, toPublic: true, consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'] }, toAll, AT)).toBe(
      false,
    )
  })
})

describe('the draft of a digest', () => {
  const item: DigestItem = {
    ...{ id: crypto.randomUUID(), reference: 'NRS-7K3M-Q9TX', category: 'NOTICE', kind: 'BULLETIN', severity: 'HIGH' },
    ...{ urgency: 'ROUTINE', title: '[x](https://evil.example)\n# y', summary: 's', releasedAt: AT.toISOString() },
    ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  }

  it.each(CIRCLES)('comes out as the category that was asked for, to everybody: %j', circle => {
    const input = asked(circle)
    const draft = parseInput(productInput, digestDraft(input, [item], 'https://hub.example'))
    const [edition] = draft.editions.map(computeEdition)
    expect(edition.category).toBe(circle.category)
    expect(labelOf(edition)).toMatchObject({
      everyone: true,
      toPublic: circle.toPublic,
      excludedOrganisations: [],
      excludedSectors: [],
      excludedPeople: [],
    })
    expect(edition.requiredRank).toBe(circle.category === 'NOTICE' ? 0 : circle.requiredRank)
  })

  it('lists reference, title, severity and link, and of a title nothing but its words', () => {
    const { editions } = digestDraft(asked(), [item], 'https://hub.example')
    const [{ fragments }] = editions
    expect(fragments[0].text).toContain(`NRS-7K3M-Q9TX「\\[x\\]\\(https://evil.example\\) \\# y」（深刻度：高）`)
    expect(fragments[0].text).toContain(`(https://hub.example/editions/${item.id})`)
    const { editions: ofAll } = digestDraft(asked({ toPublic: true }), [item], 'https://hub.example')
    expect(ofAll[0].fragments[0].text).toContain(`(https://hub.example/public/editions/${item.id})`)
    expect(ofAll[0].title).toBe('週次まとめ 2026-11-14〜2026-11-21')
  })

  it('is as restricted as the most restricted that it lists', () => {
    const flagsOf = (more: Partial<DigestItem>) =>
      digestDraft(asked({ category: 'COMPREHENSIVE' }), [item, { ...item, ...more }], '').editions[0].fragments
    expect(categoryOf(flagsOf({ identifiesPerson: true }))).toBe('COMPREHENSIVE')
    expect(flagsOf({ containsSecret: true })[0].containsSecret).toBe(true)
  })

  it('is looked over again: what was recalled since, goes to fewer or is not there is named', () => {
    const text = 'NRS-7K3M-Q9TX NRS-0000-0001 NRS-0000-0002 NRS-0000-0003'
    const value = digestDraft(asked(), [item], '')
    const draft = parseInput(productInput, {
      ...value,
      editions: [{ ...value.editions[0], fragments: [{ ...value.editions[0].fragments[0], text }] }],
    })
    const notice = digestOf({ category: 'NOTICE', requiredRank: 1, toPublic: false })
    const known = new Map<string, EditionFacts>([
      ['NRS-7K3M-Q9TX', notice],
      ['NRS-0000-0001', { ...notice, recalledAt: AT.toISOString() }],
      ['NRS-0000-0002', { ...notice, everyone: false, sectors: ['water'] }],
    ])
    expect(namedTooFar(draft.editions.map(computeEdition), known, AT)).toMatchObject([
      { kind: 'NOT_FOR_ALL', count: 3, items: [1, 2, 3].map(digit => ({ name: `NRS-0000-000${digit}` })) },
    ])
    expect(namedTooFar([], known, AT)).toEqual([])
  })

  it('of nothing is none', () => {
    expect(() => digestDraft(asked(), [], '')).toThrow('nothing was released')
  })

  it.each([
    [{ to: '2026-11-14T00:00:00Z' }, 'to'],
    [{ to: '2026-12-16T00:00:00Z' }, 'to'],
    [{ category: 'PROVISION', toPublic: true }, 'toPublic'],
  ])('is refused: %j', (more, field) => {
    expect(() => asked(more)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }))
  })
})

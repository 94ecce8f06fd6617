import type { InfoCategory, Tier } from '@noroshi/clearance'
import type { StixObject } from '@noroshi/stix'
import { loosens, saysTheSame, type Classification } from './classification.ts'
import {
  effectsOfClassification,
  effectsOfLabel,
  historyNote,
  type CarryingProduct,
  type MadeProduct,
} from './provenance-effects.ts'

const FREE: Classification = {
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'],
}
const MADE = {
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  ...{ intakes: ['i'], rewritten: false },
}
const TIERS: readonly Tier[] = ['GOVERNMENT', 'MEMBER', 'FRIEND']

describe('a new classification of an intake', () => {
  const released = (category: InfoCategory, more: object = {}, label: object = {}): MadeProduct => ({
    ...{ id: 'p', state: 'RELEASED', drafts: [] },
    inForce: [{ category, consentedTiers: TIERS, toPublic: false, ...label, fragments: [{ ...MADE, ...more }] }],
  })
  const said = (change: Partial<Classification>, product: MadeProduct) =>
    effectsOfClassification('i', { ...FREE, ...change }, [product]).map(({ what, faults }) => [
      what,
      ...faults.map(({ category, rule }) => `${category} ${rule}`),
    ])

  it.each<[string, Partial<Classification>, MadeProduct, string[][]]>([
    ['a notice of a secret', { containsSecret: true }, released('NOTICE'), [['RECALLED', 'NOTICE LESS_RESTRICTED']]],
    [
      'a provision that identifies a person',
      { identifiesPerson: true },
      released('PROVISION', { containsSecret: true }),
      [['RECALLED', 'PROVISION LESS_RESTRICTED']],
    ],
    [
      'a provision from communications',
      { containsCommInfo: true },
      released('PROVISION', { containsSecret: true }),
      [['RECALLED', 'PROVISION LESS_RESTRICTED']],
    ],
    ['what was written anew', { containsSecret: true }, released('NOTICE', { rewritten: true }), []],
    [
      'what goes no further for all that',
      { containsSecret: true },
      released('COMPREHENSIVE', { containsCommInfo: true }),
      [],
    ],
    ['what was made of others', { containsSecret: true }, released('NOTICE', { intakes: ['j'] }), []],
    [
      'what went to a tier that is agreed to no more, though written anew',
      { consentedTiers: ['GOVERNMENT', 'MEMBER'] },
      released('NOTICE', { rewritten: true }),
      [['RECALLED', 'NOTICE BEYOND_CONSENT']],
    ],
    [
      'what reached no such tier, by its category',
      { consentedTiers: ['GOVERNMENT', 'MEMBER'] },
      released('PROVISION', { containsSecret: true }),
      [],
    ],
    [
      'what reached no such tier, by another’s consent',
      { consentedTiers: ['GOVERNMENT', 'MEMBER'] },
      released('NOTICE', {}, { consentedTiers: ['MEMBER'] }),
      [],
    ],
    [
      'what was not public',
      { consentedTiers: TIERS },
      released('NOTICE', {}, { consentedTiers: FREE.consentedTiers }),
      [],
    ],
    [
      'what was public',
      { consentedTiers: TIERS },
      released('NOTICE', {}, { consentedTiers: FREE.consentedTiers, toPublic: true }),
      [['RECALLED', 'NOTICE BEYOND_CONSENT']],
    ],
  ])('does to %s what is due', (_what, change, product, due) => {
    expect(said(change, product)).toEqual(due)
  })

  it('returns what is in review, blocks a draft, and leaves a recalled product alone', () => {
    const drafts: MadeProduct['drafts'] = [{ category: 'NOTICE', fragments: [{ ...MADE, consentedTiers: ['MEMBER'] }] }]
    const of = (state: MadeProduct['state']) => said({ containsSecret: true }, { id: 'p', state, drafts, inForce: [] })
    expect(of('IN_REVIEW')).toEqual([['RETURNED', 'NOTICE LESS_RESTRICTED']])
    expect(of('DRAFT')).toEqual([['BLOCKED', 'NOTICE LESS_RESTRICTED']])
    expect(of('RECALLED')).toEqual([])
    expect(said({ consentedTiers: [] }, { id: 'p', state: 'IN_REVIEW', drafts, inForce: [] })).toEqual([
      ['RETURNED', 'NOTICE BEYOND_CONSENT'],
    ])
  })

  it('recalls what is in force while its correction holds, and returns a correction of what may stay', () => {
    const inReview = { ...released('NOTICE'), state: 'IN_REVIEW' as const }
    expect(said({ containsSecret: true }, inReview)).toEqual([['RECALLED', 'NOTICE LESS_RESTRICTED']])
    const drafts: MadeProduct['drafts'] = [{ category: 'NOTICE', fragments: [{ ...MADE, consentedTiers: ['MEMBER'] }] }]
    const rewritten = { ...released('NOTICE', { rewritten: true }), state: 'IN_REVIEW' as const, drafts }
    expect(said({ containsSecret: true }, rewritten)).toEqual([['RETURNED', 'NOTICE LESS_RESTRICTED']])
  })

  it('loosens when it restricts less in any way, whatever else it does', () => {
    expect(loosens(FREE, { ...FREE, containsSecret: true })).toBe(false)
    expect(loosens({ ...FREE, containsSecret: true }, FREE)).toBe(true)
    expect(loosens({ ...FREE, consentedTiers: [] }, { ...FREE, consentedTiers: [], containsSecret: true })).toBe(false)
    expect(loosens({ ...FREE, consentedTiers: [] }, { ...FREE, containsSecret: true })).toBe(true)
    expect(saysTheSame(FREE, { ...FREE })).toBe(true)
    expect(saysTheSame(FREE, { ...FREE, identifiesPerson: true })).toBe(false)
  })

  it('is told to the makers in both languages, with the reason where they may read it', () => {
    const [effect] = effectsOfClassification('i', { ...FREE, containsSecret: true }, [released('NOTICE')])
    expect(historyNote(effect, '本人の名が分かる')).toBe(
      'NOTICE: 受領情報の区分の変更により制限を満たさない / less restricted than its intake is now\n本人の名が分かる',
    )
    expect(historyNote(effect, null)).not.toContain('本人')
  })
})

describe('a new label of a source', () => {
  // Nothing else of an object is looked at.
  const object = { type: 'indicator', id: 'indicator--x' } as unknown as StixObject
  const label = { containsSecret: false, containsCommInfo: false, identifiesPerson: false, tlp: 'TLP:GREEN' }
  const carried: CarryingProduct['drafts'] = [{ category: 'NOTICE', toPublic: false, objects: [object] }]

  it('recalls, returns and blocks what carries its objects further', () => {
    const products: CarryingProduct[] = [
      { id: 'released', state: 'RELEASED', drafts: carried, inForce: carried },
      { id: 'review', state: 'IN_REVIEW', drafts: carried, inForce: [] },
      { id: 'draft', state: 'DRAFT', drafts: carried, inForce: [] },
    ]
    const of = (more: Partial<typeof label>) =>
      effectsOfLabel({ ...label, ...more }, products).map(({ productId, what }) => `${productId} ${what}`)
    expect(of({})).toEqual([])
    expect(of({ containsSecret: true })).toEqual(['released RECALLED', 'review RETURNED', 'draft BLOCKED'])
    expect(of({ tlp: 'TLP:AMBER' })).toEqual(['released RECALLED', 'review RETURNED', 'draft BLOCKED'])
  })
})

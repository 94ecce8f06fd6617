import type { InfoCategory } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { TLP_MARKINGS } from '@noroshi/stix'
import { requireLadder } from './ladder.ts'
import type { SourceLabel } from './marking-rule.ts'
import { computeEdition, type EditionDraft, type FragmentInput } from './product.ts'
import { slipsOf } from './slips.ts'
import { categoriesBelow, tearLine } from './tear-line.ts'

const id = (type: string, digit: number) => `${type}--${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const markingOf = (label: string) => TLP_MARKINGS.filter(one => one.label === label).map(({ object }) => object.id)
const indicator = (digit: number, more: object = {}) => ({
  ...{ type: 'indicator', id: id('indicator', digit), name: `rule ${digit}`, pattern_type: 'stix' },
  ...{ pattern: `[domain-name:value = 'host${digit}.kitsune-ops.net']`, ...more },
})
const [SECRET, RED, CLEAR, FREE, LABELLED] = [
  indicator(1),
  indicator(2, { object_marking_refs: markingOf('TLP:RED') }),
  indicator(3, { object_marking_refs: markingOf('TLP:CLEAR') }),
  indicator(4),
  indicator(5),
]
const link = (digit: number, from: string, to: string) => ({
  ...{ type: 'relationship', id: id('relationship', digit), relationship_type: 'related-to' },
  ...{ source_ref: from, target_ref: to },
})
const ABOUT_SECRET = link(6, FREE.id, SECRET.id)
const ABOUT_LINK = { ...link(7, ABOUT_SECRET.id, FREE.id) }
const ABOUT_ABSENT = link(8, FREE.id, id('malware', 9))
const objects = [SECRET, RED, CLEAR, FREE, LABELLED, ABOUT_SECRET, ABOUT_LINK, ABOUT_ABSENT]
const documents = new Map(objects.map(object => [object.id, JSON.stringify(object)]))
const label: SourceLabel = {
  ...{ id: LABELLED.id, tlp: 'TLP:AMBER' },
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
}

const fragment = (key: string, more: Partial<FragmentInput> = {}): FragmentInput => ({
  ...{ key, derivedFrom: null, text: `text of ${key}`, stixIds: [], originator: null, consentedTiers: null },
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  ...more,
})
const edition = (...fragments: FragmentInput[]): EditionDraft =>
  computeEdition({
    ...{ title: '件名', summary: '概要', requiredRank: 1, embargoUntil: null, expiresAt: null, fragments },
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
  })
const torn = (draft: EditionDraft, to: InfoCategory) =>
  tearLine(draft, to, documents, [label]).map(({ key, reasons, objects: going }) => ({
    key,
    why: reasons.map(({ code, detail }) => (detail === null ? code : `${code} ${detail}`)),
    going: going.flatMap(({ stixId, reasons: why }) =>
      why.map(({ code }) => `${stixId.slice(0, -'-1111-4111-8111-111111111111'.length)} ${code}`),
    ),
  }))

describe('the tear line', () => {
  const whole = edition(
    fragment('comm', { containsCommInfo: true, containsSecret: true, stixIds: [SECRET.id, CLEAR.id] }),
    fragment('person', { identifiesPerson: true }),
    fragment('secret', { containsSecret: true, stixIds: [RED.id] }),
    fragment('free', { stixIds: [FREE.id, LABELLED.id, ABOUT_SECRET.id, ABOUT_LINK.id, ABOUT_ABSENT.id] }),
  )

  it('lets a secret stay for members, and nothing of communications or of a person', () => {
    expect(torn(whole, 'PROVISION')).toEqual([
      { key: 'comm', why: ['COMM_INFO'], going: ['indicator--11111111 OF_FRAGMENT'] },
      { key: 'person', why: ['PERSON'], going: [] },
      { key: 'secret', why: [], going: ['indicator--22222222 MARKED'] },
      {
        ...{ key: 'free', why: [] },
        going: ['relationship--66666666 REFERS', 'relationship--77777777 REFERS'],
      },
    ])
  })

  it('lets neither go to friends, nor what a source may not give so far', () => {
    const below = torn(whole, 'NOTICE')
    expect(below.map(({ why }) => why)).toEqual([['SECRET', 'COMM_INFO'], ['PERSON'], ['SECRET'], []])
    expect(below[3]?.going).toEqual([
      'indicator--55555555 SOURCE_LABEL',
      'relationship--66666666 REFERS',
      'relationship--77777777 REFERS',
    ])
  })

  it('goes no further than the originator agreed, and says which tiers lack', () => {
    const told = edition(fragment('told', { originator: '構成員', consentedTiers: ['GOVERNMENT', 'MEMBER'] }))
    expect(torn(told, 'PROVISION')[0]?.why).toEqual([])
    expect(torn(told, 'NOTICE')[0]?.why).toEqual(['CONSENT FRIEND'])
    const silent = edition(fragment('silent', { originator: '外国政府', consentedTiers: [] }))
    expect(torn(silent, 'PROVISION')[0]?.why).toEqual(['CONSENT GOVERNMENT, MEMBER'])
  })

  it('leaves nothing standing that the search for slips would find, whatever the editions are', () => {
    for (const to of categoriesBelow('COMPREHENSIVE')) {
      const lines = tearLine(whole, to, documents, [label])
      const below = edition(
        ...whole.fragments.flatMap((above, index) => {
          const line = lines[index]
          const stixIds = above.stixIds.filter(one => !line?.objects.some(({ stixId }) => stixId === one))
          const flags = to === 'PROVISION' ? { containsSecret: above.containsSecret } : {}
          if (line?.reasons.length !== 0) return [fragment(`${above.key} below`, { text: '要旨', stixIds })]
          return [fragment(`${above.key} below`, { ...flags, text: above.text, stixIds })]
        }),
      )
      expect(below.category).toBe(to)
      expect(slipsOf({ drafts: [whole, below], documents, sourceLabels: [label], organisations: [] })).toEqual([])
    }
  })

  it('knows what is below each category', () => {
    expect(categoriesBelow('COMPREHENSIVE')).toEqual(['PROVISION', 'NOTICE'])
    expect(categoriesBelow('NOTICE')).toEqual([])
  })
})

describe('the ladder', () => {
  const above = edition(fragment('a', { containsSecret: true }))
  const fault = (...drafts: EditionDraft[]): string | null => {
    try {
      requireLadder(drafts)
      return null
    } catch (error) {
      if (error instanceof HubError) return `${error.reason} ${error.field}`
      throw error
    }
  }

  it('leads from a narrower edition to a wider one', () => {
    expect(fault(above, edition(fragment('b', { derivedFrom: 'a' })))).toBeNull()
    expect(fault(edition(fragment('b', { derivedFrom: 'a' })), above)).toBeNull()
  })

  it.each([
    ['of its own edition', edition(fragment('b'), fragment('c', { derivedFrom: 'b' }))],
    ['of nothing', edition(fragment('b', { derivedFrom: 'z' }))],
    ['of itself', edition(fragment('b', { derivedFrom: 'b' }))],
  ])('leads to no fragment %s', (_what, below) => {
    expect(fault(above, below)).toMatch(/^DERIVED_FROM editions/)
  })

  it('does not lead upwards', () => {
    const up = edition(fragment('a', { containsSecret: true, derivedFrom: 'b' }))
    expect(fault(up, edition(fragment('b')))).toBe('DERIVED_FROM editions[0].fragments[0].derivedFrom')
  })

  it('has a key for each fragment, and each once', () => {
    expect(fault(above, edition(fragment('a')))).toBe('DUPLICATE_KEY editions[1].fragments[0].key')
  })
})

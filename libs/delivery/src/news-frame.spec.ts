import type { Label } from '@noroshi/clearance'
import { randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { frameFor, type NewsRow } from './news-frame.ts'

const AT = TEST_INSTANT
const PERSON = '11111111-1111-4111-8111-111111111111'
const ORGANISATION = '22222222-2222-4222-8222-222222222222'
const LATER = new Date(AT.getTime() + 86_400_000).toISOString()
const EARLIER = new Date(AT.getTime() - 86_400_000).toISOString()

const member = {
  ...randomReader(seededRandom(1)),
  ...{
    personId: PERSON,
    organisationId: ORGANISATION,
    tier: 'MEMBER' as const,
    personActive: true,
    membershipState: 'ACTIVE' as const,
  },
  ...{ clearanceRank: 1, clearanceValidUntil: LATER, safeguardsValidUntil: LATER },
}
const label = (category: Label['category']): Label => ({
  category,
  requiredRank: category === 'NOTICE' ? 0 : 1,
  ...{
    everyone: true,
    sectors: [],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'],
    toPublic: false,
  },
})
const row = (category: string, more: Partial<NewsRow> = {}): NewsRow => ({
  ...{
    personId: PERSON,
    seq: '7',
    kind: 'RELEASED',
    editionId: '33333333-3333-4333-8333-333333333333',
    labelId: 1,
    category,
    urgency: 'PRIORITY',
    reference: 'NRS-0000-0000',
  },
  ...{ title: 'the title', summary: 'the summary' },
  ...more,
})

describe('a pushed frame', () => {
  it('says of an edition above NOTICE that it is there, and nothing of what it says, even were the text at hand', () => {
    const frame = frameFor(member, row('PROVISION'), label('PROVISION'), AT)
    expect(frame).toEqual({
      ...{ seq: 7, kind: 'RELEASED', editionId: row('').editionId, category: 'PROVISION' },
      ...{ reference: 'NRS-0000-0000', urgency: 'PRIORITY' },
    })
  })

  it('carries the title and summary of a NOTICE', () => {
    expect(frameFor(member, row('NOTICE'), label('NOTICE'), AT)).toMatchObject({
      seq: 7,
      title: 'the title',
      summary: 'the summary',
    })
  })

  it('carries of a NOTICE neither title nor summary when one of them is not at hand', () => {
    for (const missing of [{ title: null }, { summary: null }]) {
      const frame = frameFor(member, row('NOTICE', missing), label('NOTICE'), AT)
      expect(frame).toMatchObject({ seq: 7, category: 'NOTICE', editionId: row('').editionId })
      expect(Object.keys(frame)).not.toEqual(expect.arrayContaining([expect.stringMatching(/title|summary/)]))
    }
  })

  it('[L46] holds only its number for somebody whose clearance ended between dispatch and sending', () => {
    const lapsed = { ...member, clearanceValidUntil: EARLIER }
    expect(frameFor(lapsed, row('PROVISION'), label('PROVISION'), AT)).toEqual({
      seq: 7,
      kind: 'RELEASED',
      editionId: null,
    })
  })

  it('holds only its number when the label is not known', () => {
    expect(frameFor(member, row('NOTICE'), undefined, AT)).toEqual({ seq: 7, kind: 'RELEASED', editionId: null })
  })

  it('tells of a recall whatever the reader may read by now, and never what was recalled', () => {
    const lapsed = { ...member, clearanceValidUntil: EARLIER }
    const frame = frameFor(lapsed, row('PROVISION', { kind: 'RECALLED' }), label('PROVISION'), AT)
    expect(frame).toEqual({
      ...{ seq: 7, kind: 'RECALLED', editionId: row('').editionId, category: 'PROVISION' },
      ...{ reference: 'NRS-0000-0000', urgency: 'PRIORITY' },
    })
    // Of a NOTICE neither: its text is what was recalled.
    const notice = frameFor(member, row('NOTICE', { kind: 'RECALLED' }), label('NOTICE'), AT)
    expect(JSON.stringify(notice)).not.toMatch(/the title|the summary/)
  })
})

import type { EditionFacts, Reader } from '@noroshi/clearance'
import { randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { unreachedOf } from './unreached.ts'

const AT = TEST_INSTANT
const LATER = new Date(AT.getTime() + 86_400_000).toISOString()
const person = (personId: string, more: Partial<Reader> = {}) => ({
  reader: {
    ...randomReader(seededRandom(1)),
    ...{ personId, organisationId: 'o', tier: 'MEMBER', personActive: true, membershipState: 'ACTIVE', circles: [] },
    ...{ clearanceRank: 1, clearanceValidUntil: LATER, safeguardsValidUntil: LATER },
    ...more,
  } satisfies Reader,
  name: `name of ${personId}`,
  organisationName: 'organisation',
})
const edition = (category: EditionFacts['category']): EditionFacts => ({
  ...{ id: category, category, requiredRank: category === 'NOTICE' ? 0 : 1, toPublic: false },
  ...{
    everyone: false,
    sectors: [],
    circles: ['c'],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
  },
  ...{ consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'], releasedAt: AT.toISOString() },
  ...{ recalledAt: null, embargoUntil: null, expiresAt: null },
})
const editions = [edition('PROVISION'), edition('NOTICE')]

describe('who is addressed without a valid channel', () => {
  it('is a person who never enrolled, with the edition that they would be sent', () => {
    const people = [
      person('enrolled', { circles: ['c'] }),
      person('silent', { circles: ['c'] }),
      person('outside'),
      person('uncleared', { circles: ['c'], clearanceRank: 0, clearanceValidUntil: null }),
    ]
    const found = unreachedOf(editions, people, new Set(['silent', 'outside', 'uncleared']), [], AT)
    expect(found).toMatchObject([
      { personId: 'silent', name: 'name of silent', category: 'PROVISION', reason: 'NEVER_ENROLLED' },
      { personId: 'uncleared', category: 'NOTICE', reason: 'NEVER_ENROLLED' },
    ])
  })

  it('is an organisation without anybody, by what somebody would be sent who were there', () => {
    const deserted = [person('o', { circles: ['c'] }), person('p', { organisationId: 'p' })]
    expect(unreachedOf(editions, [], new Set(), deserted, AT)).toEqual([
      {
        ...{ organisationId: 'o', organisation: 'organisation', tier: 'MEMBER', personId: null, name: null },
        ...{ category: 'PROVISION', reason: 'NOBODY_ACTIVE' },
      },
    ])
  })
})

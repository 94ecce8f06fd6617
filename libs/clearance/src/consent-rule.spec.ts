import { isAgreed, mayConsent, tiersToAgreeOn, type ReleasedTo } from './consent-rule.ts'
import { TEST_INSTANT } from './testing.ts'
import type { Reader } from './words.ts'
import { ROLES, TIERS } from './words.ts'

const toAll: ReleasedTo = {
  ...{ category: 'NOTICE', toPublic: true, consentedTiers: TIERS, everyone: true },
  ...{
    sectors: [],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
  },
}
const contact: Reader = {
  ...{ personId: 'contact', organisationId: 'bank', tier: 'MEMBER', roles: ['MEMBER_READER'], personActive: true },
  ...{
    membershipState: 'ACTIVE',
    sectors: [],
    circles: [],
    safeguardsValidUntil: '2027-01-01T00:00:00Z',
    clearanceRank: 1,
  },
  ...{ clearanceValidUntil: '2027-01-01T00:00:00Z', isOversight: false, epoch: '1' },
}

describe('what an originator must agree to', () => {
  const asked = (more: Partial<ReleasedTo>) => tiersToAgreeOn({ ...toAll, ...more }, 'bank')

  it('is every tier beyond the government that the edition reaches', () => {
    expect(asked({})).toEqual(['MEMBER', 'FRIEND', 'PUBLIC'])
    expect(asked({ toPublic: false })).toEqual(['MEMBER', 'FRIEND'])
    expect(asked({ category: 'PROVISION', toPublic: false })).toEqual(['MEMBER'])
    expect(asked({ category: 'COMPREHENSIVE', toPublic: false })).toEqual([])
  })

  it('is no tier that another source keeps it from already', () => {
    expect(asked({ consentedTiers: ['GOVERNMENT', 'MEMBER'] })).toEqual(['MEMBER'])
    expect(asked({ consentedTiers: [] })).toEqual([])
  })

  it('is nothing where it goes back to the originator alone', () => {
    const back = { everyone: false, toPublic: false, organisations: ['bank'] }
    expect(asked(back)).toEqual([])
    for (const more of [
      { organisations: ['bank', 'other'] },
      { people: ['p'] },
      { sectors: ['gas'] },
      { circles: ['isac'] },
      { everyone: true },
    ])
      expect(asked({ ...back, ...more })).toEqual(['MEMBER', 'FRIEND'])
  })

  it('is agreed to tier by tier', () => {
    expect(isAgreed(['MEMBER'], ['MEMBER', 'FRIEND'])).toBe(true)
    expect(isAgreed(['MEMBER', 'FRIEND'], ['MEMBER'])).toBe(false)
    expect(isAgreed([], [])).toBe(true)
  })
})

describe('who answers for an originator', () => {
  const may = (more: Partial<Reader>, requiredRank = 0, organisationId = 'bank') =>
    mayConsent({ ...contact, ...more }, { organisationId, requiredRank }, TEST_INSTANT)

  it('is a contact of that very organisation, in good standing', () => {
    expect(may({})).toBe(true)
    expect(may({}, 0, 'other')).toBe(false)
    expect(may({ organisationId: null })).toBe(false)
    expect(may({ personActive: false })).toBe(false)
    expect(may({ membershipState: 'SUSPENDED' })).toBe(false)
    expect(ROLES.filter(role => may({ roles: [role] }))).toEqual([
      ...['MEMBER_READER', 'FRIEND_CONTACT', 'ORGANISATION_ADMINISTRATOR'],
    ])
  })

  it('holds the clearance that the text asks for', () => {
    expect([0, 1, 2].map(rank => may({}, rank))).toEqual([true, true, false])
    expect([0, 1].map(rank => may({ clearanceValidUntil: '2020-01-01T00:00:00Z' }, rank))).toEqual([true, false])
    expect([0, 1].map(rank => may({ safeguardsValidUntil: null }, rank))).toEqual([true, false])
  })

  it('is in the government anybody who is cleared', () => {
    expect(may({ tier: 'GOVERNMENT', roles: [] })).toBe(true)
    expect(may({ tier: 'GOVERNMENT', roles: [], clearanceRank: 0 })).toBe(false)
    expect(may({ tier: 'MEMBER', roles: [] })).toBe(false)
  })
})

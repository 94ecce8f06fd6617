import type { EditionFacts, Reader } from '@noroshi/clearance'
import { recipientsOf } from '@noroshi/products'
import { asReleased } from './released.ts'

const NOW = new Date('2026-11-21T00:00:00.000Z')
const secondsOn = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString()

const friend: Reader = {
  personId: '00000000-0000-4000-8000-a00000000001',
  organisationId: '00000000-0000-4000-8000-b00000000001',
  tier: 'FRIEND',
  roles: ['FRIEND_CONTACT'],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: [],
  circles: [],
  safeguardsValidUntil: null,
  clearanceRank: 0,
  clearanceValidUntil: null,
  isOversight: false,
  epoch: '1.1',
}
const notice: EditionFacts = {
  id: '00000000-0000-4000-8000-c00000000001',
  category: 'NOTICE',
  requiredRank: 0,
  everyone: true,
  sectors: [],
  circles: [],
  organisations: [],
  people: [],
  excludedOrganisations: [],
  excludedSectors: [],
  excludedPeople: [],
  consentedTiers: ['FRIEND'],
  toPublic: false,
  releasedAt: secondsOn(0),
  recalledAt: null,
  embargoUntil: null,
  expiresAt: null,
}

describe('what is announced', () => {
  it('has been released, also when the clock that signed it was fast', () => {
    const signed = { ...notice, releasedAt: secondsOn(3) }
    expect([...recipientsOf([signed], [friend], NOW)]).toEqual([])
    expect([...recipientsOf(asReleased([signed], NOW), [friend], NOW)]).toHaveLength(1)
  })

  it('stays under its embargo, whatever the clock that signed it said', () => {
    const signed = { ...notice, releasedAt: secondsOn(3), embargoUntil: secondsOn(2) }
    expect([...recipientsOf(asReleased([signed], NOW), [friend], NOW)]).toEqual([])
  })

  it('is otherwise left as it is: what is not released stays so, and what was released keeps its instant', () => {
    const editions = [null, secondsOn(-1), secondsOn(0)].map(releasedAt => ({ ...notice, releasedAt }))
    asReleased(editions, NOW).forEach((edition, index) => expect(edition).toBe(editions[index]))
    expect(asReleased([{ ...notice, releasedAt: secondsOn(3) }], NOW)).toEqual([notice])
  })
})

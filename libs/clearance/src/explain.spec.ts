import { CONDITION_CODES, explain } from './explain.ts'
import { publicReader } from './reader.ts'
import { TEST_IDS, TEST_INSTANT, randomEdition, seededRandom } from './testing.ts'
import type { EditionFacts, Reader } from './words.ts'
import { TIERS } from './words.ts'

const at = TEST_INSTANT
const AFTER = '2026-11-22T00:00:00Z'
const organisation = String(TEST_IDS.organisations[0])
const member: Reader = {
  personId: String(TEST_IDS.people[0]),
  organisationId: organisation,
  tier: 'MEMBER',
  roles: [],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: ['power'],
  circles: [],
  safeguardsValidUntil: AFTER,
  clearanceRank: 1,
  clearanceValidUntil: AFTER,
  isOversight: false,
  epoch: '1',
}
const provision: EditionFacts = {
  ...randomEdition(seededRandom(1)),
  category: 'PROVISION',
  requiredRank: 1,
  toPublic: false,
  everyone: false,
  sectors: ['power'],
  circles: [],
  organisations: [],
  people: [],
  excludedOrganisations: [],
  excludedSectors: [],
  excludedPeople: [],
  consentedTiers: TIERS,
  releasedAt: '2026-11-01T00:00:00Z',
  recalledAt: null,
  embargoUntil: null,
  expiresAt: null,
}
const publicNotice: EditionFacts = { ...provision, category: 'NOTICE', requiredRank: 0, toPublic: true }
const failing = (reader: Partial<Reader>, edition: Partial<EditionFacts> = {}): string[] =>
  explain({ ...member, ...reader }, { ...provision, ...edition }, at)
    .steps.filter(step => !step.holds)
    .map(step => step.condition)

describe('an explanation', () => {
  it('tells every condition that mattered, and that all held', () => {
    const { allowed, steps } = explain(member, provision, at)
    expect(allowed).toBe(true)
    expect(steps.map(step => step.condition)).toEqual(CONDITION_CODES.filter(code => code !== 'RELEASED_TO_PUBLIC'))
  })

  it('names exactly the condition that failed', () => {
    expect(failing({}, { releasedAt: null })).toEqual(['RELEASED'])
    expect(failing({}, { recalledAt: '2026-11-02T00:00:00Z' })).toEqual(['NOT_RECALLED'])
    expect(failing({}, { embargoUntil: AFTER })).toEqual(['NOT_EMBARGOED'])
    expect(failing({}, { expiresAt: at.toISOString() })).toEqual(['NOT_EXPIRED'])
    expect(failing({}, { category: 'COMPREHENSIVE' })).toEqual(['TIER_MAY_RECEIVE_CATEGORY'])
    expect(failing({}, { consentedTiers: ['GOVERNMENT'] })).toEqual(['ORIGINATOR_CONSENTS'])
    expect(failing({ personActive: false })).toEqual(['PERSON_ACTIVE'])
    expect(failing({ membershipState: 'SUSPENDED' })).toEqual(['MEMBERSHIP_ACTIVE'])
    expect(failing({ sectors: [] })).toEqual(['IN_AUDIENCE'])
    expect(failing({}, { excludedOrganisations: [organisation] })).toEqual(['NOT_EXCLUDED'])
    expect(failing({}, { excludedSectors: ['power'] })).toEqual(['SECTOR_NOT_EXCLUDED'])
    expect(failing({}, { excludedPeople: [String(member.personId)] })).toEqual(['PERSON_NOT_EXCLUDED'])
    expect(failing({ clearanceValidUntil: null })).toEqual(['CLEARANCE_VALID'])
    expect(failing({}, { requiredRank: 2 })).toEqual(['CLEARANCE_SUFFICIENT'])
    expect(failing({ safeguardsValidUntil: '2026-11-01T00:00:00Z' })).toEqual(['SAFEGUARDS_VALID'])
    expect(failing({ organisationId: null })).toEqual(['MEMBERSHIP_ACTIVE', 'NOT_EXCLUDED'])
    expect(failing({ personId: null })).toEqual(['PERSON_ACTIVE', 'PERSON_NOT_EXCLUDED'])
  })

  it('tells several failures at once', () => {
    expect(failing({ clearanceValidUntil: null, clearanceRank: 0, sectors: [] })).toEqual([
      'IN_AUDIENCE',
      'CLEARANCE_VALID',
      'CLEARANCE_SUFFICIENT',
    ])
  })

  it('says nothing of clearance for a notice', () => {
    const { steps } = explain({ ...member, clearanceRank: 0 }, { ...publicNotice, toPublic: false }, at)
    expect(steps.map(step => step.condition)).not.toContain('CLEARANCE_VALID')
    expect(steps.every(step => step.holds)).toBe(true)
  })

  it('tells a person their own way when both are open', () => {
    const steps = explain(member, publicNotice, at).steps.map(step => step.condition)
    expect(steps).toContain('IN_AUDIENCE')
    expect(steps).not.toContain('RELEASED_TO_PUBLIC')
  })

  it('tells the way of the public when that is the one open', () => {
    const outside = explain({ ...member, sectors: [] }, publicNotice, at)
    expect(outside).toEqual(explain(publicReader(), publicNotice, at))
    expect(outside.allowed).toBe(true)
    expect(outside.steps.map(step => step.condition)).toContain('RELEASED_TO_PUBLIC')
    expect(explain(publicReader(), { ...publicNotice, toPublic: false }, at).steps.filter(step => !step.holds)).toEqual(
      [{ condition: 'RELEASED_TO_PUBLIC', holds: false }],
    )
    const withheld: EditionFacts = { ...publicNotice, consentedTiers: ['MEMBER'] }
    expect(explain(publicReader(), withheld, at).steps.filter(step => !step.holds)).toEqual([
      { condition: 'ORIGINATOR_CONSENTS', holds: false },
    ])
  })
})

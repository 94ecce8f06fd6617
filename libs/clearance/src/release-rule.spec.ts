import type { ReleaseCandidate, ReleaseCandidateEdition } from './release-rule.ts'
import { OBJECTION_CODES, releaseObjections } from './release-rule.ts'
import { TEST_INSTANT } from './testing.ts'
import type { Reader } from './words.ts'

const notice: ReleaseCandidateEdition = {
  category: 'NOTICE',
  requiredRank: 0,
  toPublic: false,
  hasContent: true,
  everyone: true,
  sectors: [],
  circles: [],
  organisations: [],
  people: [],
  excludedOrganisations: [],
  expiresAt: null,
  excludedSectors: [],
  excludedPeople: [],
}
const provision: ReleaseCandidateEdition = { ...notice, category: 'PROVISION', requiredRank: 2 }
const product: ReleaseCandidate = {
  inReview: true,
  ownerOrganisationId: 'nco',
  authorIds: ['author', 'co-author'],
  submitterId: 'submitter',
  editions: [provision, notice],
}
const officer: Reader = {
  personId: 'officer',
  organisationId: 'nco',
  tier: 'GOVERNMENT',
  roles: ['RELEASING_OFFICER'],
  personActive: true,
  membershipState: 'ACTIVE',
  sectors: [],
  circles: [],
  safeguardsValidUntil: '2027-01-01T00:00:00Z',
  clearanceRank: 2,
  clearanceValidUntil: '2027-01-01T00:00:00Z',
  isOversight: false,
  epoch: '1',
}
const objections = (facts: Partial<ReleaseCandidate>, by: Partial<Reader> = {}): string[] =>
  releaseObjections({ ...product, ...facts }, { ...officer, ...by }, TEST_INSTANT).map(({ code, category }) =>
    category === null ? code : `${code} ${category}`,
  )

describe('a release', () => {
  it('meets no objection when another cleared officer releases what is in review and complete', () => {
    expect(objections({})).toEqual([])
    expect(objections({ submitterId: null })).toEqual([])
  })

  it('needs two people', () => {
    expect(objections({}, { personId: 'co-author' })).toEqual(['SAME_PERSON_AS_AUTHOR'])
    expect(objections({}, { personId: 'submitter' })).toEqual(['SAME_PERSON_AS_SUBMITTER'])
    expect(objections({ submitterId: 'author' }, { personId: 'author' })).toEqual([
      'SAME_PERSON_AS_AUTHOR',
      'SAME_PERSON_AS_SUBMITTER',
    ])
  })

  it('needs a releasing officer of the owning organisation, in good standing', () => {
    for (const by of [
      { roles: ['ANALYST'] },
      { organisationId: 'npa' },
      { personId: null },
      { personActive: false },
      { membershipState: 'SUSPENDED' },
      { tier: 'MEMBER' },
    ] satisfies Partial<Reader>[]) {
      expect(objections({ submitterId: null }, by)).toEqual(['NOT_A_RELEASING_OFFICER'])
    }
  })

  it('needs a clearance for the highest rank among the editions, and none when all are notices', () => {
    for (const by of [{ clearanceRank: 1 }, { clearanceValidUntil: null }, { safeguardsValidUntil: null }]) {
      expect(objections({}, by)).toEqual(['NOT_CLEARED'])
      expect(objections({ editions: [notice] }, by)).toEqual([])
    }
  })

  it('needs a product in review with at least one edition', () => {
    expect(objections({ inReview: false })).toEqual(['NOT_IN_REVIEW'])
    expect(objections({ editions: [] })).toEqual(['NO_EDITIONS'])
  })

  it('needs every edition complete, addressed and coherent', () => {
    const blank = { everyone: false, hasContent: false }
    expect(objections({ editions: [notice, notice] })).toEqual(['DUPLICATE_CATEGORY NOTICE'])
    expect(objections({ editions: [{ ...notice, ...blank }] })).toEqual([
      'EMPTY_EDITION NOTICE',
      'EMPTY_AUDIENCE NOTICE',
    ])
    expect(objections({ editions: [{ ...provision, requiredRank: 0 }] })).toEqual(['RANK_MISSING PROVISION'])
    expect(objections({ editions: [{ ...provision, requiredRank: 1 }] })).toEqual([])
    expect(objections({ editions: [{ ...notice, toPublic: true }] })).toEqual([])
    expect(objections({ editions: [{ ...provision, toPublic: true }] })).toEqual(['PUBLIC_ABOVE_NOTICE PROVISION'])
  })

  it('is addressed by a list of any kind, or by going to the public, but not by an exclusion', () => {
    const nobody = { ...notice, everyone: false }
    const lists = [{ sectors: ['power'] }, { circles: ['c'] }, { organisations: ['o'] }, { people: ['p'] }]
    for (const addressed of [...lists, { toPublic: true }]) {
      expect(objections({ editions: [{ ...nobody, ...addressed }] })).toEqual([])
    }
    // Whoever is left out is not somebody who is told.
    for (const one of [{ excludedSectors: ['s'] }, { excludedPeople: ['p'] }])
      expect(objections({ editions: [{ ...nobody, ...one }] })).toEqual(['EMPTY_AUDIENCE NOTICE'])
    expect(objections({ editions: [{ ...nobody, excludedOrganisations: ['o'] }] })).toEqual(['EMPTY_AUDIENCE NOTICE'])
  })

  it('has not expired: at the instant of its expiry nobody reads it any more', () => {
    const at = TEST_INSTANT.getTime()
    const expiring = (ms: number) => [{ ...notice, expiresAt: new Date(at + ms).toISOString() }]
    expect(objections({ editions: expiring(-1) })).toEqual(['EXPIRED NOTICE'])
    expect(objections({ editions: expiring(0) })).toEqual(['EXPIRED NOTICE'])
    expect(objections({ editions: expiring(1) })).toEqual([])
  })

  it('names every objection from a closed list', () => {
    const all = objections(
      {
        inReview: false,
        editions: [{ ...provision, everyone: false, hasContent: false, requiredRank: 0, toPublic: true }, provision],
        submitterId: 'officer',
        authorIds: ['officer'],
      },
      { clearanceRank: 1 },
    ).map(text => text.split(' ')[0])
    const missing = OBJECTION_CODES.filter(code => !all.includes(code))
    expect(missing).toEqual(['NOT_A_RELEASING_OFFICER', 'NO_EDITIONS', 'EMPTY_AUDIENCE', 'EXPIRED'])
  })
})

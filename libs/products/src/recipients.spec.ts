import { publicReader, type EditionFacts, type Reader } from '@noroshi/clearance'
import { randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { previewAudience } from './audience-preview.ts'
import { recipientsOf } from './recipients.ts'

const AT = TEST_INSTANT
const LATER = new Date(AT.getTime() + 86_400_000).toISOString()
const uuid = (digit: number) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`

const person = (digit: number, more: Partial<Reader> = {}): Reader => ({
  ...randomReader(seededRandom(1)),
  ...{ personId: uuid(digit), organisationId: uuid(9), tier: 'MEMBER', personActive: true, membershipState: 'ACTIVE' },
  ...{ clearanceRank: 1, clearanceValidUntil: LATER, safeguardsValidUntil: LATER },
  ...more,
})
const edition = (category: EditionFacts['category'], more: Partial<EditionFacts> = {}): EditionFacts => ({
  ...{ id: uuid(8), category, requiredRank: category === 'NOTICE' ? 0 : 1 },
  ...{
    everyone: true,
    sectors: [],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
  },
  ...{ consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'], toPublic: category === 'NOTICE' },
  ...{ releasedAt: AT.toISOString(), recalledAt: null, embargoUntil: null, expiresAt: null },
  ...more,
})

const cleared = person(1)
const uncleared = person(2, { clearanceRank: 0, clearanceValidUntil: null })
const suspended = person(3, { membershipState: 'SUSPENDED' })
const left = person(4, { personActive: false })
const everybody = [cleared, uncleared, suspended, left]
const editions = [edition('PROVISION'), edition('NOTICE')]

describe('a product', () => {
  it('is sent to each person in the most comprehensive edition that reaches them', () => {
    const sent = [...recipientsOf(editions, everybody, AT)].map(
      ([
        id,
        {
          edition: { category },
        },
      ]) => [id, category],
    )
    expect(sent).toEqual([
      [cleared.personId, 'PROVISION'],
      [uncleared.personId, 'NOTICE'],
    ])
  })

  it('is sent as the most comprehensive edition that a reader may read, whatever the order', () => {
    const all = [edition('NOTICE', { toPublic: false }), edition('COMPREHENSIVE'), edition('PROVISION')]
    const sentTo = (reader: Reader) => recipientsOf(all, [reader], AT).get(reader.personId ?? '')?.edition.category
    const official = person(5, { tier: 'GOVERNMENT' })
    expect(sentTo(official)).toBe('COMPREHENSIVE')
    expect(sentTo({ ...official, tier: 'MEMBER' })).toBe('PROVISION')
    expect(sentTo({ ...official, clearanceRank: 0 })).toBe('NOTICE')
    expect(sentTo({ ...official, tier: 'FRIEND' })).toBe('NOTICE')
  })

  it('is sent to nobody when there is no edition they may read', () => {
    expect([...recipientsOf([edition('NOTICE', { toPublic: false })], [publicReader()], AT)]).toEqual([])
    expect([...recipientsOf([], [cleared], AT)]).toEqual([])
  })

  it('is not sent to who may read it only as the public does', () => {
    expect([...recipientsOf([edition('NOTICE')], [suspended, left], AT)]).toEqual([])
  })
})

describe('the preview', () => {
  const people = everybody.map(reader => ({ reader, name: reader.personId ?? '', organisationName: 'o' }))
  const preview = previewAudience(editions, people, AT)

  it('names exactly those who will be sent something, and what', () => {
    const named = preview.organisations.flatMap(organisation => organisation.people.map(one => [one.id, one.category]))
    const sent = [...recipientsOf(editions, everybody, AT)].map(
      ([
        id,
        {
          edition: { category },
        },
      ]) => [id, category],
    )
    expect(named).toEqual(sent)
    expect(preview.people).toBe(sent.length)
  })

  it('says of a suspended member that they are left out, also of what the public may read', () => {
    const conditions = preview.leftOut.filter(one => one.personId === suspended.personId)
    expect(conditions.map(one => [one.category, one.condition, one.receives])).toEqual([
      ['PROVISION', 'MEMBERSHIP_ACTIVE', null],
      ['NOTICE', 'MEMBERSHIP_ACTIVE', null],
    ])
  })

  it('says of whom an edition addresses why they are not sent it, by the first condition that they fail', () => {
    expect(preview.leftOut.map(one => [one.personId, one.category, one.condition, one.receives])).toEqual([
      [uncleared.personId, 'PROVISION', 'CLEARANCE_VALID', 'NOTICE'],
      [suspended.personId, 'PROVISION', 'MEMBERSHIP_ACTIVE', null],
      [suspended.personId, 'NOTICE', 'MEMBERSHIP_ACTIVE', null],
      [left.personId, 'PROVISION', 'PERSON_ACTIVE', null],
      [left.personId, 'NOTICE', 'MEMBERSHIP_ACTIVE', null],
    ])
    expect(preview.leftOut[0]).toMatchObject({ name: uncleared.personId, organisation: 'o' })
  })

  it('says nothing of whom the author did not address, nor of below what somebody receives', () => {
    const friend = person(5, { tier: 'FRIEND' })
    const outside = person(6, { organisationId: uuid(7) })
    const addressed = { everyone: false, toPublic: false, organisations: [uuid(9)] }
    const some = [friend, outside, cleared].map(reader => ({ reader, name: '', organisationName: '' }))
    const narrow = [edition('PROVISION', addressed), edition('NOTICE', { ...addressed, recalledAt: AT.toISOString() })]
    expect(previewAudience(narrow, some, AT).leftOut.map(one => [one.personId, one.category])).toEqual([
      [friend.personId, 'NOTICE'],
    ])
  })

  it('counts people by organisation, in the order of the names, and passes over who is nobody or belongs to nobody', () => {
    const one = { ...person(1), organisationId: uuid(7) }
    const some = [
      { reader: person(5), name: 'e', organisationName: 'い' },
      { reader: one, name: 'a', organisationName: 'あ' },
      { reader: person(6, { tier: 'GOVERNMENT' }), name: 'f', organisationName: 'い' },
      { reader: publicReader(), name: 'nobody', organisationName: '' },
      { reader: person(2, { organisationId: null }), name: 'alone', organisationName: '' },
      { reader: person(3, { personId: null }), name: 'unnamed', organisationName: '' },
    ]
    const shown = previewAudience([edition('NOTICE', { toPublic: false })], some, AT)
    expect(shown.organisations).toEqual([
      { id: uuid(7), name: 'あ', tier: 'MEMBER', people: [{ id: one.personId, name: 'a', category: 'NOTICE' }] },
      {
        ...{ id: uuid(9), name: 'い', tier: 'MEMBER' },
        people: [5, 6].map(digit => ({ id: uuid(digit), name: digit === 5 ? 'e' : 'f', category: 'NOTICE' })),
      },
    ])
    expect(shown.people).toBe(3)
    expect(shown.leftOut).toEqual([])
  })

  it('says whether any edition goes to the public', () => {
    const goesToPublic = (...some: EditionFacts[]) => previewAudience(some, [], AT).toPublic
    expect(goesToPublic(edition('PROVISION'), edition('NOTICE'))).toBe(true)
    expect(goesToPublic(edition('PROVISION'))).toBe(false)
    expect(goesToPublic()).toBe(false)
  })
})

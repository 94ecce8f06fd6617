import type { ReleaseCandidate, Reader } from '@noroshi/clearance'
import { randomReader, seededRandom, TEST_INSTANT } from '@noroshi/clearance/testing'
import { HubError } from '@noroshi/errors'
import { labelOf } from './product.ts'
import type { ProductRow, StoredDraft } from './product.repository.ts'
import { candidateOf, changedSinceReview, objectsDigest, requireReleasable } from './review.ts'
import { sha256Hex } from './signing.ts'

const LATER = new Date(TEST_INSTANT.getTime() + 86_400_000).toISOString()
const product: ProductRow = {
  ...{ id: 'product', ownerOrganisationId: 'nco', authorId: 'author', submittedBy: 'submitter', reviewedObjects: null },
  ...{
    releasedBy: null,
    scheduledFor: null,
    scheduledZone: null,
    title: 't',
    kind: 'BULLETIN',
    severity: 'LOW',
    urgency: 'ROUTINE',
    drill: false,
    answerWithinMinutes: null,
    state: 'IN_REVIEW',
  },
  ...{ requiredRank: 1, version: 3, updatedAt: TEST_INSTANT.toISOString() },
}
const fragment = {
  ...{ key: 'key', derivedFrom: null, text: 'text', stixIds: [], originator: null, consentedTiers: null },
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
}
const draft: StoredDraft = {
  ...{ id: 'draft', editionId: null, recalledAt: null, title: 't', summary: 's', fragments: [fragment] },
  ...{ category: 'NOTICE', requiredRank: 0, embargoUntil: null, expiresAt: null },
  ...{ embargoZone: 'Asia/Tokyo', expiresZone: 'Asia/Tokyo' },
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
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
}
const event = (what: string, personId: string) => ({ what, personId, note: '', slips: null, productVersion: 1, at: '' })

describe('a product before the release rule', () => {
  it('has everybody who saved a version as an author, once, and nobody who did something else', () => {
    const events = [
      ...[event('DRAFTED', 'author'), event('REVISED', 'second'), event('REVISED', 'third')],
      ...[event('SUBMITTED', 'submitter'), event('RETURNED', 'officer')],
    ]
    expect(candidateOf(product, [], events).authorIds).toEqual(['author', 'second', 'third'])
    expect(candidateOf(product, [], [event('DRAFTED', 'first')]).authorIds).toEqual(['author', 'first'])
  })

  it('is in review only in that state, and belongs to its owner and its submitter', () => {
    expect(candidateOf(product, [], [])).toMatchObject({
      inReview: true,
      ownerOrganisationId: 'nco',
      submitterId: 'submitter',
    })
    for (const state of ['DRAFT', 'SCHEDULED', 'RELEASED', 'RECALLED'] as const)
      expect(candidateOf({ ...product, state }, [], []).inReview).toBe(false)
  })

  it('has content where one fragment at least has a text, under the label of each edition', () => {
    const empty = { ...fragment, text: '' }
    const contents = (...fragments: (typeof fragment)[]) =>
      candidateOf(product, [{ ...draft, fragments }], []).editions.map(edition => edition.hasContent)
    expect(contents(empty, fragment)).toEqual([true])
    expect(contents(empty, empty)).toEqual([false])
    expect(contents()).toEqual([false])
    expect(candidateOf(product, [draft], []).editions).toEqual([
      { ...labelOf(draft), hasContent: true, expiresAt: null },
    ])
  })
})

describe('a product that goes to review', () => {
  const officer: Reader = {
    ...randomReader(seededRandom(1)),
    ...{ personId: 'officer', organisationId: 'nco', tier: 'GOVERNMENT', roles: ['RELEASING_OFFICER'] },
    ...{ personActive: true, membershipState: 'ACTIVE', clearanceRank: 1 },
    ...{ clearanceValidUntil: LATER, safeguardsValidUntil: LATER },
  }
  const provision: StoredDraft = { ...draft, category: 'PROVISION', requiredRank: 1 }
  const candidate = (...drafts: StoredDraft[]): ReleaseCandidate => candidateOf(product, drafts, [])
  const refusal = (what: ReleaseCandidate, reader = officer): unknown => {
    try {
      requireReleasable(what, reader, TEST_INSTANT)
      return undefined
    } catch (error) {
      return error
    }
  }
  const nobody = { ...draft.audience, everyone: false }

  it('is told at once what nobody could release, and where it stands', () => {
    expect(refusal(candidate(provision, draft))).toBeUndefined()
    expect(refusal(candidate())).toMatchObject({ code: 'INVALID_INPUT', reason: 'NO_EDITIONS', field: 'editions' })
    expect(refusal(candidate(provision, { ...draft, audience: nobody }))).toMatchObject({
      reason: 'EMPTY_AUDIENCE',
      field: 'editions[1].audience',
      messageJa: expect.stringContaining('届け先'),
    })
    expect(refusal(candidate({ ...provision, fragments: [] }, draft))).toMatchObject({
      reason: 'EMPTY_EDITION',
      field: 'editions[0]',
      messageJa: expect.stringContaining('内容'),
    })
  })

  it('is not refused for what another person can release', () => {
    // Its author, without the role and the clearance: all that keeps them from releasing it themselves.
    const author = { ...officer, personId: 'author', roles: ['ANALYST' as const] }
    expect(refusal(candidate(provision), author)).toBeUndefined()
    expect(refusal(candidate(provision), { ...officer, clearanceRank: 0 })).toBeUndefined()
    expect(refusal({ ...candidate(draft), inReview: false })).toBeUndefined()
  })
})

describe('the digest of what was reviewed', () => {
  const documents: [string, string][] = [
    ['a--1', '{"id":"a--1"}'],
    ['b--2', '{"id":"b--2"}'],
    ['c--3', '{"id":"c--3"}'],
  ]
  const digest = objectsDigest(new Map(documents))

  it('is over the objects’ own texts by the order of their ids, whatever the order they come in', () => {
    expect(digest).toBe(sha256Hex(documents.map(([, text]) => sha256Hex(text)).join('\n')))
    expect(objectsDigest(new Map([...documents].reverse()))).toBe(digest)
    expect(objectsDigest(new Map([documents[1], documents[0], documents[2]]))).toBe(digest)
  })

  it('is another when one byte of one object is another, or one object more is there', () => {
    expect(objectsDigest(new Map([...documents.slice(1), ['a--1', '{"id":"a--1" }']]))).not.toBe(digest)
    expect(objectsDigest(new Map(documents.slice(1)))).not.toBe(digest)
  })

  it('that is another is a conflict by its own name', () => {
    expect(changedSinceReview()).toBeInstanceOf(HubError)
    expect(changedSinceReview()).toMatchObject({ code: 'CONFLICT', reason: 'CHANGED_SINCE_REVIEW' })
  })
})

import { createHash } from 'node:crypto'
import { HubError, parseInput } from '@noroshi/errors'
import {
  asIfReleased,
  bodyOf,
  computeEdition,
  labelDigest,
  labelOf,
  PRODUCT_KINDS,
  productInput,
  SEVERITIES,
  stixIdsOf,
  URGENCIES,
  type EditionInput,
} from './product.ts'

const fragment = { text: 'text', containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const edition = { title: 'title', summary: 'summary', fragments: [fragment], audience: { everyone: true } }
const product = { title: 'work', kind: 'BULLETIN', severity: 'LOW', urgency: 'ROUTINE', editions: [edition] }

const read = (value: object): EditionInput => parseInput(productInput, { ...product, editions: [value] }).editions[0]
const refusal = (value: unknown): HubError => {
  try {
    parseInput(productInput, value)
  } catch (error) {
    if (error instanceof HubError) return error
  }
  throw new Error('it was taken')
}

describe('an edition', () => {
  it.each([
    [{}, 'NOTICE', 0],
    [{ containsSecret: true }, 'PROVISION', 2],
    [{ containsCommInfo: true }, 'COMPREHENSIVE', 2],
    [{ identifiesPerson: true }, 'COMPREHENSIVE', 2],
    [{ containsSecret: true, containsCommInfo: true }, 'COMPREHENSIVE', 2],
  ])('whose fragments hold %j comes out as %s and asks for rank %i', (flags, category, rank) => {
    const computed = computeEdition(
      read({ ...edition, requiredRank: 2, fragments: [fragment, { ...fragment, ...flags }] }),
    )
    expect(computed).toMatchObject({ category, requiredRank: rank })
  })

  it('takes no category from its author', () => {
    expect(refusal({ ...product, editions: [{ ...edition, category: 'NOTICE' }] })).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'editions[0]',
    })
  })

  it('goes only to tiers to which every originator agreed', () => {
    const supplied = (consentedTiers: string[]) => ({ ...fragment, originator: 'a member', consentedTiers })
    const draft = computeEdition(
      read({ ...edition, fragments: [fragment, supplied(['GOVERNMENT', 'MEMBER']), supplied(['MEMBER', 'FRIEND'])] }),
    )
    expect(labelOf(draft).consentedTiers).toEqual(['MEMBER'])
  })

  it('needs to know to whom an originator agreed', () => {
    expect(
      refusal({ ...product, editions: [{ ...edition, fragments: [{ ...fragment, originator: 'a member' }] }] }),
    ).toMatchObject({
      field: 'editions[0].fragments[0].consentedTiers',
    })
  })

  it('names each STIX object once, however many fragments mention it', () => {
    const draft = computeEdition(
      read({
        ...edition,
        fragments: [
          { ...fragment, stixIds: ['a--1', 'b--2'] },
          { ...fragment, stixIds: ['b--2'] },
        ],
      }),
    )
    expect(stixIdsOf(draft)).toEqual(['a--1', 'b--2'])
  })
})

describe('a draft', () => {
  const uuid = (digit: number) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`

  it('is taken as it was given: texts trimmed, lists in order and each member once, instants in UTC', () => {
    const given = {
      ...{ title: ' title ', summary: 'summary\n', requiredRank: 3 },
      embargoUntil: new Date('2026-11-21T00:00:00Z'),
      expiresAt: '2026-11-22T09:00:00+09:00',
      fragments: [
        {
          ...{ key: uuid(7), derivedFrom: uuid(8) },
          ...{ text: ' text ', stixIds: ['b--2', 'a--1', 'b--2'], originator: ' a member ' },
          ...{ consentedTiers: ['MEMBER', 'GOVERNMENT', 'MEMBER'] },
          ...{ containsSecret: true, containsCommInfo: false, identifiesPerson: true },
        },
      ],
      audience: {
        ...{ everyone: false, toPublic: true, sectors: ['water', 'gas', 'water'] },
        ...{ organisations: [uuid(2), uuid(1), uuid(2)], people: [uuid(4), uuid(3)] },
        excludedOrganisations: [uuid(6), uuid(5)],
        ...{ excludedSectors: ['rail', 'air', 'rail'], excludedPeople: [uuid(9), uuid(8), uuid(9)] },
        circles: [uuid(8), uuid(7), uuid(8)],
      },
    }
    expect(read(given)).toEqual({
      ...{ title: 'title', summary: 'summary', requiredRank: 3 },
      embargoUntil: '2026-11-21T00:00:00.000Z',
      expiresAt: '2026-11-22T00:00:00.000Z',
      ...{ embargoZone: 'Asia/Tokyo', expiresZone: 'Asia/Tokyo' },
      fragments: [
        {
          ...{ key: uuid(7), derivedFrom: uuid(8) },
          ...{
            text: 'text',
            stixIds: ['b--2', 'a--1'],
            originator: 'a member',
            consentedTiers: ['MEMBER', 'GOVERNMENT'],
          },
          ...{ containsSecret: true, containsCommInfo: false, identifiesPerson: true },
        },
      ],
      audience: {
        ...{ everyone: false, toPublic: true, sectors: ['gas', 'water'] },
        ...{ organisations: [uuid(1), uuid(2)], people: [uuid(3), uuid(4)] },
        excludedOrganisations: [uuid(5), uuid(6)],
        ...{ excludedSectors: ['air', 'rail'], excludedPeople: [uuid(8), uuid(9)] },
        circles: [uuid(7), uuid(8)],
      },
    })
  })

  it('says nothing where nothing was given, and is for nobody who is not named', () => {
    expect(read({ ...edition, audience: { everyone: false } })).toEqual({
      ...{ title: 'title', summary: 'summary', requiredRank: 1, embargoUntil: null, expiresAt: null },
      ...{ embargoZone: 'Asia/Tokyo', expiresZone: 'Asia/Tokyo' },
      fragments: [
        {
          ...{ ...fragment, stixIds: [], originator: null, consentedTiers: null },
          // A fragment that was never stored gets a key of its own.
          ...{ key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, derivedFrom: null },
        },
      ],
      audience: {
        ...{ everyone: false, toPublic: false },
        ...{
          sectors: [],
          circles: [],
          organisations: [],
          people: [],
          excludedOrganisations: [],
          excludedSectors: [],
          excludedPeople: [],
        },
      },
    })
  })

  it('is of a kind, a severity and an urgency out of their lists', () => {
    expect([PRODUCT_KINDS, SEVERITIES, URGENCIES]).toEqual([
      ['BULLETIN', 'IOC_PACKAGE', 'ADVISORY', 'VULNERABILITY_NOTICE', 'HUNT_PACKAGE', 'PUBLIC_NOTICE', 'WEEKLY_DIGEST'],
      ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
      ['ROUTINE', 'PRIORITY', 'EMERGENCY'],
    ])
    for (const kind of PRODUCT_KINDS) expect(parseInput(productInput, { ...product, kind }).kind).toBe(kind)
    for (const severity of SEVERITIES)
      expect(parseInput(productInput, { ...product, severity }).severity).toBe(severity)
    for (const urgency of URGENCIES) expect(parseInput(productInput, { ...product, urgency }).urgency).toBe(urgency)
  })

  it('may be as long as the limits say and no longer', () => {
    const words = (length: number) => 'x'.repeat(length)
    const editionWith = (more: object) => ({ ...product, editions: [{ ...edition, ...more }] })
    const fragmentWith = (more: object) => editionWith({ fragments: [{ ...fragment, ...more }] })
    const audienceWith = (more: object) => editionWith({ audience: { everyone: false, ...more } })
    const many = (length: number) => Array.from({ length }, () => uuid(1))
    for (const [most, draftOf] of [
      [300, (length: number) => ({ ...product, title: words(length) })],
      [300, (length: number) => editionWith({ title: words(length) })],
      [4_000, (length: number) => editionWith({ summary: words(length) })],
      [200, (length: number) => editionWith({ fragments: Array.from({ length }, () => fragment) })],
      [9, (rank: number) => editionWith({ requiredRank: rank })],
      [100_000, (length: number) => fragmentWith({ text: words(length) })],
      [200, (length: number) => fragmentWith({ originator: words(length), consentedTiers: [] })],
      [10_000, (length: number) => fragmentWith({ stixIds: many(length) })],
      [300, (length: number) => fragmentWith({ stixIds: [words(length)] })],
      [60, (length: number) => audienceWith({ sectors: [words(length)] })],
      [50, (length: number) => audienceWith({ sectors: many(length) })],
      [100, (length: number) => audienceWith({ circles: many(length) })],
      [3_000, (length: number) => audienceWith({ organisations: many(length) })],
      [3_000, (length: number) => audienceWith({ people: many(length) })],
      [3_000, (length: number) => audienceWith({ excludedOrganisations: many(length) })],
      [50, (length: number) => audienceWith({ excludedSectors: many(length) })],
      [60, (length: number) => audienceWith({ excludedSectors: [words(length)] })],
      [3_000, (length: number) => audienceWith({ excludedPeople: many(length) })],
      [3, (length: number) => ({ ...product, editions: Array.from({ length }, () => edition) })],
    ] as const) {
      expect(() => parseInput(productInput, draftOf(most))).not.toThrow()
      expect(refusal(draftOf(most + 1)).code).toBe('INVALID_INPUT')
    }
  })
})

describe('a wrong draft', () => {
  it.each([
    [{ title: ' ' }, 'title'],
    [{ title: 'nul \0' }, 'title'],
    [{ kind: 'RUMOUR' }, 'kind'],
    [{ editions: [{ ...edition, requiredRank: 0 }] }, 'editions[0].requiredRank'],
    [{ editions: [{ ...edition, embargoUntil: 'tomorrow' }] }, 'editions[0].embargoUntil'],
    // Until it is held and when it ends: in order, each said once, by a clock that shows it once.
    [
      { editions: [{ ...edition, embargoUntil: '2026-12-01T00:00:00Z', expiresAt: '2026-12-01T00:00:00Z' }] },
      'editions[0].expiresAt',
    ],
    [
      {
        editions: [
          {
            ...edition,
            embargo: { local: '2026-12-01T09:00' },
            expiry: { local: '2026-11-30T18:59', zone: 'America/New_York' },
          },
        ],
      },
      'editions[0].expiry',
    ],
    [
      { editions: [{ ...edition, embargo: { local: '2026-12-01T09:00' }, embargoUntil: '2026-12-01T00:00:00Z' }] },
      'editions[0].embargo',
    ],
    [
      { editions: [{ ...edition, expiry: { local: '2026-11-01T01:30', zone: 'America/New_York' } }] },
      'editions[0].expiry.local',
    ],
    [
      { editions: [{ ...edition, embargo: { local: '2026-03-08T02:30', zone: 'America/New_York' } }] },
      'editions[0].embargo.local',
    ],
    [
      { editions: [{ ...edition, embargo: { local: '2026-12-01T09:00', zone: '+09:00' } }] },
      'editions[0].embargo.zone',
    ],
    [
      { editions: [{ ...edition, fragments: [{ ...fragment, consentedTiers: ['MEMBER'] }] }] },
      'editions[0].fragments[0].consentedTiers',
    ],
    [{ editions: [{ ...edition, fragments: [] }] }, 'editions[0].fragments'],
    [{ editions: [{ ...edition, audience: { everyone: 'true' } }] }, 'editions[0].audience.everyone'],
    [
      { editions: [{ ...edition, fragments: [{ ...fragment, containsSecret: 'false' }] }] },
      'editions[0].fragments[0].containsSecret',
    ],
    [
      { editions: [{ ...edition, audience: { everyone: false, organisations: ['everybody'] } }] },
      'editions[0].audience.organisations[0]',
    ],
  ])('%j is refused at %s, in both languages', (change, field) => {
    const error = refusal({ ...product, ...change })
    expect(error).toMatchObject({ code: 'INVALID_INPUT', field })
    expect(error.messageJa).toMatch(/[ぁ-んァ-ン一-龠]/)
  })
})

describe('a rule of our own', () => {
  it.each([
    [{ title: 'nul \0' }, 'NUL is not text', 'NUL 文字は使えません。'],
    [
      { editions: [{ ...edition, fragments: [{ ...fragment, consentedTiers: ['MEMBER'] }] }] },
      'consentedTiers says to whom the originator agreed: give both or neither',
      '情報提供者と同意先（consentedTiers）は、両方を指定するか、どちらも指定しないでください。',
    ],
  ])('%j is refused in our own words', (change, message, messageJa) => {
    expect(refusal({ ...product, ...change })).toMatchObject({ message, messageJa })
  })
})

describe('a draft before its release', () => {
  const secret = { ...fragment, text: 'second', containsSecret: true, identifiesPerson: true }
  const draft = computeEdition(
    read({
      ...edition,
      embargoUntil: '2026-11-30T00:00:00Z',
      expiresAt: '2026-12-01T00:00:00Z',
      fragments: [fragment, secret],
    }),
  )

  it('carries the join of its fragments’ flags', () => {
    expect(draft).toMatchObject({ containsSecret: true, containsCommInfo: false, identifiesPerson: true })
    const other = computeEdition(read({ ...edition, fragments: [fragment, { ...fragment, containsCommInfo: true }] }))
    expect(other).toMatchObject({ containsSecret: false, containsCommInfo: true, identifiesPerson: false })
  })

  it('is shown to its audience as it will be, past its embargo and until it expires', () => {
    const at = new Date('2026-11-21T00:00:00.000Z')
    expect(asIfReleased('id', draft, at)).toEqual({
      ...labelOf(draft),
      ...{ id: 'id', releasedAt: at.toISOString(), recalledAt: null, embargoUntil: null },
      expiresAt: '2026-12-01T00:00:00.000Z',
    })
  })

  it('reads as its fragments in order, as paragraphs', () => {
    expect(bodyOf(draft)).toBe('text\n\nsecond')
  })
})

describe('a label', () => {
  const label = labelOf(computeEdition(read({ ...edition, audience: { everyone: false, sectors: ['gas', 'water'] } })))

  it('is the same whatever the order of its lists', () => {
    expect(labelDigest({ ...label, sectors: ['water', 'gas'] }).equals(labelDigest(label))).toBe(true)
    for (const list of [
      ...([
        'circles',
        'organisations',
        'people',
        'excludedOrganisations',
        'excludedSectors',
        'excludedPeople',
      ] as const),
      'consentedTiers' as const,
    ]) {
      const members = list === 'consentedTiers' ? (['FRIEND', 'MEMBER'] as const) : ['a', 'b']
      const [one, other] = [members, [...members].reverse()].map(some => labelDigest({ ...label, [list]: some }))
      expect(one.equals(other)).toBe(true)
    }
  })

  it.each([
    { category: 'PROVISION' as const },
    { requiredRank: 1 },
    { everyone: true },
    { sectors: ['gas'] },
    { circles: ['x'] },
    { toPublic: true },
    { consentedTiers: ['MEMBER'] as const },
    { excludedOrganisations: ['x'] },
    { excludedSectors: ['x'] },
    { excludedPeople: ['x'] },
    { people: ['x'] },
    { organisations: ['x'] },
  ])('is another with %j', change => {
    expect(labelDigest({ ...label, ...change }).equals(labelDigest(label))).toBe(false)
  })

  it('keeps the digest that it had before sectors and people could be left out, and no two exclusions share one', () => {
    const circles = labelDigest({ ...label, circles: ['x'] }).toString('hex')
    const before = ['NOTICE', 0, false, ['gas', 'water'], [], [], [], [...label.consentedTiers].sort(), false]
    const digestOf = (canonical: unknown[]) => createHash('sha256').update(JSON.stringify(canonical)).digest('hex')
    expect(labelDigest(label).toString('hex')).toBe(digestOf(before))
    expect(circles).toBe(digestOf([...before, ['x']]))
    const exclusions = [{ excludedSectors: ['x'] }, { excludedPeople: ['x'] }, { excludedOrganisations: ['x'] }]
    const digests = exclusions.map(change => labelDigest({ ...label, ...change }).toString('hex'))
    expect(new Set([circles, ...digests]).size).toBe(4)
  })
})

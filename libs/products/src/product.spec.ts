import { HubError, parseInput } from '@noroshi/errors'
import { computeEdition, labelDigest, labelOf, productInput, stixIdsOf, type EditionInput } from './product.ts'

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

describe('a wrong draft', () => {
  it.each([
    [{ title: ' ' }, 'title'],
    [{ kind: 'RUMOUR' }, 'kind'],
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

describe('a label', () => {
  const label = labelOf(computeEdition(read({ ...edition, audience: { everyone: false, sectors: ['gas', 'water'] } })))

  it('is the same whatever the order of its lists', () => {
    expect(labelDigest({ ...label, sectors: ['water', 'gas'] }).equals(labelDigest(label))).toBe(true)
  })

  it.each([
    { everyone: true },
    { sectors: ['gas'] },
    { toPublic: true },
    { consentedTiers: ['MEMBER'] as const },
    { excludedOrganisations: ['x'] },
    { people: ['x'] },
    { organisations: ['x'] },
  ])('is another with %j', change => {
    expect(labelDigest({ ...label, ...change }).equals(labelDigest(label))).toBe(false)
  })
})

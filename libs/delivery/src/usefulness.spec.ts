import { usefulnessOf } from './usefulness.ts'

const EDITION = { category: 'PROVISION', editionId: 'e', reference: 'NRS-1' } as const
const said = (organisationId: string, sectors: string[], usefulness: 'USEFUL' | 'PARTLY' | 'NOT_USEFUL' | null) => ({
  ...{ organisationId, sectors, usefulness },
  actions: ['BLOCKED'] as const,
})
const seen = (organisationId: string, stixId: string, sightings: number) => ({
  ...{ organisationId, sectors: ['gas'], stixId, sightings },
  verdict: sightings > 0 ? ('SIGHTING' as const) : ('FALSE_POSITIVE' as const),
})

describe('the usefulness of an edition', () => {
  it('of which nobody said anything is nothing, for each of its sources too', () => {
    const sources = [{ kind: 'SOURCE', name: 'feed', stixIds: ['a'] }] as const
    expect(usefulnessOf(EDITION, [], [], sources)).toMatchObject({
      ...{ ...EDITION, useful: 0, organisations: 0, actions: [], sectors: [] },
      sources: [{ name: 'feed', useful: 0, sightings: 0 }],
    })
  })

  it('counts people, and organisations once, in each of their sectors', () => {
    const responses = [
      said('a', ['gas', 'water'], 'USEFUL'),
      said('a', ['gas', 'water'], 'PARTLY'),
      said('b', [], null),
    ]
    const found = usefulnessOf(EDITION, responses, [seen('c', 'x', 2)], [])
    expect(found).toMatchObject({ useful: 1, partly: 1, notUseful: 0, organisations: 3, sightings: 2 })
    expect(found.actions).toEqual([{ action: 'BLOCKED', people: 3 }])
    expect(found.sectors.map(({ sector, organisations, useful }) => [sector, organisations, useful])).toEqual([
      ['gas', 2, 1],
      ['water', 1, 1],
      [null, 1, 0],
    ])
  })

  it('gives each source the ratings of the whole and the reports of its own indicators', () => {
    const sources = [
      { kind: 'ORIGINATOR', name: 'CERT', stixIds: ['x'] },
      { kind: 'ORIGINATOR', name: 'CERT', stixIds: ['y'] },
      { kind: 'SOURCE', name: 'feed', stixIds: ['y'] },
    ] as const
    const found = usefulnessOf(EDITION, [said('a', [], 'USEFUL')], [seen('a', 'x', 2), seen('b', 'y', 0)], sources)
    expect(found.sources).toEqual([
      expect.objectContaining({
        kind: 'ORIGINATOR',
        name: 'CERT',
        useful: 1,
        sightings: 2,
        falsePositives: 1,
        organisations: 2,
      }),
      expect.objectContaining({ kind: 'SOURCE', name: 'feed', useful: 1, sightings: 0, falsePositives: 1 }),
    ])
  })
})

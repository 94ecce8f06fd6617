import { randomReader, seededRandom } from '@noroshi/clearance/testing'
import { audienceReasons } from './why-told.ts'

const reader = {
  ...randomReader(seededRandom(1)),
  personId: 'me',
  organisationId: 'us',
  sectors: ['electricity'],
  circles: ['a', 'b'],
}
const nobody = { everyone: false, sectors: [], circles: [], organisations: [], people: [] }
const ways = (label: object, titles: { id: string; title: string; titleEn: string }[] = []) =>
  audienceReasons(reader, { ...nobody, ...label }, titles).map(({ way, name }) =>
    name === null ? way : `${way} ${name}`,
  )

describe('why somebody was told', () => {
  it('names what concerns them, and nothing of whom else it was for', () => {
    expect(ways({ everyone: true })).toEqual(['EVERYONE'])
    expect(ways({ sectors: ['electricity', 'gas'], organisations: ['them', 'us'], people: ['other'] })).toEqual([
      'SECTOR electricity',
      'ORGANISATION',
    ])
    expect(ways({ people: ['me'], organisations: ['them'] })).toEqual(['PERSON'])
    expect(
      ways({ sectors: ['gas'], circles: ['c'], organisations: ['them'] }, [{ id: 'c', title: '他', titleEn: '' }]),
    ).toEqual([])
  })

  it('[L40] names a circle by its title, and one without a title as their organisation', () => {
    expect(ways({ circles: ['a'] }, [{ id: 'a', title: '電力会', titleEn: '' }])).toEqual(['CIRCLE 電力会'])
    expect(ways({ circles: ['a'] })).toEqual(['ORGANISATION'])
    expect(ways({ circles: ['a', 'b'] }, [{ id: 'b', title: '電力会', titleEn: '' }])).toEqual([
      'CIRCLE 電力会',
      'ORGANISATION',
    ])
  })
})

import { seededRandom } from '@noroshi/clearance/testing'
import { orderOf } from '@noroshi/stix'
import { versionKey } from './edition-objects.ts'

describe('the key of a version', () => {
  it('has 24 bytes that compare as the instants do, before 1970 and to the last decimal', () => {
    const rng = seededRandom(7)
    const digits = (count: number) => Array.from({ length: count }, () => Math.floor(rng() * 10)).join('')
    const times = [
      '0000-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999999999999999999999999999999Z',
      '1970-01-01T00:00:00Z',
      `1970-01-01T00:00:00.${'0'.repeat(29)}1Z`,
      '9999-12-31T23:59:60.999999999999999999999999999999Z',
      ...Array.from(
        { length: 200 },
        () =>
          `20${digits(2)}-0${1 + Math.floor(rng() * 9)}-1${digits(1)}T0${digits(1)}:00:00.${digits(1 + Math.floor(rng() * 30))}Z`,
      ),
    ].map(orderOf)
    for (const left of times)
      for (const right of times) {
        const order = left < right ? -1 : left > right ? 1 : 0
        if (Buffer.compare(versionKey(left), versionKey(right)) !== order) throw new Error(`${left} and ${right}`)
      }
    expect(times.map(time => versionKey(time).length)).toEqual(times.map(() => 24))
  })
})

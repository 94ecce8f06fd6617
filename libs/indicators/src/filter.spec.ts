import { bytesOfBits, FilterMaker, makeFilter, mayHold } from './filter.ts'

/** A key from a seed, so that a failure comes again. */
function keyOf(seed: number): Uint32Array {
  let state = seed
  return Uint32Array.from({ length: 4 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  })
}
const values = (count: number, word: string) => Array.from({ length: count }, (_, index) => `${word}${index}.example`)

describe('a filter', () => {
  it.each([0, 1, 2, 3, 10, 100, 1_000, 20_000])('of %i values holds every one of them', count => {
    const held = values(count, 'evil')
    const filter = makeFilter(held, keyOf(count + 1))
    expect(held.filter(value => !mayHold(filter, value))).toEqual([])
    expect(filter.bits.length).toBe(bytesOfBits((filter.segmentCount + 2) * filter.segmentLength))
  })

  it('takes one of about a thousand strangers for its own, in at most 12 bits a value', () => {
    const filter = makeFilter(values(100_000, 'evil'), keyOf(7))
    const strangers = values(100_000, 'good').filter(value => mayHold(filter, value)).length
    expect(strangers / 100_000).toBeGreaterThan(0.0007)
    expect(strangers / 100_000).toBeLessThan(0.0013)
    expect((filter.bits.length * 8) / 100_000).toBeLessThan(12)
  })

  it('is another under every key, and wrong about other strangers', () => {
    const held = values(5_000, 'evil')
    const [one, other] = [makeFilter(held, keyOf(1)), makeFilter(held, keyOf(2))]
    const wrong = (filter: typeof one) => values(50_000, 'good').filter(value => mayHold(filter, value))
    const both = new Set(wrong(one))
    expect(wrong(one).length).toBeGreaterThan(20)
    expect(wrong(other).filter(value => both.has(value)).length).toBeLessThan(4)
  })

  it('counts a value once that is given twice, in whatever order', () => {
    const once = values(1_000, 'evil')
    const maker = new FilterMaker(keyOf(3))
    for (const value of [...once, ...once.toReversed()]) maker.add(value)
    expect(maker.make()).toEqual({ filter: makeFilter(once, keyOf(3)), count: 1_000 })
  })

  it('fits within a few tries', () => {
    for (let seed = 0; seed < 200; seed++)
      expect(makeFilter(values(50 + seed, 'evil'), keyOf(seed)).seed).toBeLessThan(10)
  })

  it('is never read outside its bits', () => {
    const filter = makeFilter(values(3_000, 'evil'), keyOf(5))
    let read = 0
    const bits = new Proxy(filter.bits, {
      get(bytes, place) {
        read += 1
        if (!(Number(place) < bytes.length)) throw new Error(`read at ${String(place)}`)
        return bytes[Number(place)]
      },
    })
    for (const value of values(20_000, 'any')) mayHold({ ...filter, bits }, value)
    expect(read).toBe(180_000)
  })
})

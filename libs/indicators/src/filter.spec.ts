import { makeFilter, mayHold } from './filter.ts'

/** Keys from a seed, so that a failure comes again. */
function keys(seed: number): () => Uint32Array {
  let state = seed
  return () =>
    Uint32Array.from({ length: 4 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state
    })
}
const values = (count: number, word: string) => Array.from({ length: count }, (_, index) => `${word}${index}.example`)

describe('a filter', () => {
  it.each([0, 1, 2, 3, 10, 100, 1_000, 20_000])('of %i values holds every one of them', count => {
    const held = values(count, 'evil')
    const filter = makeFilter(held, keys(count + 1))
    expect(held.filter(value => !mayHold(filter, value))).toEqual([])
  })

  it('takes one of about a thousand strangers for its own, in at most 12 bits a value', () => {
    const filter = makeFilter(values(100_000, 'evil'), keys(7))
    const strangers = values(100_000, 'good').filter(value => mayHold(filter, value)).length
    expect(strangers / 100_000).toBeGreaterThan(0.0007)
    expect(strangers / 100_000).toBeLessThan(0.0013)
    expect((filter.bits.length * 8) / 100_000).toBeLessThan(12)
  })

  it('is another under every key, and wrong about other strangers', () => {
    const held = values(5_000, 'evil')
    const [one, other] = [makeFilter(held, keys(1)), makeFilter(held, keys(2))]
    const wrong = (filter: typeof one) => values(50_000, 'good').filter(value => mayHold(filter, value))
    const both = new Set(wrong(one))
    expect(wrong(one).length).toBeGreaterThan(20)
    expect(wrong(other).filter(value => both.has(value)).length).toBeLessThan(4)
  })

  it('counts a value once that is given twice', () => {
    const once = makeFilter(values(1_000, 'evil'), keys(3))
    expect(makeFilter([...values(1_000, 'evil'), ...values(1_000, 'evil')], keys(3))).toEqual(once)
  })

  it('finds a key that fits within a few tries', () => {
    let given = 0
    makeFilter(values(5_000, 'evil'), () => (given++, keys(given)()))
    expect(given).toBeLessThan(20)
  })
})

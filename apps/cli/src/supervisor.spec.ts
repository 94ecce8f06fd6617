import { pauseBefore } from './supervisor.ts'

describe('a supervised program', () => {
  it('is brought back at once after its first crash, and after every crash of one that had come up', () => {
    expect(pauseBefore(100, null)).toBe(200)
    expect(pauseBefore(4_000, 5_000)).toBe(200)
    expect(pauseBefore(3_600_000, 800)).toBe(200)
  })

  it('is brought back ever more slowly while it crashes at its start, but never later than in five seconds', () => {
    const pauses = [200]
    while (pauses.length < 8) pauses.push(pauseBefore(300, pauses[pauses.length - 1]))
    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000])
  })
})

import { Admissions } from './admissions.ts'

/** Lets each go when it is told to. */
const doors = (count: number) => {
  const open: (() => void)[] = []
  const inside: number[] = []
  const works = Array.from({ length: count }, (_, index) => async () => {
    inside.push(index)
    await new Promise<void>(resolve => (open[index] = resolve))
  })
  return { inside, works, open: (index: number) => open[index]?.() }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

describe('admissions', () => {
  it('let in six at a time, each of the others when one leaves, in the order in which they came', async () => {
    const admissions = new Admissions()
    const { inside, works, open } = doors(8)
    const all = works.map(work => admissions.pass(work))
    await settled()
    expect(inside).toEqual([0, 1, 2, 3, 4, 5])
    open(3)
    await settled()
    expect(inside).toEqual([0, 1, 2, 3, 4, 5, 6])
    for (let index = 0; index < 7; index += 1) open(index)
    await settled()
    open(7)
    await Promise.all(all)
    expect(inside).toHaveLength(8)
  })

  it('give the place of who failed to the next', async () => {
    const admissions = new Admissions()
    const failing = Array.from({ length: 20 }, () =>
      admissions.pass(async () => {
        await settled()
        throw new Error('refused')
      }),
    )
    for (const one of await Promise.allSettled(failing)) expect(one.status).toBe('rejected')
    expect(await admissions.pass(async () => 'in')).toBe('in')
  })
})

import { mayHold } from '@noroshi/indicators'
import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { makeInThread } from './filter-maker.ts'

const values = (count: number, word = 'evil') => Array.from({ length: count }, (_, index) => `${word}${index}.example`)

describe('a filter made in a thread', () => {
  it('holds what was handed on, under a key of its own, and answers with what the giver said', async () => {
    const give = async (take: (some: string[]) => void) => {
      take(values(3_000))
      take(values(3_500))
      return 'state'
    }
    const [one, other] = [await makeInThread(give), await makeInThread(give)]
    expect([one.count, one.given]).toEqual([3_500, 'state'])
    expect(values(3_500).every(value => mayHold(one.filter, value))).toBe(true)
    expect(one.bodySha256).toBe(createHash('sha256').update(one.filter.bits).digest('hex'))
    expect(one.filter.key).not.toEqual(other.filter.key)
  })

  it('ends with what its giver throws, and with more values than it takes', async () => {
    const failing = makeInThread(() => Promise.reject(new Error('no database')))
    await expect(failing).rejects.toThrow('no database')
    const most = makeInThread(async take => take(values(101)), 100)
    await expect(most).rejects.toMatchObject({ code: 'TOO_LARGE', reason: 'FILTER' })
  })

  it('holds nobody else up', async () => {
    const given = Array.from({ length: 50 }, (_, batch) => values(4_000, `w${batch}-`))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await makeInThread(async take => {
      for (const batch of given) {
        take(batch)
        await new Promise(resolve => setImmediate(resolve))
      }
    })
    delay.disable()
    expect(delay.percentile(99) / 1e6).toBeLessThan(50)
  })
})

/**
 * Whatever is sent to a parser, it answers: no crash, no case of a second, no memory kept. Thousands of cases of each at every
 * run, a million (of slow ones a part) at full scale (`npm run prove -- proof`). What fails says how to have that one case again.
 */
import { IS_FULL, prove, SEED } from '../evidence.ts'
import { fuzz } from './fuzz.ts'
import { TARGETS } from './targets.ts'

const [only, oneCase] = [process.env['FUZZ_TARGET'], process.env['FUZZ_CASE']]
const targets = Object.keys(TARGETS).filter(target => only === undefined || target === only)
const CASES = IS_FULL ? 1_000_000 : 3_000

describe('a parser, fed with anything', () => {
  it.each(targets)(
    '%s: answers every case, soon, and keeps nothing',
    async target => {
      const share =
        oneCase === undefined
          ? { from: 0, count: CASES * (TARGETS[target].share ?? 1) }
          : { from: Number(oneCase), count: 1 }
      const { failure, cases, slowestMs, heapGrowth } = await fuzz({ target, seed: SEED, ...share })
      expect(failure).toBeNull()
      expect(slowestMs).toBeLessThan(1_000)
      expect(cases).toBe(share.count)
      if (oneCase === undefined) expect(heapGrowth).toBeLessThan(1.5)
      prove(`cases answered by ${target}`, cases)
    },
    IS_FULL ? 1_800_000 : 120_000,
  )
})

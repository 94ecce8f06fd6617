/**
 * A short part of `npm run simulate`: delivery through schedules of faults in simulated time, the same again under the same seed,
 * and some of the faults that it has to find. All of them: `npm run simulate -- --mutants`.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { prove } from '../evidence.ts'
import { MUTANTS } from '../../simulate/mutants.ts'
import { play } from '../../simulate/schedule.ts'

const SCHEDULES = 200
const SIMULATE = fileURLToPath(new URL('../../simulate/simulate.ts', import.meta.url))
/** Found within a few schedules. */
const QUICK = [
  'settled-before-sent',
  'recalls-untold',
  'cursor-is-lost',
  'model:no-lease',
  'model:numbers-of-a-sequence',
]

describe('delivery, played through schedules of faults', () => {
  it('tells everybody entitled, once and in order, and nobody else, whatever breaks', async () => {
    const broken: string[] = []
    for (let seed = 1; seed <= SCHEDULES; seed += 1)
      for (const what of (await play(seed)).broken) broken.push(`npm run simulate -- --seed ${seed}: ${what}`)
    prove('simulated-schedules', SCHEDULES)
    expect(broken).toEqual([])
  }, 120_000)

  it('plays the same again under the same seed, to the last step', async () => {
    const [first, second] = [await play(7, [], true), await play(7, [], true)]
    expect(first.trace.length).toBeGreaterThan(50)
    expect(second.trace).toEqual(first.trace)
  })

  it('finds faults that are put in', async () => {
    const alive = await Promise.all(
      MUTANTS.filter(({ name }) => QUICK.includes(name)).map(async ({ name }) => {
        const run = promisify(execFile)(process.execPath, [SIMULATE, '--mutant', name, '--schedules', '60'])
        return run.then(
          () => [name],
          ({ stdout }: { stdout?: string }) => (stdout?.includes('npm run simulate -- --seed') ? [] : [name]),
        )
      }),
    )
    expect(alive.flat()).toEqual([])
  }, 60_000)
})

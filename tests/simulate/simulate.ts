/**
 * `npm run simulate`: delivery as it is, played through many schedules of faults in simulated time (R-20). README.md says how.
 * Options: --schedules 10000 --from 1; --seed N plays one again and prints its trace; --mutants [--schedules 2000] shows what is found.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadWith } from './loading.ts'
import { MUTANTS } from './mutants.ts'

const MOST_SEEDS_OF_A_MUTANT = '2000'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    /** With one of the faults in it. */
    mutant: { type: 'string' },
    /** In this very process, up to the first that is broken; answers its parent. */
    part: { type: 'boolean', default: false },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

/** What a part found. */
interface Part {
  readonly schedules: number
  readonly shown: number
  readonly sent: number
  readonly repeated: number
  readonly faults: number
  /** The first schedule that broke something. */
  readonly broken: { readonly seed: number; readonly what: readonly string[] } | null
}

Error.stackTraceLimit = values.seed === undefined ? 0 : 10 // of thousands of problems that are as they should be

const mutant = MUTANTS.find(({ name }) => name === values.mutant)
if (values.mutant !== undefined && !mutant) throw new Error(`There is no fault ${values.mutant}.`)
if (mutant && 'find' in mutant) loadWith(mutant)
const { play } = await import('./schedule.ts') // only now, so that the fault is in what it loads
const model = mutant && 'model' in mutant ? [mutant.model] : []

if (values.seed !== undefined) process.exitCode = await again(Number(values.seed))
else if (values.part) process.send?.(await part(Number(values.from), Number(values.schedules)))
else if (values.mutants) process.exitCode = await tryMutants(values.schedules ?? MOST_SEEDS_OF_A_MUTANT)
else process.exitCode = await all(Number(values.from), Number(values.schedules ?? '10000'))

async function again(seed: number): Promise<number> {
  const { trace, broken } = await play(seed, model, true)
  for (const line of trace) say(line)
  for (const line of broken) say(`BROKEN  ${line}`)
  if (broken.length === 0) say('nothing is broken')
  return broken.length === 0 ? 0 : 1
}

async function part(from: number, schedules: number): Promise<Part> {
  const sum = { schedules: 0, shown: 0, sent: 0, repeated: 0, faults: 0 }
  for (let seed = from; seed < from + schedules; seed += 1) {
    const played = await play(seed, model)
    sum.schedules += 1
    for (const what of ['shown', 'sent', 'repeated', 'faults'] as const) sum[what] += played[what]
    if (played.broken.length > 0) return { ...sum, broken: { seed, what: played.broken } }
  }
  return { ...sum, broken: null }
}

async function inAnother(from: number, schedules: number, more: readonly string[] = []): Promise<Part> {
  const child = fork(fileURLToPath(import.meta.url), [
    ...['--part', '--from', String(from), '--schedules', String(schedules)],
    ...more,
  ])
  const [found] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('a part ended without an answer')
    }),
  ])) as [Part]
  return found
}

async function all(from: number, schedules: number): Promise<number> {
  const startedAt = performance.now()
  const processes = Math.min(availableParallelism(), 8)
  const each = Math.ceil(schedules / processes)
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      inAnother(from + index * each, Math.min(each, schedules - index * each), mutant ? ['--mutant', mutant.name] : []),
    ),
  )
  const sumOf = (what: 'schedules' | 'shown' | 'sent' | 'repeated' | 'faults') =>
    parts.reduce((sum, one) => sum + one[what], 0)
  say(
    JSON.stringify({
      bench: 'simulate',
      from,
      schedules: sumOf('schedules'),
      faults: sumOf('faults'),
      shown: sumOf('shown'),
      sent: sumOf('sent'),
      sent_again: sumOf('repeated'),
      processes,
      seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    }),
  )
  const broken = parts.flatMap(one => one.broken ?? [])
  for (const { seed, what } of broken) {
    say(`FAIL  npm run simulate -- --seed ${seed}`)
    for (const line of what.slice(0, 5)) say(`      ${line}`)
  }
  say(`${sumOf('schedules') - broken.length} passed, ${broken.length} failed`)
  return broken.length === 0 ? 0 : 1
}

async function tryMutants(schedules: string): Promise<number> {
  let alive = 0
  const rest = [...MUTANTS]
  const one = async () => {
    for (let fault = rest.shift(); fault; fault = rest.shift()) {
      const { broken } = await inAnother(1, Number(schedules), ['--mutant', fault.name])
      if (!broken) alive += 1
      say(
        `${broken ? 'killed' : 'ALIVE '}  ${fault.name}: ${fault.says}${broken ? ` (seed ${broken.seed}: ${broken.what[0]})` : ''}`,
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, one))
  say(`${MUTANTS.length - alive} passed, ${alive} failed`)
  return alive === 0 ? 0 : 1
}

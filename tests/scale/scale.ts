/**
 * Several api processes on one database: everybody's news in order and once whichever of them they are at, a rolling restart under load
 * (R-9), a storm of sockets that come back at once (R-10), a database that is away (R-7), a disk that is full (R-14), clocks that
 * jump (R-15), a flood of requests (R-11). `npm run scale [-- rolling storm outage disk clock flood]`; options: --releases 24 --sockets 3000,
 * and in seconds --away 60 --full 20 --jump 4 --flooded 10.
 */
import { follow, createClient, type Following } from '@noroshi/client'
import { parseArgs } from 'node:util'
import { haveColleagues } from '../support/approving.ts'
import { Actor } from '../support/actor.ts'
import { apiBeside, spawnHub, type Beside, type SpawnedHub } from '../support/spawned-hub.ts'
import { draftForRelease, RELEASE } from '../bench/releasing.ts'
import { machine, median, percentile, pause, rounded } from '../bench/figures.ts'
import { superuserOf } from '../bench/people.ts'
import { Balancer } from './balancer.ts'
import { clocks } from './clock.ts'
import { diskFull } from './disk.ts'
import { flood } from './flood.ts'
import { outage } from './outage.ts'
import { storm } from './storm.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    releases: { type: 'string', default: '24' },
    sockets: { type: 'string', default: '3000' },
    away: { type: 'string', default: '60' },
    full: { type: 'string', default: '20' },
    jump: { type: 'string', default: '4' },
    flooded: { type: 'string', default: '10' },
  },
})
const [releases, sockets, away, full, jump, flooded] = [
  values.releases,
  values.sockets,
  values.away,
  values.full,
  values.jump,
  values.flooded,
].map(Number)
const PARTS = ['rolling', 'storm', 'outage', 'disk', 'clock', 'flood'] as const
const unknown = positionals.find(name => !PARTS.some(part => part === name))
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; there are ${PARTS.join(', ')}.`)
const wants = (part: (typeof PARTS)[number]) => positionals.length === 0 || positionals.includes(part)
const WATCHERS = ['nco-reader', 'ministry-reader', 'hoshiwatari', 'kirinomiya', 'kazamidori', 'amanogawa']
const DRAIN = { HUB_DRAIN_SECONDS: '1' }

const say = (line: string) => process.stdout.write(`${line}\n`)
machine()
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
const checks: { what: string; holds: boolean; seen: string }[] = []
const check = (what: string, holds: boolean, seen: unknown) => {
  checks.push({ what, holds, seen: String(seen) })
  say(`${holds ? 'ok  ' : 'FAIL'}  ${what}: ${String(seen)}`)
}
if (wants('rolling') || wants('storm')) {
  const hub = await spawnHub()
  process.once('exit', () => hub.process.kill('SIGTERM'))
  try {
    if (wants('rolling')) await rollingRestart(hub)
    if (wants('storm')) await storm(hub, sockets, check)
  } finally {
    await hub.stop()
  }
}
if (wants('outage')) await outage(away, check)
const untried: string[] = []
const tryOut = async (part: Promise<string | undefined>) => {
  const why = await part
  if (why === undefined) return
  untried.push(why)
  say(`NOT RUN  ${why}`)
}
if (wants('disk')) await tryOut(diskFull(full, check))
if (wants('clock')) await tryOut(clocks(jump, check))
if (wants('flood')) await flood(flooded, check)
const failed = checks.filter(({ holds }) => !holds).length
say(`${checks.length - failed} passed, ${failed} failed${untried.length > 0 ? `, ${untried.length} skipped` : ''}`)
process.exit(failed > 0 ? 1 : 0)

async function rollingRestart(hub: SpawnedHub): Promise<void> {
  let processes: Beside[] = [await apiBeside(hub, DRAIN), await apiBeside(hub, DRAIN)]
  const balancer = await Balancer.before(...processes.map(({ url }) => url))
  haveColleagues(balancer.url, hub.accounts)
  const shown = new Map<string, number[]>()
  const followings: Following[] = WATCHERS.map(name => {
    const mine: number[] = []
    shown.set(name, mine)
    const client = createClient({ url: balancer.url, apiKey: hub.account(name).apiKey ?? '' })
    return follow(client, { onNews: news => void mine.push(...news.map(({ seq }) => seq)) })
  })
  for (const { ended } of followings) ended.catch((error: unknown) => check('a client follows', false, error))
  // Load: questions, each on a connection of its own, none of which may fail.
  const latencies: number[] = []
  const errors: string[] = []
  let isOver = false
  const asker = new Actor(balancer.url, hub.account('hoshiwatari')).withKey()
  const ask = async () => {
    while (!isOver) {
      const from = performance.now()
      try {
        await asker.ask('{ me { name } }')
        latencies.push(performance.now() - from)
      } catch (error) {
        errors.push(
          error instanceof Error
            ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`
            : String(error),
        )
      }
      await pause(10)
    }
  }
  const asking = Array.from({ length: 4 }, ask)
  const [analyst, officer] = ['analyst-1', 'officer-1'].map(name =>
    new Actor(balancer.url, hub.account(name)).withKey(),
  )
  let released = 0
  const publish = async () => {
    for (let index = 0; index < releases; index += 1) {
      await officer.ask(RELEASE, await draftForRelease(analyst, `rolling ${index}`))
      released += 1
    }
  }
  const publishing = publish()
  const stops: { milliseconds: number; asAsked: boolean }[] = []
  // One after the other: a new process first, then the old one is asked to stop.
  for (const old of processes) {
    await pause(500)
    const fresh = await apiBeside(hub, DRAIN)
    processes = [...processes, fresh]
    balancer.add(fresh.url)
    stops.push(await old.stop())
    balancer.remove(old.url)
  }
  await publishing
  isOver = true
  await Promise.all(asking)
  const superuser = await superuserOf(hub)
  const lastOf = async (name: string): Promise<number> => {
    const { rows } = await superuser.query(
      `select last_seq::int as last from hub.inbox_counter c join hub.person p on p.id = c.person_id where p.email = $1`,
      [hub.account(name).email],
    )
    return rows[0]?.last ?? 0
  }
  const wrong: string[] = []
  for (const name of WATCHERS) {
    const last = await lastOf(name)
    const mine = shown.get(name) ?? []
    for (let waited = 0; mine.length < last && waited < 15_000; waited += 50) await pause(50)
    if (mine.length !== last || mine.some((seq, index) => seq !== index + 1))
      wrong.push(`${name}: ${mine.join()} of ${last}`)
  }
  await superuser.end()
  check(
    'R-9 requests that failed in a rolling restart',
    errors.length === 0,
    `${errors.length} of ${latencies.length + errors.length} ${errors.slice(0, 2).join('; ')}`,
  )
  check(
    'R-9 each process ended by itself within 10 s',
    stops.every(({ milliseconds, asAsked }) => milliseconds <= 10_000 && asAsked),
    JSON.stringify(stops),
  )
  check(
    `R-9 news of ${released} releases, each shown once and in order, over two processes`,
    wrong.length === 0 && released === releases,
    wrong.join('; ') || 'all',
  )
  say(
    JSON.stringify({
      bench: 'rolling',
      releases,
      requests: latencies.length,
      p50_ms: rounded(median(latencies)),
      p99_ms: rounded(percentile(latencies, 99)),
      stop_ms: stops.map(({ milliseconds }) => milliseconds),
    }),
  )
  for (const following of followings) following.close()
  await Promise.all(followings.map(({ ended }) => ended.catch(() => undefined)))
  balancer.close()
  await Promise.all(processes.map(one => one.stop()))
}

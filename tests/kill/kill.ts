/**
 * `npm run kill`: a whole hub under load, whose api and worker are killed at random instants (promises ).
 * Every request is repeated until its answer is certain; in the end the database must hold exactly what was answered.
 * Options: --releases 1000 --kills 24 --seed N. Prints one JSON line, what went wrong, and `N passed, N failed`.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { seededRandom } from '@noroshi/clearance/testing'
import { Actor } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { kill, untilReady, type Victim } from './killer.ts'
import { Losses, publish, sketchesOf, type Acknowledged } from './publisher.ts'
import { Recipient } from './recipient.ts'
import { judge } from './verdict.ts'

const AUTHORS_AT_ONCE = 6
const SECTORS = ['finance', 'electricity', 'information-communication', 'medical', 'logistics', 'credit']
const RECIPIENTS = [
  ...['nco-reader', 'ministry-reader', 'ministry-uncleared', 'police-reader'],
  ...['hoshiwatari', 'kirinomiya', 'kazamidori', 'amanogawa', 'hibari', 'inazuma'],
  ...['wakaba', 'hayate', 'hoshizora'],
]

const { values: options } = parseArgs({
  options: {
    releases: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [releaseCount, killCount, seed] = [options.releases, options.kills, options.seed].map(Number)
const say = (line: string) => process.stdout.write(`${line}\n`)

say(`kill test: ${releaseCount} releases, ${killCount} kills, --seed ${seed}, Node ${process.version}`)
const hub = await spawnHub()
process.once('exit', () => hub.process.kill('SIGTERM'))
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
try {
  const failed = await run(hub)
  process.exitCode = failed > 0 ? 1 : 0
} finally {
  await hub.stop()
}

async function run(hub: SpawnedHub): Promise<number> {
  const startedAt = performance.now()
  const rng = seededRandom(seed)
  const losses = new Losses()
  const as = (prefix: string) => new Actor(hub.url, hub.account(prefix)).withKey()
  // Every third only looks: an acknowledgement would record the delivery by itself.
  const recipients = await Promise.all(
    RECIPIENTS.map((prefix, index) => Recipient.of(as(prefix), index % 3 !== 0, losses)),
  )
  const analysts = [as('analyst-1'), as('analyst-2')]
  const officers = [as('officer-1'), as('officer-2')]

  // What is drawn from the seed: every product, and after how many releases and pauses which process is killed.
  const products = Array.from({ length: releaseCount }, () => sketchesOf(rng, SECTORS))
  const kills = Array.from({ length: killCount }, (_, index) => ({
    after: Math.floor(((index + rng()) / killCount) * releaseCount * 0.97),
    pauseMs: Math.floor(rng() * 200),
    victim: (rng() < 0.5 ? 'api' : 'worker') as Victim, // TypeScript would make it any string
    // Some are killed once more while they start.
    againAfterMs: rng() < 0.2 ? Math.floor(rng() * 1_500) : null,
  }))

  const releases: Acknowledged[] = []
  const outagesMs: number[] = []
  const killed = { api: 0, worker: 0 }
  let next = 0
  let isOver = false
  const author = async (place: number) => {
    for (let index = next++; index < releaseCount; index = next++) {
      const [analyst, officer] = [analysts[place % analysts.length], officers[index % officers.length]]
      releases.push(await publish(`kill ${seed} ${index}`, products[index], analyst, officer, losses))
    }
  }
  const strike = async (victim: Victim) => {
    if (!(await kill(victim, hub.process.pid ?? 0))) throw new Error(`there was no ${victim} to kill`)
    killed[victim] += 1
  }
  const killer = async () => {
    for (const { after, pauseMs, victim, againAfterMs } of kills) {
      while (releases.length < after && !isOver) await pause(5)
      await pause(pauseMs)
      await strike(victim)
      if (againAfterMs !== null) {
        await pause(againAfterMs)
        await strike(victim)
      }
      if (victim === 'api') outagesMs.push(await untilReady(hub.url))
    }
  }
  const authors = Promise.all(Array.from({ length: AUTHORS_AT_ONCE }, (_, place) => author(place))).finally(
    () => (isOver = true),
  )
  await Promise.all([authors, killer()])
  // The last frames are on the screens now, and nothing will come after them that could make up for a lost receipt.
  await strike('api')
  await untilReady(hub.url)
  const releasedAt = performance.now()

  const superuser = new Client({ connectionString: await adminUrl(hub.dataDir) })
  await superuser.connect()
  try {
    await untilQuiet(superuser, recipients)
    const { checks, inboxRows } = await judge(superuser, releases, recipients)
    const failed = checks.filter(check => check.violations.length > 0)
    outagesMs.sort((a, b) => a - b)
    say(
      JSON.stringify({
        bench: 'kill',
        seed,
        releases: releases.length,
        kills: killed,
        lost_answers: losses.answers,
        closed_doors: losses.closedDoors,
        recipients: recipients.length,
        inbox_rows: inboxRows,
        shown: recipients.reduce((sum, recipient) => sum + recipient.shown.length, 0),
        acknowledged: recipients.reduce((sum, recipient) => sum + recipient.acknowledged.size, 0),
        repeated_on_the_wire: recipients.reduce((sum, recipient) => sum + recipient.repeatedOnTheWire, 0),
        api_outage_ms: { median: outagesMs[outagesMs.length >> 1], most: outagesMs.at(-1) },
        seconds: Math.round((performance.now() - startedAt) / 1000),
        seconds_to_quiet: Math.round((performance.now() - releasedAt) / 100) / 10,
        violations: Object.fromEntries(failed.map(check => [check.what, check.violations.length])),
      }),
    )
    for (const { what, violations } of checks) {
      say(`${violations.length === 0 ? 'ok  ' : 'FAIL'}  ${what}`)
      for (const violation of violations.slice(0, 5)) say(`      ${violation}`)
    }
    say(`${checks.length - failed.length} passed, ${failed.length} failed`)
    return failed.length
  } finally {
    for (const recipient of recipients) recipient.close()
    await superuser.end()
  }
}

/** Waits until nothing is due, everything was shown and noted, and what was shown is on record; or for a minute at most. */
async function untilQuiet(superuser: Client, recipients: readonly Recipient[]): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  const people = recipients.map(recipient => recipient.personId)
  for (;;) {
    const { rows } = await superuser.query<{ due: number; rows: number; unmarked: number }>(
      `select (select count(*)::int from hub.outbox where dispatched_at is null) as due, count(*)::int as rows,
         count(*) filter (where delivered_at is null)::int as unmarked from hub.inbox where person_id = any($1::uuid[])`,
      [people],
    )
    const [state] = rows
    const shown = recipients.reduce((sum, recipient) => sum + recipient.shown.length, 0)
    const isBusy = recipients.some(recipient => recipient.isBusy)
    if (state.due === 0 && shown >= state.rows && state.unmarked === 0 && !isBusy) return
    if (Date.now() > giveUpAt) {
      say(`not quiet after a minute: ${JSON.stringify({ ...state, shown, isBusy })}`)
      return
    }
    await pause(100)
  }
}

async function adminUrl(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres-admin'), 'utf8')).trim()
  const [, , , port] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  return `postgres://postgres:${password}@127.0.0.1:${port}/noroshi`
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

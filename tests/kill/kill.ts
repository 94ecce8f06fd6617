/**
 * `npm run kill`: a whole hub under load, whose api, worker and PostgreSQL are killed at random instants (promises ).
 * Every request is repeated until its answer is certain; in the end the database must hold exactly what was answered.
 * Options: --releases 1000 --kills 24 --crowd 0 (further recipients, who all take note) --seed N; --long: more than 100,000 answers that
 * count, and 100 kills. Prints one JSON line, what went wrong, and `N passed, N failed`.
 */
import { parseArgs } from 'node:util'
import type { Client } from 'pg'
import { seededRandom } from '@noroshi/clearance/testing'
import { Actor } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { addMembers, giveKeys, PEOPLE_OF_ORGANISATION, superuserOf } from '../bench/people.ts'
import { median } from '../bench/figures.ts'
import { kill, untilReady, VICTIMS, type Victim } from './killer.ts'
import { Losses, publish, sketchesOf, type Acknowledged } from './publisher.ts'
import { Recipient, tallyOf, type Habit } from './recipient.ts'
import { untilQuiet } from './quiet.ts'
import { judge } from './verdict.ts'

const SECTORS = ['finance', 'electricity', 'information-communication', 'medical', 'logistics', 'credit']
const RECIPIENTS = [
  ...['nco-reader', 'ministry-reader', 'ministry-uncleared', 'police-reader'],
  ...['hoshiwatari', 'kirinomiya', 'kazamidori', 'amanogawa', 'hibari', 'inazuma'],
  ...['wakaba', 'hayate', 'hoshizora'],
]

const { values: options } = parseArgs({
  options: {
    releases: { type: 'string' },
    kills: { type: 'string' },
    crowd: { type: 'string' },
    long: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const usual = options.long ? { releases: 1300, kills: 100, crowd: 80 } : { releases: 1000, kills: 24, crowd: 0 }
/** Fewer leave a crowd room to answer between two kills. */
const AUTHORS_AT_ONCE = options.long ? 3 : 6
const [releaseCount, killCount, crowdCount, seed] = [
  options.releases ?? usual.releases,
  options.kills ?? usual.kills,
  options.crowd ?? usual.crowd,
  options.seed,
].map(Number)
const PROGRESS_EVERY_MS = 15_000
/** What must be on, or an answer means nothing. */
const KEPT = ['fsync', 'synchronous_commit', 'full_page_writes']
const say = (line: string) => process.stdout.write(`${line}\n`)

say(`kill test: ${releaseCount} releases, ${killCount} kills, --seed ${seed}, Node ${process.version}`)
const hub = await spawnHub()
process.once('exit', () => hub.process.kill('SIGTERM'))
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
try {
  const failed = await run(hub)
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  // Said before anything else that goes wrong because of it.
  say(`FAIL  ${error instanceof Error ? error.stack : String(error)}`)
  process.exitCode = 1
} finally {
  await hub.stop()
  process.exit()
}

async function run(hub: SpawnedHub): Promise<number> {
  const startedAt = performance.now()
  const rng = seededRandom(seed)
  const losses = new Losses()
  const as = (prefix: string) => new Actor(hub.url, hub.account(prefix)).withKey()
  const superuser = await superuserOf(hub)
  await assertKept(superuser)
  // Every third only looks: an acknowledgement would record the delivery by itself.
  const habits: Habit[] = ['LOOKS', 'TAKES_NOTE', 'ANSWERS']
  const recipients = await Promise.all(
    RECIPIENTS.map((prefix, index) => Recipient.of(as(prefix), habits[index % 3], losses)),
  )
  recipients.push(...(await crowdOf(superuser, losses)))
  await superuser.end()
  const analysts = [as('analyst-1'), as('analyst-2')]
  const officers = [as('officer-1'), as('officer-2')]

  // What is drawn from the seed: every product, and after how many releases and pauses which process is killed.
  const products = Array.from({ length: releaseCount }, () => sketchesOf(rng, SECTORS))
  const firstVictim = Math.floor(rng() * VICTIMS.length)
  const kills = Array.from({ length: killCount }, (_, index) => ({
    after: Math.floor(((index + rng()) / killCount) * releaseCount * 0.97),
    pauseMs: Math.floor(rng() * 200),
    // Each in turn, from one that is drawn, so that of a few kills there is one of each.
    victim: VICTIMS[(index + firstVictim) % VICTIMS.length],
    // Some are killed once more while they start.
    againAfterMs: rng() < 0.2 ? Math.floor(rng() * 1_500) : null,
  }))

  const releases: Acknowledged[] = []
  const outagesMs: Record<'api' | 'postgres', number[]> = { api: [], postgres: [] }
  const killed = { api: 0, worker: 0, postgres: 0 }
  let next = 0
  let isOver = false
  const author = async (place: number) => {
    for (let index = next++; index < releaseCount; index = next++) {
      const [analyst, officer] = [analysts[place % analysts.length], officers[index % officers.length]]
      releases.push(await publish(`kill ${seed} ${index}`, products[index], analyst, officer, losses))
    }
  }
  const strike = async (victim: Victim) => {
    if (!(await kill(victim, hub))) throw new Error(`there was no ${victim} to kill`)
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
      if (victim !== 'worker') outagesMs[victim].push(await untilReady(hub.url))
    }
  }
  const progress = setInterval(() => {
    const { shown, acknowledged } = tallyOf(recipients)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const struck = Object.values(killed).reduce((sum, count) => sum + count, 0)
    say(`${seconds} s: ${releases.length} released, ${struck} killed, ${shown} shown, ${acknowledged} noted`)
  }, PROGRESS_EVERY_MS)
  progress.unref()
  const authors = Promise.all(Array.from({ length: AUTHORS_AT_ONCE }, (_, place) => author(place))).finally(
    () => (isOver = true),
  )
  await Promise.all([authors, killer()])
  // The last frames are on the screens now, and nothing will come after them that could make up for a lost receipt.
  await strike('api')
  await untilReady(hub.url)
  const releasedAt = performance.now()
  const judging = await superuserOf(hub)
  try {
    await assertKept(judging)
    await untilQuiet(judging, recipients)
    const { checks, inboxRows } = await judge(judging, releases, recipients)
    const failed = checks.filter(check => check.violations.length > 0)
    const { shown, acknowledged } = tallyOf(recipients)
    const answered = recipients.reduce((sum, recipient) => sum + recipient.answered.size, 0)
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
        shown,
        acknowledged,
        impact_answers: answered,
        answers_that_count: releases.length + acknowledged + answered,
        repeated_on_the_wire: recipients.reduce((sum, recipient) => sum + recipient.repeatedOnTheWire, 0),
        api_outage_ms: { median: median(outagesMs.api), most: Math.max(...outagesMs.api) },
        postgres_outage_ms: { median: median(outagesMs.postgres), most: Math.max(...outagesMs.postgres) },
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
    clearInterval(progress)
    for (const recipient of recipients) recipient.close()
    await judging.end()
  }
}

/** Members beside the demo council, each with a socket: of each organisation one answers for it, and all take note. */
async function crowdOf(superuser: Client, losses: Losses): Promise<Recipient[]> {
  if (crowdCount === 0) return []
  const keys = await giveKeys(superuser, await addMembers(superuser, crowdCount))
  const crowd: Recipient[] = []
  for (const [index, key] of keys.entries()) {
    const habit = index % PEOPLE_OF_ORGANISATION === 0 ? 'ANSWERS' : 'TAKES_NOTE'
    crowd.push(await Recipient.of(new Actor(hub.url).withKey(key), habit, losses))
  }
  return crowd
}

/** @throws Error when PostgreSQL would not keep what it answers to */
async function assertKept(superuser: Client): Promise<void> {
  const { rows } = await superuser.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name = any ($1::text[]) and setting = 'on'`,
    [KEPT],
  )
  if (rows.length !== KEPT.length)
    throw new Error(`of ${KEPT.join(', ')} only ${rows.map(({ name }) => name).join()} are on`)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

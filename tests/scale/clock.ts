/**
 * R-15: clocks that jump by a day, forwards and back, under load: those of api and worker, that of PostgreSQL, and all together, by libfaketime,
 * whose file is rewritten while they run. Numbers have no gaps and nobody is told twice, whatever any clock says. While the clocks of process and
 * database differ, nothing is decided and nothing done, and afterwards everything goes on by itself; nothing has expired or come into force by it.
 * What was released while the whole machine was ahead is dated so: whoever was told of it can answer once its date has come, and not before.
 */
import { globSync } from 'node:fs'
import { chmod, mkdtemp, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@noroshi/database'
import { removeEmbedded } from '@noroshi/database/testing'
import { median, nowMs, pause, processorMs, rounded } from '../bench/figures.ts'
import { draftForRelease } from '../bench/releasing.ts'
import { Actor } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { Council, type Answer, type SayCheck } from './council.ts'

const AGAIN_WITHIN_MS = 5_000
/** What was under way in the moment of a jump may still be answered by the clock it began with. */
const LAST_WORDS_MS = 250
/** Of a second of one core, for a worker that can do nothing. */
const MOST_IDLE_SHARE = 0.3
const SCHEDULE = `mutation ($id: ID!, $version: Int!, $local: String!) {
  scheduleRelease(id: $id, version: $version, at: { local: $local, zone: "UTC" }) { state } }`
const STATE = 'query ($id: ID!) { product(id: $id) { state } }'

/** What some processes take for the time; Debian's package `libfaketime` puts it where we look. */
class MovedClock {
  readonly environment: Record<string, string>

  readonly #file: string

  private constructor(library: string, file: string) {
    this.#file = file
    this.environment = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // Timers and waiting go by the clock that is never set.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    }
  }

  static async in(folder: string, name: string, library: string): Promise<MovedClock> {
    const clock = new MovedClock(library, join(folder, name))
    await clock.move(0)
    return clock
  }

  /** Whoever reads it meanwhile finds the old or the new, and nothing half-written. */
  async move(days: number): Promise<void> {
    await writeFile(`${this.#file}.new`, days === 0 ? '+0' : `${days > 0 ? '+' : ''}${days}d`, { mode: 0o644 })
    await rename(`${this.#file}.new`, this.#file)
  }
}

interface Jump {
  readonly whose: string
  readonly days: number
  readonly clocks: readonly MovedClock[]
  /** Whether nobody can tell: as on a machine that slept for a day. */
  readonly unnoticed: boolean
}

/** @returns why it was not tried, or nothing */
export async function clocks(jumpSeconds: number, check: SayCheck): Promise<string | undefined> {
  const [library] = globSync('/usr/lib/{*/,}faketime/libfaketimeMT.so.1')
  if (library === undefined)
    return 'R-15 clocks: libfaketime is missing; as root: apt-get install libfaketime (Debian, Ubuntu)'
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-clock-'))
  await chmod(folder, 0o755) // PostgreSQL's own user reads its clock there
  const ours = await MovedClock.in(folder, 'processes', library)
  const its = await MovedClock.in(folder, 'database', library)
  Object.assign(process.env, its.environment)
  const server = await startEmbedded(folder)
  for (const name of Object.keys(its.environment)) Reflect.deleteProperty(process.env, name)
  let heard = ''
  try {
    const url = server.adminUrl.replace(/\/postgres$/, '/noroshi')
    const hub = await spawnHub(
      { DATABASE_URL: url, HUB_OPERATIONS: 'any', ...ours.environment },
      text => (heard += text),
    )
    process.once('exit', () => hub.process.kill('SIGTERM'))
    try {
      await jumps({ hub, url, ours, its, jumpMs: jumpSeconds * 1_000, check, heard: () => heard })
    } catch (error) {
      process.stdout.write(heard.slice(-4_000))
      throw error
    } finally {
      await hub.stop()
    }
  } finally {
    await server.stop()
    await removeEmbedded(folder)
  }
  return undefined
}

interface Scene {
  readonly hub: SpawnedHub
  readonly url: string
  readonly ours: MovedClock
  readonly its: MovedClock
  readonly jumpMs: number
  readonly check: SayCheck
  readonly heard: () => string
}

async function jumps(scene: Scene): Promise<void> {
  const { hub, url, ours, its, check } = scene
  const as = (prefix: string) => new Actor(hub.url, hub.account(prefix))
  const [analyst, officer] = [as('analyst-1').withKey(), as('officer-1').withKey()]
  const scheduled = await draftForRelease(analyst, 'for two hours from now')
  const local = new Date(Date.now() + 7_200_000).toISOString().slice(0, 19)
  await officer.ask(SCHEDULE, { ...scheduled, local })
  const signedIn = await as('kirinomiya').signIn()
  const council = await Council.at(hub, url, ['LOOKS', 'TAKES_NOTE', 'ANSWERS'])
  council.begin('clock')
  await pause(2_000)

  const apart: readonly Jump[] = [1, -1].flatMap(days => [
    { whose: 'api and worker', days, clocks: [ours], unnoticed: false },
    { whose: 'PostgreSQL', days, clocks: [its], unnoticed: false },
  ])
  const machine: readonly Jump[] = [1, -1].map(days => ({
    ...{ whose: 'the whole machine', days, clocks: [ours, its], unnoticed: days > 0 },
  }))
  const refused: Answer[] = []
  const again: number[] = []
  let busiest = 0
  for (const jump of apart) {
    const seen = await jumpOnce(scene, council, jump, signedIn)
    refused.push(...seen.refused)
    again.push(seen.againMs)
    busiest = Math.max(busiest, seen.share)
  }
  const { product } = await officer.ask(STATE, { id: scheduled.id })
  check('R-15 what is scheduled for later has not come into force', product.state === 'SCHEDULED', product.state)
  for (const jump of machine) {
    const seen = await jumpOnce(scene, council, jump, signedIn)
    refused.push(...seen.refused)
    again.push(seen.againMs)
  }
  await council.end()
  await council.judge('R-15 clocks', check, `over ${apart.length + machine.length} jumps`)
  const all = [...council.asked, ...council.answers]
  const odd = all.filter(
    ({ status, fault }) => status === 0 || (status >= 500 && status !== 503) || fault?.includes('"INTERNAL"'),
  )
  check(
    'R-15 requests that failed otherwise',
    odd.length === 0,
    odd.length === 0 ? `0 of ${all.length}` : JSON.stringify(odd[0]),
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'clock',
      jump_ms: scene.jumpMs,
      jumps: apart.length + machine.length,
      releases: council.releases.length,
      requests: all.length,
      refused: refused.length,
      not_there_before_their_date: council.recipients.reduce((sum, { notThere }) => sum + notThere.size, 0),
      refusal_p50_ms: rounded(median(refused.map(({ from, at }) => at - from))),
      again_ms: again.map(milliseconds => rounded(milliseconds, 0)),
      worker_busiest_share: rounded(busiest, 2),
    })}\n`,
  )
}

/** One jump and back. */
async function jumpOnce(
  { hub, jumpMs, check, heard }: Scene,
  council: Council,
  { whose, days, clocks: moved, unnoticed }: Jump,
  signedIn: Actor,
): Promise<{ refused: Answer[]; againMs: number; share: number }> {
  const what = `R-15 clock of ${whose} ${days > 0 ? '+' : '−'}1 day`
  const worked = () => processorMs(hub.process.pid ?? 0, 'apps/worker/dist/main.js')
  const lines = heard().length
  const from = nowMs()
  const workedBefore = worked()
  for (const clock of moved) await clock.move(days)
  await pause(jumpMs / 2)
  const session = await signedIn.asking('{ inbox(first: 1) { items { seq } } }')
  await session.text()
  const entry = await new Actor(hub.url, signedIn.account).post(
    '/auth/sign-in',
    JSON.stringify({ email: signedIn.account?.email, ...signedIn.factors() }),
  )
  await pause(jumpMs / 2)
  const share = (worked() - workedBefore) / (nowMs() - from)
  const to = nowMs()
  for (const clock of [...moved].reverse()) await clock.move(0)
  const giveUpAt = nowMs() + AGAIN_WITHIN_MS + 1_000
  const againMs = () => Math.max(...Object.values(council.againAfter(to)))
  while (againMs() === Infinity && nowMs() < giveUpAt) await pause(50)

  const meanwhile = council.asked.filter(answer => answer.from > from + LAST_WORDS_MS && answer.at < to)
  const refused = meanwhile.filter(({ status }) => status === 503)
  const released = council.releases.filter(({ at }) => at > from + LAST_WORDS_MS && at < to).length
  if (unnoticed) {
    check(
      `${what}: work goes on`,
      released > 0 && refused.length < meanwhile.length / 10,
      `${released} released, ${meanwhile.length} answered, ${refused.length} refused`,
    )
    // By a code of the right time, which is not that of the hub.
    check(`${what}: nobody gets in by a code that is over`, entry.status === 401, entry.status)
  } else {
    const odd = meanwhile.filter(
      ({ status, retryAfter, fault }) => status !== 503 || !(retryAfter <= 1) || !fault?.includes('"CLOCK"'),
    )
    check(
      `${what}: everybody is refused with 503 and Retry-After, and nothing is released`,
      refused.length > 0 && odd.length === 0 && released === 0,
      `${refused.length} refused, ${released} released${odd[0] ? `, ${odd.length} otherwise: ${JSON.stringify(odd[0])}` : ''}`,
    )
    check(
      `${what}: so is whoever signs in or has a session`,
      entry.status === 503 && session.status === 503,
      `${entry.status}, ${session.status}`,
    )
    check(`${what}: the worker waits without haste`, share < MOST_IDLE_SHARE, `${rounded(share * 100, 0)} % of a core`)
    const said = heard().slice(lines)
    check(
      `${what}: operators are told`,
      /clock of this process is 86\d{3} s|clocks went back by 8[56]\d{3} s/.test(said),
      said.split('\n').find(line => / 8[56]\d{3} s/.test(line)) ?? said.slice(0, 200),
    )
  }
  check(
    `${what}: reading, releasing and telling again within 5 s`,
    againMs() <= AGAIN_WITHIN_MS,
    `${rounded(againMs(), 0)} ms`,
  )
  if (!unnoticed) {
    const after = await signedIn.ask('{ me { name } }')
    check(`${what}: a session goes on afterwards`, after.me !== null, after.me?.name ?? 'nobody')
  }
  return { refused, againMs: againMs(), share }
}

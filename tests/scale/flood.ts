/**
 * ten times as many ask as on an ordinary day, at the public's doors and over GraphQL, and meanwhile alerts go out to members who listen. How
 * long each takes to reach them, from when an officer released it; how long the api's event loop is kept; how much memory it takes; and whether
 * whoever is turned away is told so, and when to come back.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childPid, nowMs, pause, percentile, rounded } from '../bench/figures.ts'
import { addMembers, giveKeys, superuserOf } from '../bench/people.ts'
import { draftForRelease, RELEASE } from '../bench/releasing.ts'
import { Actor, type Listener } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import type { SayCheck } from './council.ts'

/** Three thousand people who each ask once a minute. */
const ORDINARY_PER_SECOND = 50
const TIMES = 10
const MEMBERS = 40
const ALERT_EVERY_MS = 500
const MOST_ALERT_MS = 1_000
const MOST_LAG_MS = 100
/** Of the api; on an ordinary day it takes half of it. */
const MOST_MIB = 512
const RECEIVE_MS = 15_000

export interface FloodOrder {
  readonly url: string
  /** Of somebody who floods under their own name. */
  readonly key: string
  readonly perSecond: number
  readonly milliseconds: number
}

export interface FloodAnswer {
  readonly statuses: Record<string, number>
  withoutRetryAfter: number
  /** Connections that broke, or on which nothing came for a long time. */
  unanswered: number
  notSent: number
  readonly took: number[]
}

interface EventLoop {
  readonly p50: number
  readonly p99: number
  readonly most: number
}

export async function flood(seconds: number, check: SayCheck): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-flood-'))
  const file = join(folder, 'event-loop.json')
  const watch = new URL('event-loop.mjs', import.meta.url).href
  const hub = await spawnHub({
    ...{ NODE_OPTIONS: `--import=${watch}`, EVENT_LOOP_FILE: file },
    HUB_SIGN_INS_PER_MINUTE: '30',
  })
  process.once('exit', () => hub.process.kill('SIGTERM'))
  try {
    await flooded(hub, file, seconds * 1_000, check)
  } finally {
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function flooded(hub: SpawnedHub, file: string, milliseconds: number, check: SayCheck): Promise<void> {
  const api = childPid(hub.process.pid ?? 0, 'apps/api/dist/main.js')
  const as = (prefix: string) => new Actor(hub.url, hub.account(prefix)).withKey()
  const [analyst, officer, flooder] = ['analyst-1', 'officer-1', 'wakaba'].map(as)
  const superuser = await superuserOf(hub)
  const keys = await giveKeys(superuser, await addMembers(superuser, MEMBERS))
  await superuser.end()
  const listeners: Listener[] = []
  for (const key of keys) listeners.push(await new Actor(hub.url).withKey(key).listen())
  const alerts = Math.floor(milliseconds / ALERT_EVERY_MS) - 1
  const drafts: { id: string; version: number }[] = []
  for (let index = 0; index < alerts + 5; index += 1) drafts.push(await draftForRelease(analyst, `flood ${index}`))

  /** Releases one, and waits until everybody has it. @returns milliseconds until the answer, and until each member was told */
  const alert = async (): Promise<{ released: number; told: number[] }> => {
    const draft = drafts.shift()
    if (!draft) throw new Error('too few drafts')
    const before = listeners.map(({ items }) => items.length)
    const from = performance.now()
    await officer.ask(RELEASE, draft)
    const released = performance.now() - from
    const giveUpAt = performance.now() + RECEIVE_MS
    const has = (listener: Listener, index: number) => listener.items.length > (before[index] ?? 0)
    while (!listeners.every(has) && performance.now() < giveUpAt) await pause(5)
    const told = listeners.map((listener, index) => {
      const item = listener.items[before[index] ?? 0]
      return item ? (listener.arrivedAt.get(item.seq) ?? Infinity) - from : Infinity
    })
    return { released, told }
  }
  const quiet: number[] = []
  for (let index = 0; index < 5; index += 1) quiet.push(...(await alert()).told)
  await eventLoopOf(api, file)

  const child = fork(fileURLToPath(new URL('flooder.ts', import.meta.url)))
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the flood's process ended with ${code}`)))
  const ended = Promise.race([once(child, 'message'), died])
  const perSecond = ORDINARY_PER_SECOND * TIMES
  child.send({ url: hub.url, key: flooder.apiKey ?? '', perSecond, milliseconds } satisfies FloodOrder)
  const startedAt = nowMs()
  const told: number[] = []
  const releases: number[] = []
  let mostMib = 0
  while (drafts.length > 0 && nowMs() - startedAt < milliseconds - ALERT_EVERY_MS) {
    const from = nowMs()
    const seen = await alert()
    told.push(...seen.told)
    releases.push(seen.released)
    mostMib = Math.max(mostMib, residentMib(api))
    await pause(Math.max(0, ALERT_EVERY_MS - (nowMs() - from)))
  }
  const loop = await eventLoopOf(api, file)
  const [answer] = (await ended) as [FloodAnswer]
  for (const listener of listeners) listener.close()

  const { statuses } = answer
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  const faulty = Object.keys(statuses).filter(status => Number(status) >= 500 && status !== '503')
  const turnedAway = (statuses['429'] ?? 0) + (statuses['503'] ?? 0)
  const p99 = percentile(told, 99)
  const what = `R-11 ${perSecond} requests a second`
  check(
    `${what}: an alert reaches 99 of 100 members within ${MOST_ALERT_MS} ms of its release`,
    p99 < MOST_ALERT_MS,
    `${rounded(p99, 0)} ms of ${told.length}; without the flood ${rounded(percentile(quiet, 99), 0)} ms`,
  )
  check(
    `${what}: p99 of the event loop's lag below ${MOST_LAG_MS} ms`,
    loop.p99 < MOST_LAG_MS,
    `${rounded(loop.p99)} ms`,
  )
  check(`${what}: memory of the api below ${MOST_MIB} MiB`, mostMib < MOST_MIB, `${mostMib} MiB`)
  check(
    `${what}: everybody is answered, and whoever is turned away is told when to come back`,
    faulty.length === 0 && answer.unanswered === 0 && answer.withoutRetryAfter === 0 && turnedAway > 0,
    `${JSON.stringify(statuses)}, ${answer.unanswered} unanswered, ${answer.withoutRetryAfter} without Retry-After`,
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'flood',
      per_second: perSecond,
      seconds: milliseconds / 1_000,
      answered,
      answered_per_second: rounded(answered / (milliseconds / 1_000), 0),
      not_sent: answer.notSent,
      turned_away: turnedAway,
      answer_p50_ms: rounded(percentile(answer.took, 50)),
      answer_p99_ms: rounded(percentile(answer.took, 99)),
      alerts: releases.length,
      release_p50_ms: rounded(percentile(releases, 50)),
      release_p99_ms: rounded(percentile(releases, 99)),
      told_p50_ms: rounded(percentile(told, 50)),
      told_p99_ms: rounded(p99),
      told_most_ms: rounded(Math.max(...told)),
      quiet_p99_ms: rounded(percentile(quiet, 99)),
      lag_p50_ms: rounded(loop.p50),
      lag_p99_ms: rounded(loop.p99),
      lag_most_ms: rounded(loop.most),
      api_mib: mostMib,
    })}\n`,
  )
}

/** Since it was last asked. */
async function eventLoopOf(pid: number, file: string): Promise<EventLoop> {
  await rm(file, { force: true })
  process.kill(pid, 'SIGWINCH')
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text !== '') return JSON.parse(text) as EventLoop // written by event-loop.mjs
    await pause(10)
  }
}

function residentMib(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1_024)
}

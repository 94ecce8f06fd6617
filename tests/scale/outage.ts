/**
 * R-7: PostgreSQL is away under load, frozen (the line is silent) or shut down at once (the line is cut). Whoever asks is refused with 503 and
 * Retry-After, after some seconds at most; nobody is answered what is not so; and when it is back, so is the hub, by itself.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { startEmbedded, type EmbeddedServer } from '@noroshi/database'
import { seededRandom } from '@noroshi/clearance/testing'
import { median, nowMs, pause, percentile, rounded } from '../bench/figures.ts'
import { Losses, publish, sketchesOf, type Acknowledged } from '../kill/publisher.ts'
import { untilQuiet } from '../kill/quiet.ts'
import { Recipient } from '../kill/recipient.ts'
import { judge } from '../kill/verdict.ts'
import { Actor } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'

type Check = (what: string, holds: boolean, seen: unknown) => void
type Kind = 'frozen' | 'shut down'

/** An answer may take so long where the line went silent in its midst: some are needed to be sure of it. */
const MOST_WAIT_MS = 10_000
/** What was committed in that moment may still be answered. */
const LAST_WORDS_MS = 250
const WATCHERS = ['nco-reader', 'ministry-reader', 'hoshiwatari', 'kirinomiya', 'kazamidori', 'wakaba']

interface Answer {
  readonly from: number
  readonly at: number
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
  readonly retryAfter: number
}

export async function outage(awaySeconds: number, check: Check): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-outage-'))
  let server = await startEmbedded(folder)
  const url = server.adminUrl.replace(/\/postgres$/, '/noroshi')
  const hub = await spawnHub({ DATABASE_URL: url })
  process.once('exit', () => hub.process.kill('SIGTERM'))
  try {
    for (const kind of ['frozen', 'shut down'] as const)
      server = await once(kind, hub, server, { folder, url, awayMs: awaySeconds * 1_000, check })
  } finally {
    await hub.stop()
    await server.stop()
    const away = await readlink(join(folder, 'postgres')).catch(() => undefined)
    if (away) await rm(dirname(away), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
}

async function once(
  kind: Kind,
  hub: SpawnedHub,
  server: EmbeddedServer,
  { folder, url, awayMs, check }: { folder: string; url: string; awayMs: number; check: Check },
): Promise<EmbeddedServer> {
  const losses = new Losses()
  const as = (prefix: string) => new Actor(hub.url, hub.account(prefix)).withKey()
  const recipients = await Promise.all(WATCHERS.map(name => Recipient.of(as(name), 'LOOKS', losses)))
  const before = new Set((await productsIn(url)).map(({ id }) => id))
  const rng = seededRandom(kind.length)
  const releases: (Acknowledged & { readonly at: number })[] = []
  let isOver = false
  const author = async (place: number) => {
    const [analyst, officer] = [as(`analyst-${1 + (place % 2)}`), as(`officer-${1 + (place % 2)}`)]
    for (let index = 0; !isOver; index += 1) {
      const title = `outage ${kind} ${place} ${index}`
      releases.push({ ...(await publish(title, sketchesOf(rng, ['finance']), analyst, officer, losses)), at: nowMs() })
    }
  }
  const answers: Answer[] = []
  const asker = async (actor: Actor) => {
    while (!isOver) {
      const from = nowMs()
      const answered = await actor.asking('{ me { name } }').catch(() => undefined)
      await answered?.text()
      const { status = 0, headers } = answered ?? {}
      answers.push({ from, at: nowMs(), status, retryAfter: Number(headers?.get('retry-after') ?? NaN) })
      await pause(20)
    }
  }
  const working = Promise.all([
    ...[0, 1].map(author),
    ...['hoshiwatari', 'kirinomiya', 'nco-reader', 'wakaba'].map(name => asker(as(name))),
  ])
  await pause(2_000)

  let back = server
  let goneAt: number
  // From here on it may answer, before it is known to be back.
  let returnsAt: number
  if (kind === 'frozen') {
    const processes = await processesOf(folder)
    for (const pid of processes) process.kill(pid, 'SIGSTOP')
    goneAt = nowMs()
    await pause(awayMs)
    returnsAt = nowMs()
    for (const pid of processes.reverse()) process.kill(pid, 'SIGCONT')
  } else {
    const [postmaster] = await processesOf(folder)
    process.kill(postmaster, 'SIGQUIT')
    await server.untilEnded()
    goneAt = nowMs()
    await pause(awayMs)
    returnsAt = nowMs()
    back = await startEmbedded(folder, [], server.port)
  }
  const backAt = nowMs()
  await pause(10_000)
  isOver = true
  await working

  const superuser = new Client({ connectionString: url })
  await superuser.connect()
  await untilQuiet(superuser, recipients, 60_000)
  const { checks } = await judge(superuser, releases, recipients, before)
  await superuser.end()
  for (const recipient of recipients) recipient.close()

  const meanwhile = answers.filter(({ from }) => from > goneAt && from < returnsAt)
  const refused = meanwhile.filter(({ status }) => status === 503)
  const odd = meanwhile.filter(({ status, at }) => status !== 503 && !(status === 200 && at > returnsAt))
  // Also of who had asked before.
  const waits = answers.filter(({ from, at }) => at > goneAt && from < backAt).map(({ from, at }) => at - from)
  const falsely = releases.filter(({ at }) => at > goneAt + LAST_WORDS_MS && at < returnsAt)
  const readAgainMs =
    Math.min(...answers.filter(({ from, status }) => from > backAt && status === 200).map(({ at }) => at)) - backAt
  const releasedAgainMs = Math.min(...releases.filter(({ at }) => at > backAt).map(({ at }) => at)) - backAt
  const what = `R-7 database ${kind} for ${awayMs / 1_000} s`
  check(
    `${what}: everybody is refused with 503 and Retry-After of a second at most`,
    odd.length === 0 && refused.length > 0 && refused.every(({ retryAfter }) => retryAfter <= 1),
    `${refused.length} refused${odd.length > 0 ? `, ${odd.length} otherwise: ${JSON.stringify(odd[0])}` : ''}`,
  )
  check(
    `${what}: within ${MOST_WAIT_MS / 1_000} s`,
    Math.max(...waits) <= MOST_WAIT_MS,
    `${rounded(Math.max(...waits), 0)} ms`,
  )
  check(`${what}: releases answered that cannot be`, falsely.length === 0, falsely.length)
  check(`${what}: reading again within 5 s`, readAgainMs <= 5_000, `${rounded(readAgainMs, 0)} ms`)
  for (const { what: held, violations } of checks)
    if (violations.length > 0) check(`${what}: ${held}`, false, violations.slice(0, 3).join('; '))
  check(
    `${what}: all ${releases.length} releases kept, shown once and in order`,
    checks.every(({ violations }) => violations.length === 0),
    `${releases.filter(({ at }) => at > backAt).length} of them after its return`,
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'outage',
      kind,
      away_ms: awayMs,
      requests: answers.length,
      refused: refused.length,
      refusal_p50_ms: rounded(median(refused.map(({ from, at }) => at - from))),
      refusal_p99_ms: rounded(
        percentile(
          refused.map(({ from, at }) => at - from),
          99,
        ),
      ),
      longest_wait_ms: rounded(Math.max(...waits), 0),
      read_again_ms: rounded(readAgainMs, 0),
      released_again_ms: rounded(releasedAgainMs, 0),
      releases: releases.length,
    })}\n`,
  )
  return back
}

/** The postmaster first, and whatever it started. */
async function processesOf(folder: string): Promise<number[]> {
  const [postmaster] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const children = table.split('\n').flatMap(line => {
    const [pid, parent] = line.trim().split(/\s+/)
    return parent === postmaster ? [Number(pid)] : []
  })
  return [Number(postmaster), ...children]
}

async function productsIn(url: string): Promise<{ id: string }[]> {
  const superuser = new Client({ connectionString: url })
  await superuser.connect()
  const { rows } = await superuser.query<{ id: string }>('select id from hub.product')
  await superuser.end()
  return rows
}

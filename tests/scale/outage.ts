/**
 * R-7: PostgreSQL is away under load, frozen (the line is silent) or shut down at once (the line is cut). Whoever asks is refused with 503 and
 * Retry-After, after some seconds at most; nobody is answered what is not so; and when it is back, so is the hub, by itself.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded, type EmbeddedServer } from '@noroshi/database'
import { removeEmbedded } from '@noroshi/database/testing'
import { median, nowMs, pause, percentile, rounded } from '../bench/figures.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { Council, type SayCheck } from './council.ts'

type Kind = 'frozen' | 'shut down'

/** An answer may take so long where the line went silent in its midst: some are needed to be sure of it. */
const MOST_WAIT_MS = 10_000
/** What was committed in that moment may still be answered. */
const LAST_WORDS_MS = 250

export async function outage(awaySeconds: number, check: SayCheck): Promise<void> {
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
    await removeEmbedded(folder)
  }
}

async function once(
  kind: Kind,
  hub: SpawnedHub,
  server: EmbeddedServer,
  { folder, url, awayMs, check }: { folder: string; url: string; awayMs: number; check: SayCheck },
): Promise<EmbeddedServer> {
  const council = await Council.at(hub, url)
  council.begin(`outage ${kind}`)
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
  await council.end()

  const { releases, asked: answers } = council
  const meanwhile = answers.filter(({ from }) => from > goneAt && from < returnsAt)
  const refused = meanwhile.filter(({ status }) => status === 503)
  const odd = meanwhile.filter(({ status, at }) => status !== 503 && !(status === 200 && at > returnsAt))
  // Also of who had asked before.
  const waits = answers.filter(({ from, at }) => at > goneAt && from < backAt).map(({ from, at }) => at - from)
  const falsely = releases.filter(({ at }) => at > goneAt + LAST_WORDS_MS && at < returnsAt)
  const { readMs, releasedMs, toldMs } = council.againAfter(backAt)
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
  check(`${what}: reading again within 5 s`, readMs <= 5_000, `${rounded(readMs, 0)} ms`)
  await council.judge(what, check, `${releases.filter(({ at }) => at > backAt).length} of them after its return`)
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
      read_again_ms: rounded(readMs, 0),
      released_again_ms: rounded(releasedMs, 0),
      told_again_ms: rounded(toldMs, 0),
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

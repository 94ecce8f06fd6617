/**
 * an api with thousands of sockets is killed; each client comes back after the pause that the client library makes, with a ticket that
 * it has to ask for. How long until all have resumed, and how others fare meanwhile.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Actor } from '../support/actor.ts'
import { apiBeside, type SpawnedHub } from '../support/spawned-hub.ts'
import { addMembers, giveKeys, superuserOf } from '../bench/people.ts'
import { median, nowMs, pause, percentile, rounded } from '../bench/figures.ts'

type Check = (what: string, holds: boolean, seen: unknown) => void

/** What the crowd is told, and says. */
export type StormOrder = { readonly url: string; readonly keys: readonly string[] } | 'stop'
export type StormAnswer = { readonly open: number; readonly resumedAt: readonly number[] }

export async function storm(hub: SpawnedHub, sockets: number, check: Check): Promise<void> {
  const superuser = await superuserOf(hub)
  const people = await addMembers(superuser, sockets)
  // A client that comes back has to show a key.
  const keys = await giveKeys(superuser, people)
  let api = await apiBeside(hub)
  const { url } = api
  const port = new URL(url).port
  const crowd = fork(fileURLToPath(new URL('storm-crowd.ts', import.meta.url)))
  crowd.send({ url, keys } satisfies StormOrder)
  await once(crowd, 'message')
  const prober = new Actor(url, hub.account('nco-reader')).withKey()
  const latencies: number[] = []
  let isOver = false
  const probe = async () => {
    while (!isOver) {
      const from = performance.now()
      await prober.ask('{ me { name } }').then(
        () => latencies.push(performance.now() - from),
        () => undefined, // nobody there yet
      )
      await pause(50)
    }
  }
  api.process.kill('SIGKILL')
  await once(api.process, 'exit')
  const killedAt = nowMs()
  api = await apiBeside(hub, {}, Number(port))
  const readyAt = nowMs()
  const probing = probe()
  const [answer] = (await once(crowd, 'message')) as [StormAnswer]
  isOver = true
  await probing
  const { rows } = await superuser.query(
    `select count(*)::int as n from pg_stat_activity where application_name = 'noroshi api'`,
  )
  const last = Math.max(...answer.resumedAt)
  const resumedMs = Math.round(last - readyAt)
  check(
    `R-10 ${sockets} sockets that came back within 30 s of the process`,
    answer.open === sockets && resumedMs <= 30_000,
    `${answer.open} in ${resumedMs} ms`,
  )
  check(
    'R-10 p99 of questions meanwhile below 1 s',
    percentile(latencies, 99) < 1_000,
    `${rounded(percentile(latencies, 99))} ms of ${latencies.length}`,
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'storm',
      n: sockets,
      down_ms: Math.round(readyAt - killedAt),
      resumed_ms: resumedMs,
      half_ms: Math.round(median(answer.resumedAt) - readyAt),
      api_p50_ms: rounded(median(latencies)),
      api_p99_ms: rounded(percentile(latencies, 99)),
      connections: rows[0].n,
    })}\n`,
  )
  crowd.send('stop' satisfies StormOrder)
  await superuser.end()
  await api.stop()
}

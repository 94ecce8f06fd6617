/**
 * How soon the servers of many organisations are told by webhook, each its own message, signed, over a connection of its own: from the order
 * to release until the last of them took it. `webhooks` where all take everything, beside a bare loop that posts the same bytes to the same
 * server, as many at once; `webhooks-failing` where one message in ten fails, so that it is tried again as the ledger has it.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { addressBond, newWebhookSecret, secretBond } from '@noroshi/delivery/testing'
import { sealTo } from '@noroshi/intake'
import type { Client } from 'pg'
import { Actor } from '../support/actor.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { figure, median, nowMs, pause, percentile, processorMs, rounded, spreadPercent } from './figures.ts'
import { addMembers, superuserOf, type BenchPerson } from './people.ts'
import { draftForRelease, RELEASE } from './releasing.ts'
import type { WebhookCount, WebhookOrder, WebhookPlace } from './webhook-server.ts'

/** As many as the hub has on their way at once. */
const AT_ONCE = 256
const GIVE_UP_MS = 600_000

export async function webhooks(endpoints: number, rounds: number): Promise<void> {
  const server = fork(fileURLToPath(new URL('webhook-server.ts', import.meta.url)), { stdio: 'inherit' })
  const [place] = (await once(server, 'message')) as [WebhookPlace]
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-webhooks-'))
  const authorities = join(folder, 'ca.pem')
  await writeFile(authorities, place.certificate)
  const hub = await spawnHub({
    HUB_WEBHOOK_ORIGINS: place.origin,
    HUB_WEBHOOK_CA_FILE: authorities,
    HUB_PORTAL_ORIGIN: 'https://noroshi.example',
  })
  process.once('exit', () => hub.process.kill('SIGTERM'))
  const superuser = await superuserOf(hub)
  try {
    await addEndpoints(superuser, hub, place.origin, await addMembers(superuser, endpoints, 1))
    await measured({ hub, superuser, server, place, endpoints, rounds })
  } finally {
    server.kill()
    await superuser.end()
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Bench {
  readonly hub: SpawnedHub
  readonly superuser: Client
  readonly server: ChildProcess
  readonly place: WebhookPlace
  readonly endpoints: number
  readonly rounds: number
}

async function measured({ hub, superuser, server, place, endpoints, rounds }: Bench): Promise<void> {
  const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
  const officer = new Actor(hub.url, hub.account('officer-1')).withKey()
  const worker = () => processorMs(hub.process.pid ?? 0, 'apps/worker/dist')
  const begin = async (failing: boolean) => {
    server.send({ failing } satisfies WebhookOrder)
    await once(server, 'message')
  }
  const counted = async (): Promise<WebhookCount> => {
    server.send('count')
    return ((await once(server, 'message')) as [WebhookCount])[0]
  }
  const left = async (): Promise<number> => {
    const { rows } = await superuser.query<{ n: number }>(
      `select (select count(*) from hub.outbox where dispatched_at is null)::int + (select count(*) from hub.delivery where state = 'QUEUED')::int as n`,
    )
    return rows[0]?.n ?? 0
  }
  const told = async (failing: boolean) => {
    await begin(failing)
    const version = await draftForRelease(analyst, 'webhooks')
    const [from, processor] = [nowMs(), worker()]
    await officer.ask(RELEASE, version)
    while ((await left()) > 0) {
      if (nowMs() - from > GIVE_UP_MS) throw new Error('waited in vain for the webhooks')
      await pause(100)
    }
    return { from, processor: worker() - processor, ...(await counted()) }
  }
  const bare = async (sample: WebhookCount['sample']): Promise<number> => {
    if (sample === null) throw new Error('nothing came')
    await begin(false)
    return postBare(place, endpoints, sample)
  }
  const { sample } = await told(false) // the first is not counted: code is compiled, connections are opened
  await bare(sample)
  const hubMs: number[] = []
  const limitMs: number[] = []
  let last = await told(false)
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) last = await told(false)
    check(last, endpoints)
    hubMs.push((last.takenAt.at(-1) ?? NaN) - last.from)
    limitMs.push(await bare(last.sample))
  }
  const after = ({ takenAt, from }: typeof last, percent: number) => rounded(percentile(takenAt, percent) - from, 0)
  figure('webhooks', {
    n: endpoints,
    taken: last.takenAt.length,
    twice: last.twice,
    hub_ms: rounded(median(hubMs), 0),
    half_ms: after(last, 50),
    p99_ms: after(last, 99),
    per_second: Math.round((endpoints / median(hubMs)) * 1_000),
    limit_ms: rounded(median(limitMs), 0),
    limit_per_second: Math.round((endpoints / median(limitMs)) * 1_000),
    ratio: rounded(median(hubMs) / median(limitMs), 2),
    limit_spread_percent: spreadPercent(limitMs),
    worker_processor_ms: last.processor,
  })
  const failing = await told(true)
  check(failing, endpoints)
  figure('webhooks-failing', {
    n: endpoints,
    taken: failing.takenAt.length,
    twice: failing.twice,
    failed: failing.failed,
    hub_ms: after(failing, 100),
    half_ms: after(failing, 50),
    p99_ms: after(failing, 99),
    first_try_n: failing.firstTryAt.length,
    first_try_last_ms: rounded((failing.firstTryAt.at(-1) ?? NaN) - failing.from, 0),
    worker_processor_ms: failing.processor,
  })
}

/** @throws Error when anything did not arrive, or twice: then no time of it is worth anything */
function check({ takenAt, twice }: WebhookCount, endpoints: number): void {
  if (takenAt.length !== endpoints || twice > 0)
    throw new Error(`${takenAt.length} of ${endpoints} were taken, ${twice} twice`)
}

/** Sealed as the api does it, written by the superuser: nobody registers a thousand by hand. */
async function addEndpoints(
  superuser: Client,
  { dataDir }: SpawnedHub,
  origin: string,
  people: readonly BenchPerson[],
): Promise<void> {
  const key = await readFile(join(dataDir, 'intake-public-key.pem'), 'utf8')
  const rows = people.map(({ id: personId }, index) => {
    const id = randomUUID()
    return {
      id,
      personId,
      address: sealTo(key, `${origin}/hooks/${index}`, addressBond('WEBHOOK', id)),
      secret: sealTo(key, newWebhookSecret(), secretBond(id)),
    }
  })
  await superuser.query(
    `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, secret_sealed, settings)
     select id, person_id, 'MEMBER', 'WEBHOOK', '計測', 'localhost', sealed, secret, '{}' from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as e (id, person_id, sealed, secret)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ personId }) => personId),
      rows.map(({ address }) => address),
      rows.map(({ secret }) => secret),
    ],
  )
  await superuser.query('analyze hub.endpoint')
}

/** Posts so many, as many at once as the hub, each over a connection of its own; nobody is asked and nothing is written down. */
async function postBare(
  { origin, certificate }: WebhookPlace,
  count: number,
  { headers, body }: NonNullable<WebhookCount['sample']>,
): Promise<number> {
  const over = { agent: false, secureContext: createSecureContext({ ca: certificate }) }
  const post = (index: number) =>
    new Promise<void>((fulfil, reject) => {
      const own = { ...headers, 'webhook-id': randomUUID(), 'accept-encoding': 'gzip', connection: 'close' }
      request(`${origin}/hooks/${index}`, { ...over, method: 'POST', headers: own }, answer => {
        answer.resume()
        answer.once('end', () => fulfil())
      })
        .on('error', reject)
        .end(body)
    })
  let next = 0
  const from = nowMs()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await post(next++)
    }),
  )
  return nowMs() - from
}

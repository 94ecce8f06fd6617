/**
 * The list of twenty editions over GraphQL (key checked, clearance and row-level security) against a bare Fastify route that
 * sends the same rows, and the same statement with and without row-level security.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request, Agent } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Reader } from '@noroshi/clearance'
import { EditionRepository } from '@noroshi/products'
import { Client } from 'pg'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpawnedHub } from '../support/spawned-hub.ts'
import { addEditions } from './editions.ts'
import { figure, median, percentile, rounded, spreadPercent } from './figures.ts'
import { openHub, superuserOf, superuserUrl } from './people.ts'

const CONNECTIONS = 32
const ROUND_MS = 2_000
const QUERY =
  '{ editions(first: 20) { items { id reference category kind severity urgency title summary releasedAt } endCursor hasMore } }'

export async function feed(editions: number, rounds: number): Promise<void> {
  await withEditions(editions, async hub => {
    const bare = fork(fileURLToPath(new URL('bare-route.ts', import.meta.url)), [await superuserUrl(hub)], {
      stdio: 'inherit',
    })
    try {
      const [{ url }] = (await once(bare, 'message')) as [{ url: string }]
      const { apiKey } = hub.account('hoshiwatari')
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
      const ask = { url: `${hub.url}/graphql`, method: 'POST', headers, body: JSON.stringify({ query: QUERY }) }
      const fetchBare = { url, method: 'GET', headers: {}, body: undefined }
      const rates: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
      const waits: number[] = []
      for (let round = -1; round < rounds; round += 1) {
        const fromHub = await load(ask)
        const fromBare = await load(fetchBare)
        if (round < 0) continue
        rates.hub.push(fromHub.rate)
        rates.bare.push(fromBare.rate)
        waits.push(...fromHub.waits)
      }
      figure('feed', {
        n: editions,
        rows: 20,
        connections: CONNECTIONS,
        hub_per_second: rounded(median(rates.hub), 0),
        hub_p50_ms: rounded(percentile(waits, 50)),
        hub_p99_ms: rounded(percentile(waits, 99)),
        limit_per_second: rounded(median(rates.bare), 0),
        limit_spread_percent: spreadPercent(rates.bare),
        ratio: rounded(median(rates.hub) / median(rates.bare), 2),
      })
    } finally {
      bare.kill()
    }
  })
}

interface Ask {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

/** Keeps so many connections busy for one round. */
async function load(ask: Ask): Promise<{ rate: number; waits: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const waits: number[] = []
  const from = performance.now()
  const one = async () => {
    while (performance.now() - from < ROUND_MS) {
      const askedAt = performance.now()
      await answered(ask, agent)
      waits.push(performance.now() - askedAt)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, one))
  const seconds = (performance.now() - from) / 1000
  agent.destroy()
  return { rate: waits.length / seconds, waits }
}

function answered({ url, method, headers, body }: Ask, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, agent }, answer => {
      let start = ''
      answer.setEncoding('utf8').on('data', (text: string) => (start ||= text.slice(0, 200)))
      answer.on('end', () => {
        if (answer.statusCode === 200 && !start.includes('"errors"')) resolve()
        else reject(new Error(`answered ${answer.statusCode}: ${start}`))
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** The same statement as a member with row-level security and context, and as superuser without: P4. */
export async function rls(editions: number, rounds: number): Promise<void> {
  await withEditions(editions, async hub => {
    const superuser = await superuserOf(hub)
    const { rows } = await superuser.query<{ id: string; organisation: string; sectors: string[] }>(
      `select p.id, o.id as organisation, o.sectors from hub.person p join hub.organisation o on o.id = p.organisation_id where p.email = $1`,
      [hub.account('hoshiwatari').email],
    )
    const [person] = rows
    if (!person) throw new Error('there is no such member')
    const member = new Client({
      connectionString: (await superuserUrl(hub)).replace(/\/\/.*@/, `//hub_member:${await passwordOf(hub)}@`),
    })
    await member.connect()
    const later = new Date(Date.now() + 86_400_000).toISOString()
    const reader: Reader = {
      personId: person.id,
      organisationId: person.organisation,
      tier: 'MEMBER',
      roles: ['MEMBER_READER'],
      personActive: true,
      membershipState: 'ACTIVE',
      sectors: person.sectors,
      circles: [],
      safeguardsValidUntil: later,
      clearanceRank: 1,
      clearanceValidUntil: later,
      isOversight: false,
      epoch: '1.1',
    }
    // The hub's own statement on connections of our own: a repository needs nothing of its transaction but `query`.
    const list = (client: Client) => {
      const tx = {
        query: async (sql: string, values: unknown[]) => (await client.query(sql, values)).rows as unknown[],
      }
      return new EditionRepository().list(tx as never, reader, 'read', {}, { first: 20 }, new Date())
    }
    const SET = `select set_config('hub.person_id', $1, true)`
    const inTransaction = async (client: Client) => {
      await client.query('begin')
      await client.query(SET, [person.id])
      const { items } = await list(client)
      await client.query('commit')
      return items.map(item => item.id).join()
    }
    const times: { walled: number[]; open: number[] } = { walled: [], open: [] }
    for (let round = -20; round < rounds * 20; round += 1) {
      const from = performance.now()
      const walled = await inTransaction(member)
      const between = performance.now()
      const open = await inTransaction(superuser)
      const to = performance.now()
      if (walled !== open) throw new Error('row-level security and the statement disagree')
      if (round < 0) continue
      times.walled.push(between - from)
      times.open.push(to - between)
    }
    figure('rls', {
      n: editions,
      rows: 20,
      hub_ms: rounded(median(times.walled), 2),
      limit_ms: rounded(median(times.open), 2),
      limit_spread_percent: spreadPercent(times.open),
      ratio: rounded(median(times.walled) / median(times.open), 2),
    })
    await member.end()
    await superuser.end()
  })
}

const passwordOf = async (hub: SpawnedHub) =>
  (await readFile(join(hub.dataDir, 'logins', 'api', 'hub_member'), 'utf8')).trim()

async function withEditions(count: number, work: (hub: SpawnedHub) => Promise<void>): Promise<void> {
  const hub = await openHub()
  try {
    const superuser = await superuserOf(hub)
    await addEditions(superuser, count)
    await superuser.end()
    await work(hub)
  } finally {
    await hub.stop()
  }
}

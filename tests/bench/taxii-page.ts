/**
 * Pages of a thousand objects over TAXII (key checked, clearance, row-level security, first and last versions decided) against a bare
 * Fastify route that sends the same rows by key; and how a page grows with the collection, also for who may see nothing of it.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '@noroshi/clearance/testing'
import { versionKey } from '@noroshi/products'
import { orderOf } from '@noroshi/stix'
import type { Client } from 'pg'
import { addEditions } from './editions.ts'
import { figure, median, percentile, rounded, spreadPercent } from './figures.ts'
import { openHub, superuserOf, superuserUrl } from './people.ts'

const OBJECTS_OF_EDITION = 100
const CONNECTIONS = 4
const PAGES_OF_ROUND = 40
const PAGE = 1_000
/** Demo accounts: a member that is cleared, and one that the bench takes its clearance from. */
const READER = 'hoshiwatari'

/** @param sizes numbers of objects, growing */
export async function taxiiPage(sizes: readonly number[], rounds: number, seed: number): Promise<void> {
  const hub = await openHub()
  const superuser = await superuserOf(hub)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const bare = fork(fileURLToPath(new URL('bare-collection.ts', import.meta.url)), [await superuserUrl(hub)])
  try {
    const [{ url: bareUrl }] = (await once(bare, 'message')) as [{ url: string }]
    const rng = seededRandom(seed)
    const { apiKey } = hub.account(READER)
    let present = 0
    let least: number | undefined
    for (const size of sizes) {
      await addObjects(superuser, size - present)
      present = size
      const { rows: dates } = await superuser.query<{ at: Date }>(
        `select a.added_at as at from hub.edition_added a where a.category = 'PROVISION' order by a.added_at limit 200`,
      )
      const { rows: all } = await superuser.query<{ first: Date; last: Date }>(
        `select min(added_at) as first, max(added_at) as last from hub.edition_added where category = 'PROVISION'`,
      )
      const [range] = all
      if (!range || dates.length === 0) throw new Error('nothing was added')
      const anywhere = () =>
        new Date(range.first.getTime() + rng() * 0.9 * (range.last.getTime() - range.first.getTime()))
      const ofHub = (after: Date): Ask => ({
        url: `${hub.url}/taxii2/council/collections/provision/objects/?limit=${PAGE}&added_after=${after.toISOString()}`,
        headers: { authorization: `Bearer ${apiKey}`, accept: 'application/taxii+json;version=2.1' },
      })
      const ofBare = (after: Date): Ask => ({
        url: `${bareUrl}?category=PROVISION&after=${after.toISOString()}`,
        headers: {},
      })
      const rates: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
      const alone: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
      let bytes = 0
      for (let round = -1; round < rounds; round += 1) {
        const places = Array.from({ length: PAGES_OF_ROUND }, anywhere)
        const take = async (ask: typeof ofHub, rate: number[], waits: number[]) => {
          for (const place of places.slice(0, 10)) {
            const from = performance.now()
            bytes = await pageOf(ask(place), agent)
            if (round >= 0) waits.push(performance.now() - from)
          }
          const from = performance.now()
          const queue = [...places]
          await Promise.all(
            Array.from({ length: CONNECTIONS }, async () => {
              for (let place = queue.pop(); place; place = queue.pop()) await pageOf(ask(place), agent)
            }),
          )
          if (round >= 0) rate.push((PAGES_OF_ROUND * PAGE * 1000) / (performance.now() - from))
        }
        await take(ofHub, rates.hub, alone.hub)
        await take(ofBare, rates.bare, alone.bare)
      }
      const p50 = percentile(alone.hub, 50)
      least ??= p50
      figure('taxii-page', {
        n: size,
        page: PAGE,
        kib: rounded(bytes / 1024, 0),
        hub_objects_per_second: rounded(median(rates.hub), 0),
        limit_objects_per_second: rounded(median(rates.bare), 0),
        limit_spread_percent: spreadPercent(rates.bare),
        ratio: rounded(median(rates.hub) / median(rates.bare), 2),
        hub_p50_ms: rounded(p50),
        hub_p99_ms: rounded(percentile(alone.hub, 99)),
        limit_p50_ms: rounded(percentile(alone.bare, 50)),
        growth: rounded(p50 / least, 2),
      })
      const nothing: number[] = []
      await withoutClearance(superuser, hub.account(READER).email, async () => {
        for (let round = 0; round < 50; round += 1) {
          const { url, headers } = ofHub(range.first)
          const from = performance.now()
          if ((await pageOf({ url, headers }, agent)) > 100) throw new Error('something was seen')
          if (round >= 10) nothing.push(performance.now() - from)
        }
      })
      figure('taxii-page-nothing', {
        n: size,
        hub_p50_ms: rounded(percentile(nothing, 50)),
        hub_p99_ms: rounded(percentile(nothing, 99)),
      })
    }
  } finally {
    agent.destroy()
    bare.kill()
    await superuser.end()
    await hub.stop()
  }
}

interface Ask {
  readonly url: string
  readonly headers: Record<string, string>
}

function pageOf({ url, headers }: Ask, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, answer => {
      let size = 0
      answer.on('data', (chunk: Buffer) => (size += chunk.length))
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(size)
        else reject(new Error(`${url} answered ${answer.statusCode}`))
      })
    }).on('error', reject)
  })
}

/** While a person has no clearance they see nothing above notices. */
async function withoutClearance(superuser: Client, email: string, work: () => Promise<void>): Promise<void> {
  const set = (rank: number) =>
    superuser.query('update hub.person set clearance_rank = $2 where email = $1', [email, rank])
  await set(0)
  await work()
  await set(1)
}

/** Objects of new editions, as release and dispatch write them: a hundred in each, with markings of their own. */
export async function addObjects(superuser: Client, count: number): Promise<void> {
  await addEditions(superuser, count / OBJECTS_OF_EDITION)
  // Constraints that these rows keep anyway would take most of the time.
  await superuser.query('set session_replication_role = replica')
  await superuser.query(
    `insert into hub.edition_object (edition_id, position, label_id, category, stix_id, type, version, version_order, document)
     select e.id, n, e.label_id, e.category, i.id, 'indicator', '2026-01-02T00:00:00.000Z', $1,
       '{"type":"indicator","spec_version":"2.1","id":"' || i.id || '","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T00:00:00.000Z","name":"計測用の指標","description":"'
         || repeat('Observed in traffic to several operators. ', 8) || '","indicator_types":["malicious-activity"],"pattern":"[file:hashes.''SHA-256'' = ''' || encode(sha256(i.id::bytea), 'hex')
         || ''']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","object_marking_refs":["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]}'
     from hub.edition e cross join generate_series(0, ${OBJECTS_OF_EDITION - 1}) n
       cross join lateral (select 'indicator--' || md5(e.id::text || n)::uuid as id) i
     where not exists (select 1 from hub.edition_added a where a.edition_id = e.id) order by e.id, n`,
    [versionKey(orderOf('2026-01-02T00:00:00.000Z'))],
  )
  await superuser.query(
    `insert into hub.edition_added (edition_id, label_id, category, added_at, last_at)
     select id, label_id, category, at, at + ${OBJECTS_OF_EDITION} * interval '1 microsecond'
     from (select e.id, e.label_id, e.category, coalesce((select max(last_at) from hub.edition_added), now() - interval '1 day')
         + row_number() over (order by e.id) * interval '1 millisecond' as at
       from hub.edition e where not exists (select 1 from hub.edition_added a where a.edition_id = e.id)) e`,
  )
  await superuser.query('set session_replication_role = origin')
  await superuser.query('vacuum analyze hub.edition, hub.edition_object, hub.edition_added')
}

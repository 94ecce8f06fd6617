/**
 * Looking up one value, and a hundred thousand in one request (key checked, every spelling, clearance, row-level security, context of each
 * hit) against a bare Fastify route that finds the same rows; and how it grows with the index.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '@noroshi/clearance/testing'
import type { Client } from 'pg'
import { addEditions } from './editions.ts'
import { figure, median, percentile, rounded, spreadPercent } from './figures.ts'
import { openHub, superuserOf, superuserUrl } from './people.ts'

const VALUES_OF_EDITION = 200
const CONNECTIONS = 16
const QUESTIONS_OF_ROUND = 1_000
const MANY = 100_000
const READER = 'hoshiwatari'

const valueOf = (number: number): string => `host-${number}.bench.example.com`

/** @param sizes numbers of values in the index, growing */
export async function lookUps(sizes: readonly number[], rounds: number, seed: number): Promise<void> {
  const hub = await openHub()
  const superuser = await superuserOf(hub)
  const bare = fork(fileURLToPath(new URL('bare-look-up.ts', import.meta.url)), [await superuserUrl(hub)])
  try {
    const [{ url: bareUrl }] = (await once(bare, 'message')) as [{ url: string }]
    const rng = seededRandom(seed)
    const { apiKey } = hub.account(READER)
    const headers = { authorization: `Bearer ${apiKey}` }
    const any = (most: number) => Math.floor(rng() * most)
    let least: number | undefined
    let present = 0
    for (const size of sizes) {
      await addValues(superuser, present, size)
      present = size
      const one = async (place: string, waits: number[], from = performance.now()) => {
        const answer = await fetch(`${place}?value=${valueOf(any(size * 2))}`, { headers })
        await answer.arrayBuffer()
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
        waits.push(performance.now() - from)
      }
      const rates: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
      const waits: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
      for (let round = -1; round < rounds; round += 1)
        for (const [who, place] of [
          ['hub', `${hub.url}/lookups`],
          ['bare', bareUrl],
        ] as const) {
          const taken: number[] = []
          const from = performance.now()
          let left = QUESTIONS_OF_ROUND
          await Promise.all(
            Array.from({ length: CONNECTIONS }, async () => {
              while (left-- > 0) await one(place, taken)
            }),
          )
          if (round < 0) continue
          rates[who].push((QUESTIONS_OF_ROUND * 1_000) / (performance.now() - from))
          waits[who].push(...taken)
        }
      const alone: number[] = []
      for (let turn = 0; turn < 300; turn += 1) await one(`${hub.url}/lookups`, alone)
      least ??= percentile(alone, 50)
      figure('lookup', {
        n: size,
        connections: CONNECTIONS,
        hub_per_second: rounded(median(rates.hub), 0),
        limit_per_second: rounded(median(rates.bare), 0),
        limit_spread_percent: spreadPercent(rates.bare),
        ratio: rounded(median(rates.hub) / median(rates.bare), 2),
        hub_p50_ms: rounded(percentile(waits.hub, 50)),
        hub_p99_ms: rounded(percentile(waits.hub, 99)),
        alone_p50_ms: rounded(percentile(alone, 50), 2),
        growth: rounded(percentile(alone, 50) / least, 2),
      })
      for (const [known, share] of [
        ['half', 2],
        ['few', 100],
      ] as const) {
        const values = Array.from({ length: MANY }, () => valueOf(any(size * share))).join('\n')
        const taken: { hub: number[]; bare: number[] } = { hub: [], bare: [] }
        for (let round = -1; round < Math.ceil(rounds / 2); round += 1)
          for (const [who, place] of [
            ['hub', `${hub.url}/lookups`],
            ['bare', bareUrl],
          ] as const) {
            const from = performance.now()
            const answer = await fetch(place, {
              method: 'POST',
              body: values,
              headers: { ...headers, 'content-type': 'text/plain' },
            })
            await answer.arrayBuffer()
            if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
            if (round >= 0) taken[who].push((MANY * 1_000) / (performance.now() - from))
          }
        figure('lookup-many', {
          n: size,
          values: MANY,
          known,
          hub_values_per_second: rounded(median(taken.hub), 0),
          limit_values_per_second: rounded(median(taken.bare), 0),
          limit_spread_percent: spreadPercent(taken.bare),
          ratio: rounded(median(taken.hub) / median(taken.bare), 2),
        })
      }
    }
  } finally {
    bare.kill()
    await superuser.end()
    await hub.stop()
  }
}

/** Values of editions of thirty labels, of which the reader sees some. */
export async function addValues(superuser: Client, from: number, to: number): Promise<void> {
  await addEditions(superuser, Math.ceil((to - from) / VALUES_OF_EDITION))
  const { rows: editions } = await superuser.query<{ id: string }>(
    `select e.id from hub.edition e where not exists (select 1 from hub.edition_object o where o.edition_id = e.id)`,
  )
  for (let done = 0; from + done < to; done += 50_000) {
    const count = Math.min(50_000, to - from - done)
    const numbers = Array.from({ length: count }, (_, index) => from + done + index)
    const places = numbers.map(number => number % VALUES_OF_EDITION)
    const ids = numbers.map(number => editions[Math.floor((number - from) / VALUES_OF_EDITION)]?.id ?? '')
    await superuser.query(
      `insert into hub.edition_object (edition_id, position, label_id, category, stix_id, type, version, version_order, document)
       select e.id, v.position, e.label_id, e.category, 'indicator--' || gen_random_uuid(), 'indicator', '2026-01-01T00:00:00.000Z', decode(repeat('00', 24), 'hex'),
         '{"type":"indicator","id":"indicator--x","name":"' || v.value || '","pattern":"[domain-name:value = ''' || v.value || ''']","confidence":70}'
       from unnest($1::uuid[], $2::int[], $3::text[]) as v (id, position, value) join hub.edition e on e.id = v.id`,
      [ids, places, numbers.map(valueOf)],
    )
    await superuser.query(
      `insert into hub.edition_value (edition_id, position, place, label_id, category, kind, value, digest, related)
       select e.id, v.position, 0, e.label_id, e.category, 'domain', v.value, v.digest, '{}'
       from unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[]) as v (id, position, value, digest) join hub.edition e on e.id = v.id`,
      [ids, places, numbers.map(valueOf), numbers.map(number => digestOf(valueOf(number)))],
    )
  }
  await superuser.query('vacuum analyze hub.edition_value')
  await superuser.query('vacuum analyze hub.edition_object')
}

const digestOf = (value: string): string => createHash('sha256').update(value).digest().readBigInt64BE(0).toString()

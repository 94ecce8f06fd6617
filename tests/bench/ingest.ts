/**
 * Objects per second of a STIX 2.1 bundle through the upload, against COPY of the rows it became, into the same table; into a store that
 * holds many already, against one that holds none; and what one bundle of a hundred megabytes takes of memory.
 */
import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { Actor } from '../support/actor.ts'
import { seededRandom } from '@noroshi/clearance/testing'
import { figure, median, peakMib, processorMs, residentMib, rounded, spreadPercent } from './figures.ts'
import { openHub, superuserOf } from './people.ts'

/** @param present how many objects a full store holds; 0 leaves that part out */
export async function ingest(objects: number, rounds: number, seed: number, present: number): Promise<void> {
  const hub = await openHub()
  const superuser = await superuserOf(hub)
  try {
    const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
    const rng = seededRandom(seed)
    const times: { hub: number[]; again: number[]; copy: number[]; cpu: number[] } = {
      hub: [],
      again: [],
      copy: [],
      cpu: [],
    }
    let bytes = 0
    let mostRss = 0
    for (let round = -1; round < rounds; round += 1) {
      // In bytes before the clock starts: what the sender takes to write its text is not the hub's.
      const bundle = new Blob([bundleOf(objects, rng)])
      bytes = bundle.size
      const take = async () => {
        const from = performance.now()
        const receipt = await analyst.importBundle(randomUUID(), bundle)
        mostRss = Math.max(mostRss, residentMib(hub.process.pid ?? 0, 'apps/api/dist'))
        return { receipt, seconds: (performance.now() - from) / 1000 }
      }
      const busy = () => processorMs(hub.process.pid ?? 0, 'apps/api/dist')
      const before = busy()
      const first = await take()
      const used = busy() - before
      if (first.receipt.stored !== objects) throw new Error(`stored ${JSON.stringify(first.receipt)}`)
      const again = await take()
      if (again.receipt.known !== objects) throw new Error(`known ${JSON.stringify(again.receipt)}`)
      const copied = await copySeconds(superuser)
      // Every round begins with an empty store.
      await superuser.query('truncate hub.stix_object, hub.stix_value, hub.bundle_import_remark, hub.bundle_import')
      if (round < 0) continue
      times.hub.push(first.seconds)
      times.cpu.push(used)
      times.again.push(again.seconds)
      times.copy.push(copied)
    }
    const perSecond = (seconds: readonly number[]) => Math.round(objects / median(seconds))
    figure('ingest', {
      n: objects,
      mib: rounded(bytes / 2 ** 20),
      hub_per_second: perSecond(times.hub),
      known_per_second: perSecond(times.again),
      limit_per_second: perSecond(times.copy),
      limit_spread_percent: spreadPercent(times.copy),
      ratio: rounded(median(times.copy) / median(times.hub), 2),
      known_ratio: rounded(median(times.copy) / median(times.again), 2),
      api_cpu_us_an_object: rounded((median(times.cpu) * 1000) / objects),
      api_rss_mib: mostRss,
    })
    if (present === 0) return
    await fillStore(superuser, analyst, present)
    const into: { hub: number[]; copy: number[] } = { hub: [], copy: [] }
    for (let round = -1; round < rounds; round += 1) {
      const id = randomUUID()
      const bundle = new Blob([bundleOf(objects, rng)])
      const from = performance.now()
      const { stored } = await analyst.importBundle(id, bundle)
      const seconds = (performance.now() - from) / 1000
      if (stored !== objects) throw new Error(`stored ${stored}`)
      const copied = await copyAgainSeconds(superuser, id)
      if (round < 0) continue
      into.hub.push(seconds)
      into.copy.push(copied)
    }
    figure('ingest-into', {
      n: objects,
      present,
      hub_per_second: perSecond(into.hub),
      into_none_per_second: perSecond(times.hub),
      growth: rounded(median(into.hub) / median(times.hub), 2),
      limit_per_second: perSecond(into.copy),
      limit_growth: rounded(median(into.copy) / median(times.copy), 2),
      ratio: rounded(median(into.copy) / median(into.hub), 2),
    })
  } finally {
    await superuser.end()
    await hub.stop()
  }
}

/** Sentences of a description: a hundred megabytes of such objects are not yet more than a bundle may hold. */
const LONG = 14

/** One bundle of a hundred megabytes: how fast, and the most memory that the api has had. */
export async function ingestLarge(seed: number): Promise<void> {
  const hub = await openHub()
  try {
    const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
    const peak = () => peakMib(hub.process.pid ?? 0, 'apps/api/dist')
    const small = bundleOf(1_000, seededRandom(seed), LONG)
    await analyst.importBundle(randomUUID(), small)
    const before = peak()
    const objects = Math.floor(1e8 / (Buffer.byteLength(small) / 1_000))
    const bundle = new Blob([bundleOf(objects, seededRandom(seed + 1), LONG)])
    const from = performance.now()
    const { stored } = await analyst.importBundle(randomUUID(), bundle)
    if (stored !== objects) throw new Error(`stored ${stored}`)
    figure('ingest-large', {
      n: objects,
      mib: rounded(bundle.size / 2 ** 20),
      hub_per_second: Math.round((objects / (performance.now() - from)) * 1000),
      api_peak_before_mib: before,
      api_peak_mib: peak(),
    })
  } finally {
    await hub.stop()
  }
}

/** A store of so many objects, each a row like those of an imported one with an id and a value of its own. */
async function fillStore(superuser: Client, analyst: Actor, present: number): Promise<void> {
  await analyst.importBundle(randomUUID(), bundleOf(1, seededRandom(0)))
  await superuser.query('set session_replication_role = replica')
  for (let done = 0; done < present; done += 500_000)
    await superuser.query(
      `insert into hub.stix_object (stix_id, version, variant, type, name, created_by_ref, revoked, version_order, document, digest, search_text, import_id)
       select i.id, o.version, 0, o.type, '計測用の指標 ' || n, o.created_by_ref, false, o.version_order, replace(o.document, o.stix_id, i.id), sha256(i.id::bytea), o.search_text, o.import_id
       from (select * from hub.stix_object limit 1) o cross join generate_series($1::int, $2::int) n cross join lateral (select 'indicator--' || md5('store' || n)::uuid as id) i`,
      [done + 1, Math.min(present, done + 500_000)],
    )
  await superuser.query(
    `insert into hub.stix_value (digest, stix_id) select ('x' || substr(md5(stix_id), 1, 16))::bit(64)::bigint, stix_id from hub.stix_object`,
  )
  await superuser.query('set session_replication_role = origin')
  await superuser.query('vacuum analyze hub.stix_object, hub.stix_value')
}

/**
 * Seconds that the server needs to take the very rows by COPY into a table with the same columns and indexes: they are written
 * to a file of the server first, so that no client is measured.
 */
async function copySeconds(superuser: Client): Promise<number> {
  const file = await copyFile(superuser)
  await superuser.query(`copy hub.stix_object to '${file}'`)
  await superuser.query('create table hub.bench_copy (like hub.stix_object including all)')
  try {
    const from = performance.now()
    await superuser.query(`copy hub.bench_copy from '${file}'`)
    return (performance.now() - from) / 1000
  } finally {
    await superuser.query('drop table hub.bench_copy')
  }
}

/** The same into the full table itself, after the rows of an import are taken out of it. */
async function copyAgainSeconds(superuser: Client, importId: string): Promise<number> {
  const file = await copyFile(superuser)
  await superuser.query(`copy (select * from hub.stix_object where import_id = '${importId}') to '${file}'`)
  await superuser.query('set session_replication_role = replica')
  await superuser.query('delete from hub.stix_object where import_id = $1', [importId])
  const from = performance.now()
  await superuser.query(`copy hub.stix_object from '${file}'`)
  const seconds = (performance.now() - from) / 1000
  await superuser.query('set session_replication_role = origin')
  return seconds
}

/** Where the server itself may write and read. */
async function copyFile(superuser: Client): Promise<string> {
  const { rows } = await superuser.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  return `${rows[0]?.folder}/bench-copy`
}

/** Indicators with patterns of three kinds, as feeds send them: about 850 bytes each. */
export function bundleOf(count: number, rng: () => number, sentences = 8): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(rng() * 16).toString(16)).join('')
  const octet = () => Math.floor(rng() * 256)
  const objects = Array.from({ length: count }, (_, index) => {
    const value = [
      `[ipv4-addr:value = '198.51.${octet()}.${octet()}']`,
      `[domain-name:value = '${hex(12)}.example']`,
      `[file:hashes.'SHA-256' = '${hex(64)}']`,
    ]
    return {
      type: 'indicator',
      spec_version: '2.1',
      id: `indicator--${randomUUID()}`,
      created: '2026-01-01T00:00:00.000Z',
      modified: '2026-01-02T00:00:00.000Z',
      name: `計測用の指標 ${index}`,
      description: 'Observed in traffic to several operators. '.repeat(sentences),
      indicator_types: ['malicious-activity'],
      pattern: value[index % 3],
      pattern_type: 'stix',
      valid_from: '2026-01-01T00:00:00Z',
      labels: ['bench', 'generated'],
      confidence: index % 101,
    }
  })
  return JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })
}

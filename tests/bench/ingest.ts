/** Objects per second of a STIX 2.1 bundle through the upload, against COPY of the rows it became, into the same table. */
import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { Actor } from '../support/actor.ts'
import { seededRandom } from '@noroshi/clearance/testing'
import { figure, median, processorMs, residentMib, rounded, spreadPercent } from './figures.ts'
import { openHub, superuserOf } from './people.ts'

export async function ingest(objects: number, rounds: number, seed: number): Promise<void> {
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
      const bundle = bundleOf(objects, rng)
      bytes = bundle.length
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
  } finally {
    await superuser.end()
    await hub.stop()
  }
}

/**
 * Seconds that the server needs to take the very rows by COPY into a table with the same columns and indexes: they are written
 * to a file of the server first, so that no client is measured.
 */
async function copySeconds(superuser: Client): Promise<number> {
  const { rows } = await superuser.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const file = `${rows[0]?.folder}/bench-copy`
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

/** Indicators with patterns of three kinds, as feeds send them: about 850 bytes each. */
export function bundleOf(count: number, rng: () => number): string {
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
      description: 'Observed in traffic to several operators. '.repeat(8),
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

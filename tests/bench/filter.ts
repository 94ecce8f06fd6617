/**
 * Matching at home: making a filter, asking it, and finding its values in logs; and fetching one from the hub, while others ask the hub
 * something else.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '@noroshi/clearance/testing'
import { filterFile, filterHeader, FilterMaker, mayHold, readFilterFile, type Filter } from '@noroshi/indicators'
import { DownloadKey } from '@noroshi/products'
import { Client } from 'pg'
import { addEditions } from './editions.ts'
import { figure, median, pause, percentile, residentMib, rounded, spreadPercent } from './figures.ts'
import { addValues } from './look-up.ts'
import { openHub, superuserOf, superuserUrl } from './people.ts'

const VALUES = 1_000_000
const LOG_LINES = 1_000_000
const READER = 'hoshiwatari'
const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))

const held = (number: number): string => `host-${number}.bench.example.com`
const stranger = (number: number): string => `other-${number}.bench.example.com`

const secondsOf = (work: () => void): number => {
  const from = performance.now()
  work()
  return (performance.now() - from) / 1_000
}

/** @param sizes numbers of values in the hub's index, growing */
export async function filters(sizes: readonly number[], rounds: number, seed: number): Promise<void> {
  const rng = seededRandom(seed)
  const words = () => Uint32Array.from({ length: 4 }, () => Math.floor(rng() * 2 ** 32))
  const filter = making(rounds, words)
  asking(filter, rounds)
  await matching(filter, rng, Math.ceil(rounds / 3))
  await fetching(sizes, rounds)
}

/** Against the least that reading the same values could cost: hashing each once, by Node's own code. */
function making(rounds: number, words: () => Uint32Array): Filter {
  const values = Array.from({ length: VALUES }, (_, number) => held(number))
  const times: { made: number[]; bare: number[] } = { made: [], bare: [] }
  let made: Filter | undefined
  for (let round = -1; round < rounds; round += 1) {
    const making = secondsOf(() => {
      const maker = new FilterMaker(words())
      for (const value of values) maker.add(value)
      made = maker.make().filter
    })
    const hashing = secondsOf(() => {
      for (const value of values) createHash('sha256').update(value).digest()
    })
    if (round < 0) continue
    times.made.push(making)
    times.bare.push(hashing)
  }
  if (made === undefined) throw new Error('no round')
  figure('filter-make', {
    n: VALUES,
    seconds: rounded(median(times.made), 2),
    limit_seconds: rounded(median(times.bare), 2),
    limit_spread_percent: spreadPercent(times.bare),
    ratio: rounded(median(times.made) / median(times.bare), 2),
    bits_per_value: rounded((made.bits.length * 8) / VALUES, 2),
  })
  return made
}

/** Against a set of the values themselves, which takes a hundred times the memory. */
function asking(filter: Filter, rounds: number): void {
  const values = Array.from({ length: VALUES }, (_, number) => stranger(number))
  const set = new Set(Array.from({ length: VALUES }, (_, number) => held(number)))
  const rates: { filter: number[]; set: number[] } = { filter: [], set: [] }
  let wrong = 0
  for (let round = -1; round < rounds; round += 1) {
    wrong = 0
    const asked = secondsOf(() => {
      for (const value of values) if (mayHold(filter, value)) wrong += 1
    })
    const looked = secondsOf(() => {
      for (const value of values) if (set.has(value)) wrong += 1
    })
    if (round < 0) continue
    rates.filter.push(VALUES / asked)
    rates.set.push(VALUES / looked)
  }
  figure('filter', {
    n: VALUES,
    asked_per_second: rounded(median(rates.filter), 0),
    limit_per_second: rounded(median(rates.set), 0),
    limit_spread_percent: spreadPercent(rates.set),
    ratio: rounded(median(rates.filter) / median(rates.set), 2),
    false_percent: rounded((wrong / VALUES) * 100, 3),
  })
}

/** The program against `wc -l`, over the same file. */
async function matching(filter: Filter, rng: () => number, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-bench-'))
  try {
    const [filterPath, log] = [join(folder, 'filter'), join(folder, 'log')]
    const key = new DownloadKey(DownloadKey.newPem())
    const [madeAt, expiresAt] = [Date.now(), Date.now() + 86_400_000].map(at => new Date(at).toISOString())
    const bodySha256 = createHash('sha256').update(filter.bits).digest('hex')
    const facts = { hub: null, tier: 'MEMBER', categories: ['NOTICE'], count: VALUES, bodySha256, keyId: key.keyId }
    const header = filterHeader(filter, { ...facts, madeAt, expiresAt })
    await writeFile(filterPath, filterFile(header, key.signFilter(header), filter))
    await writeFile(`${filterPath}.keys.json`, JSON.stringify([{ ...key, use: 'DOWNLOAD' }]))
    const bytes = await writeLog(log, rng)
    const rates: { noroshi: number[]; bare: number[] } = { noroshi: [], bare: [] }
    let found = 0
    for (let round = 0; round < rounds; round += 1) {
      const matched = secondsOf(() => {
        const { status, stdout } = spawnSync(process.execPath, [CLI, 'filter', 'match', filterPath, log], {
          maxBuffer: 2 ** 30,
          encoding: 'utf8',
        })
        if (status !== 1) throw new Error(`ended with ${status}`)
        found = stdout.split('\n').length - 1
      })
      const counted = secondsOf(() => void spawnSync('wc', ['-l', log]))
      rates.noroshi.push(LOG_LINES / matched)
      rates.bare.push(LOG_LINES / counted)
    }
    figure('filter-match', {
      n: LOG_LINES,
      mib: rounded(bytes / 2 ** 20, 0),
      lines_per_second: rounded(median(rates.noroshi), 0),
      mib_per_second: rounded((median(rates.noroshi) / LOG_LINES) * (bytes / 2 ** 20)),
      limit_per_second: rounded(median(rates.bare), 0),
      limit_spread_percent: spreadPercent(rates.bare),
      ratio: rounded(median(rates.noroshi) / median(rates.bare), 4),
      found,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A name server, a web proxy and a firewall by turns; one line of a thousand names a value of the filter. */
async function writeLog(path: string, rng: () => number): Promise<number> {
  const out = createWriteStream(path)
  const any = (most: number) => Math.floor(rng() * most)
  for (let line = 0; line < LOG_LINES;) {
    let text = ''
    for (const end = line + 5_000; line < end; line += 1) {
      const at = new Date(1_790_000_000_000 + line * 37).toISOString()
      const name = any(1_000) === 0 ? held(any(VALUES)) : `www${any(20_000)}.site.example`
      const from = `10.${any(4)}.${any(256)}.${any(256)}`
      text +=
        line % 3 === 0
          ? `${at} client @0x7f2a ${from}#${any(60_000)} (${name}): query: ${name} IN A +E(0)K (10.0.0.53)\n`
          : line % 3 === 1
            ? `${from} - - [${at}] "GET http://${name}/p/${any(1e6)}?v=${any(1e6)} HTTP/1.1" 200 ${any(1e6)} "-" "Mozilla/5.0 (X11; Linux x86_64; rv:${any(40)}) Gecko"\n`
            : `${at} fw1 kernel: DROP IN=eth0 OUT= SRC=${from} DST=192.0.2.${any(256)} LEN=${any(1500)} TTL=${any(64)} PROTO=TCP SPT=${any(65536)} DPT=443\n`
    }
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return out.bytesWritten
}

/** From the hub, made anew each time, against reading the same values bare; beside it somebody asks whether the hub is there. */
async function fetching(sizes: readonly number[], rounds: number): Promise<void> {
  const hub = await openHub()
  const superuser = await superuserOf(hub)
  const bare = new Client({ connectionString: await superuserUrl(hub) })
  await bare.connect()
  try {
    const headers = { authorization: `Bearer ${hub.account(READER).apiKey}` }
    let present = 0
    for (const size of sizes) {
      await addValues(superuser, present, size)
      present = size
      const times: { hub: number[]; bare: number[]; kept: number[] } = { hub: [], bare: [], kept: [] }
      const waits: number[] = []
      let count = 0
      for (let round = 0; round < Math.max(3, Math.ceil(rounds / 3)); round += 1) {
        await addEditions(superuser, 30) // of which the reader may read some, so that what was made is good no more
        let isMaking = true
        const besides = (async () => {
          while (isMaking) {
            const from = performance.now()
            await (await fetch(`${hub.url}/health/live`)).text()
            waits.push(performance.now() - from)
            await pause(2)
          }
        })()
        const one = async () => {
          const from = performance.now()
          const answer = await fetch(`${hub.url}/lookups/filter`, { headers })
          const bytes = new Uint8Array(await answer.arrayBuffer())
          if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
          const read = readFilterFile(bytes)
          if ('fault' in read) throw new Error(read.fault)
          count = read.facts.count
          return performance.now() - from
        }
        times.hub.push(await one())
        isMaking = false
        await besides
        times.kept.push(await one())
        const from = performance.now()
        const { rows } = await bare.query({
          text: 'select value from hub.edition_value limit $1',
          values: [count],
          rowMode: 'array',
        })
        if (rows.length !== count) throw new Error(`read ${rows.length}`)
        times.bare.push(performance.now() - from)
      }
      figure('filter-fetch', {
        n: size,
        values: count,
        made_ms: rounded(median(times.hub), 0),
        limit_ms: rounded(median(times.bare), 0),
        limit_spread_percent: spreadPercent(times.bare),
        ratio: rounded(median(times.hub) / median(times.bare), 2),
        kept_ms: rounded(median(times.kept), 0),
        beside_p50_ms: rounded(percentile(waits, 50)),
        beside_p99_ms: rounded(percentile(waits, 99)),
        beside_most_ms: rounded(percentile(waits, 100)),
        api_mib: residentMib(hub.process.pid ?? 0, 'apps/api/dist/main.js'),
      })
    }
  } finally {
    await bare.end()
    await superuser.end()
    await hub.stop()
  }
}

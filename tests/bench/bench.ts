/** `npm run bench [-- name …]`: all benchmarks, or those named. README.md says how to read the lines. */
import { parseArgs } from 'node:util'
import { clearance } from './clearance.ts'
import { fanout } from './fanout.ts'
import { feed, rls } from './feed.ts'
import { filters } from './filter.ts'
import { machine } from './figures.ts'
import { ingest, ingestLarge } from './ingest.ts'
import { lookUps } from './look-up.ts'
import { contacts, mail } from './mail.ts'
import { patterns } from './patterns.ts'
import { release } from './release.ts'
import { taxiiPage } from './taxii-page.ts'
import { webhooks } from './webhooks.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    values: { type: 'string', default: '50000,1000000' },
    collection: { type: 'string', default: '50000,1000000' },
    /** Of `mail`, and of `contacts`. */
    people: { type: 'string', default: '9000' },
    contacts: { type: 'string', default: '50000' },
    /** Of `fanout`, and between how many api processes they are divided. */
    sockets: { type: 'string', default: '1000' },
    /** Of `webhooks`. */
    endpoints: { type: 'string', default: '1000' },
    nodes: { type: 'string', default: '1' },
    editions: { type: 'string', default: '50000' },
    objects: { type: 'string', default: '20000' },
    /** Of `ingest`: how many objects a full store holds, or 0. */
    present: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
  },
})
const sockets = Number(values.sockets)
const editions = Number(values.editions)
const objects = Number(values.objects)
const rounds = Number(values.rounds)
const seed = Number(values.seed)

const benches: Record<string, () => Promise<void> | void> = {
  clearance: () => clearance(rounds, seed),
  fanout: () => fanout(sockets, rounds, Number(values.nodes)),
  feed: () => feed(editions, Math.ceil(rounds / 2)),
  filter: () => filters(values.values.split(',').map(Number), rounds, seed),
  rls: () => rls(editions, rounds),
  ingest: () => ingest(objects, Math.ceil(rounds / 2), seed, Number(values.present)),
  'ingest-large': () => ingestLarge(seed),
  lookup: () => lookUps(values.values.split(',').map(Number), Math.ceil(rounds / 2), seed),
  mail: () => mail(Number(values.people)),
  contacts: () => contacts(Number(values.contacts)),
  patterns: () => patterns(rounds),
  release: () => release(5_000, 500, Math.ceil(rounds / 4), seed),
  'taxii-page': () => taxiiPage(values.collection.split(',').map(Number), Math.ceil(rounds / 2), seed),
  webhooks: () => webhooks(Number(values.endpoints), Math.ceil(rounds / 4)),
}

for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1)) // 'exit' stops the hubs
machine()
const chosen = positionals.length > 0 ? positionals : Object.keys(benches)
for (const name of chosen) {
  const bench = benches[name]
  if (!bench) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(benches).join(', ')}.`)
  await bench()
}

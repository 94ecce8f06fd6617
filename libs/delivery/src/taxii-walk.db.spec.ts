/*
 * Pages against an oracle in a few lines: many small editions of several labels, objects that come again in other editions and in other
 * versions, dates of labels that overlap, and rows that nobody of the public may see in between.
 */
import { randomUUID } from 'node:crypto'
import { publicReader, type Reader } from '@noroshi/clearance'
import { seededRandom } from '@noroshi/clearance/testing'
import type { Database, Plans, Tx } from '@noroshi/database'
import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import { versionKey } from '@noroshi/products'
import { orderOf } from '@noroshi/stix'
import { TaxiiService, timestampOf } from './taxii.service.ts'

interface Row {
  readonly stixId: string
  readonly version: string
  /** Microseconds since 1970. */
  readonly at: bigint
  readonly isHidden: boolean
}

const START = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000n
const LABELS = 5

let council: TestCouncil
let service: TaxiiService
const rows: Row[] = []

beforeAll(async () => {
  council = await openTestCouncil(new Date())
  service = new TaxiiService(council.database)
  await fill()
}, 60_000)
afterAll(() => council.drop())

async function fill() {
  const { superuser } = council
  const rng = seededRandom(20_261_125)
  const below = (most: number) => Math.floor(rng() * most)
  const ids = Array.from({ length: 60 }, () => `tool--${randomUUID()}`)
  const { rows: people } = await superuser.query<{ id: string; organisation_id: string }>(
    `select id, organisation_id from hub.person where 'ANALYST' = any (roles) limit 1`,
  )
  const labels: number[] = []
  for (let index = 0; index < LABELS; index += 1) {
    const { rows: found } = await superuser.query<{ id: number }>(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       values ('NOTICE', 0, true, '{}', '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', $1, decode(md5($2), 'hex')) returning id`,
      [index > 0, `walk ${index}`],
    )
    labels.push(found[0].id)
  }
  // Ranges of one label do not overlap; those of two may.
  const clocks = labels.map((_, index) => START + BigInt(index * 7))
  for (let edition = 0; edition < 120; edition += 1) {
    const which = below(LABELS)
    const id = randomUUID()
    const productId = randomUUID()
    const count = 1 + below(9)
    const addedAt = clocks[which] + BigInt(1 + below(20))
    clocks[which] = addedAt + BigInt(count)
    await superuser.query(
      `insert into hub.product (id, owner_organisation_id, author_id, title, kind, severity, urgency, state) values ($1, $2, $3, 't', 'BULLETIN', 'HIGH', 'ROUTINE', 'RELEASED')`,
      [productId, people[0].organisation_id, people[0].id],
    )
    await superuser.query(
      `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
         kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
       values ($1, $2, $3, 'NOTICE', false, false, false, $4, $5, 'BULLETIN', 'HIGH', 'ROUTINE', 't', 's', 'b', '[]', '{}', 0, 't', 'd', 's', 'k', '2026-01-01')`,
      [id, `W-${edition}`, labels[which], productId, people[0].organisation_id],
    )
    const instant = (microseconds: bigint) => timestampOf(microseconds.toString())
    await superuser.query(
      `insert into hub.edition_added (edition_id, label_id, category, added_at, last_at) values ($1, $2, 'NOTICE', $3, $4)`,
      [id, labels[which], instant(addedAt), instant(addedAt + BigInt(count))],
    )
    for (let position = 0; position < count; position += 1) {
      const stixId = ids[below(ids.length)]
      const version = `2025-01-0${1 + below(4)}T00:00:00.000Z`
      await superuser.query(
        `insert into hub.edition_object (edition_id, position, label_id, category, stix_id, type, version, version_order, document) values ($1, $2, $3, 'NOTICE', $4, 'tool', $5, $6, '{}')`,
        [id, position, labels[which], stixId, version, versionKey(orderOf(version))],
      )
      rows.push({ stixId, version, at: addedAt + BigInt(position), isHidden: which === 0 })
    }
  }
}

/** What the public is owed, oldest first. */
function owed(versions: 'last' | 'all'): string[] {
  const seen = rows.filter(row => !row.isHidden)
  const wanted = seen.filter(
    row =>
      !seen.some(other => other.stixId === row.stixId && other.version === row.version && other.at < row.at) &&
      (versions === 'all' || !seen.some(other => other.stixId === row.stixId && other.version > row.version)),
  )
  return wanted.map(row => `${timestampOf(row.at.toString())} ${row.stixId} ${row.version}`).sort()
}

interface Manifest {
  readonly more?: boolean
  readonly objects?: readonly { readonly id: string; readonly date_added: string; readonly version: string }[]
}

async function walked(query: Record<string, string>) {
  const sizes: number[] = []
  const found: string[] = []
  for (let next: string | undefined; ;) {
    const page = await service.page(publicReader(), 'public', 'notice', 'manifest', {
      ...query,
      ...(next ? { next } : {}),
    })
    const { objects = [], more } = page.manifest as Manifest // what the service is documented to give
    sizes.push(objects.length)
    found.push(...objects.map(({ id, date_added: at, version }) => `${at} ${id} ${version}`))
    next = (readJson(page.envelope) as { next?: string }).next
    if (!more) return { sizes, found: found.sort() }
  }
}

const readJson = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())

describe('a walk through a collection', () => {
  // Not fewer than labels: as many objects may have one date here, and a page is not cut there.
  it.each(['5', '6', '7', '11', '60', '100', '1000'])(
    'by %s gives everything once, and what is owed alone',
    async limit => {
      for (const versions of ['last', 'all'] as const) {
        const query = { limit, 'match[version]': versions }
        const { found, sizes } = await walked(query)
        expect(found).toEqual(owed(versions))
        // Pages may be cut shorter where two dates are the same, never to nothing.
        expect(Math.min(...sizes)).toBeGreaterThan(0)
      }
    },
  )

  it('looks objects up by their ids as it walks', async () => {
    const [{ stixId }] = rows.filter(row => !row.isHidden)
    for (const versions of ['last', 'all'] as const) {
      const { found } = await walked({ limit: '1', 'match[version]': versions, 'match[id]': stixId })
      expect(found).toEqual(owed(versions).filter(line => line.includes(stixId)))
    }
  })

  it('begins after any date', async () => {
    const all = owed('last')
    for (const line of all.filter((_, index) => index % 5 === 0)) {
      const [after] = line.split(' ')
      expect((await walked({ limit: '7', added_after: after })).found).toEqual(
        all.filter(other => other.slice(0, after.length) > after),
      )
    }
  })
})

describe('a page of a long collection', () => {
  const EDITIONS = 3_000
  const FIELDS = 30
  let friend: Reader
  const work = { dates: 0, lookUps: 0 }
  /** So far in this transaction, and in those before it that the connection has not reported yet. */
  const workOf = async (tx: Tx): Promise<typeof work> => {
    const [done]: [typeof work] = await tx.query(
      `select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as dates, pg_stat_get_xact_numscans('hub.edition_object_key'::regclass)::int as "lookUps"
       from pg_stat_xact_user_tables where relname = 'edition_added'`,
    )
    return done
  }
  /** Counts the dates of editions that a reader's transactions read, and how often they look for an object by its id. */
  const counting = {
    asReader: <T>(reader: Reader, ask: (tx: Tx, at: Promise<Date>) => Promise<T>, plans?: Plans) =>
      council.database.asReader(
        reader,
        async (tx, at) => {
          const before = await workOf(tx)
          const answer = await ask(tx, at)
          const after = await workOf(tx)
          work.dates += after.dates - before.dates
          work.lookUps += after.lookUps - before.lookUps
          return answer
        },
        plans,
      ),
  }

  beforeAll(async () => {
    await council.superuser.query(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       select 'NOTICE', 0, true, '{}', '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND}', false, decode(md5('long ' || n), 'hex') from generate_series(1, ${FIELDS}) n`,
    )
    await council.superuser.query(
      `with products as (
         insert into hub.product select (jsonb_populate_record(null::hub.product, to_jsonb(p) || jsonb_build_object('id', gen_random_uuid()))).*
         from (select p.* from hub.product p join hub.edition e on e.product_id = p.id where e.reference = 'W-0') p cross join generate_series(1, ${EDITIONS}) returning id
       ), made as (
         insert into hub.edition select (jsonb_populate_record(null::hub.edition,
           to_jsonb(e) || jsonb_build_object('id', gen_random_uuid(), 'product_id', p.id, 'reference', 'L-' || p.n, 'label_id', l.id))).*
         from (select id, row_number() over () as n from products) p cross join hub.edition e join hub.label l on l.digest = decode(md5('long ' || 1 + p.n % ${FIELDS}), 'hex')
         where e.reference = 'W-0' returning id, label_id, reference
       ), dated as (
         insert into hub.edition_added (edition_id, label_id, category, added_at, last_at)
         select id, label_id, 'NOTICE', at, at from (
           select m.*, timestamptz '2026-02-01' + substr(reference, 3)::int * interval '1 second' as at from made m) d
       ) insert into hub.edition_object (edition_id, position, label_id, category, stix_id, type, version, version_order, document)
         select id, 0, label_id, 'NOTICE', 'tool--' || id, 'tool', '2025-01-01T00:00:00.000Z', $1, '{"id":"tool--' || id || '"}' from made`,
      [versionKey(orderOf('2025-01-01T00:00:00.000Z'))],
    )
    await council.superuser.query('vacuum analyze hub.edition, hub.edition_added, hub.edition_object')
    friend = (await council.signIn('hoshizora-city-1', new Date())).reader
  }, 60_000)

  it('reads no date of what comes long after it, and looks for no object that it does not show', async () => {
    const pages = new TaxiiService(counting as Database) // the one way to ask that it uses
    for (const addedAfter of ['2026-01-31T00:00:00.000Z', '2026-02-01T00:30:00.000Z']) {
      Object.assign(work, { dates: 0, lookUps: 0 })
      const { envelope } = await pages.page(friend, 'council', 'notice', 'objects', {
        limit: '50',
        added_after: addedAfter,
      })
      expect((readJson(envelope) as { objects: object[] }).objects).toHaveLength(50)
      expect(work.dates).toBeGreaterThan(0)
      expect(work.dates).toBeLessThan(EDITIONS / 2)
      // One more says whether there is a next page.
      expect(work.lookUps).toBe(51)
    }
  })

  it('brings in its objects what its manifest lists, and what was recalled in its place', async () => {
    await council.superuser.query(
      `with told as (
         insert into hub.edition_tombstone (edition_id, label_id, category, kind, reference, released_at, recalled_at, added_at)
         select e.id, e.label_id, 'NOTICE', e.kind, e.reference, e.released_at, now(), a.added_at + interval '1 millisecond'
         from hub.edition e join hub.edition_added a on a.edition_id = e.id where e.reference in ('L-10', 'L-11', 'L-50', 'L-90') returning edition_id
       ) insert into hub.edition_tombstone_reader (edition_id, person_id) select edition_id, $1 from told`,
      [friend.personId],
    )
    const ask = (of: 'objects' | 'manifest') =>
      service.page(friend, 'council', 'notice', of, { limit: '100', added_after: '2026-01-31T00:00:00.000Z' })
    const idsOf = ({ objects = [] }: Manifest) => objects.map(({ id }) => id)
    const { envelope } = await ask('objects')
    const { manifest } = await ask('manifest')
    const brought = idsOf(readJson(envelope) as Manifest) // objects have ids as well
    expect(brought).toEqual(idsOf(manifest as Manifest)) // what the service is documented to give
    expect(brought).toHaveLength(100)
    expect(brought.filter(id => id.startsWith('report--'))).toHaveLength(4)
  })
})

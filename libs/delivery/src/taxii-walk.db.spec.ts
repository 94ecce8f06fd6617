/*
 * Pages against an oracle in a few lines: many small editions of several labels, objects that come again in other editions and in other
 * versions, dates of labels that overlap, and rows that nobody of the public may see in between.
 */
import { randomUUID } from 'node:crypto'
import { publicReader } from '@noroshi/clearance'
import { seededRandom } from '@noroshi/clearance/testing'
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
    next = (JSON.parse(page.envelope) as { next?: string }).next
    if (!more) return { sizes, found: found.sort() }
  }
}

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

import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import type { Reader } from '@noroshi/clearance'
import { randomUUID } from 'node:crypto'
import { StixStoreService } from './stix-store.service.ts'

// Row-level security has the clock of the database, so the council is of today.
const AT = new Date()
const PAGE = { first: 50, after: null }

describe('the store of STIX objects', () => {
  let council: TestCouncil
  let store: StixStoreService
  let analyst: Reader

  beforeAll(async () => {
    council = await openTestCouncil(AT)
    store = new StixStoreService(council.database)
    analyst = (await council.signIn('analyst-1', AT)).reader
  }, 60_000)
  afterAll(() => council.drop())

  const times = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' }
  const tool = (more: object) => ({
    type: 'tool',
    spec_version: '2.1',
    id: `tool--${randomUUID()}`,
    ...times,
    name: 'x',
    ...more,
  })

  async function imported(objects: object[], strictness?: 'accept-with-warning') {
    const id = randomUUID()
    const bytes = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
    const chunks = (async function* () {
      await Promise.resolve()
      yield bytes
    })()
    const incoming = { id, fileName: 'x.json', bytesTotal: bytes.length, chunks }
    const receipt = await store.importBundle(analyst, strictness ? { ...incoming, strictness } : incoming, AT)
    const { items } = await store.remarks(analyst, id, null, PAGE, AT)
    return { receipt, remarks: items.map(({ kind, rule, path, stixId }) => ({ kind, rule, path, stixId })) }
  }

  it('refuses an object that breaks a MUST, unless the source is known to', async () => {
    const object = tool({ confidence: 101 })
    const remark = { rule: 'out-of-range', path: '$.confidence', stixId: object.id }
    expect(await imported([object])).toMatchObject({
      receipt: { state: 'DONE', stored: 0, refused: 1 },
      remarks: [{ ...remark, kind: 'REFUSED' }],
    })
    expect(await imported([object], 'accept-with-warning')).toMatchObject({
      receipt: { state: 'DONE', stored: 1, refused: 0 },
      remarks: [{ ...remark, kind: 'WARNING' }],
    })
    const { versions } = await store.history(analyst, object.id, AT)
    expect(JSON.parse(versions[0]?.document ?? '')).toEqual(object)
  })

  it('refuses from every source what it could not name, order or protect', async () => {
    const objects = [
      { ...tool({}), id: undefined },
      tool({ modified: 'yesterday' }),
      { type: 'url', id: `url--${randomUUID()}`, value: 'http://x/', created: 'yesterday' },
      tool({ object_marking_refs: 'TLP:RED' }),
    ]
    const { receipt, remarks } = await imported([...objects, tool({})], 'accept-with-warning')
    expect(receipt).toMatchObject({ state: 'DONE', stored: 1, refused: 4 })
    expect(remarks.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      'REFUSED $.created',
      'REFUSED $.id',
      'REFUSED $.modified',
      'REFUSED $.object_marking_refs',
    ])
  })

  it('writes nothing of a batch of which one statement fails, and says so', async () => {
    const { superuser } = council
    const count = async () => {
      const { rows } = await superuser.query<{ objects: number; read: number }>(
        `select (select count(*)::int from hub.stix_object) as objects, (select coalesce(sum(objects_read), 0)::int from hub.bundle_import) as read`,
      )
      return rows[0]
    }
    const before = await count()
    // Of all that is written together, what comes after the objects and before the receipt.
    await superuser.query(`alter table hub.stix_value add constraint no_more check (stix_id = '') not valid`)
    const file = { type: 'file', spec_version: '2.1', hashes: { MD5: 'd41d8cd98f00b204e9800998ecf8427e' } }
    const named = { ...file, id: `file--${randomUUID()}` }
    await expect(imported([tool({}), named, tool({})])).rejects.toThrow('no_more')
    expect(await count()).toEqual(before)
    await superuser.query('alter table hub.stix_value drop constraint no_more')
    expect(await imported([tool({}), named, tool({})])).toMatchObject({ receipt: { state: 'DONE', stored: 3 } })
  })

  it('keeps every content of a version that comes twice in one batch, in order', async () => {
    const [first, second] = [tool({ name: 'first' }), tool({ name: 'second' })]
    const twice = { ...second, id: first.id }
    const { receipt, remarks } = await imported([first, first, twice, first])
    expect(receipt).toMatchObject({ state: 'DONE', objectsRead: 4, stored: 2, known: 2, changed: 1, refused: 0 })
    expect(remarks).toEqual([
      { kind: 'CHANGED', rule: 'changed-under-unchanged-modified', path: '$.modified', stixId: first.id },
    ])
    const { versions } = await store.history(analyst, first.id, AT)
    expect(versions.map(({ variant, document }) => [variant, (JSON.parse(document) as typeof first).name])).toEqual([
      [2, 'second'],
      [1, 'first'],
    ])
  })
})

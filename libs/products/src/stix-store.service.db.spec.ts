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
})

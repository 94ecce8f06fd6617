import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Actor } from '../support/actor.ts'
import { newImportId, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'
import { eventually } from './steps.ts'
import { END_OF_UPLOAD, slowUpload } from './uploads.ts'

const dataOf = (path: string) => readFile(new URL(`../data/${path}`, import.meta.url), 'utf8')
const RECEIPT =
  'query ($id: ID!) { bundleImport(id: $id) { id state bytesRead objectsRead stored known refused changed refusal { rule } finishedAt } }'
const HISTORY =
  'query ($id: ID!) { stixObject(id: $id) { id type name versions { version variant revoked document } references { path id known name } } }'

const bundleOf = (...objects: (object | string)[]) =>
  `{"type":"bundle","id":"bundle--${randomUUID()}","objects":[${objects.map(object => (typeof object === 'string' ? object : JSON.stringify(object))).join(',')}]}`
const malware = (more: object = {}) => ({
  type: 'malware', spec_version: '2.1', id: `malware--${randomUUID()}`, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: 'x', is_family: false, ...more,
}) // prettier-ignore

interface Receipt {
  readonly id: string
  readonly state: string
  readonly stored: number
  readonly known: number
  readonly refusal: { readonly messageJa: string } | null
}

describe('importing a bundle', () => {
  let hub: TestHub
  let analyst: Actor
  let colleague: Actor

  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    analyst = hub.as('analyst-1')
    colleague = hub.as('analyst-2')
  }, 60_000)
  afterEach(async () => {
    expect((await hub.nobody().get('/health/ready')).status).toBe(200)
  })
  afterAll(() => hub.stop())

  const take = (content: string | Uint8Array<ArrayBuffer>, who = analyst, id = newImportId()): Promise<Receipt> =>
    who.importBundle(id, content)
  const remarksOf = async (id: string) =>
    (
      await analyst.ask(
        'query ($id: ID!) { bundleImportRemarks(id: $id) { items { position kind stixId rule section path message messageJa } hasMore } }',
        { id },
      )
    ).bundleImportRemarks.items
  const stored = async () =>
    (await hub.database.superuser.query<{ n: number }>('select count(*)::int as n from hub.stix_object')).rows[0].n

  it('[L19] keeps every version of two releases of ATT&CK, and says what changed under an unchanged date', async () => {
    const [older, newer] = await Promise.all([
      dataOf('attack/ics-attack-17.1.json'),
      dataOf('attack/ics-attack-18.1.json'),
    ])
    const objectsOf = (text: string) => JSON.parse(text).objects as { id: string; modified?: string }[]
    const first = await take(older)
    expect(first).toMatchObject({
      state: 'DONE',
      bundleId: JSON.parse(older).id,
      objectsRead: objectsOf(older).length,
      refused: 0,
      known: 0,
      changed: 0,
      refusal: null,
    })
    expect(first.stored).toBe(objectsOf(older).length)
    const second = await take(newer)
    expect(second).toMatchObject({ state: 'DONE', objectsRead: objectsOf(newer).length, refused: 0, changed: 70 })
    expect(second.stored + second.known).toBe(objectsOf(newer).length)
    const remarks: { kind: string; rule: string; stixId: string; messageJa: string }[] = await remarksOf(second.id)
    expect(remarks).toHaveLength(70)
    expect(new Set(remarks.map(remark => `${remark.kind} ${remark.rule}`))).toEqual(
      new Set(['CHANGED changed-under-unchanged-modified']),
    )
    const { stixObject } = await analyst.ask(HISTORY, { id: remarks[0].stixId })
    expect(
      stixObject.versions
        .filter((version: { version: string }) => version.version === stixObject.versions[0].version)
        .map((version: { variant: number }) => version.variant),
    ).toEqual([2, 1])
    for (const text of [older, newer]) {
      const again = await take(text)
      expect(again).toMatchObject({ state: 'DONE', stored: 0, changed: 0, refused: 0, known: objectsOf(text).length })
    }
    expect(await stored()).toBe(first.stored + second.stored)
  }, 60_000)

  it('takes Poison Ivy once, however often two people send it at the same moment', async () => {
    const text = await dataOf('stix/poisonivy.json')
    const before = await stored()
    const receipts = await Promise.all([take(text), take(text, colleague), take(text), take(text, colleague)])
    for (const receipt of receipts)
      expect(receipt).toMatchObject({ state: 'DONE', objectsRead: 155, refused: 0, changed: 0 })
    expect(receipts.reduce((sum, receipt) => sum + receipt.stored, 0)).toBe(155)
    expect(receipts.reduce((sum, receipt) => sum + receipt.known, 0)).toBe(155 * 3)
    expect(await stored()).toBe(before + 155)
  }, 30_000)

  it('gives an object back as the text it came in, to the last blank', async () => {
    const id = `malware--${randomUUID()}`
    const text = `{ "type" : "malware",\t"spec_version":"2.1" ,\n  "id":"${id}","created":"2026-01-01T00:00:00.123456789Z","modified":"2026-01-01T00:00:00.123456789Z",\r\n"name":"\\u72fc煙 \\"x\\" \\/","is_family":false,"x_number":1.50e1,"x_big":9007199254740991, "x_nested": {"b":1,"a":[ ]} }`
    await take(`{"objects":[  ${text}  ],"id":"bundle--${randomUUID()}","type":"bundle"}`)
    const { stixObject } = await analyst.ask(HISTORY, { id })
    expect(stixObject.versions).toEqual([
      { version: expect.stringContaining('123456789'), variant: 1, revoked: false, document: text },
    ])
    expect(stixObject.name).toBe('狼煙 "x" /')
  })

  it('is not spoilt by a bad object: the rest is stored, and each refusal names rule, section and place', async () => {
    const good = [malware(), malware(), malware()]
    const bad = [
      { ...malware(), modified: '2025-01-01T00:00:00.000Z' },
      { ...malware(), is_family: 'yes' },
      { ...malware(), created: '2026-02-30T00:00:00.000Z' },
      { ...malware(), id: `tool--${randomUUID()}` },
      'null',
      '5',
      '[]',
      '"text"',
      '{}',
      '{"type":"malware","type":"tool"}',
      `{"type":"malware","id":"malware--${randomUUID()}","x":"\\u0000"}`,
      `{"__proto__":{"polluted":true},"type":"malware"}`,
      `{"type":"malware","x":${'['.repeat(40)}${']'.repeat(40)}}`,
      JSON.stringify({ ...malware(), description: 'x'.repeat(70_000) }),
      JSON.stringify({ ...malware(), ...Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`x_${i}`, 1])) }),
      '{"type":"malware","x":1e999}',
      '{"type":"malware","x":01}',
    ]
    const receipt = await take(bundleOf(good[0], ...bad.slice(0, 8), good[1], ...bad.slice(8), good[2]))
    expect(receipt).toMatchObject({
      state: 'DONE',
      objectsRead: good.length + bad.length,
      stored: good.length,
      refused: bad.length,
      refusal: null,
    })
    const remarks = await remarksOf(receipt.id)
    expect(new Set(remarks.map((remark: { position: number }) => remark.position)).size).toBe(bad.length)
    for (const remark of remarks) {
      expect(remark).toMatchObject({
        kind: 'REFUSED',
        rule: expect.stringMatching(/^[a-z0-9-]+$/),
        section: expect.stringMatching(/STIX|RFC|IN-/),
        path: expect.stringMatching(/^\$/),
      })
      expect(remark.messageJa).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
    }
    for (const { id } of good) expect((await analyst.ask(HISTORY, { id })).stixObject.versions).toHaveLength(1)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined() // nothing reached the prototype of everything
  })

  it.each([
    ['nothing', ''],
    ['a blank', ' \n'],
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['another type', '{"type":"malware","id":"malware--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}]}'],
    ['no id', '{"type":"bundle","objects":[{}]}'],
    ['a made-up id', '{"type":"bundle","id":"bundle--x","objects":[{}]}'],
    ['no objects', '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8"}'],
    ['an empty list of objects', '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[]}'],
    [
      'objects that are an object',
      '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":{}}',
    ],
    [
      'an end before the end',
      '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{"type":"mal',
    ],
    [
      'something after the end',
      '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}]}}',
    ],
    [
      'a key twice',
      '{"type":"bundle","type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}]}',
    ],
    [
      'objects twice',
      '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}],"objects":[{}]}',
    ],
    [
      'a prototype',
      '{"__proto__":{"a":1},"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}]}',
    ],
    ['a byte order mark', '\ufeff{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{}]}'],
    ['a megabyte of opening brackets', '['.repeat(1_048_576)],
    [
      'a bundle that opens for ever',
      `{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[${'['.repeat(1_048_576)}`,
    ],
    ['five megabytes of one string', `{"type":"bundle","id":"${'x'.repeat(5_000_000)}","objects":[{}]}`],
    ['a comma too many', '{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[{},]}'],
    [
      'a hundred thousand and one objects',
      `{"type":"bundle","id":"bundle--6ba7b810-9dad-41d1-80b4-00c04fd430c8","objects":[${'0,'.repeat(100_000)}0]}`,
    ],
  ])(
    'refuses a file that is or has %s, quickly, and says why',
    async (_title, content) => {
      const began = performance.now()
      const receipt = await take(content)
      expect(performance.now() - began).toBeLessThan(20_000)
      expect(receipt).toMatchObject({
        state: 'REFUSED',
        stored: 0,
        refusal: {
          rule: expect.stringMatching(/^[a-z0-9-]+$/),
          path: expect.stringMatching(/^\$/),
          section: expect.any(String),
        },
      })
      expect(receipt.refusal?.messageJa).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
      expect((await analyst.ask(RECEIPT, receipt)).bundleImport).toMatchObject({
        state: 'REFUSED',
        finishedAt: expect.any(String),
      })
    },
    30_000,
  )

  it('refuses what is not UTF-8: an object alone, an envelope as a whole', async () => {
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
    const one = await take(
      bytes(bundleOf(malware(), '{"type":"malware","name":"\xff\xfe"}', '{"x":"\xc0\xaf"}', '{"x":"\xed\xa0\x80"}')),
    )
    expect(one).toMatchObject({ state: 'DONE', stored: 1, refused: 3 })
    expect((await remarksOf(one.id)).map((remark: { rule: string }) => remark.rule)).toEqual([
      'invalid-utf8',
      'invalid-utf8',
      'invalid-utf8',
    ])
    expect(await take(bytes('{"type":"bundle","id":"\xff","objects":[{}]}'))).toMatchObject({
      state: 'REFUSED',
      refusal: { rule: 'invalid-utf8' },
    })
    const utf16 = await take(Uint8Array.from(Buffer.from(bundleOf(malware()), 'utf16le')))
    expect(utf16.state).toBe('REFUSED')
  })

  it('tells, while it runs, how far it is', async () => {
    const id = newImportId()
    const text = bundleOf(...Array.from({ length: 1_500 }, () => malware()))
    const { sending, answer } = slowUpload(analyst, id)
    const half = Math.floor(text.length / 2)
    sending.write(text.slice(0, half))
    const progress = async () => (await analyst.ask(RECEIPT, { id }).catch(() => ({ bundleImport: {} }))).bundleImport
    await eventually(async () => (await progress()).objectsRead >= 500, 'half of it')
    expect(await progress()).toMatchObject({ state: 'RUNNING', finishedAt: null, refused: 0 })
    expect((await progress()).objectsRead).toBeLessThan(1_500)
    await expect(take(text, colleague, id)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'IMPORT_EXISTS' })
    sending.end(text.slice(half) + END_OF_UPLOAD)
    expect(JSON.parse(await answer).data.importBundle).toEqual({ state: 'DONE', objectsRead: 1_500, stored: 1_500 })
  }, 30_000)

  it('says so when the sender breaks off, keeps what came whole, and takes the rest the next time', async () => {
    const id = newImportId()
    const text = bundleOf(...Array.from({ length: 1_200 }, () => malware()))
    const { sending, answer } = slowUpload(analyst, id)
    answer.catch(() => undefined) // nobody is there to hear it
    sending.write(text.slice(0, Math.floor(text.length * 0.6)))
    const receipt = async () => (await analyst.ask(RECEIPT, { id }).catch(() => ({ bundleImport: {} }))).bundleImport
    await eventually(async () => (await receipt()).objectsRead >= 500, 'half of it')
    sending.destroy()
    await eventually(async () => (await receipt()).state === 'REFUSED', 'the receipt')
    expect(await receipt()).toMatchObject({ refusal: { rule: 'upload-broken-off' } })
    const again = await take(text)
    expect(again).toMatchObject({ state: 'DONE', refused: 0, changed: 0 })
    expect(again.stored + again.known).toBe(1_200)
    expect(again.known).toBeGreaterThanOrEqual(500)
  }, 30_000)

  it('[L63] takes an id once, whatever came of it', async () => {
    const done = await take(bundleOf(malware()))
    const refused = await take('[]')
    for (const { id } of [done, refused]) {
      for (const who of [analyst, colleague])
        await expect(take(bundleOf(malware()), who, id)).rejects.toMatchObject({
          code: 'CONFLICT',
          reason: 'IMPORT_EXISTS',
        })
      await expect(take('x'.repeat(5_000_000), colleague, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    await expect(take(bundleOf(malware()), analyst, 'x')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'UUID',
    })
  })

  it('holds revocation to be final, in one bundle, in the next, and between two at once', async () => {
    const object = malware()
    const revoked = { ...object, modified: '2026-02-01T00:00:00.000Z', revoked: true }
    const later = { ...object, modified: '2026-03-01T00:00:00.000Z' }
    expect(await take(bundleOf(object, revoked))).toMatchObject({ stored: 2 })
    const receipt = await take(bundleOf(later, { ...object, modified: '2026-01-15T00:00:00.000Z' }))
    expect(receipt).toMatchObject({ state: 'DONE', stored: 1, refused: 1 })
    expect(await remarksOf(receipt.id)).toMatchObject([
      { kind: 'REFUSED', rule: 'revocation-is-final', stixId: object.id, position: 0 },
    ])
    expect(await take(bundleOf(revoked))).toMatchObject({ known: 1, stored: 0 })
    const another = malware()
    expect(
      await take(
        bundleOf(
          { ...another, modified: '2026-03-01T00:00:00.000Z' },
          { ...another, modified: '2026-02-01T00:00:00.000Z', revoked: true },
        ),
      ),
    ).toMatchObject({ stored: 1, refused: 1 })

    const many = Array.from({ length: 20 }, () => malware())
    await Promise.all(
      many.flatMap(one => [
        take(bundleOf({ ...one, modified: '2026-02-01T00:00:00.000Z', revoked: true })),
        take(bundleOf({ ...one, modified: '2026-03-01T00:00:00.000Z' }), colleague),
      ]),
    )
    for (const { id } of many) {
      const { versions } = (await analyst.ask(HISTORY, { id })).stixObject
      // Whichever came first: no later version was taken after the revocation.
      const { rows } = await hub.database.superuser.query(
        'select 1 from hub.stix_object r join hub.stix_object l using (stix_id) where r.stix_id = $1 and r.revoked and not l.revoked and l.version_order > r.version_order and l.received_at > r.received_at',
        [id],
      )
      expect([id, rows]).toEqual([id, []])
      expect(versions.length).toBeGreaterThan(0)
    }
  }, 60_000)

  it('[L01][L63] is for analysts and officers alone: all others get the same answer for what is there as for what is not', async () => {
    const { id: importId } = await take(bundleOf(malware()))
    const object = malware()
    await take(bundleOf(object))
    for (const prefix of ['hoshiwatari', 'wakaba', 'nco-reader', 'ministry-reader']) {
      const who = hub.as(prefix)
      await expect(take(bundleOf(malware()), who)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(take('x'.repeat(8_000_000), who)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      for (const [query, real, absent] of [
        [RECEIPT, importId, randomUUID()],
        ['query ($id: ID!) { bundleImportRemarks(id: $id) { hasMore } }', importId, randomUUID()],
        [HISTORY, object.id, `malware--${randomUUID()}`],
        [
          'query ($id: ID!) { stixObjects(filter: { ids: [$id] }) { items { id } } }',
          object.id,
          `malware--${randomUUID()}`,
        ],
      ] as const) {
        expect(await answerTo(who, query, { id: real }, [real])).toBe(
          await answerTo(who, query, { id: absent }, [absent]),
        )
        expect((await refusalOf(await who.asking(query, { id: real }))).code).toBe('FORBIDDEN')
      }
    }
    await expect(take(bundleOf(malware()), hub.nobody())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await expect(take('x'.repeat(8_000_000), hub.nobody())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('finds objects by type, words, import and ids, page by page', async () => {
    const names = Array.from({ length: 7 }, (_, i) =>
      malware({ name: `ｴﾓﾃｯﾄ Emotet ${i}`, description: 'バンキング型' }),
    )
    const { id: importId } = await take(bundleOf(...names))
    const list = async (filter: object) => {
      const ids: string[] = []
      let after: string | null = null
      do {
        const { stixObjects }: any = await analyst.ask(
          'query ($filter: StixObjectFilter, $after: String) { stixObjects(filter: $filter, first: 3, after: $after) { items { id name } endCursor hasMore } }',
          { filter, after },
        )
        ids.push(...stixObjects.items.map((item: { id: string }) => item.id))
        after = stixObjects.hasMore ? stixObjects.endCursor : null
      } while (after)
      return ids
    }
    for (const filter of [
      { importId },
      { text: 'エモテット' },
      { text: 'ＥＭＯＴＥＴ' },
      { text: 'バンキング emotet' },
      { type: 'malware', text: 'emotet' },
      { ids: names.map(one => one.id) },
    ])
      expect((await list(filter)).sort()).toEqual(names.map(one => one.id).sort())
    expect(await list({ text: 'zzqqxx' })).toEqual([])
    expect(await list({ type: 'tool', importId })).toEqual([])
    await expect(list({ importId: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

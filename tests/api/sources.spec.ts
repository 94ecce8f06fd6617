/**
 * What comes in by itself, through the doors: hub B pulls hub A over the network, with a member's key and as the public, and holds in
 * the end what A released, every version, deep-equal; and nobody below the government learns which sources there are.
 */
import { readFileSync } from 'node:fs'
import { newIntakeKeys } from '@noroshi/intake'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { eventually, recall, settled } from './steps.ts'

interface Attack {
  readonly id: string
  readonly modified?: string
}
const attackOf = (version: string): Attack[] =>
  JSON.parse(readFileSync(new URL(`../data/attack/ics-attack-${version}.json`, import.meta.url), 'utf8')).objects
const [older, newer] = [attackOf('17.1'), attackOf('18.1')]
const keys = newIntakeKeys()
const PULL = `id state stored known refused warnings objectsRead importId failure { reason message messageJa } found { objects refused types { type count } }`

let a: TestHub
let b: TestHub
let worker: TestHub
let administrator: Actor
let analyst: Actor
const startWorker = () =>
  startTestHub({ beside: b, pulls: { policy: { allowedOrigins: [a.url] }, privateKeyPem: keys.privatePem } })

beforeAll(async () => {
  a = await startTestHub()
  b = await startTestHub({ worker: false, sources: { publicKeyPem: keys.publicPem, allowedOrigins: [a.url] } })
  worker = await startWorker()
  administrator = await new Actor(b.url, b.account('administrator')).signIn()
  analyst = b.as('analyst-1')
}, 120_000)
afterAll(async () => {
  await Promise.all([a.stop(), worker.stop()])
  await b.stop()
}, 30_000)

async function released(version: string, objects: readonly Attack[], edition: object): Promise<string> {
  const [author, officer] = [a.as('analyst-1'), a.as('officer-1')]
  const bundle = { type: 'bundle', id: `bundle--${newImportId()}`, objects }
  expect(await author.importBundle(newImportId(), JSON.stringify(bundle))).toMatchObject({ refused: 0 })
  const stixIds = objects.map(({ id }) => id)
  const { productId: id } = await release(
    author,
    officer,
    productOf(version, [{ title: version, stixIds, ...edition }]),
  )
  await settled(a)
  return id
}
const input = (name: string, root: string, collection: string, more: object = {}) => ({
  ...{
    name,
    kind: 'TAXII',
    url: `${a.url}/taxii2/${root}/`,
    collection,
    intervalSeconds: 3600,
    originator: '隣の協議会',
  },
  ...more,
})
async function created(source: object): Promise<string> {
  return (
    await administrator.ask(`mutation ($input: SourceInput!) { createSource(input: $input) { id } }`, { input: source })
  ).createSource.id
}
async function ended(id: string): Promise<any> {
  const look = async () =>
    (await analyst.ask(`query ($id: ID!) { sourcePull(id: $id) { ${PULL} } }`, { id })).sourcePull
  await eventually(async () => ['DONE', 'FAILED'].includes((await look()).state), 'the pull', 60_000)
  return look()
}
async function pulled(id: string): Promise<any> {
  return ended((await analyst.ask(`mutation ($id: ID!) { pullSourceNow(id: $id) { id } }`, { id })).pullSourceNow.id)
}
/** Everything that the store of B holds of these ids, in the order in which it came. */
async function held(ids: readonly string[]): Promise<any[]> {
  const { rows } = await b.database.superuser.query<{ document: string }>(
    `select o.document from hub.stix_object o join hub.pull p on p.id = o.import_id
     where o.stix_id = any($1) order by p.started_at, o.received_at, o.version_order`,
    [ids],
  )
  return rows.map(({ document }) => JSON.parse(document))
}
const keyOf = ({ id, modified }: Attack): string => `${id} ${modified ?? ''}`
const sorted = (objects: readonly Attack[]) => [...objects].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))

describe('a hub that pulls another', () => {
  it('holds every version that was released to it, deep-equal, after restarts and a recall', async () => {
    const first = await released('17.1', older, { secret: true })
    const secret = a.account('hoshiwatari-power-1').apiKey ?? ''
    const id = await created(input('council', 'council', 'provision', { credential: { kind: 'bearer', secret } }))
    const one = await pulled(id)
    expect(one).toMatchObject({ state: 'DONE', refused: 0, known: 0 })
    expect(one.stored).toBeGreaterThanOrEqual(older.length)
    expect(await pulled(id)).toMatchObject({ state: 'DONE', objectsRead: 0, importId: null })

    await worker.stop()
    const second = await released('18.1', newer, { secret: true })
    worker = await startWorker()
    expect(await pulled(id)).toMatchObject({ state: 'DONE', refused: 0 })
    const known = new Set(older.map(keyOf))
    const expected = [...older, ...newer.filter(object => !known.has(keyOf(object)))]
    const ids = [...new Set(expected.map(object => object.id))]
    const versions = (await held(ids)).filter(
      (object, index, all) => all.findIndex(other => keyOf(other) === keyOf(object)) === index,
    )
    expect(sorted(versions)).toEqual(sorted(expected))

    for (const product of [first, second]) await recall(a.as('officer-1'), product)
    await settled(a)
    const after = await pulled(id)
    expect(after).toMatchObject({ state: 'DONE', refused: 0 })
    const { rows } = await b.database.superuser.query<{ type: string }>(
      `select type from hub.stix_object where revoked and import_id = $1`,
      [after.id],
    )
    expect(rows.map(({ type }) => type)).toEqual(['report', 'report'])
    const { sources } = await analyst.ask(
      `{ sources { name category enabled credentialKind health { state } totals { stored } lastPull { stored } } }`,
    )
    expect(sources).toEqual([{ name: 'council', category: 'COMPREHENSIVE', enabled: false, credentialKind: 'bearer', health: { state: 'PAUSED' }, totals: { stored: expect.any(Number) }, lastPull: { stored: after.stored } }]) // prettier-ignore
  }, 180_000)

  it('reads what is public without a key, by itself when it is due, and shows the receipt and what it was pulled by', async () => {
    const notice = [{ type: 'domain-name', spec_version: '2.1', id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7', value: 'example.com' }] // prettier-ignore
    await released('公開', notice, { audience: { everyone: true, toPublic: true } })
    const id = await created(
      input('public', 'public', 'notice', {
        containsCommInfo: false,
        containsSecret: false,
        identifiesPerson: false,
        tlp: 'TLP:CLEAR',
      }),
    )
    await administrator.ask(`mutation ($id: ID!) { resumeSource(id: $id) { enabled } }`, { id })
    const last = async () =>
      (
        await analyst.ask(
          `query ($id: ID!) { source(id: $id) { category lastPull { ${PULL} } health { state dueAt } } }`,
          { id },
        )
      ).source
    await eventually(async () => (await last()).lastPull?.state === 'DONE', 'the pull that was due', 30_000)
    const { lastPull, category, health } = await last()
    expect([category, health.state]).toEqual(['NOTICE', 'HEALTHY'])
    expect(lastPull.stored).toBeGreaterThanOrEqual(1)
    const { bundleImport } = await analyst.ask(`query ($id: ID!) { bundleImport(id: $id) { fileName state stored } }`, {
      id: lastPull.importId,
    })
    expect(bundleImport).toEqual({ fileName: 'public', state: 'DONE', stored: lastPull.stored })
    expect((await held([notice[0].id]))[0]).toEqual(notice[0])
  }, 60_000)

  it('tries a source out before it is saved', async () => {
    const trial = await administrator.ask(`mutation ($input: SourceInput!) { trySource(input: $input) { id } }`, {
      input: input('x', 'public', 'notice'),
    })
    expect(await ended(trial.trySource.id)).toMatchObject({
      state: 'DONE',
      stored: 0,
      found: { refused: 0, objects: expect.any(Number) },
    })
    const wrong = await administrator.ask(`mutation ($input: SourceInput!) { trySource(input: $input) { id } }`, {
      input: input('x', 'council', 'provision'),
    })
    expect(await ended(wrong.trySource.id)).toMatchObject({ state: 'FAILED', failure: { reason: 'UNAUTHORISED' } })
  }, 60_000)
})

describe('sources', () => {
  it('[L21] are the same to everybody below the government whether they are there or not', async () => {
    const { sources } = await analyst.ask(`{ sources { id lastPull { id } } }`)
    expect(sources.length).toBeGreaterThan(0)
    for (const who of ['hoshiwatari-power-1', 'member-reader', 'friend'].flatMap(prefix =>
      b.accounts.some(({ email }) => email.startsWith(prefix)) ? [b.as(prefix)] : [],
    ))
      // prettier-ignore
      for (const ask of ['source(id: $id) { id }', 'sourcePull(id: $id) { id }', 'sourcePulls(id: $id) { id }', 'sourceChanges(id: $id) { changedAt }', 'sources { id }']) {
        const bodies = await Promise.all(
          [sources[0].id, sources[0].lastPull?.id, newImportId()].map(async id => {
            const answer = await who.asking(ask === 'sources { id }' ? `{ ${ask} }` : `query ($id: ID!) { ${ask} }`, { id })
            return `${answer.status} ${(await answer.text()).replace(/"traceId":"[^"]*"/, '')}`
          }),
        )
        expect(new Set(bodies).size).toBe(1)
        expect(bodies[0]).toContain('FORBIDDEN')
      }
  })

  it('bring nothing to any member by themselves', async () => {
    const password = b.account('hoshiwatari-power-1').apiKey ?? ''
    const client = new TaxiiClient({ url: b.url, password })
    expect((await client.all('/taxii2/council/collections/provision/objects/')).items).toEqual([])
    const { editions } = await b.as('hoshiwatari-power-1').ask(`{ editions { items { id } } }`)
    expect(editions.items).toEqual([])
  })

  it('[L63] label what they bring: a release to a wider circle is refused until an administrator labels the source anew', async () => {
    const stixIds = newer.map(object => object.id)
    const releasing = (title: string, more: object = {}) =>
      release(b.as('analyst-1'), b.as('officer-1'), productOf(title, [{ title, secret: true, stixIds, ...more }])).then(
        () => 'released',
        (error: { reason?: string }) => error.reason,
      )
    expect(await releasing('x')).toBe('SOURCE_LABEL')
    expect(await releasing('y', { commInfo: true })).toBe('released')
    const { sources } = await analyst.ask(`{ sources { id name } }`)
    const id = sources.find(({ name }: { name: string }) => name === 'council').id
    const relabelled = input('council', 'council', 'provision', { containsCommInfo: false, identifiesPerson: false, tlp: 'TLP:AMBER' }) // prettier-ignore
    const REVISE = `mutation ($id: ID!, $input: SourceInput!) { reviseSource(id: $id, input: $input) { credentialKind } }`
    await administrator.ask(REVISE, { id, input: relabelled })
    expect(await releasing('z')).toBe('released')
  }, 60_000)
})

describe('what an organisation contributed', () => {
  it('is taken into the store by an analyst, once, under the name of who sent it', async () => {
    const object = { type: 'tool', spec_version: '2.1', id: `tool--${newImportId()}`, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: '寄与' } // prettier-ignore
    const client = new TaxiiClient({ url: b.url, password: b.account('hoshiwatari-power-1').apiKey ?? '' })
    await client.post('/taxii2/contributions/collections/inbox/objects/', {
      objects: [object, { ...object, id: 'tool--x' }],
    })
    const LIST = `{ contributions { items { id originator stored } } }`
    const [contribution] = (await analyst.ask(LIST)).contributions.items
    expect(contribution).toMatchObject({ stored: false })
    const STORE = `mutation ($id: ID!) { storeContribution(id: $id) { id fileName state stored refused } }`
    const { storeContribution } = await analyst.ask(STORE, { id: contribution.id })
    expect(storeContribution).toEqual({
      id: contribution.id,
      fileName: `情報提供：${contribution.originator}`,
      state: 'DONE',
      stored: 1,
      refused: 0,
    })
    expect((await analyst.ask(LIST)).contributions.items[0]).toMatchObject({ stored: true })
    await expect(analyst.ask(STORE, { id: contribution.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(b.as('hoshiwatari-power-1').ask(STORE, { id: contribution.id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

/** A MISP instance subscribes to what its reader may read: the feed is of that and of nothing else, byte for byte. */
import { createHash, randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { bytesOf } from './answers.ts'
import { recall, settled } from './steps.ts'

describe('the MISP feed', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  const keyOf = (prefix: string) => hub.account(prefix).apiKey ?? ''
  const basic = (prefix: string) => `Basic ${Buffer.from(`misp:${keyOf(prefix)}`).toString('base64')}`
  const get = (path: string, authorization?: string, more: Record<string, string> = {}) =>
    fetch(`${hub.url}/feeds/misp/${path}`, { headers: { ...more, ...(authorization ? { authorization } : {}) } })
  const manifest = async (authorization?: string) =>
    (await (await get('manifest.json', authorization)).json()) as Record<
      string,
      { info: string; Tag: { name: string }[] }
    >

  async function released(edition: object, objects: readonly object[] = []) {
    if (objects.length > 0)
      await analyst.importBundle(
        newImportId(),
        JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }),
      )
    const title = `t-${randomUUID()}`
    const stixIds = objects.map(object => (object as { id: string }).id)
    const done = await release(analyst, officer, productOf(title, [{ title, stixIds, ...edition }]))
    await settled(hub)
    return { ...done, title, id: Object.values(done.editions)[0] ?? '' }
  }
  const everybody = { audience: { everyone: true, toPublic: true } }

  /** The whole directory as one subscriber gets it: names and bytes, but for what every answer has of its own. */
  async function directory(authorization: string | undefined, hidden: readonly string[] = []): Promise<string[]> {
    const uuids = Object.keys(await manifest(authorization))
    const files = [
      'manifest.json',
      'hashes.csv',
      ...uuids.map(uuid => `${uuid}.json`),
      ...hidden.map(uuid => `${uuid}.json`),
    ]
    return Promise.all(
      files.map(
        async file =>
          `${hidden.includes(file.slice(0, 36)) ? '-' : file}\n${await bytesOf(await get(file, authorization), hidden)}`,
      ),
    )
  }

  it('serves a notice with its TLP, its values and their hashes to whoever may read it', async () => {
    const indicator = { ...anIndicator(), pattern: "[domain-name:value = 'feed.evil.example']" }
    const { id, title } = await released(everybody, [indicator])
    for (const authorization of [undefined, basic('wakaba'), `Bearer ${keyOf('wakaba')}`]) {
      expect((await manifest(authorization))[id]).toMatchObject({ info: title, Tag: [{ name: 'tlp:clear' }, {}] })
      const { Event } = (await (await get(`${id}.json`, authorization)).json()) as { Event: any }
      expect(Event).toMatchObject({ uuid: id, info: title, distribution: '3', published: true })
      expect(Event.Attribute).toEqual([
        expect.objectContaining({
          type: 'domain',
          value: 'feed.evil.example',
          to_ids: true,
          uuid: indicator.id.slice('indicator--'.length),
        }),
      ])
      const hash = createHash('md5').update('feed.evil.example').digest('hex')
      expect(await (await get('hashes.csv', authorization)).text()).toContain(`${hash},${id}\n`)
    }
  })

  it('is byte for byte the same for a friend and the public, whether or not something sealed exists [L12] [L59]', async () => {
    const readers = [undefined, basic('wakaba')]
    const absent = randomUUID()
    const before = await Promise.all(readers.map(reader => directory(reader, [absent])))
    const sealed = await released({ secret: true, audience: { everyone: true } }, [
      { ...anIndicator(), pattern: "[domain-name:value = 'sealed.evil.example']" },
    ])
    const after = await Promise.all(readers.map(reader => directory(reader, [sealed.id])))
    expect(after).toEqual(before)
    // A member who may read it has it: the feeds were compared, not two empty lists.
    expect(Object.keys(await manifest(basic('hibari')))).toContain(sealed.id)
    expect(Object.keys(await manifest(basic('wakaba')))).not.toContain(sealed.id)
  })

  it('says no more of an edition by its own address than that there is none', async () => {
    const sealed = await released({ secret: true, audience: { everyone: true } })
    const absent = randomUUID()
    for (const path of [
      'editions/ID/misp',
      'editions/ID/misp-losses',
      'public/editions/ID/misp',
      'feeds/misp/ID.json',
    ]) {
      const ask = (id: string) =>
        fetch(`${hub.url}/${path.replace('ID', id)}`, { headers: { authorization: `Bearer ${keyOf('wakaba')}` } })
      const hidden = await ask(sealed.id)
      expect(hidden.status).toBe(404)
      expect(await bytesOf(hidden, [sealed.id])).toBe(await bytesOf(await ask(absent), [absent]))
    }
  })

  it('loses what is recalled', async () => {
    const { id, title, productId } = await released(everybody)
    expect((await manifest())[id]).toMatchObject({ info: title })
    await recall(officer, productId)
    for (const authorization of [undefined, basic('wakaba')]) {
      expect(Object.keys(await manifest(authorization))).not.toContain(id)
      expect((await get(`${id}.json`, authorization)).status).toBe(404)
    }
  })

  it('answers a subscriber who has the newest file that nothing changed', async () => {
    const first = await get('manifest.json', basic('wakaba'))
    const tag = first.headers.get('etag') ?? ''
    const again = await get('manifest.json', basic('wakaba'), { 'if-none-match': tag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await released(everybody)
    expect((await get('manifest.json', basic('wakaba'), { 'if-none-match': tag })).status).toBe(200)
  })

  it('refuses a credential that is no good, and does not take it for nobody', async () => {
    for (const authorization of ['Bearer nonsense', `Basic ${Buffer.from('misp:nonsense').toString('base64')}`]) {
      expect((await get('manifest.json', authorization)).status).toBe(401)
    }
  })
})

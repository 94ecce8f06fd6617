/** Who may do what with a source, and what becomes of its credential. */
import { randomUUID } from 'node:crypto'
import { bundle, PullWorld, tool } from './testing.ts'

let world: PullWorld
beforeAll(async () => {
  world = await PullWorld.open()
}, 60_000)
afterAll(() => world.close())

describe('a credential', () => {
  it('goes to its source alone, is read by nobody, and does not follow the URL elsewhere', async () => {
    const heard: (string | undefined)[] = []
    world.answer = (request, response) => {
      heard.push(request.headers.authorization)
      response.end(bundle(tool()))
    }
    const secret = `user:pass-${randomUUID()}`
    const id = await world.newSource({ credential: { kind: 'basic', secret } })
    expect(await world.pulled(id)).toMatchObject({ state: 'DONE' })
    expect(heard).toEqual([`Basic ${Buffer.from(secret).toString('base64')}`])
    const everything = JSON.stringify([
      await world.sources.find(world.administrator, id),
      await world.sources.changes(world.administrator, id),
    ])
    expect(everything).toContain('"credentialKind":"basic"')
    expect(everything).not.toContain(secret.slice(5))
    const { rows } = await world.council.superuser.query(`select to_jsonb(s) as row from hub.source s where id = $1`, [
      id,
    ])
    expect(JSON.stringify(rows)).not.toContain(secret.slice(5))
    await world.council.superuser.query(
      `update hub.source set url = replace(url, '127.0.0.1', 'localhost') where id = $1`,
      [id],
    )
    expect(await world.pulled(id)).toMatchObject({ state: 'FAILED', failure: { reason: 'CREDENTIAL' } })
    const request = {
      name: randomUUID(),
      kind: 'DOCUMENT',
      url: 'https://elsewhere.example/',
      intervalSeconds: 600,
      originator: 'x',
    } as const
    expect(await world.sources.revise(world.administrator, id, request)).toMatchObject({ credentialKind: null })
  })
})

describe('a trial', () => {
  it('says what would come, and stores nothing', async () => {
    const object = tool()
    world.answer = (_, response) => response.end(bundle(object, tool({ confidence: 101 })))
    const request = {
      name: 'x',
      kind: 'DOCUMENT',
      url: `${world.origin}/feed`,
      intervalSeconds: 600,
      originator: 'x',
    } as const
    const { id } = await world.sources.tryOut(world.administrator, null, request, new Date(world.clock))
    expect(await world.runner().pullNext()).toBe(true)
    expect(await world.sources.pull(world.administrator, id)).toMatchObject({
      state: 'DONE',
      found: {
        objects: 2,
        refused: 1,
        types: [{ type: 'tool', count: 2 }],
        rules: [{ rule: 'out-of-range', count: 1 }],
      },
    })
    await expect(world.store.history(world.analyst, object.id, world.at)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { id: refused } = await world.sources.tryOut(
      world.administrator,
      null,
      { ...request, url: 'https://localhost/' },
      new Date(world.clock),
    )
    await world.runner().pullNext()
    expect(await world.sources.pull(world.administrator, refused)).toMatchObject({
      state: 'FAILED',
      failure: { reason: 'ADDRESS' },
    })
  })
})

describe('sources', () => {
  it('are administered by administrators, seen and pulled by analysts, and nobody else’s business', async () => {
    const id = await world.newSource()
    const request = {
      name: randomUUID(),
      kind: 'DOCUMENT',
      url: 'https://x.example/',
      intervalSeconds: 600,
      originator: 'x',
    } as const
    await expect(world.sources.create(world.analyst, request)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(world.sources.setEnabled(world.analyst, id, true)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const prefix of ['hoshiwatari-power-1', 'inspector']) {
      const { reader } = await world.council.signIn(prefix, world.at)
      await expect(world.sources.list(reader)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect(
        await world.council.database.asReader({ ...reader, tier: 'GOVERNMENT' }, tx =>
          tx.query('select id from hub.source'),
        ),
      ).toEqual(prefix === 'inspector' ? expect.any(Array) : [])
    }
    expect((await world.sources.list(world.analyst)).map(source => source.id)).toContain(id)
  })

  it('are as restrictive as can be unless somebody says otherwise, and their history says who said so', async () => {
    const name = `源 ${randomUUID()}`
    const id = await world.newSource({ name })
    expect(await world.sources.find(world.analyst, id)).toMatchObject({
      category: 'COMPREHENSIVE',
      containsSecret: true,
      tlp: 'TLP:RED',
      enabled: false,
      health: { state: 'PAUSED' },
    })
    const open = {
      name,
      kind: 'DOCUMENT',
      url: 'https://x.example/',
      intervalSeconds: 600,
      originator: 'x',
      containsSecret: false,
      containsCommInfo: false,
      identifiesPerson: false,
      tlp: 'TLP:CLEAR',
    } as const
    expect(await world.sources.revise(world.administrator, id, open)).toMatchObject({ category: 'NOTICE' })
    const [latest] = await world.sources.changes(world.analyst, id)
    expect(latest?.changes).toContainEqual({ field: 'containsSecret', from: true, to: false })
    await expect(
      world.sources.create(world.administrator, { ...open, name: name.toUpperCase() }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'name',
    })
    for (const [wrong, field] of [
      [{ url: 'http://x.example/' }, 'url'],
      [{ intervalSeconds: 5 }, 'intervalSeconds'],
      [{ kind: 'CSV' }, 'mapping'],
      [{ kind: 'TAXII' }, 'collection'],
      [{ credential: { kind: 'basic', secret: 'x' } }, 'credential'],
    ] as const)
      // prettier-ignore
      await expect(world.sources.create(world.administrator, { ...open, name: 'y', ...wrong })).rejects.toMatchObject({ code: 'INVALID_INPUT', field })
  })
})

/** `@noroshi/client` on a running hub: what programs and the portal stand on. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createClient,
  doubtOf,
  downloadEdition,
  follow,
  question,
  signingKeys,
  type CursorStore,
  type HubClient,
  type News,
  type Wait,
} from '@noroshi/client'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { ROOT } from '../support/sources.ts'
import { eventually, recall, settled } from './steps.ts'

const CLI = join(ROOT, 'apps/cli/dist/main.js')

/** A line to a hub that can be cut, and led to another. */
class Wire {
  target = ''
  readonly #sockets = new Set<Socket>()
  readonly #server: Server = createServer(socket => {
    const { hostname, port } = new URL(this.target)
    const other = connect(Number(port), hostname)
    for (const [one, another] of [
      [socket, other],
      [other, socket],
    ]) {
      this.#sockets.add(one)
      one.pipe(another)
      one.on('error', () => another.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        another.destroy()
      })
    }
  })

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}

/** As the client waits by itself, but never long. */
const briefly: Wait = (seconds, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.min(seconds * 1_000, 30))
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('aborted'))
    })
  })

let hub: TestHub
let analyst: Actor
let officer: Actor

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
}, 60_000)
afterAll(() => hub.stop())

const keyOf = (prefix: string): string => hub.account(prefix).apiKey ?? ''
const clientOf = (prefix: string, url = hub.url): HubClient =>
  createClient({ url, apiKey: keyOf(prefix), locale: () => 'ja', wait: briefly })
const notice = (title: string) => release(analyst, officer, productOf(title, [{ title }]))
const lastSeqOf = async (who: HubClient): Promise<number> =>
  (await who.query(question('query Last { inbox(first: 1) { lastSeq } }'), {})).inbox.lastSeq

describe('the client', () => {
  it('asks what its text says, and tells the hub’s problems in its own words', async () => {
    const member = clientOf('hoshiwatari')
    const { me } = await member.query(question('query Me { me { tier organisation { name } } }'), {})
    expect(me).toEqual({ tier: 'MEMBER', organisation: { name: expect.any(String) } })

    const edition = question('query Edition($id: ID!) { edition(id: $id) { title } }')
    await expect(member.query(edition, { id: randomUUID() })).rejects.toMatchObject({
      name: 'HubProblem',
      code: 'NOT_FOUND',
      message: expect.stringMatching(/[ぁ-ん]/),
      traceId: expect.any(String),
    })
    await expect(member.download(`/editions/${randomUUID()}/bundle`)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const page = question('query Page($first: Int) { editions(first: $first) { items { id } } }')
    await expect(member.query(page, { first: -1 })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'first' })
    const nobody = createClient({ url: 'http://127.0.0.1:9', wait: briefly })
    await expect(nobody.query(page, {})).rejects.toMatchObject({ code: 'OFFLINE' })
  })

  it('goes through a list of several pages once', async () => {
    const titles = ['一', '二', '三'].map(name => `ページ${name}`)
    for (const title of titles) await notice(title)
    const list = question(`query Found($after: String, $filter: EditionFilter) {
      editions(first: 2, after: $after, filter: $filter) { items { title } endCursor hasMore }
    }`)
    const found: string[] = []
    const pages = clientOf('hoshiwatari').items(list, { filter: { text: 'ページ' } }, answer => answer.editions)
    for await (const { title } of pages) found.push(title)
    expect(found.toSorted()).toEqual(titles.toSorted())
  })

  it('sends a bundle and reads its receipt', async () => {
    const importing = question(`mutation Import($id: ID!, $file: Upload!) {
      importBundle(id: $id, file: $file) { state stored fileName }
    }`)
    const object = {
      ...{ type: 'identity', spec_version: '2.1', id: `identity--${randomUUID()}`, name: '試験' },
      ...{ created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', identity_class: 'organization' },
    }
    const text = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [object] })
    const { importBundle: receipt } = await clientOf('analyst-1').upload(
      importing,
      { id: randomUUID(), file: null },
      new Blob([text]),
      '試験.json',
    )
    expect(receipt).toEqual({ state: 'DONE', stored: 1, fileName: '試験.json' })
  })

  it('downloads what it can prove to be genuine, by keys that it kept', async () => {
    const { editions } = await notice('署名')
    const member = clientOf('hoshiwatari')
    const keys = await signingKeys(member)
    const { edition, bundle } = await downloadEdition(member, editions['NOTICE'], keys)
    expect(edition.title).toBe('署名')
    expect(JSON.parse(new TextDecoder().decode(bundle))).toMatchObject({ type: 'bundle' })
    expect(await doubtOf({ ...edition, body: `${edition.body}。` }, bundle, keys)).toBe('ALTERED')
    await expect(downloadEdition(member, editions['NOTICE'], [])).rejects.toMatchObject({ doubt: 'UNKNOWN_KEY' })
  })

  it('is used as its README shows', async () => {
    const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'libs/client/README.md'), 'utf8'))?.[1] ?? ''
    const { editions } = await notice('例')
    await settled(hub)
    const { answer } = await hub.as('wakaba').ask('{ answer: inbox(first: 1) { items { reference } } }')
    expect(editions['NOTICE']).toBeDefined()
    const program = running(['--input-type=module', '--eval', example], 'wakaba')
    expect(await program.ended).toBe(0)
    expect(program.lines[0]).toMatch(`${answer.items[0].reference}: `)
  })
})

describe('following', () => {
  /** Whatever a test left open, also one that failed: else the next file meets it. */
  const endings: (() => void | Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  }, 20_000)

  it('loses nothing and repeats nothing when lines are cut and the hub is started anew', async () => {
    const wire = new Wire()
    const url = await wire.open()
    const first = await startTestHub({ beside: hub, worker: false })
    endings.push(
      () => first.stop(),
      () => wire.close(),
    )
    wire.target = first.url
    const friend = clientOf('wakaba', url)
    await settled(hub)
    const after = await lastSeqOf(friend)

    const told: News[] = []
    const goodbyes: string[] = []
    let line = ''
    const following = follow(friend, {
      after,
      onNews: news => void told.push(...news),
      onGoodbye: reason => void goodbyes.push(reason),
      onLine: now => void (line = now),
    })
    endings.push(() => following.close())
    const has = (count: number) => eventually(() => told.length >= count, `news ${count}`)
    await notice('線一')
    await has(1)
    wire.cut()
    await notice('線二')
    await has(2)
    for (const round of ['三', '四', '五']) {
      const { productId } = await notice(`線${round}`)
      wire.cut()
      // What is recalled before anybody was told of it is told to nobody.
      await settled(hub)
      await recall(officer, productId)
    }
    await has(8)
    // News may have been asked for while there was no line, to whose end alone a hub says goodbye.
    await eventually(() => line === 'open', 'the line')
    endings.shift()
    await first.stop()
    await notice('線六')
    await settled(hub)
    const second = await startTestHub({ beside: hub, worker: false })
    endings.push(() => second.stop())
    wire.target = second.url
    await has(9)
    await notice('線七')
    await has(10)

    // What was handled is on record as delivered, which is what the sender sees.
    await eventually(async () => {
      const { inbox } = await hub.as('wakaba').ask(`{ inbox(after: ${after}) { items { deliveredAt } } }`)
      return inbox.items.every((item: { deliveredAt: string | null }) => item.deliveredAt !== null)
    }, 'the receipts')
    following.close()
    await following.ended
    expect(told.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, index) => after + 1 + index))
    expect(told.map(({ kind }) => kind).filter(kind => kind === 'RECALLED')).toHaveLength(3)
    expect(goodbyes).toContain('SHUTTING_DOWN')
  }, 90_000)

  it('goes on over restarts of its own, from the cursor that was kept', async () => {
    const friend = clientOf('wakaba')
    await settled(hub)
    let kept = await lastSeqOf(friend)
    const begin = kept
    const cursor: CursorStore = { load: async () => kept, save: async seq => void (kept = seq) }
    const told: number[] = []
    for (const [runs, title] of ['再開一', '再開二'].entries()) {
      await notice(title)
      const following = follow(friend, { cursor, onNews: news => void told.push(...news.map(({ seq }) => seq)) })
      await eventually(() => told.length > runs && kept === begin + told.length, 'news')
      following.close()
      await following.ended
    }
    expect(told).toEqual([begin + 1, begin + 2])
  })

  it('ends when its key is taken away', async () => {
    const actor = await new Actor(hub.url, hub.account('hayate')).signIn()
    const { key, id } = await actor.makeKey()
    const goodbyes: string[] = []
    const following = follow(createClient({ url: hub.url, apiKey: key, wait: briefly }), {
      onNews: () => undefined,
      onGoodbye: reason => void goodbyes.push(reason),
      onLine: line => {
        if (line === 'open') void actor.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id })
      },
    })
    await expect(following.ended).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(goodbyes).toEqual(['RIGHTS_CHANGED'])
  })
})

describe('noroshi', () => {
  let folder: string
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'noroshi-client-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('follow prints each item once, and goes on from its cursor', async () => {
    const cursor = join(folder, 'cursor')
    await settled(hub)
    const begin = await lastSeqOf(clientOf('wakaba'))
    writeFileSync(cursor, String(begin))
    const seqs: number[] = []
    for (const title of ['命令一', '命令二']) {
      await notice(title)
      const program = running([CLI, 'follow', '--cursor', cursor], 'wakaba')
      await eventually(() => program.lines.length === 1, 'a line')
      await eventually(() => Number(readFileSync(cursor, 'utf8')) === begin + seqs.length + 1, 'the cursor')
      program.process.kill('SIGTERM')
      expect(await program.ended).toBe(0)
      seqs.push(...program.lines.map(line => JSON.parse(line).seq))
    }
    expect(seqs).toEqual([begin + 1, begin + 2])
  }, 60_000)

  it('verify says of a download whether it is what was released', async () => {
    const { editions } = await notice('検証')
    const member = clientOf('hoshiwatari')
    const keys = await signingKeys(member)
    const { edition, bundle } = await downloadEdition(member, editions['NOTICE'], keys)
    const files = {
      edition: join(folder, 'edition.json'),
      bundle: join(folder, 'bundle.json'),
      keys: join(folder, 'keys.json'),
    }
    writeFileSync(files.edition, JSON.stringify(edition))
    writeFileSync(files.bundle, bundle)
    writeFileSync(files.keys, JSON.stringify(keys))
    const verify = () => running([CLI, 'verify', files.edition, files.bundle, files.keys], 'wakaba')
    const good = verify()
    expect([await good.ended, good.lines[0]]).toEqual([0, `good: ${edition.reference}, released ${edition.releasedAt}`])
    writeFileSync(files.edition, JSON.stringify({ ...edition, urgency: 'EMERGENCY' }))
    const bad = verify()
    expect([await bad.ended, bad.lines[0]]).toEqual([2, 'BAD: do not trust this edition (ALTERED)'])
  })
})

interface Running {
  readonly process: ChildProcessWithoutNullStreams
  readonly lines: string[]
  /** The exit code. */
  readonly ended: Promise<number | null>
}

/** A program of its own, on what was built, with an account's key. */
function running(call: readonly string[], prefix: string): Running {
  const environment = { ...process.env, NODE_OPTIONS: '', HUB_URL: hub.url, HUB_API_KEY: keyOf(prefix) }
  const child = spawn(process.execPath, call, { cwd: ROOT, env: environment })
  const lines: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.pipe(process.stderr)
  return { process: child, lines, ended: once(child, 'close').then(([code]) => code as number | null) }
}

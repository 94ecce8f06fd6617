/** What tools fetch: what is in a feed, when it is not any more, and what nobody learns from one. */
import { randomUUID } from 'node:crypto'
import { WARNING_LIST_OVERRIDE } from '@noroshi/delivery'
import { FEED_FORMATS } from '@noroshi/indicators'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { bytesOf, refusalOf } from './answers.ts'
import { eventually, recall, settled } from './steps.ts'

let hub: TestHub
let analyst: Actor
let officer: Actor
let friend: Actor

const store = (...objects: readonly object[]) =>
  analyst.importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
async function released(edition: object, more: object = {}) {
  const title = `t-${randomUUID()}`
  const done = await release(analyst, officer, productOf(title, [{ title, ...edition }], more))
  await settled(hub)
  return done
}
const fresh = () => `${randomUUID().slice(0, 8)}.feeds.jp`
const naming = (domain: string, more: object = {}) =>
  anIndicator({ pattern: `[domain-name:value = '${domain}']`, ...more })

async function domainsOf(who: Actor, path = '/feeds/list/domain'): Promise<string[]> {
  const answer = await who.get(path)
  expect([path, answer.status]).toEqual([path, 200])
  return (await answer.text()).split('\n').filter(Boolean)
}

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  friend = hub.as('hoshizora')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

describe('a feed', () => {
  it('holds what its reader may receive, in every format, and not what is over', async () => {
    const [now, over, taken, joined] = [fresh(), fresh(), fresh(), fresh()]
    const objects = [
      naming(now),
      naming(over, { valid_until: '2026-01-02T00:00:00Z' }),
      naming(taken, { revoked: true }),
      anIndicator({ pattern: `[domain-name:value = '${joined}' AND file:name = 'svchost.exe']` }),
      anIndicator({ pattern_type: 'suricata', pattern: `alert tcp any any -> any any (msg:"${now}"; sid:77;)` }),
      anIndicator({ pattern_type: 'yara', pattern: `rule r_${now.slice(0, 8)} { condition: true }` }),
    ]
    await store(...objects)
    await released({ stixIds: objects.map(({ id }) => id) })
    const domains = await domainsOf(friend)
    expect(domains).toContain(now)
    for (const other of [over, taken, joined]) expect(domains).not.toContain(other)
    for (const format of FEED_FORMATS) {
      const answer = await friend.get(`/feeds/${format}`)
      expect([format, answer.status, (await answer.text()).includes(now.slice(0, 8))]).toEqual([format, 200, true])
    }
    expect(await (await friend.get('/feeds/csv?columns=value,tlp&kind=domain')).text()).toContain(
      `${now},TLP:GREEN\r\n`,
    )
  }, 60_000)

  it('keeps out what is on a warning list, unless an analyst decided otherwise for that very indicator', async () => {
    const labels = [WARNING_LIST_OVERRIDE]
    const [listed, decided] = [naming('www.bing.com'), naming('www.live.com', { labels })]
    await store(listed, decided)
    await released({ stixIds: [listed.id, decided.id] })
    const domains = await domainsOf(friend)
    expect(domains).not.toContain('www.bing.com')
    expect(domains).toContain('www.live.com')
    expect(await (await friend.get('/feeds/stix')).text()).not.toContain(listed.id)
  }, 60_000)

  it('is asked for by kind, category, TLP and confidence; what is unknown is refused by its name', async () => {
    const [sure, unsure, secret] = [fresh(), fresh(), fresh()]
    const objects = [naming(sure, { confidence: 90 }), naming(unsure, { confidence: 20 }), naming(secret)]
    await store(...objects)
    await released({ stixIds: objects.slice(0, 2).map(({ id }) => id) })
    await released({ secret: true, stixIds: [objects[2].id] })
    const member = hub.as('hoshiwatari-power-1')
    expect(await domainsOf(member, '/feeds/list/domain?confidence=50')).toContain(sure)
    expect(await domainsOf(member, '/feeds/list/domain?confidence=50')).not.toContain(unsure)
    expect(await domainsOf(member)).toContain(secret)
    expect(await domainsOf(member, '/feeds/list/domain?tlp=green')).not.toContain(secret)
    expect(await domainsOf(member, '/feeds/list/domain?category=PROVISION')).toEqual(expect.not.arrayContaining([sure]))
    expect(await domainsOf(member, '/feeds/list/md5')).toEqual([])
    const refusals = [
      'csv?colums=id',
      'csv?columns=id,id',
      'csv?confidence=101',
      'list?columns=id',
      'list?since=AA',
      'csv?tlp=pink',
      'csv?kind=ham',
      'csv?since=x',
    ]
    for (const query of refusals) {
      const { code, field } = await refusalOf(await friend.get(`/feeds/${query}`))
      expect([query, code, field]).toEqual([query, 'INVALID_INPUT', /\?(\w+)=/.exec(query)?.[1]])
    }
    for (const place of ['/feeds/ham', '/feeds/csv/ham', '/feeds/csv/domain/x'])
      expect((await friend.get(place)).status).toBe(404)
  }, 60_000)

  it('answers 304 while nothing changed for its reader, and a delta with what did', async () => {
    const [first, second, third] = [naming(fresh()), naming(fresh()), naming(fresh())]
    await store(first, second, third)
    await released({ stixIds: [first.id] })
    const whole = await friend.get('/feeds/jsonl')
    const etag = whole.headers.get('etag') ?? ''
    const asking = (headers: Record<string, string>) =>
      fetch(`${hub.url}/feeds/jsonl`, { headers: { authorization: `Bearer ${friend.apiKey}`, ...headers } })
    const again = await asking({ 'if-none-match': `"other", W/${etag}` })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    const since = async (cursor: string | null) => {
      const answer = await friend.get(`/feeds/jsonl?since=${cursor}`)
      const lines = (await answer.text()).split('\n').filter(Boolean)
      return {
        lines: lines.map(line => JSON.parse(line) as { op: string; id?: string }),
        cursor: answer.headers.get('noroshi-cursor'),
      }
    }
    const none = await since(whole.headers.get('noroshi-cursor'))
    expect(none.lines).toEqual([])

    const done = await released({ stixIds: [second.id] })
    const one = await since(none.cursor)
    expect(one.lines.map(({ op, id }) => [op, id])).toEqual([
      ['remove', second.id],
      ['add', second.id],
    ])
    expect((await asking({ 'if-none-match': etag })).status).toBe(200)

    await store({ ...second, modified: '2026-02-01T00:00:00.000Z', revoked: true })
    await released({ stixIds: [second.id] })
    const taken = await since(one.cursor)
    expect(taken.lines).toEqual([{ op: 'remove', id: second.id }])

    await recall(officer, done.productId)
    await settled(hub)
    const cleared = await since(taken.cursor)
    expect(cleared.lines[0]).toEqual({ op: 'clear' })
    expect(cleared.lines.slice(1).map(({ id }) => id)).toContain(first.id)
    expect(cleared.lines.map(({ id }) => id)).not.toContain(second.id)
    // A cursor of another question begins anew rather than leaving out what that one did not ask for.
    const other = await (await friend.get(`/feeds/jsonl?kind=domain&since=${cleared.cursor}`)).text()
    expect(other.startsWith('{"op":"clear"}\n')).toBe(true)
  }, 90_000)
})

describe('a feed that its client holds', () => {
  it('is not made again, but when something in it ends, or came in', async () => {
    const [passing, other] = [fresh(), fresh()]
    const validUntil = new Date(Date.now() + 3_600_000).toISOString()
    const ending = naming(passing, { valid_until: validUntil })
    const later = naming(other)
    await store(ending, later)
    await released({ stixIds: [ending.id] })
    // Its end is brought near once all is there: how long that takes is the machine's affair.
    await hub.database.superuser.query(
      `begin; set local session_replication_role = replica;
       update hub.edition_object set document = replace(document, '${validUntil}', '${new Date(Date.now() + 5_000).toISOString()}') where stix_id = '${ending.id}'; commit`,
    )
    const first = await friend.get('/feeds/list/domain')
    expect(await first.text()).toContain(passing)
    let etag = first.headers.get('etag') ?? ''
    const again = () =>
      fetch(`${hub.url}/feeds/list/domain`, {
        headers: { authorization: `Bearer ${friend.apiKey}`, 'if-none-match': etag },
      })
    expect((await again()).status).toBe(304)
    await eventually(async () => (await again()).status === 200, 'the indicator to end')
    const ended = await again()
    expect(await ended.text()).not.toContain(passing)
    etag = ended.headers.get('etag') ?? ''
    expect((await again()).status).toBe(304)
    await released({ stixIds: [later.id] })
    expect(await (await again()).text()).toContain(other)
  }, 60_000)
})

/** Every answer of a client that asks for all there is, conditionally as well. */
async function transcriptOf(who: Actor, cursors: Map<string, string>): Promise<string[]> {
  const answers: string[] = []
  for (const root of ['/feeds', '/feeds/public'])
    for (const path of [
      ...FEED_FORMATS.filter(name => name !== 'rpz'),
      'list/domain',
      'csv?observables=true',
      'jsonl?kind=domain',
    ]) {
      const answer = await who.get(`${root}/${path}`)
      const cursor = answer.headers.get('noroshi-cursor')
      if (cursor && !cursors.has(root + path)) cursors.set(root + path, cursor)
      answers.push(await bytesOf(answer))
      if (path.startsWith('jsonl'))
        answers.push(
          await bytesOf(
            await who.get(`${root}/${path}${path.includes('?') ? '&' : '?'}since=${cursors.get(root + path) ?? ''}`),
          ),
        )
    }
  return answers
}

describe('a lower reader', () => {
  it('[L02][L12][L28][L30][L45][L56] gets the same bytes, ETags and cursors before and after releases and recalls above it', async () => {
    const [open, secret, observable] = [
      naming(fresh()),
      naming('kasumitanuki.jp'),
      { type: 'domain-name', spec_version: '2.1', id: `domain-name--${randomUUID()}`, value: 'kasumitanuki.jp' },
    ]
    await store(open, secret, observable)
    await released({ stixIds: [open.id], audience: { everyone: true, toPublic: true } })
    const [nobody, cursors] = [new Actor(hub.url), [new Map<string, string>(), new Map<string, string>()]]
    const look = async () => [await transcriptOf(friend, cursors[0]), await transcriptOf(nobody, cursors[1])]
    const before = await look()

    await store({ ...open, modified: '2026-03-01T00:00:00.000Z', pattern: "[domain-name:value = 'kasumitanuki.jp']" })
    const stixIds = [open.id, secret.id, observable.id]
    const above = [
      await released({ secret: true, stixIds }),
      await released({ commInfo: true, stixIds }, { kind: 'ADVISORY' }),
      await released({ stixIds, audience: { everyone: false, sectors: ['electricity'] } }),
      await released({ stixIds, embargoUntil: new Date(Date.now() + 3_600_000).toISOString() }),
    ]
    expect(await look()).toEqual(before)
    for (const { productId } of above) await recall(officer, productId)
    await settled(hub)
    expect(await look()).toEqual(before)
    expect(before.flat().join('')).not.toContain('kasumitanuki')
    expect(await domainsOf(nobody, '/feeds/public/list/domain')).toContain(/'(.*)'/.exec(open.pattern)?.[1])
    // The same walk does show what is released to the reader.
    await released({ stixIds: [secret.id] })
    expect((await look())[0]).not.toEqual(before[0])
  }, 120_000)
})

describe('the door of feeds', () => {
  it('[L49][L59] takes a key as Basic or Bearer, never in the URL, and no cookie; it needs the scope to read', async () => {
    const browser = await new Actor(hub.url, hub.account('hoshiwatari-power-1')).signIn()
    const refused = await browser.get('/feeds/csv')
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic /)])
    const key = hub.account('hoshizora').apiKey ?? ''
    const basic = { authorization: `Basic ${Buffer.from(`siem:${key}`).toString('base64')}` }
    expect((await fetch(`${hub.url}/feeds/list`, { headers: basic })).status).toBe(200)
    expect((await fetch(`${hub.url}/feeds/list?key=${key}`)).status).toBe(401)
    const wrong = { authorization: `Basic ${Buffer.from('siem:wrong').toString('base64')}` }
    for (const path of ['/feeds/list', '/feeds/public/list', '/%66eeds/list'])
      expect((await fetch(hub.url + path, { headers: wrong })).status).toBe(401)
    const { key: contributing } = await browser.makeKey(['contribute'])
    expect((await new Actor(hub.url).withKey(contributing).get('/feeds/list')).status).toBe(403)
  }, 30_000)

  it('is open to the public alone where nobody else is served', async () => {
    const front = await startTestHub({ tiers: ['PUBLIC'], worker: false, beside: hub })
    try {
      expect((await fetch(`${front.url}/feeds/list`)).status).toBe(404)
      expect((await fetch(`${front.url}/feeds/public/list`)).status).toBe(200)
    } finally {
      await front.stop()
    }
  }, 30_000)
})

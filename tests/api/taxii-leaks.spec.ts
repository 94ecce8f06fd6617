/** What a TAXII client must not learn: anything above it, from any byte of any answer; and what it may go on seeing after a recall. */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { bytesOf } from './answers.ts'
import { embargoEnds, eventually, inboxOf, recall, settled } from './steps.ts'
import { requestOf, sendRaw } from '../proof/hardening/raw.ts'

let hub: TestHub
let analyst: Actor
let officer: Actor

const bundleOf = (objects: readonly object[]) =>
  JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })
const store = (...objects: readonly object[]) => analyst.importBundle(newImportId(), bundleOf(objects))
async function released(edition: object, more: object = {}) {
  const title = `t-${randomUUID()}`
  const done = await release(analyst, officer, productOf(title, [{ title, ...edition }], more))
  await settled(hub)
  return done
}
const clientOf = (prefix: string) =>
  new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account(prefix).apiKey ?? '' })
const collection = (alias: string, root = 'council') => `/taxii2/${root}/collections/${alias}/`
const idsIn = async (client: TaxiiClient, alias: string, query: Record<string, string> = {}, root = 'council') =>
  (await client.all(`${collection(alias, root)}objects/`, query)).items.map((item: { id: string }) => item.id)

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

/** Every answer that a client gets who walks through everything it is shown, in small pages, and asks for some things that it is not. */
async function transcriptOf(client: TaxiiClient, hidden: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  const ask = async (path: string) => {
    const answer = await fetch(hub.url + path, {
      headers: { accept: 'application/taxii+json;version=2.1', ...client.authorization },
    })
    answers.push(
      `${path}\n${await bytesOf(answer.clone(), hidden)}`.replaceAll(/(indicator|report)--[0-9a-f-]{36}(?=\/)/g, '-'),
    )
    return (await answer.json()) as any
  }
  await ask('/taxii2/')
  for (const root of ['council', 'public', 'contributions']) {
    await ask(`/taxii2/${root}/`)
    await ask(`/taxii2/${root}/markings/`)
    await ask(`/taxii2/${root}/collections/`)
    for (const alias of ['comprehensive', 'provision', 'notice', 'notice-bulletin', 'inbox']) {
      await ask(collection(alias, root))
      for (const id of hidden) {
        await ask(`${collection(alias, root)}objects/${id}/`)
        await ask(`${collection(alias, root)}objects/${id}/versions/`)
      }
      for (const list of ['objects', 'manifest'])
        for (const filter of ['', '&match[version]=all', '&match[type]=indicator,report', '&match[version]=first'])
          for (let next = ''; ;) {
            const body = await ask(`${collection(alias, root)}${list}/?limit=2${filter}${next}`)
            if (body.more !== true || body.next === undefined) break
            next = `&next=${body.next}`
          }
    }
  }
  return answers
}

describe('a lower client', () => {
  it('[L02][L12][L21][L28][L30][L43][L45][L56] gets the same bytes before and after releases and recalls above it, cursors and all', async () => {
    const [open, secret] = [anIndicator(), anIndicator({ name: 'kasumitanuki' })]
    await store(open, secret)
    for (let count = 0; count < 3; count += 1)
      await released({ stixIds: [open.id], audience: { everyone: true, toPublic: count === 1 } })
    await released({ secret: true, stixIds: [open.id] })
    const [friend, nobody] = [clientOf('hoshizora'), new TaxiiClient({ url: hub.url })]
    const before = [await transcriptOf(friend, [secret.id]), await transcriptOf(nobody, [secret.id])]

    const later = { ...open, modified: '2026-03-01T00:00:00.000Z', name: 'kasumitanuki' }
    await store(later)
    const stixIds = [open.id, secret.id]
    const above = [
      await released({ secret: true, stixIds }),
      await released({ commInfo: true, stixIds }, { kind: 'ADVISORY' }),
      await released({ stixIds, audience: { everyone: false, sectors: ['electricity'] } }),
      await released({ stixIds, embargoUntil: new Date(Date.now() + 3_600_000).toISOString() }),
    ]
    expect([await transcriptOf(friend, [secret.id]), await transcriptOf(nobody, [secret.id])]).toEqual(before)
    for (const { productId } of above) await recall(officer, productId)
    await settled(hub)
    expect([await transcriptOf(friend, [secret.id]), await transcriptOf(nobody, [secret.id])]).toEqual(before)
    expect(before.join('')).not.toContain('kasumitanuki')
    // The same walk does show what is released to the client.
    await released({ stixIds: [open.id] })
    expect(await transcriptOf(friend, [secret.id])).not.toEqual(before[0])
  }, 120_000)

  it('[L21] is told the same of a collection of a higher tier, of a hidden object and of nothing', async () => {
    const object = anIndicator()
    await store(object)
    await released({ secret: true, stixIds: [object.id] })
    const friend = hub.as('hoshizora')
    const absent = await bytesOf(await friend.get(collection(randomUUID())))
    const { words } = {
      words: (await clientOf('analyst-1').collections('/taxii2/council/')).map(({ id, alias }) => [id, alias]),
    }
    const higher = words.flat().filter(name => typeof name === 'string' && !name.startsWith('notice'))
    expect(higher.length).toBeGreaterThan(20)
    const shown = (await clientOf('hoshizora').collections('/taxii2/council/')).map(({ id }) => id)
    for (const name of higher.filter(one => !shown.includes(one ?? '')))
      for (const path of ['', 'objects/', 'manifest/', `objects/${object.id}/`])
        expect(await bytesOf(await friend.get(collection(name ?? '') + path))).toBe(absent)
    const hidden = await bytesOf(await friend.get(`${collection('notice')}objects/${object.id}/`))
    expect(hidden).toBe(absent)
    expect(await bytesOf(await friend.get(`${collection('notice')}objects/indicator--${randomUUID()}/`))).toBe(absent)
  }, 60_000)
})

describe('a recall', () => {
  it('[L45] takes the objects away from everybody, but for those that another edition brought', async () => {
    const [both, one] = [anIndicator(), anIndicator()]
    await store(both, one)
    const first = await released({ stixIds: [both.id, one.id] })
    await released({ stixIds: [both.id] })
    const friend = clientOf('hoshizora')
    expect(await idsIn(friend, 'notice')).toEqual(expect.arrayContaining([both.id, one.id]))
    await recall(officer, first.productId)
    const left = await idsIn(friend, 'notice')
    expect(left).toContain(both.id)
    expect(left).not.toContain(one.id)
    expect((await friend.get(`${collection('notice')}objects/${one.id}/`)).status).toBe(404)
  }, 60_000)

  it('[L37][L45] is told by a revoked version of the edition’s report to whom the edition was told, and to nobody else', async () => {
    const object = anIndicator({ name: 'kasumitanuki' })
    await store(object)
    const { productId, editions } = await released({
      ...{ title: 'kasumitanuki', stixIds: [object.id], audience: { everyone: true, toPublic: true } },
    })
    const report = `report--${editions['NOTICE']}`
    const friend = clientOf('hoshizora')
    const [standing] = (await friend.get(`${collection('notice')}objects/${report}/`)).body.objects
    expect(standing).toMatchObject({ name: 'kasumitanuki', object_refs: [object.id] })
    expect(await idsIn(new TaxiiClient({ url: hub.url }), 'notice', {}, 'public')).toContain(report)

    const after = (await friend.all(`${collection('notice')}manifest/`)).items.at(-1).date_added
    await recall(officer, productId)
    await settled(hub)
    const { body, text } = await friend.get(`${collection('notice')}objects/?added_after=${after}`)
    expect(body.objects).toEqual([
      expect.objectContaining({
        id: report,
        revoked: true,
        created: standing.created,
        created_by_ref: standing.created_by_ref,
      }),
    ])
    expect(body.objects[0].modified > standing.modified).toBe(true)
    expect(text).not.toMatch(new RegExp(`kasumitanuki|${object.id}`))
    const told = (await inboxOf(hub.as('hoshizora'))).filter(({ kind }) => kind === 'RECALLED')
    expect(told.map(({ editionId }) => editionId)).toContain(editions['NOTICE'])
    expect(await idsIn(new TaxiiClient({ url: hub.url }), 'notice', {}, 'public')).not.toContain(report)
    // Somebody who joined afterwards never learns that there was anything.
    for (const table of ['inbox', 'edition_tombstone_reader'])
      await hub.database.superuser.query(
        `delete from hub.${table} where edition_id = $1 and person_id in (select id from hub.person where email = $2)`,
        [editions['NOTICE'], hub.account('wakaba').email],
      )
    expect(await idsIn(clientOf('wakaba'), 'notice')).not.toContain(report)
  }, 60_000)

  it('[L45] is told of each edition to whom could have fetched it, whichever they were told of, and not to who gains the right later', async () => {
    const { superuser } = hub.database
    const title = `t-${randomUUID()}`
    const { productId, editions } = await release(
      analyst,
      officer,
      productOf(title, [
        { title, secret: true },
        { title, audience: { everyone: false, sectors: ['electricity'] } },
      ]),
    )
    await settled(hub)
    const [member, later] = [clientOf('hoshiwatari'), clientOf('hoshizora')]
    const reports = ['PROVISION', 'NOTICE'].map(category => `report--${editions[category]}`)
    const told = (await inboxOf(hub.as('hoshiwatari'))).map(({ editionId }) => editionId)
    expect(told).toContain(editions['PROVISION'])
    expect(told).not.toContain(editions['NOTICE'])
    for (const [index, alias] of ['provision', 'notice'].entries())
      expect(await idsIn(member, alias)).toContain(reports[index])
    expect(await idsIn(later, 'notice')).not.toContain(reports[1])

    await recall(officer, productId)
    await settled(hub)
    for (const [index, alias] of ['provision', 'notice'].entries()) {
      const { body } = await member.get(`${collection(alias)}objects/${reports[index]}/`)
      expect(body.objects).toEqual([expect.objectContaining({ id: reports[index], revoked: true })])
    }
    const [{ id }] = (
      await superuser.query<{ id: string }>(`select organisation_id as id from hub.person where email = $1`, [
        hub.account('hoshizora').email,
      ])
    ).rows
    const sectorsBecome = (change: string) =>
      superuser.query(`update hub.organisation set sectors = ${change}(sectors, 'electricity') where id = $1`, [id])
    await sectorsBecome('array_append')
    try {
      // Now the label is theirs, and what is released under it; what was recalled before never was.
      const next = await released({
        title: `t-${randomUUID()}`,
        audience: { everyone: false, sectors: ['electricity'] },
      })
      const seen = await idsIn(later, 'notice')
      expect(seen).toContain(`report--${next.editions['NOTICE']}`)
      expect(seen).not.toContain(reports[1])
      expect((await later.get(`${collection('notice')}objects/${reports[1]}/`)).status).toBe(404)
    } finally {
      await sectorsBecome('array_remove')
    }
  }, 60_000)
})

describe('an edition under embargo', () => {
  it('[L45] comes into its collections when the embargo ends, after all that was there', async () => {
    const [early, late] = [anIndicator(), anIndicator()]
    await store(early, late)
    const embargoUntil = new Date(Date.now() + 3_600_000).toISOString()
    const { productId } = await released({ stixIds: [late.id], embargoUntil })
    await released({ stixIds: [early.id] })
    const friend = clientOf('hoshizora')
    const before = (await friend.all(`${collection('notice')}manifest/`)).items
    expect(before.map(({ id }) => id)).not.toContain(late.id)
    const last = before.at(-1).date_added
    await embargoEnds(hub, productId)
    await eventually(
      async () => (await idsIn(friend, 'notice', { added_after: last })).includes(late.id),
      'the embargo to end',
      30_000,
    )
  }, 60_000)
})

describe('the dates of collections', () => {
  it('[L28] never overlap, lie in the past, and follow the order of commits, also when many are released at once', async () => {
    const object = anIndicator()
    await store(object)
    const seen = new Set<string>()
    const friend = clientOf('hoshizora')
    let last = (await friend.all(`${collection('notice')}manifest/`)).items.at(-1)?.date_added ?? '1970-01-01T00:00:00Z'
    const releasing = Promise.all(
      Array.from({ length: 6 }, async (_, index) =>
        release(
          analyst,
          officer,
          productOf(`many ${index}`, [
            { title: 'x', commInfo: true, stixIds: [object.id] },
            {
              title: 'x',
              stixIds: [object.id],
              audience: index % 2 ? { everyone: true } : { everyone: true, toPublic: true },
            },
          ]),
        ),
      ),
    ).then(async done => {
      await settled(hub)
      return done
    })
    let isOver = false
    void releasing.finally(() => (isOver = true))
    // A client that only ever goes on from its last date, while editions come in.
    for (let rounds = 0; rounds < 2; rounds += isOver ? 1 : 0) {
      const answer = await friend.get(`${collection('notice')}objects/?limit=1&match[type]=report&added_after=${last}`)
      for (const { id } of answer.body.objects ?? []) seen.add(id)
      last = answer.headers.get('x-taxii-date-added-last') ?? last
      if (answer.body.more === true) rounds = 0
    }
    const reports = (await releasing).map(({ editions }) => `report--${editions['NOTICE']}`)
    expect(reports.filter(id => !seen.has(id))).toEqual([])
    const { rows } = await hub.database.superuser.query<{ overlaps: number; future: number }>(
      `select (select count(*)::int from hub.edition_added a join hub.edition_added b on a.edition_id < b.edition_id and a.added_at <= b.last_at and b.added_at <= a.last_at) as overlaps,
         (select count(*)::int from hub.edition_added where last_at > clock_timestamp()) as future`,
    )
    expect(rows).toEqual([{ overlaps: 0, future: 0 }])
  }, 60_000)
})

describe('the door', () => {
  it('[L49] takes keys as Basic or Bearer and no cookie, and needs the scope of the root', async () => {
    const member = hub.as('hoshiwatari-power-1')
    expect((await member.get('/taxii2/council/')).status).toBe(200)
    const browser = await new Actor(hub.url, hub.account('hoshiwatari-power-1')).signIn()
    const answer = await browser.get('/taxii2/council/')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
    // Nor by another spelling of the address, which the router takes for the same.
    for (const spelling of [
      '/%74axii2/council/',
      '/%54AXII2/council/',
      '/taxii%32/council',
      '/taxii2/%63ouncil/',
      `${hub.url}/%74axii2/council/`,
    ]) {
      const request = requestOf(hub.url, `GET ${spelling}`, [
        `Cookie: ${browser.cookie ?? ''}`,
        'Accept: application/taxii+json;version=2.1',
      ])
      const { statuses, text } = await sendRaw(hub.url, request)
      expect([spelling, [401, 404].includes(statuses[0]), /taxii\+json/.test(text) || statuses[0] === 404]).toEqual([
        spelling,
        true,
        true,
      ])
    }
    const { key } = await browser.makeKey(['read'])
    const reading = new TaxiiClient({ url: hub.url, password: key })
    expect((await reading.roots()).map(root => new URL(root).pathname)).toEqual(['/taxii2/council/', '/taxii2/public/'])
    expect((await reading.get('/taxii2/contributions/')).status).toBe(403)
    const basic = `Basic ${Buffer.from(`x:${key}`).toString('base64')}`
    const elsewhere = await fetch(`${hub.url}/editions/${randomUUID()}/bundle`, { headers: { authorization: basic } })
    expect(elsewhere.status).toBe(401)
  }, 30_000)

  it('is not there for anybody but the public where nobody else is served', async () => {
    const front = await startTestHub({ tiers: ['PUBLIC'], worker: false, beside: hub })
    try {
      const nobody = new TaxiiClient({ url: front.url })
      expect(await nobody.roots()).toEqual([`${front.url}/taxii2/public/`])
      expect((await nobody.get('/taxii2/council/')).status).toBe(404)
      expect((await nobody.get(`${collection('notice', 'public')}objects/`)).status).toBe(200)
    } finally {
      await front.stop()
    }
  }, 30_000)
})

describe('a contribution', () => {
  it('[L21][L38] is seen by the organisation that sent it, and by analysts with who and when', async () => {
    const [sender, other] = [clientOf('hoshiwatari-power-1'), clientOf('hoshizora')]
    const [good, bad] = [anIndicator({ name: '和歌' }), anIndicator({ pattern: '[' })]
    const { body } = await sender.post('/taxii2/contributions/collections/inbox/objects/', { objects: [good, bad] })
    const status = `/taxii2/contributions/status/${body.id}/`
    expect((await sender.get(status)).body).toEqual(body)
    const hidden = await bytesOf(await hub.as('hoshizora').get(status))
    expect(hidden).toBe(await bytesOf(await hub.as('hoshizora').get(`/taxii2/contributions/status/${randomUUID()}/`)))
    expect((await other.get(status)).status).toBe(404)

    const { contributions } = await analyst.ask(
      '{ contributions { items { id originator receivedAt totalCount failureCount } } }',
    )
    expect(contributions.items).toEqual([
      expect.objectContaining({ id: body.id, totalCount: 2, failureCount: 1, originator: '星渡電力（デモ）' }),
    ])
    const { contributedObjects } = await analyst.ask(
      'query ($id: ID!) { contributedObjects(id: $id) { items { stixId failure document } } }',
      { id: body.id },
    )
    expect(contributedObjects.items.map(({ stixId }: { stixId: string }) => stixId)).toEqual([good.id, bad.id])
    expect(contributedObjects.items[0]).toMatchObject({ failure: null, document: JSON.stringify(good) })
    expect(contributedObjects.items[1]).toMatchObject({ failure: expect.stringContaining('pattern'), document: null })
    // An organisation's contribution is nobody else's duplicate.
    const again = await other.post('/taxii2/contributions/collections/inbox/objects/', { objects: [good] })
    expect(again.body).toMatchObject({ success_count: 1, failure_count: 0 })
    const { contributedObjects: theirs } = await analyst.ask(
      'query ($id: ID!) { contributedObjects(id: $id) { items { document } } }',
      { id: again.body.id },
    )
    expect(theirs.items).toEqual([{ document: JSON.stringify(good) }])
  }, 30_000)
})

/**
 * Two walls stand before every edition, and each has to hold alone: row-level security is asked without conditions in tests/house and
 * in the worlds of rows; here the database's policies are opened wide, and the doors must let nobody through all the same.
 */
import type { Actor } from '../../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../../support/hub.ts'
import { answerTo, bytesOf } from '../../../api/answers.ts'
import { settled } from '../../../api/steps.ts'
import { absentId } from './probes.ts'

const CANARY = 'kasumitanuki'

describe('without row-level security', () => {
  let hub: TestHub
  let hidden: string
  const lower = new Map<string, Actor>()
  const before = new Map<string, string>()
  const LISTS = [
    '{ editions { items { id title } endCursor hasMore } editionCount }',
    `{ editions(filter: { text: "${CANARY}" }) { items { id } } editionCount(filter: { text: "${CANARY}" }) }`,
    '{ editions(first: 1, filter: { severity: CRITICAL }) { items { id } hasMore } editionCount(filter: { severity: CRITICAL }) }',
    '{ inspectEditions { items { id } } }',
  ]
  const COLLECTIONS = [
    ...['comprehensive', 'provision', 'notice'].map(alias => `/taxii2/council/collections/${alias}/`),
    '/taxii2/public/collections/notice/',
  ]
  const PAGES = [
    ...['/public', '/public/feed.json', '/public/feed.atom'],
    ...COLLECTIONS.flatMap(one => [`${one}objects/`, `${one}manifest/?match[version]=all`]),
  ]
  const look = async (who: Actor): Promise<string> =>
    JSON.stringify([
      ...(await Promise.all(LISTS.map(query => answerTo(who, query)))),
      ...(await Promise.all(PAGES.map(async path => bytesOf(await who.get(path))))),
    ])

  beforeAll(async () => {
    hub = await startTestHub()
    for (const prefix of ['wakaba', 'hibari', 'kirinomiya', 'amanogawa', 'police-reader', 'ministry-uncleared'])
      lower.set(prefix, hub.as(prefix))
    lower.set('the public', hub.nobody())
    await release(
      hub.as('analyst-1'),
      hub.as('officer-1'),
      productOf('open', [{ title: 'open', audience: { everyone: true, toPublic: true } }]),
    )
    await settled(hub)
    const { rows } = await hub.database.superuser.query<{ alter: string }>(
      `select format('alter policy %I on hub.%I using (true)', p.polname, c.relname) as alter
       from pg_policy p join pg_class c on c.oid = p.polrelid where c.relname in ('edition', 'label', 'edition_object', 'edition_value', 'edition_added', 'edition_tombstone') and p.polcmd in ('r', '*')`,
    )
    for (const { alter } of rows) await hub.database.superuser.query(alter)
    for (const [name, who] of lower) before.set(name, await look(who))
    const sealed = {
      title: CANARY,
      summary: CANARY,
      text: CANARY,
      secret: true,
      audience: { everyone: false, sectors: ['gas'] },
    }
    const product = productOf(CANARY, [sealed], { severity: 'CRITICAL' })
    hidden = (await release(hub.as('analyst-1'), hub.as('officer-1'), product)).editions['PROVISION']
    await settled(hub)
  }, 90_000)
  afterAll(() => hub.stop(), 20_000)

  it('[L02][L12] no list, count, search or feed changes for whom an edition is not', async () => {
    for (const [name, who] of lower) expect([name, await look(who)]).toEqual([name, before.get(name)])
  })

  it('[L21][L56] an edition and its download are nowhere for whom they are not', async () => {
    for (const [name, who] of lower)
      for (const path of [
        '/editions/ID/bundle',
        '/inspection/editions/ID/bundle',
        '/public/editions/ID',
        '/public/editions/ID/bundle',
      ]) {
        const of = async (id: string) => bytesOf(await who.get(path.replace('ID', id)), [id])
        expect([name, path, await of(hidden)]).toEqual([name, path, await of(absentId())])
        const ask = (id: string) => answerTo(who, 'query ($id: ID!) { edition(id: $id) { title body } }', { id }, [id])
        expect([name, await ask(hidden)]).toEqual([name, await ask(absentId())])
      }
  })

  it('[L07][L10] no inbox, and no answer to an acknowledgement, says more of an edition than its own door', async () => {
    const reader = hub.as('hoshiwatari')
    const told = await release(
      hub.as('analyst-1'),
      hub.as('officer-1'),
      productOf('told', [{ title: 'told', secret: true, audience: { everyone: false, sectors: ['electricity'] } }]),
    )
    await settled(hub)
    const editionId = told.editions['PROVISION']
    const seqOf = `query ($id: ID!) { inboxItemOf(editionId: $id) { seq edition { title } } }`
    const { inboxItemOf } = await reader.ask(seqOf, { id: editionId })
    expect(inboxItemOf.edition).toEqual({ title: 'told' })
    // The same person a moment later, whose clearance has ended; what they were told of stays in their inbox.
    await hub.database.superuser.query(
      `update hub.person set clearance_valid_until = now() - interval '1 minute' where email = $1`,
      [hub.account('hoshiwatari').email],
    )
    const { edition } = await reader
      .ask('query ($id: ID!) { edition(id: $id) { title } }', { id: editionId })
      .catch(() => ({
        edition: null,
      }))
    expect(edition).toBeNull()
    for (const query of [
      `{ inboxItemOf(editionId: "${editionId}") { edition { title } } }`,
      '{ inbox(first: 100) { items { edition { title } } } }',
      '{ inboxLatest(first: 100) { items { edition { title } } } }',
      `mutation { acknowledge(seq: ${inboxItemOf.seq}) { edition { title } } }`,
    ])
      expect([query, await (await reader.asking(query)).text()]).toEqual([query, expect.not.stringContaining('"told"')])
  })
})

import canonicalize from 'canonicalize'
import { createHash, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { danglingReferences, validateObject } from '@noroshi/stix'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import {
  draft,
  editionsOf,
  embargoEnds,
  expireNow,
  giveBack,
  inboxOf,
  personIdOf,
  recall,
  releaseOnly,
  revise,
  settled,
  submit,
} from './steps.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const EDITION =
  'query ($id: ID!) { edition(id: $id) { id reference category kind severity urgency title summary body objectCount releasedAt recalledAt digest signature keyId } }'
const notice = (title: string, more: object = {}) => productOf(title, [{ title, ...more }])
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

describe('a product that was released', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let otherOfficer: Actor
  let indicators: string[]

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    otherOfficer = hub.as('officer-2')
    await analyst.importBundle(newImportId(), await readFile(new URL('../data/stix/poisonivy.json', import.meta.url)))
    const { stixObjects } = await analyst.ask(
      '{ stixObjects(filter: { type: "indicator" }, first: 20) { items { id } } }',
    )
    indicators = stixObjects.items.map((item: { id: string }) => item.id)
  }, 60_000)
  afterAll(() => hub.stop())

  describe('for good', () => {
    it('cannot be revised, nor changed even by the owner of the database', async () => {
      const { productId, editions } = await release(analyst, officer, notice('immutable'))
      await expect(revise(analyst, { id: productId, version: 1 }, notice('changed'))).rejects.toMatchObject({
        code: 'CONFLICT',
      })
      await expect(giveBack(officer, { id: productId, version: 1 }, 'x')).rejects.toMatchObject({ code: 'CONFLICT' })
      await expect(submit(analyst, { id: productId, version: 1 })).rejects.toMatchObject({ code: 'CONFLICT' })
      for (const change of [
        `title = 'x'`,
        `body = 'x'`,
        `bundle = '{}'`,
        `digest = 'x'`,
        `signature = 'x'`,
        `category = 'PROVISION', contains_secret = true`,
        `label_id = label_id + 1`,
        `released_at = now()`,
        `expires_at = now()`,
        `embargo_until = null, search_text = ''`,
      ])
        await expect(
          hub.database.superuser.query(`update hub.edition set ${change} where id = $1`, [editions['NOTICE']]),
        ).rejects.toThrow(/immutable/)
    })

    it('verifies: digest and signature over what is shown, and the bundle’s hash', async () => {
      const { editions } = await release(
        analyst,
        officer,
        productOf('verify', [
          { title: '総合', commInfo: true, stixIds: indicators },
          { title: '提供用', secret: true, stixIds: indicators.slice(0, 5) },
          {
            title: '周知等用 – “quotes” & \u202e bidi',
            summary: '行\n二行',
            text: '# 見出し\n\n本文',
            stixIds: indicators.slice(0, 1),
          },
        ]),
      )
      const reader = hub.as('nco-reader')
      const { signingKeys } = await hub.nobody().ask('{ signingKeys { keyId publicKey } }')
      for (const id of Object.values(editions)) {
        const { edition } = await reader.ask(EDITION, { id })
        const download = await reader.get(`/editions/${id}/bundle`)
        expect(download.headers.get('content-type')).toBe('application/stix+json;version=2.1')
        expect(download.headers.get('content-disposition')).toBe(`attachment; filename="${edition.reference}.json"`)
        const bundle = await download.text()
        const { reference, category, kind, severity, urgency, title, summary, body, releasedAt } = edition
        const content = {
          id,
          reference,
          category,
          kind,
          severity,
          urgency,
          title,
          summary,
          body,
          bundleSha256: sha256(bundle),
          releasedAt,
        }
        expect(edition.digest).toBe(sha256(canonicalize(content) ?? ''))
        const key = signingKeys.find((candidate: { keyId: string }) => candidate.keyId === edition.keyId)
        expect(
          verify(null, Buffer.from(edition.digest, 'hex'), key.publicKey, Buffer.from(edition.signature, 'base64')),
        ).toBe(true)
        const altered = sha256(canonicalize({ ...content, title: `${title}.` }) ?? '')
        expect(verify(null, Buffer.from(altered, 'hex'), key.publicKey, Buffer.from(edition.signature, 'base64'))).toBe(
          false,
        )

        const parsed = JSON.parse(bundle)
        expect(parsed.type).toBe('bundle')
        expect(parsed.id).toMatch(/^bundle--[0-9a-f-]{36}$/)
        const report = parsed.objects.find((object: { id: string }) => object.id === `report--${edition.id}`)
        expect(report).toMatchObject({ name: title, published: releasedAt, created: releasedAt, modified: releasedAt })
        expect(report.object_refs).toHaveLength(Math.max(1, edition.objectCount))
        for (const object of parsed.objects) expect(validateObject(object).errors).toEqual([])
        expect(danglingReferences(parsed.objects)).toEqual([])
      }
      const [ids] = [new Set(Object.values(editions))]
      expect(ids.size).toBe(3)
    })

    it('[L20][L30][L56] carries no id, reference or word of its sister editions, nor of the product', async () => {
      const { productId, editions } = await release(
        analyst,
        officer,
        productOf('tanuki-product', [
          { title: 'tanuki-comprehensive', commInfo: true, stixIds: indicators },
          { title: 'tanuki-provision', secret: true, stixIds: indicators.slice(0, 3) },
          { title: 'plain', summary: 'plain', text: 'plain', audience: { everyone: true, toPublic: true } },
        ]),
      )
      const friend = hub.as('wakaba')
      const id = editions['NOTICE']
      const seen = [
        await (await friend.asking(EDITION, { id })).text(),
        await (await friend.get(`/editions/${id}/bundle`)).text(),
        await (await hub.nobody().get(`/public/editions/${id}`)).text(),
        await (await hub.nobody().get(`/public/editions/${id}/bundle`)).text(),
      ].join()
      for (const secret of [productId, editions['PROVISION'], editions['COMPREHENSIVE'], 'tanuki', ...indicators])
        expect(seen).not.toContain(secret)
    })

    it('is released once however often, and however many at once, it is asked for', async () => {
      const before = (await inboxOf(hub.as('hoshizora'))).length
      const submitted = await submit(
        analyst,
        await draft(
          analyst,
          productOf('once', [{ title: 'a', commInfo: true }, { title: 'b', secret: true }, { title: 'c' }]),
        ),
      )
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => releaseOnly(i % 2 ? officer : otherOfficer, submitted)),
      )
      const sets = new Set(answers.map(answer => JSON.stringify(answer.editions)))
      expect(sets.size).toBe(1)
      expect((await releaseOnly(officer, submitted)).editions).toEqual(answers[0].editions)
      await settled(hub)
      const { rows } = await hub.database.superuser.query(
        `select (select count(*)::int from hub.edition where product_id = $1) as editions, (select count(*)::int from hub.outbox where product_id = $1) as news,
           (select count(*)::int from hub.product_event where product_id = $1 and what = 'RELEASED') as events,
           (select max(n)::int from (select count(*) as n from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1 group by i.person_id) told) as most`,
        [submitted.id],
      )
      expect(rows).toEqual([{ editions: 3, news: 1, events: 1, most: 1 }])
      expect((await inboxOf(hub.as('hoshizora'))).length).toBe(before + 1)
    })

    it('[L17] reaches nobody to whose tier an originator did not consent', async () => {
      const narrow = (consentedTiers: string[]) => ({
        title: `consent ${consentedTiers.join()}`,
        originator: 'ある事業者',
        consentedTiers,
        audience: { everyone: true, toPublic: true },
      })
      const member = hub.as('hoshiwatari')
      const friend = hub.as('wakaba')
      const seenBy = async (consented: string[]) => {
        const { editions } = await release(analyst, officer, productOf('consent', [narrow(consented)]))
        const id = editions['NOTICE']
        await settled(hub)
        const told = async (who: Actor) => (await inboxOf(who)).some(item => item.editionId === id)
        const reads = async (who: Actor) => (await editionsOf(who)).includes(id)
        return {
          government: [await told(hub.as('nco-reader')), await reads(hub.as('nco-reader'))],
          member: [await told(member), await reads(member)],
          friend: [await told(friend), await reads(friend)],
          public: (await hub.nobody().get(`/public/editions/${id}`)).status,
        }
      }
      expect(await seenBy(['GOVERNMENT', 'MEMBER'])).toEqual({
        government: [true, true],
        member: [true, true],
        friend: [false, false],
        public: 404,
      })
      expect(await seenBy(['GOVERNMENT'])).toEqual({
        government: [true, true],
        member: [false, false],
        friend: [false, false],
        public: 404,
      })
      expect(await seenBy([])).toEqual({
        government: [false, false],
        member: [false, false],
        friend: [false, false],
        public: 404,
      })
      expect(await seenBy(['GOVERNMENT', 'MEMBER', 'FRIEND'])).toEqual({
        government: [true, true],
        member: [true, true],
        friend: [true, true],
        public: 404,
      })
    })

    it('takes the narrowest consent of all its fragments', async () => {
      const [edition] = productOf('x', [{ title: 'two originators' }]).editions
      const [fragment] = edition.fragments
      const from = (originator: string, consentedTiers: string[]) => ({ ...fragment, originator, consentedTiers })
      const { editions } = await release(analyst, officer, {
        ...notice('x'),
        editions: [
          {
            ...edition,
            fragments: [
              fragment,
              from('a', ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']),
              from('b', ['GOVERNMENT', 'FRIEND']),
            ],
          },
        ],
      })
      expect(await editionsOf(hub.as('hoshiwatari'))).not.toContain(editions['NOTICE'])
      expect(await editionsOf(hub.as('wakaba'))).toContain(editions['NOTICE'])
    })
  })

  describe('and is recalled', () => {
    it('[L45] is taken from exactly those who were told, once, and stays for the inspector', async () => {
      const { productId, editions } = await release(
        analyst,
        officer,
        productOf('to be recalled', [
          { title: '提供用', secret: true, audience: { everyone: false, sectors: ['finance'] } },
          { title: '周知等用', audience: { everyone: false, sectors: ['medical'], toPublic: true } },
        ]),
      )
      await settled(hub)
      await expect(
        analyst.ask('mutation ($id: ID!) { recallProduct(id: $id, reason: "x") { id } }', { id: productId }),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(recall(officer, productId, '  ')).rejects.toMatchObject({ code: 'INVALID_INPUT', reason: 'REASON' })
      await Promise.all(Array.from({ length: 6 }, () => recall(officer, productId)))
      await recall(otherOfficer, productId)
      await settled(hub)
      const { rows } = await hub.database.superuser.query<{ kind: string; people: string }>(
        `select i.kind, string_agg(i.person_id || ' ' || i.edition_id, ',' order by i.person_id, i.edition_id) as people from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1 group by i.kind`,
        [productId],
      )
      const peopleOf = (kind: string) => rows.find(row => row.kind === kind)?.people
      expect(peopleOf('RELEASED')).toContain(await personIdOf(hub, 'kazamidori'))
      expect(peopleOf('RECALLED')).toBe(peopleOf('RELEASED'))

      for (const [prefix, category] of [
        ['kazamidori', 'PROVISION'],
        ['wakaba', 'NOTICE'],
        ['nco-reader', 'PROVISION'],
      ] as const) {
        const reader = hub.as(prefix)
        const id = editions[category]
        await expect(reader.ask(EDITION, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
        expect((await reader.get(`/editions/${id}/bundle`)).status).toBe(404)
        expect(await editionsOf(reader)).not.toContain(id)
        for (const item of (await inboxOf(reader)).filter(item => item.editionId === id))
          expect(item.edition).toBeNull()
      }
      expect((await hub.nobody().get(`/public/editions/${editions['NOTICE']}`)).status).toBe(404)
      expect(await (await hub.nobody().get('/public/feed.json')).text()).not.toContain(editions['NOTICE'])
      for (const id of Object.values(editions)) {
        const { inspectEdition } = await hub
          .as('inspector')
          .ask('query ($id: ID!) { inspectEdition(id: $id) { id recalledAt } }', { id })
        expect(inspectEdition).toEqual({ id, recalledAt: expect.any(String) })
        expect((await hub.as('inspector').get(`/inspection/editions/${id}/bundle`)).status).toBe(200)
      }
      await expect(
        hub.database.superuser.query(`update hub.edition set recalled_at = null where id = $1`, [editions['NOTICE']]),
      ).rejects.toThrow(/does not change/)
      await expect(releaseOnly(otherOfficer, { id: productId, version: 1 })).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    it('[L45] is never told to anybody when it is recalled before its embargo ends', async () => {
      const { productId, editions } = await release(
        analyst,
        officer,
        notice('recalled in time', { embargoUntil: inAnHour() }),
      )
      await recall(officer, productId)
      await embargoEnds(hub, productId)
      await settled(hub)
      const { rows } = await hub.database.superuser.query('select 1 from hub.inbox where edition_id = $1', [
        editions['NOTICE'],
      ])
      expect(rows).toEqual([])
    })
  })

  describe('for a time', () => {
    it('is told to nobody before its embargo ends, and to everybody then', async () => {
      const friend = await hub.as('wakaba').listen((await inboxOf(hub.as('wakaba'))).at(-1)?.seq ?? 0)
      const { productId, editions } = await release(
        analyst,
        officer,
        productOf('embargo', [
          { title: '提供用', secret: true },
          { title: '周知等用', embargoUntil: inAnHour(), audience: { everyone: true, toPublic: true } },
        ]),
      )
      const id = editions['NOTICE']
      await settled(hub)
      await expect(hub.as('hayate').ask(EDITION, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await editionsOf(hub.as('hoshiwatari'))).not.toContain(id)
      expect((await hub.nobody().get(`/public/editions/${id}`)).status).toBe(404)
      expect((await hub.nobody().get(`/public/editions/${id}/bundle`)).status).toBe(404)
      expect(friend.items).toEqual([])
      await embargoEnds(hub, productId)
      await friend.until(() => friend.items.some(item => item.editionId === id), 'the end of the embargo')
      expect(await editionsOf(hub.as('hoshiwatari'))).toContain(id)
      expect((await hub.nobody().get(`/public/editions/${id}`)).status).toBe(200)
      const memberItems = (await inboxOf(hub.as('hoshiwatari'))).filter(item =>
        Object.values(editions).includes(item.editionId),
      )
      expect(memberItems.map(item => item.editionId)).toEqual([editions['PROVISION']])
      friend.close()
    })

    it('is gone when it expires', async () => {
      const { editions } = await release(
        analyst,
        officer,
        notice('short-lived', { expiresAt: inAnHour(), audience: { everyone: true, toPublic: true } }),
      )
      const id = editions['NOTICE']
      await expireNow(hub, id)
      await expect(hub.as('wakaba').ask(EDITION, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await editionsOf(hub.as('wakaba'))).not.toContain(id)
      expect((await hub.nobody().get(`/public/editions/${id}`)).status).toBe(404)
      const { inspectEdition } = await hub
        .as('inspector')
        .ask('query ($id: ID!) { inspectEdition(id: $id) { id } }', { id })
      expect(inspectEdition.id).toBe(id)
    })
  })
})

/**
 * When an edition holds: an embargo said in a zone, a release for a stated time, the end. What is scheduled and called off leaves nothing
 * outside; what has expired is told to those who had it, and to nobody else.
 */
import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, bytesOf } from './answers.ts'
import {
  correct,
  draft,
  editionsOf,
  embargoEnds,
  eventually,
  inboxOf,
  recall,
  releaseOnly,
  revise,
  settled,
  submit,
} from './steps.ts'
import { socketsOf, type Drafted } from './steps.ts'

const READ = 'query ($id: ID!) { edition(id: $id) { title embargoUntil embargoZone expiresAt expiresZone } }'
const SCHEDULE =
  'mutation ($id: ID!, $version: Int!, $at: LocalTimeInput!) { scheduleRelease(id: $id, version: $version, at: $at) { id version state scheduledFor scheduledZone releasedBy { name } editions { category editionId } events { what note } } }'
const CALL_OFF =
  'mutation ($id: ID!, $reason: String!) { callOffRelease(id: $id, reason: $reason) { id version state scheduledFor releasedBy { name } editions { editionId } } }'
const PRODUCT =
  'query ($id: ID!) { product(id: $id) { state scheduledFor version editions { embargoUntil embargoZone expiresAt expiresZone editionId } } }'
const EXPIRED = 'query ($id: ID!) { expiredEdition(id: $id) { id reference expiredAt zone } }'
const ITEM =
  'query ($id: ID!) { inboxItemOf(editionId: $id) { kind reference edition { id } expired { reference expiredAt zone } } }'

const INDICATOR = 'indicator--3aa7b810-9dad-41d1-80b4-00c04fd430c9'
const VALUE = '203.0.113.77'
const HOUR = 3_600_000
/** An instant as a clock in a zone shows it, to the second. */
const local = (ms: number, zone = 'UTC') => new Date(ms).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')
const inSeconds = (seconds: number) => (Math.floor(Date.now() / 1_000) + seconds) * 1_000

let hub: TestHub
let analyst: Actor
let officer: Actor
const { listen } = socketsOf(() => hub.url)

beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
  officer = hub.as('officer-1')
  const indicator = {
    ...{ type: 'indicator', spec_version: '2.1', id: INDICATOR, name: VALUE, indicator_types: ['malicious-activity'] },
    ...{ pattern: `[ipv4-addr:value = '${VALUE}']`, pattern_type: 'stix', valid_from: '2026-11-01T00:00:00Z' },
    ...{ created: '2026-11-01T00:00:00.000Z', modified: '2026-11-01T00:00:00.000Z' },
  }
  await analyst.importBundle(
    newImportId(),
    JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator] }),
  )
}, 60_000)
afterAll(() => hub.stop(), 20_000)

const notice = (more: object = {}, audience: object = { everyone: true, toPublic: true }) => {
  const product = productOf('時刻', [{ title: '時刻の試験', stixIds: [INDICATOR], audience }])
  return { ...product, editions: product.editions.map(edition => ({ ...edition, ...more })) }
}
const inReview = async (product: object): Promise<Drafted> => {
  const drafted = await submit(analyst, await draft(analyst, product))
  await approveFor([officer], drafted)
  return drafted
}
const schedule = async (product: Drafted, ms: number, zone = 'UTC') =>
  (await officer.ask(SCHEDULE, { ...product, at: { local: local(ms, zone), zone } })).scheduleRelease
const idOf = async (product: Drafted): Promise<string> =>
  (await analyst.ask(PRODUCT, product)).product.editions[0].editionId
/** Everything that somebody outside could look at, as bytes. */
const OUTSIDE = ['wakaba', 'hoshiwatari', 'ministry-reader'] as const
async function outside(id: string): Promise<string> {
  const parts: string[] = []
  for (const prefix of OUTSIDE) {
    const who = hub.as(prefix)
    parts.push(
      await answerTo(who, '{ editions(first: 100) { items { id title releasedAt } hasMore } editionCount }'),
      await answerTo(who, READ, { id }, [id]),
      await answerTo(who, EXPIRED, { id }, [id]),
      await answerTo(who, ITEM, { id }, [id]),
      await answerTo(who, 'query ($id: ID!) { earlierEdition(id: $id) { id } }', { id }, [id]),
      await answerTo(
        who,
        '{ inbox(first: 100) { items { seq kind editionId reference createdAt } lastSeq unacknowledged hasMore } }',
      ),
      await bytesOf(await fetch(`${hub.url}/lookups?value=${VALUE}`, { headers: who.headers() })),
      await bytesOf(await fetch(`${hub.url}/editions/${id}/bundle`, { headers: who.headers() }), [id]),
      await bytesOf(await fetch(`${hub.url}/feeds/csv`, { headers: who.headers() })),
    )
    for (const list of ['notice', 'notice-bulletin'])
      for (const path of ['objects/', 'manifest/'])
        parts.push(
          await bytesOf(
            await fetch(`${hub.url}/taxii2/council/collections/${list}/${path}`, {
              headers: who.headers({ accept: 'application/taxii+json;version=2.1' }),
            }),
          ),
        )
  }
  for (const path of [
    '/public',
    `/public/editions/${id}`,
    '/feeds/public/csv',
    '/taxii2/public/collections/notice/objects/',
  ])
    parts.push(
      await bytesOf(
        await fetch(
          hub.url + path,
          path.startsWith('/taxii2') ? { headers: { accept: 'application/taxii+json;version=2.1' } } : {},
        ),
        [id],
      ),
    )
  return parts.join('\n')
}

describe('an embargo and an expiry', () => {
  it('are said in a zone, kept with it, and shown in it to makers and, once out, to readers', async () => {
    const ends = inSeconds(2)
    const drafted = await inReview(
      notice({
        embargo: { local: local(ends, 'America/New_York'), zone: 'America/New_York' },
        expiry: { local: '2090-07-01T09:00' },
      }),
    )
    expect((await analyst.ask(PRODUCT, drafted)).product.editions[0]).toMatchObject({
      ...{ embargoUntil: new Date(ends).toISOString(), embargoZone: 'America/New_York' },
      ...{ expiresAt: '2090-07-01T00:00:00.000Z', expiresZone: 'Asia/Tokyo' },
    })
    await releaseOnly(officer, drafted)
    const id = await idOf(drafted)
    await eventually(async () => {
      const asked = Date.now()
      const answer = await answerTo(hub.as('wakaba'), READ, { id })
      // Not a millisecond before, by the clock of the machine that all of this runs on, and to nobody who asks then.
      const isOut = !answer.includes('NOT_FOUND')
      if (isOut) expect(Date.now()).toBeGreaterThanOrEqual(ends)
      else expect(asked).toBeLessThan(ends)
      return isOut
    }, 'the end of the embargo')
    expect((await hub.as('wakaba').ask(READ, { id })).edition).toMatchObject({
      ...{ embargoUntil: new Date(ends).toISOString(), embargoZone: 'America/New_York' },
      ...{ expiresAt: '2090-07-01T00:00:00.000Z', expiresZone: 'Asia/Tokyo' },
    })
  })

  it.each([
    [{ embargo: { local: '2027-03-14T02:30', zone: 'America/New_York' } }, 'editions[0].embargo.local'],
    [{ expiry: { local: '2026-11-01T01:30', zone: 'America/New_York' } }, 'editions[0].expiry.local'],
    [{ expiry: { local: '2027-01-01T09:00', zone: 'Mars/Olympus' } }, 'editions[0].expiry.zone'],
    [{ embargo: { local: '2027-01-01T09:00' }, expiry: { local: '2027-01-01T09:00' } }, 'editions[0].expiry'],
    [{ embargo: { local: '2027-01-01T09:00' }, embargoUntil: '2027-01-01T00:00:00Z' }, 'editions[0].embargo'],
  ])('%j is refused, naming %s', async (more, field) => {
    await expect(draft(analyst, notice(more))).rejects.toMatchObject({ code: 'INVALID_INPUT', field })
  })

  it('in the past: an embargo does no harm, an expiry stands against the review and the release', async () => {
    const past = { local: '2026-01-01T00:00' }
    const { id } = await inReview(notice({ embargo: past }))
    const { version } = (await analyst.ask(PRODUCT, { id })).product
    expect((await releaseOnly(officer, { id, version })).state).toBe('RELEASED')
    await settled(hub)
    expect(await editionsOf(hub.as('wakaba'))).toContain(await idOf({ id, version }))

    await expect(inReview(notice({ expiry: past }))).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', reason: 'EXPIRED', field: 'editions[0].expiresAt' },
    })
    // One that expires while it waits for its review.
    const waiting = await inReview(notice({ expiresAt: new Date(Date.now() + HOUR).toISOString() }))
    await hub.database.superuser.query(
      `update hub.edition_draft set expires_at = now() - interval '1 second' where product_id = $1`,
      [waiting.id],
    )
    const { product } = await officer.ask(
      'query ($id: ID!) { product(id: $id) { releaseObjections { code } } }',
      waiting,
    )
    expect(product.releaseObjections).toContainEqual({ code: 'EXPIRED' })
    await expect(releaseOnly(officer, waiting)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'EXPIRED' })
  })
})

describe('a release for a stated time', () => {
  it('[L62] keeps the rules of any release, and its time lies ahead', async () => {
    const product = await inReview(notice())
    const at = { local: local(Date.now() + HOUR), zone: 'UTC' }
    await expect(analyst.ask(SCHEDULE, { ...product, at })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const [wrong, field] of [
      [{ local: local(Date.now() - HOUR), zone: 'UTC' }, 'at.local'],
      [{ local: '2090-01-01T00:00' }, 'at.local'],
      [{ local: '2027-03-14T02:30', zone: 'America/New_York' }, 'at.local'],
      [{ local: at.local, zone: 'Nowhere' }, 'at.zone'],
    ] as const)
      await expect(officer.ask(SCHEDULE, { ...product, at: wrong })).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', field },
      })
    await expect(officer.ask(SCHEDULE, { ...product, version: 9, at })).rejects.toMatchObject({ code: 'CONFLICT' })
    const short = await inReview(notice({ expiresAt: new Date(Date.now() + HOUR / 2).toISOString() }))
    await expect(officer.ask(SCHEDULE, { ...short, at })).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', reason: 'EXPIRED', field: 'editions[0].expiresAt' },
    })
  })

  it('of a correction is refused: its readers hold what is wrong', async () => {
    const { productId } = await release(analyst, officer, notice())
    const { version } = (await analyst.ask(PRODUCT, { id: productId })).product
    const opened = await correct(analyst, { id: productId, version }, '誤り')
    const ready = await submit(analyst, await revise(analyst, opened, notice({ title: '訂正' })))
    await expect(schedule(ready, Date.now() + HOUR)).rejects.toMatchObject({ reason: 'EMBARGOED_CORRECTION' })
  })

  it('[L03][L45] called off: nobody outside learns that there was one, before or after its time', async () => {
    await settled(hub)
    const product = await inReview(notice())
    const nothing = randomUUID()
    const before = await outside(nothing)
    const listeners = await Promise.all(OUTSIDE.map(prefix => listen(hub.as(prefix))))
    for (const [index, prefix] of OUTSIDE.entries()) {
      const told = await inboxOf(hub.as(prefix))
      await listeners[index].until(() => listeners[index].items.length >= told.length, 'what came before')
    }
    const heard = listeners.map(({ items }) => items.length)
    // What is near may not be called off any more.
    const at = inSeconds(3_600)
    const scheduled = await schedule(product, at, 'Asia/Tokyo')
    expect(scheduled).toMatchObject({
      ...{ state: 'SCHEDULED', scheduledFor: new Date(at).toISOString(), scheduledZone: 'Asia/Tokyo' },
    })
    expect(scheduled.events.at(-1)).toEqual({ what: 'SCHEDULED', note: `${new Date(at).toISOString()} Asia/Tokyo` })
    // Repeated it is the same; for another time it is not.
    expect((await schedule(product, at, 'UTC')).state).toBe('SCHEDULED')
    await expect(schedule(product, at + HOUR)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'WRONG_STATE' })
    const { products } = await analyst.ask(
      '{ products(state: SCHEDULED) { items { id state scheduledFor scheduledZone } } }',
    )
    expect(products.items).toEqual([
      { id: product.id, state: 'SCHEDULED', scheduledFor: new Date(at).toISOString(), scheduledZone: 'Asia/Tokyo' },
    ])
    const { id } = { id: scheduled.editions[0].editionId }
    expect(await outside(id)).toBe(before)

    // It is neither corrected nor recalled nor released: it is called off, by an officer.
    for (const attempt of [
      () => correct(analyst, product, '誤り'),
      () => recall(officer, product.id),
      () => releaseOnly(officer, product),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', reason: 'WRONG_STATE' })
    await expect(analyst.ask(CALL_OFF, { id: product.id, reason: '見合わせ' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const { callOffRelease: off } = await officer.ask(CALL_OFF, { id: product.id, reason: '見合わせ' })
    expect(off).toMatchObject({ state: 'IN_REVIEW', scheduledFor: null, releasedBy: null })
    expect(off.editions).toEqual([{ editionId: null }])
    await expect(officer.ask(CALL_OFF, { id: product.id, reason: '再び' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await outside(id)).toBe(before)

    // Its time comes: the outbox row is there, and finds nobody.
    await embargoEnds(hub, product.id)
    await settled(hub)
    expect(await outside(id)).toBe(before)
    expect(listeners.map(({ items }) => items.length)).toEqual(heard)
    const { rows } = await hub.database.superuser.query<Record<string, number>>(
      `select (select count(*)::int from hub.inbox where edition_id = $1) as told, (select count(*)::int from hub.edition_tombstone where edition_id = $1) as tombstones,
         (select count(*)::int from hub.edition_added where edition_id = $1) as added, (select count(*)::int from hub.outbox where product_id = $2 and dispatched_at is null) as waiting`,
      [id, product.id],
    )
    expect(rows).toEqual([{ told: 0, tombstones: 0, added: 0, waiting: 0 }])

    // And what is released of it afterwards is a first release, whose recall speaks of nothing before it.
    expect((await releaseOnly(officer, product)).state).toBe('RELEASED')
    await settled(hub)
    const released = await idOf(product)
    const news = (await inboxOf(hub.as('wakaba'))).filter(({ editionId }) => [id, released].includes(editionId))
    expect(news.map(({ kind, editionId }) => [kind, editionId])).toEqual([['RELEASED', released]])
    expect(
      (await hub.as('wakaba').ask('query ($id: ID!) { editionHistory(id: $id) { what } }', { id: released }))
        .editionHistory,
    ).toEqual([{ what: 'RELEASED' }])
    await recall(officer, product.id)
    await settled(hub)
    const all = (await inboxOf(hub.as('wakaba'))).filter(({ editionId }) => [id, released].includes(editionId))
    expect(all.map(({ kind }) => kind)).toEqual(['RELEASED', 'RECALLED'])
  }, 60_000)

  it('[L45] is never called off once it may have been read: the database holds it, too', async () => {
    const late = await inReview(notice())
    await schedule(late, inSeconds(9))
    await expect(officer.ask(CALL_OFF, { id: late.id, reason: '遅い' })).rejects.toMatchObject({
      ...{ code: 'CONFLICT', reason: 'TOO_LATE' },
    })
    const { editions } = await release(analyst, officer, notice())
    await expect(
      hub.database.superuser.query('update hub.edition set recalled_at = now(), called_off_at = now() where id = $1', [
        editions['NOTICE'],
      ]),
    ).rejects.toThrow('is recalled, not called off')
  })

  it('comes into force at its time though the worker was down when it was decided, and is told once', async () => {
    const alone = await startTestHub({ worker: false })
    try {
      const [maker, chief] = [alone.as('analyst-1'), alone.as('officer-1')]
      const product = await submit(maker, await draft(maker, productOf('予約', [{ title: '予約' }])))
      const at = inSeconds(3_600)
      const { scheduleRelease } = await chief.ask(SCHEDULE, { ...product, at: { local: local(at), zone: 'UTC' } })
      const id = scheduleRelease.editions[0].editionId
      expect(await editionsOf(alone.as('wakaba'))).not.toContain(id)
      await embargoEnds(alone, product.id)
      // By the clock alone: nothing runs yet, and the state is what it is.
      expect((await maker.ask(PRODUCT, product)).product).toMatchObject({ state: 'RELEASED', scheduledFor: null })
      expect(await editionsOf(alone.as('wakaba'))).toContain(id)
      expect(await inboxOf(alone.as('wakaba'))).toEqual([])
      for (let restart = 0; restart < 2; restart += 1) {
        const beside = await startTestHub({ beside: alone, tiers: ['PUBLIC'] })
        await settled(alone)
        await beside.stop()
        expect((await inboxOf(alone.as('wakaba'))).map(({ kind, editionId }) => [kind, editionId])).toEqual([
          ['RELEASED', id],
        ])
      }
      // Corrected later, what did not change stays as it is: an embargo that is over is none.
      const { version } = (await maker.ask(PRODUCT, product)).product
      const opened = await correct(maker, { id: product.id, version }, '確認')
      await releaseOnly(chief, await submit(maker, opened))
      expect((await maker.ask(PRODUCT, product)).product.editions[0].editionId).toBe(id)
    } finally {
      await alone.stop()
    }
  }, 60_000)

  it('keeps a later embargo of its own', async () => {
    const own = new Date(Date.now() + 2 * HOUR).toISOString()
    const product = await inReview(notice({ embargoUntil: own }))
    await schedule(product, Date.now() + HOUR)
    const { rows } = await hub.database.superuser.query<{ until: Date }>(
      'select embargo_until as until from hub.edition where product_id = $1',
      [product.id],
    )
    expect(rows.map(({ until }) => until.toISOString())).toEqual([own])
  })
})

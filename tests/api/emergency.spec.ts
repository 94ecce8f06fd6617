import { APPROVE, MISSING } from '../support/approving.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo } from './answers.ts'
import {
  aged,
  COUNTS,
  DECLARE,
  END,
  LIST,
  listed,
  MODE,
  PATH,
  provision,
  refused,
  reviewIfAny,
  reviewOf,
  strong,
  SWITCHES,
  WHY,
} from './emergency-steps.ts'
import { draft, eventually, personIdOf, releaseNow, submit, type Drafted } from './steps.ts'

describe('the emergency path', () => {
  let hub: TestHub
  let analyst: Actor
  let reviewer: Actor
  let officer: Actor
  let otherOfficer: Actor
  let inspector: Actor
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    analyst = hub.as('analyst-1')
    reviewer = hub.as('analyst-2')
    officer = hub.as('officer-1')
    otherOfficer = hub.as('officer-2')
    inspector = await strong(hub, 'inspector')
  }, 60_000)
  afterAll(() => hub.stop())

  const inReview = async (product: object): Promise<Drafted> => submit(analyst, await draft(analyst, product))
  const declare = (who: Actor, hours = 24) => who.ask(DECLARE, { reason: '変電所で広域の停止', hours })
  const end = (who: Actor) => who.ask(END, { reason: '復旧した' })
  const mode = async (who: Actor = analyst) => (await who.ask(MODE)).operatingMode
  const normal = async () => {
    if ((await mode()).mode !== 'NORMAL') await end(officer)
  }
  afterEach(normal)
  /** Here: other files have databases of their own on the same server. */
  const somebodyWaits = async () => {
    const { rows } = await hub.database.superuser.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    )
    return rows.length === 1
  }

  describe('by the mode of a large-scale incident', () => {
    it('is declared by a releasing officer, with a reason and an end, shown to who works on products, and ended by one', async () => {
      expect(await mode()).toEqual({
        mode: 'NORMAL',
        since: null,
        until: null,
        by: null,
        reason: null,
        maySwitch: false,
      })
      await declare(officer, 6)
      for (const who of [analyst, otherOfficer, inspector])
        expect(await mode(who)).toMatchObject({
          ...{ mode: 'LARGE_SCALE', reason: '変電所で広域の停止', by: { name: hub.account('officer-1').name } },
          maySwitch: who === otherOfficer,
        })
      const { since, until } = await mode()
      expect(Date.parse(until) - Date.parse(since)).toBe(6 * 3_600_000)
      expect((await end(otherOfficer)).endLargeScale.mode).toBe('NORMAL')
      const { items } = (await inspector.ask(SWITCHES)).modeSwitches
      expect(items.slice(0, 2)).toEqual([
        { mode: 'NORMAL', reason: '復旧した', by: { name: hub.account('officer-2').name }, until: null },
        { mode: 'LARGE_SCALE', reason: '変電所で広域の停止', by: { name: hub.account('officer-1').name }, until },
      ])
      const page = (await analyst.ask(SWITCHES, { first: 1 })).modeSwitches
      expect(page.hasMore).toBe(true)
      expect((await analyst.ask(SWITCHES, { first: 1, after: page.endCursor })).modeSwitches.items[0].mode).toBe(
        'LARGE_SCALE',
      )
    })

    it('is switched by nobody else, not without a reason, not for ever, and not ended where there is none', async () => {
      for (const who of [
        await strong(hub, 'analyst-1'),
        inspector,
        await strong(hub, 'administrator'),
        await strong(hub, 'hoshiwatari-power-1'),
      ]) {
        expect(await refused(who, DECLARE, { reason: 'x', hours: 1 })).toMatchObject({ code: 'FORBIDDEN' })
        expect(await refused(who, END, { reason: 'x' })).toMatchObject({ code: 'FORBIDDEN' })
      }
      for (const [variables, field] of [
        [{ reason: ' ', hours: 1 }, 'reason'],
        [{ reason: 'x', hours: 0 }, 'hours'],
        [{ reason: 'x', hours: 73 }, 'hours'],
      ] as const)
        expect(await refused(officer, DECLARE, variables)).toMatchObject({ code: 'INVALID_INPUT', field })
      expect(await refused(officer, END, { reason: 'x' })).toMatchObject({ code: 'CONFLICT', reason: 'NORMAL_ALREADY' })
      expect((await mode()).mode).toBe('NORMAL')
    })

    it('[L40] is the state’s own: members, friends and other readers get the same answers in either', async () => {
      const strangers = await Promise.all(
        ['hoshiwatari-power-1', 'wakaba-hospital-1', 'nco-reader', 'administrator'].map(prefix => strong(hub, prefix)),
      )
      const product = await inReview(provision())
      const asked = () =>
        Promise.all(
          strangers.flatMap(who => [
            ...[MODE, SWITCHES, COUNTS].map(query => answerTo(who, query)),
            ...[
              answerTo(who, LIST, { state: 'OPEN' }),
              answerTo(who, PATH, product),
              answerTo(who, END, { reason: 'x' }),
            ],
            answerTo(who, '{ me { name abilities { draft } } }'),
          ]),
        )
      const before = await asked()
      await declare(officer)
      expect(await asked()).toEqual(before)
      for (const text of before.slice(0, 6)) expect(text).not.toContain('LARGE_SCALE')
    })

    it('lets a provision go out that waits in the usual mode; what applies at the instant of release is what counts', async () => {
      const product = await inReview(provision())
      const path = async () => (await officer.ask(PATH, product)).productApprovals
      expect(await path()).toEqual({
        ...{ isLargeScale: false, leftOut: { REVIEW: 0, AUTHORISATION: 0 } },
        ...{ required: { REVIEW: 1, AUTHORISATION: 0 }, missing: { REVIEW: 1, AUTHORISATION: 0 } },
      })
      await expect(releaseNow(officer, product, WHY)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' })
      await declare(officer)
      expect(await path()).toEqual({
        ...{ isLargeScale: true, leftOut: { REVIEW: 1, AUTHORISATION: 0 } },
        ...{ required: { REVIEW: 0, AUTHORISATION: 0 }, missing: { REVIEW: 0, AUTHORISATION: 0 } },
      })
      await end(officer)
      await expect(releaseNow(officer, product, WHY)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' })
      await declare(officer)
      expect((await releaseNow(officer, product, WHY)).state).toBe('RELEASED')
      expect(await reviewOf(analyst, product)).toMatchObject({
        ...{
          isLargeScale: true,
          urgency: 'PRIORITY',
          leftOut: { REVIEW: 1, AUTHORISATION: 0 },
          reason: WHY,
          finding: null,
        },
        ...{ productTitle: '緊急の提供', productVersion: product.version, isOverdue: false },
        releasedBy: { name: hub.account('officer-1').name },
      })
    })

    it('never shortens what communications told', async () => {
      await declare(officer)
      const product = await inReview(productOf('総合', [{ title: '総合', commInfo: true }], { urgency: 'ROUTINE' }))
      await expect(releaseNow(officer, product, WHY)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' })
    })

    it('lapses by itself at its end, and lasts from its first declaration when it is declared anew', async () => {
      const product = await inReview(provision())
      await declare(officer, 2)
      await aged(hub, 'operating_mode_switch', '1 hour', `id = (select max(id) from hub.operating_mode_switch)`)
      const { since } = await mode()
      await declare(otherOfficer, 1)
      expect(await mode()).toMatchObject({ since, by: { name: hub.account('officer-2').name } })
      await aged(hub, 'operating_mode_switch', '61 minutes', `id = (select max(id) from hub.operating_mode_switch)`)
      // The earlier declaration lapses with the one that took its place.
      expect((await mode()).mode).toBe('NORMAL')
      await expect(releaseNow(officer, product, WHY)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' })
      expect(await refused(officer, END, { reason: 'x' })).toMatchObject({ reason: 'NORMAL_ALREADY' })
      await declare(officer, 1)
      expect(Date.parse((await mode()).since)).toBeGreaterThan(Date.parse(since))
    })

    it('is held by a release until it is done: who ends it waits, and no release passes after the end', async () => {
      const products = await Promise.all(Array.from({ length: 6 }, () => inReview(provision())))
      await declare(officer)
      const outcomes = await Promise.all([
        ...products.slice(0, 3).map(product => releaseNow(officer, product, WHY).catch((error: unknown) => error)),
        end(otherOfficer),
        ...products.slice(3).map(product => releaseNow(officer, product, WHY).catch((error: unknown) => error)),
      ])
      const { rows } = await hub.database.superuser.query(
        `select max(at) as ended from hub.operating_mode_switch where mode = 'NORMAL'`,
      )
      for (const [index, product] of products.entries()) {
        const outcome: any = outcomes[index < 3 ? index : index + 1]
        const review = await reviewIfAny(officer, product)
        // Either it went out before the end and is logged, or it was refused and is not.
        if (outcome.state === 'RELEASED')
          expect(Date.parse(review?.releasedAt ?? '')).toBeLessThanOrEqual(rows[0].ended.getTime())
        else expect([outcome.reason, review]).toEqual(['APPROVAL_MISSING', undefined])
      }
    })

    it('is not ended under a release that has asked for it', async () => {
      await declare(officer)
      const { superuser } = hub.database
      await superuser.query('begin; select hub.hold_operating_mode()')
      let isEnded = false
      const ending = end(otherOfficer).then(() => (isEnded = true))
      await eventually(somebodyWaits, 'the switch that waits')
      expect(isEnded).toBe(false)
      await superuser.query('rollback')
      await ending
      expect((await mode()).mode).toBe('NORMAL')
    })

    it('is asked about under that hold: a release that comes while it is being ended waits, and is refused', async () => {
      const product = await inReview(provision())
      await declare(officer)
      const { superuser } = hub.database
      await superuser.query('begin; select hub.turn_operating_mode()')
      let released: Promise<unknown> | undefined
      try {
        const ended = `insert into hub.operating_mode_switch (mode, person_id, reason) values ('NORMAL', $1, 'x')`
        await superuser.query(ended, [await personIdOf(hub, 'officer-2')])
        released = releaseNow(officer, product, WHY).catch((error: unknown) => error)
        await eventually(somebodyWaits, 'the release that waits')
      } finally {
        await superuser.query('commit')
      }
      expect(await released).toMatchObject({ reason: 'APPROVAL_MISSING' })
    })
  })

  describe('by an urgency that shortens', () => {
    it('asks why it cannot wait, and keeps it in the history', async () => {
      const product = await inReview(provision({ urgency: 'EMERGENCY' }))
      for (const reason of [undefined, ' '])
        await expect(releaseNow(officer, product, reason)).rejects.toMatchObject({
          ...{ code: 'INVALID_INPUT', reason: 'EMERGENCY_REASON' },
        })
      expect(await reviewIfAny(officer, product)).toBeUndefined()
      await releaseNow(officer, product, ` ${WHY} `)
      const { product: found } = await analyst.ask(
        'query ($id: ID!) { product(id: $id) { events { what note } } }',
        product,
      )
      expect(found.events.at(-1)).toEqual({ what: 'RELEASED', note: WHY })
      // Harmless to repeat: one release, one review.
      await releaseNow(officer, product, WHY)
      expect((await listed(officer)).filter(({ productId }) => productId === product.id)).toHaveLength(1)
    })

    it('is none where nothing was left out: a notice, and what others approved of all the same', async () => {
      const notice = await inReview(productOf('周知', [{ title: '周知' }], { urgency: 'EMERGENCY' }))
      const approved = await inReview(provision({ urgency: 'EMERGENCY' }))
      const { digest } = (await reviewer.ask(MISSING, approved)).productApprovals
      await reviewer.ask(APPROVE, { ...approved, digest, kind: 'REVIEW' })
      for (const product of [notice, approved]) {
        expect((await officer.ask(PATH, product)).productApprovals.leftOut).toEqual({ REVIEW: 0, AUTHORISATION: 0 })
        expect((await releaseNow(officer, product)).state).toBe('RELEASED')
        expect(await reviewIfAny(officer, product)).toBeUndefined()
      }
    })
  })
})

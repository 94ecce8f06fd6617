import { randomUUID } from 'node:crypto'
import { APPROVE, MISSING } from '../support/approving.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { Actor } from '../support/actor.ts'
import { keyOf } from '../proof/principals.ts'
import { answerTo, refusalOf } from './answers.ts'
import { draft, eventually, personIdOf, recall, releaseNow, revise, submit, type Drafted } from './steps.ts'

const MODE = '{ operatingMode { mode since until by { name } reason maySwitch } }'
const SWITCHES = `query ($first: Int, $after: String) { modeSwitches(first: $first, after: $after) { items { mode reason by { name } until } endCursor hasMore } }`
const DECLARE = `mutation ($reason: String!, $hours: Int!) { declareLargeScale(reason: $reason, hours: $hours) { mode since until by { name } reason } }`
const END = `mutation ($reason: String!) { endLargeScale(reason: $reason) { mode } }`
const FIELDS = `id productId productTitle productVersion isLargeScale urgency leftOut { REVIEW AUTHORISATION } reason releasedBy { name } releasedAt dueAt
  isOverdue finding foundBy { name } note mayReview mayRecall`
const LIST = `query ($state: AfterReviewState!, $first: Int = 100, $after: String) { afterReviews(state: $state, first: $first, after: $after) { items { ${FIELDS} } endCursor hasMore } }`
const COUNTS = '{ afterReviewCounts { open overdue } }'
const REVIEW = `mutation ($id: ID!, $finding: AfterReviewFinding!, $note: String!) { reviewAfterwards(id: $id, finding: $finding, note: $note) { ${FIELDS} } }`
const PATH = `query ($id: ID!) { productApprovals(productId: $id) { isLargeScale leftOut { REVIEW AUTHORISATION } required { REVIEW AUTHORISATION } missing { REVIEW AUTHORISATION } } }`
const WHY = '侵入がいまも続いているため'

const provision = (more: object = {}) => productOf('緊急の提供', [{ title: '提供', secret: true }], more)

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
    inspector = await strong('inspector')
  }, 60_000)
  afterAll(() => hub.stop())

  const inReview = async (product: object): Promise<Drafted> => submit(analyst, await draft(analyst, product))
  const declare = (who: Actor, hours = 24) => who.ask(DECLARE, { reason: '変電所で広域の停止', hours })
  const end = (who: Actor) => who.ask(END, { reason: '復旧した' })
  const mode = async (who: Actor = analyst) => (await who.ask(MODE)).operatingMode
  const listed = async (who: Actor, state = 'OPEN') => (await who.ask(LIST, { state })).afterReviews.items as any[]
  const reviewOf = async (who: Actor, { id }: Drafted, state = 'OPEN') =>
    (await listed(who, state)).find(({ productId }) => productId === id)
  const refused = async (who: Actor, query: string, variables: object = {}) =>
    refusalOf(await who.asking(query, variables))
  /** With a key for everything, whatever their rights are. */
  const strong = async (prefix: string): Promise<Actor> =>
    new Actor(hub.url, hub.account(prefix)).withKey(await keyOf(hub, prefix, ['read', 'draft', 'release']))
  const pressing = async (): Promise<Drafted> => {
    const product = await inReview(provision({ urgency: 'EMERGENCY' }))
    await releaseNow(officer, product, WHY)
    return product
  }
  const aged = (table: string, interval: string, where: string) =>
    hub.database.superuser.query(`update hub.${table} set at = at - interval '${interval}' where ${where}`)
  const normal = async () => {
    if ((await mode()).mode !== 'NORMAL') await end(officer)
  }
  afterEach(normal)

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
        await strong('analyst-1'),
        inspector,
        await strong('administrator'),
        await strong('hoshiwatari-power-1'),
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
        ['hoshiwatari-power-1', 'wakaba-hospital-1', 'nco-reader', 'administrator'].map(strong),
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
      await aged('operating_mode_switch', '1 hour', `id = (select max(id) from hub.operating_mode_switch)`)
      const { since } = await mode()
      await declare(otherOfficer, 1)
      expect(await mode()).toMatchObject({ since, by: { name: hub.account('officer-2').name } })
      await aged('operating_mode_switch', '61 minutes', `id = (select max(id) from hub.operating_mode_switch)`)
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
        const review = await reviewOf(officer, product)
        // Either it went out before the end and is logged, or it was refused and is not.
        if (outcome.state === 'RELEASED')
          expect(Date.parse(review.releasedAt)).toBeLessThanOrEqual(rows[0].ended.getTime())
        else expect([outcome.reason, review]).toEqual(['APPROVAL_MISSING', undefined])
      }
    })

    it('is not ended under a release that has asked for it', async () => {
      await declare(officer)
      const { superuser } = hub.database
      await superuser.query('begin; select hub.hold_operating_mode()')
      let isEnded = false
      const ending = end(otherOfficer).then(() => (isEnded = true))
      await eventually(async () => {
        const { rows } = await superuser.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)
        return rows.length === 1
      }, 'the switch that waits')
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
      const ended = `insert into hub.operating_mode_switch (mode, person_id, reason) values ('NORMAL', $1, 'x')`
      await superuser.query(ended, [await personIdOf(hub, 'officer-2')])
      const released = releaseNow(officer, product, WHY).catch((error: unknown) => error)
      await eventually(async () => {
        const { rows } = await superuser.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)
        return rows.length === 1
      }, 'the release that waits')
      await superuser.query('commit')
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
      expect(await reviewOf(officer, product)).toBeUndefined()
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
        expect(await reviewOf(officer, product)).toBeUndefined()
      }
    })
  })

  describe('reviewed afterwards', () => {
    const decide = (who: Actor, id: string, finding = 'UPHELD') =>
      who.ask(REVIEW, { id, finding, note: '妥当だった。' })

    it('[L62] is by nobody who wrote, submitted, approved or released it', async () => {
      const drafted = await draft(
        analyst,
        productOf('総合', [{ title: '総合', commInfo: true }], { urgency: 'EMERGENCY' }),
      )
      const product = await submit(analyst, drafted)
      const { digest } = (await reviewer.ask(MISSING, product)).productApprovals
      await reviewer.ask(APPROVE, { ...product, digest, kind: 'REVIEW' })
      await releaseNow(officer, product, WHY)
      const review = await reviewOf(otherOfficer, product)
      expect(review).toMatchObject({ leftOut: { REVIEW: 0, AUTHORISATION: 1 }, mayReview: true, mayRecall: true })
      for (const who of [analyst, reviewer, officer]) {
        expect(await reviewOf(who, product)).toMatchObject({ mayReview: false, mayRecall: false })
        await expect(decide(who, review.id)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'SAME_PERSON' })
      }
      expect((await decide(otherOfficer, review.id)).reviewAfterwards).toMatchObject({
        ...{
          finding: 'UPHELD',
          note: '妥当だった。',
          foundBy: { name: hub.account('officer-2').name },
          mayReview: false,
        },
      })
      await expect(decide(otherOfficer, review.id)).rejects.toMatchObject({
        code: 'CONFLICT',
        reason: 'REVIEWED_ALREADY',
      })
      expect(await reviewOf(inspector, product)).toBeUndefined()
      expect(await reviewOf(inspector, product, 'DONE')).toMatchObject({ finding: 'UPHELD', isOverdue: false })
    })

    it('[L62] is not by who wrote an earlier version, nor by who submitted for another', async () => {
      const drafted = await draft(reviewer, provision({ urgency: 'EMERGENCY' }))
      const product = await submit(otherOfficer, await revise(analyst, drafted, provision({ urgency: 'EMERGENCY' })))
      await releaseNow(officer, product, WHY)
      const { id } = await reviewOf(officer, product)
      for (const who of [reviewer, otherOfficer, analyst, officer])
        await expect(decide(who, id)).rejects.toMatchObject({ reason: 'SAME_PERSON' })
    })

    it('is an officer’s where it takes back, which is told like any recall', async () => {
      const product = await pressing()
      const { id, mayReview, mayRecall } = await reviewOf(reviewer, product)
      expect([mayReview, mayRecall]).toEqual([true, false])
      await expect(decide(reviewer, id, 'RECALL')).rejects.toMatchObject({ reason: 'NOT_A_RELEASING_OFFICER' })
      expect(await refused(otherOfficer, REVIEW, { id, finding: 'RECALL', note: ' ' })).toMatchObject({
        ...{ code: 'INVALID_INPUT', field: 'note' },
      })
      expect(await reviewOf(reviewer, product)).toMatchObject({ finding: null })
      await decide(otherOfficer, id, 'RECALL')
      const { product: found } = await analyst.ask(
        'query ($id: ID!) { product(id: $id) { state editions { recalledAt } events { what note } } }',
        product,
      )
      expect(found).toMatchObject({ state: 'RECALLED', editions: [{ recalledAt: expect.any(String) }] })
      expect(found.events.at(-1)).toEqual({ what: 'RECALLED', note: '妥当だった。' })
      const { rows } = await hub.database.superuser.query(
        'select kind from hub.outbox where product_id = $1 order by id',
        [product.id],
      )
      expect(rows.map(({ kind }) => kind)).toEqual(['RELEASED', 'RECALLED'])
    })

    it('finds, too, that it should have waited; and is still to be done when it was recalled meanwhile', async () => {
      const product = await pressing()
      await recall(officer, product.id)
      const { id } = await reviewOf(reviewer, product)
      expect((await decide(reviewer, id, 'SHOULD_HAVE_WAITED')).reviewAfterwards.finding).toBe('SHOULD_HAVE_WAITED')
    })

    it('is decided once, whoever comes at the same time', async () => {
      const { id } = await reviewOf(officer, await pressing())
      const outcomes = await Promise.allSettled([
        ...[reviewer, otherOfficer, reviewer].map(who => decide(who, id)),
        decide(otherOfficer, id, 'RECALL'),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'REVIEWED_ALREADY' })
    })

    it('is overdue after seven days, counted, and listed page by page, the most pressing first', async () => {
      const before = (await officer.ask(COUNTS)).afterReviewCounts
      const [late, open] = [await pressing(), await pressing()]
      const review = await reviewOf(officer, late)
      expect(Date.parse(review.dueAt) - Date.parse(review.releasedAt)).toBe(7 * 86_400_000)
      await aged('after_review', '7 days 1 minute', `id = '${review.id}'`)
      expect(await reviewOf(inspector, late)).toMatchObject({ isOverdue: true, mayReview: false })
      expect((await officer.ask(COUNTS)).afterReviewCounts).toEqual({
        open: before.open + 2,
        overdue: before.overdue + 1,
      })
      expect((await listed(officer, 'OVERDUE')).map(({ productId }) => productId)).toContain(late.id)
      expect((await listed(officer, 'OVERDUE')).map(({ productId }) => productId)).not.toContain(open.id)
      const ids: string[] = []
      for (let after: string | null = null, more = true; more;) {
        const { afterReviews }: any = await inspector.ask(LIST, { state: 'OPEN', first: 1, after })
        ids.push(...afterReviews.items.map((item: { id: string }) => item.id))
        ;[after, more] = [afterReviews.endCursor, afterReviews.hasMore]
      }
      expect(ids).toEqual((await listed(inspector)).map(({ id }) => id))
      expect(ids[0]).toBe(review.id)
    })

    it('is shown to nobody above whose clearance it is, nor decided by inspectors, who see all: to them there is no such thing', async () => {
      const product = await pressing()
      const { id } = await reviewOf(inspector, product)
      await expect(decide(inspector, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const member = await strong('hoshiwatari-power-1')
      const { superuser } = hub.database
      const person = await personIdOf(hub, 'analyst-2')
      await superuser.query('update hub.person set clearance_rank = 0 where id = $1', [person])
      expect(await reviewOf(reviewer, product)).toBeUndefined()
      for (const who of [reviewer, member]) {
        const asked = async (named: string) =>
          answerTo(who, REVIEW, { id: named, finding: 'UPHELD', note: 'x' }, [named])
        expect(await asked(id)).toBe(await asked(randomUUID()))
      }
      await superuser.query('update hub.person set clearance_rank = 2 where id = $1', [person])
    })

    it('[L62] is held by the database as well: by nobody involved, in no other’s name, and nothing is hidden or changed', async () => {
      const product = await pressing()
      const { id } = await reviewOf(officer, product)
      const { superuser } = hub.database
      const named = ['analyst-1', 'analyst-2', 'officer-1', 'officer-2', 'inspector', 'nco-reader']
      const [author, second, releaser, other, inspecting, stranger] = await Promise.all(
        named.map(prefix => personIdOf(hub, prefix)),
      )
      const as = async (person: string, sql: string, values: unknown[]) => {
        await superuser.query('begin; set local role hub_government')
        try {
          await superuser.query(`select set_config('hub.person_id', $1, true)`, [person])
          return (await superuser.query(sql, values)).rowCount ? 'written' : 'nothing'
        } catch (error) {
          return /row-level security|permission denied/.test(String(error)) ? 'refused' : String(error)
        } finally {
          await superuser.query('rollback')
        }
      }
      const find = (acting: string, by: string, finding = 'UPHELD') =>
        as(
          acting,
          `insert into hub.after_review_finding (after_review_id, person_id, finding, note) values ($1, $2, $3, 'x')`,
          [...[id, by, finding]],
        )
      expect([await find(second, second), await find(other, other, 'RECALL')]).toEqual(['written', 'written'])
      for (const person of [author, releaser, inspecting, stranger]) expect(await find(person, person)).toBe('refused')
      expect([await find(author, second), await find(second, second, 'RECALL')]).toEqual(['refused', 'refused'])
      const turn = (person: string, by = person) =>
        as(
          person,
          `insert into hub.operating_mode_switch (mode, person_id, reason, hours) values ('LARGE_SCALE', $1, 'x', 1)`,
          [by],
        )
      expect([await turn(other), await turn(second), await turn(inspecting), await turn(other, releaser)]).toEqual([
        ...['written', 'refused', 'refused', 'refused'],
      ])
      for (const table of ['after_review', 'after_review_finding', 'operating_mode_switch'])
        for (const change of [`update hub.${table} set at = now()`, `delete from hub.${table}`])
          expect(await as(releaser, change, [])).toBe('refused')
    })
  })
})

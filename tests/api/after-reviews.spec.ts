import { randomUUID } from 'node:crypto'
import { APPROVE, MISSING } from '../support/approving.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo } from './answers.ts'
import {
  aged,
  COUNTS,
  LIST,
  listed,
  pressing,
  provision,
  refused,
  REVIEW,
  reviewIfAny,
  reviewOf,
  strong,
  WHY,
} from './emergency-steps.ts'
import { draft, personIdOf, recall, releaseNow, revise, submit } from './steps.ts'

describe('a review afterwards', () => {
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

  const decide = (who: Actor, id: string, finding = 'UPHELD') => who.ask(REVIEW, { id, finding, note: '妥当だった。' })

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
    expect(await reviewIfAny(inspector, product)).toBeUndefined()
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
    const product = await pressing(hub)
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
    const product = await pressing(hub)
    await recall(officer, product.id)
    const { id } = await reviewOf(reviewer, product)
    expect((await decide(reviewer, id, 'SHOULD_HAVE_WAITED')).reviewAfterwards.finding).toBe('SHOULD_HAVE_WAITED')
  })

  it('is decided once, whoever comes at the same time', async () => {
    const { id } = await reviewOf(officer, await pressing(hub))
    const outcomes = await Promise.allSettled([
      ...[reviewer, otherOfficer, reviewer].map(who => decide(who, id)),
      decide(otherOfficer, id, 'RECALL'),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'REVIEWED_ALREADY' })
  })

  it('is overdue after seven days, counted, and listed page by page, the most pressing first', async () => {
    const before: { open: number; overdue: number } = (await officer.ask(COUNTS)).afterReviewCounts
    const [late, open] = [await pressing(hub), await pressing(hub)]
    const review = await reviewOf(officer, late)
    expect(Date.parse(review.dueAt) - Date.parse(review.releasedAt)).toBe(7 * 86_400_000)
    await aged(hub, 'after_review', '7 days 1 minute', `id = '${review.id}'`)
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
    const product = await pressing(hub)
    const { id } = await reviewOf(inspector, product)
    await expect(decide(inspector, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const member = await strong(hub, 'hoshiwatari-power-1')
    const { superuser } = hub.database
    const person = await personIdOf(hub, 'analyst-2')
    await superuser.query('update hub.person set clearance_rank = 0 where id = $1', [person])
    expect(await reviewIfAny(reviewer, product)).toBeUndefined()
    for (const who of [reviewer, member]) {
      const asked = async (named: string) => answerTo(who, REVIEW, { id: named, finding: 'UPHELD', note: 'x' }, [named])
      expect(await asked(id)).toBe(await asked(randomUUID()))
    }
    await superuser.query('update hub.person set clearance_rank = 2 where id = $1', [person])
  })

  it('[L62] is held by the database as well: by nobody involved, in no other’s name, and nothing is hidden or changed', async () => {
    const product = await pressing(hub)
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

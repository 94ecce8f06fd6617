import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { APPROVE, MISSING } from '../support/approving.ts'
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { draft, giveBack, personIdOf, releaseNow, revise, submit, type Drafted } from './steps.ts'

const REFUSE = `mutation ($id: ID!, $version: Int!, $digest: String!, $note: String!) {
  refuseProduct(id: $id, version: $version, digest: $digest, kind: REVIEW, note: $note) { refused } }`
const DECISIONS = `query ($id: ID!) { productApprovals(productId: $id) { digest required { REVIEW AUTHORISATION } missing { REVIEW AUTHORISATION }
  mayDecide mayAuthorise decisions { decision kind isVoid note by { name } } } }`
const provision = (more: object = {}) => productOf('提供', [{ title: '提供', secret: true }], more)
const comprehensive = (more: object = {}) => productOf('総合', [{ title: '総合', commInfo: true }], more)
const notice = () => productOf('周知', [{ title: '周知' }])

describe('the approval of a release', () => {
  let hub: TestHub
  let analyst: Actor
  let reviewer: Actor
  let officer: Actor
  let otherOfficer: Actor
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    analyst = hub.as('analyst-1')
    reviewer = hub.as('analyst-2')
    officer = hub.as('officer-1')
    otherOfficer = hub.as('officer-2')
  }, 60_000)
  afterAll(() => hub.stop())

  const inReview = async (product: object): Promise<Drafted> => submit(analyst, await draft(analyst, product))
  const digestOf = async (who: Actor, { id }: Drafted): Promise<string> =>
    (await who.ask(MISSING, { id })).productApprovals.digest
  const approve = async (who: Actor, { id, version }: Drafted, kind = 'REVIEW') =>
    who.ask(APPROVE, { id, version, kind, digest: await digestOf(who, { id, version }) })
  const objectionsOf = async (who: Actor, { id }: Drafted) =>
    (await who.ask('query ($id: ID!) { product(id: $id) { releaseObjections { code detail } } }', { id })).product
      .releaseObjections

  it('is asked for by category and urgency: none for a notice, one for a provision, none for one that presses', async () => {
    expect((await releaseNow(officer, await inReview(notice()))).state).toBe('RELEASED')
    const product = await inReview(provision())
    expect(await objectionsOf(officer, product)).toEqual([{ code: 'APPROVAL_MISSING', detail: 'REVIEW' }])
    await expect(releaseNow(officer, product)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'APPROVAL_MISSING' })
    await approve(reviewer, product)
    expect(await objectionsOf(officer, product)).toEqual([])
    expect((await releaseNow(officer, product)).state).toBe('RELEASED')
    const pressing = await inReview(provision({ urgency: 'EMERGENCY' }))
    expect((await releaseNow(officer, pressing, '侵入が続いている')).state).toBe('RELEASED')
  })

  it('takes a further officer for comprehensive work of no urgency; an analyst’s reading is not enough', async () => {
    const product = await inReview(comprehensive({ urgency: 'ROUTINE' }))
    await approve(reviewer, product)
    expect(await objectionsOf(officer, product)).toEqual([{ code: 'APPROVAL_MISSING', detail: 'AUTHORISATION' }])
    await expect(approve(reviewer, product, 'AUTHORISATION')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'NOT_A_RELEASING_OFFICER',
    })
    await approve(officer, product, 'AUTHORISATION')
    await expect(releaseNow(officer, product)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' }) // their own counts for nothing
    expect((await releaseNow(otherOfficer, product)).state).toBe('RELEASED')
  })

  it('[L62] is nobody’s who wrote or submitted it, whatever they claim', async () => {
    const drafted = await draft(analyst, provision())
    const revised = await revise(reviewer, drafted, provision())
    const product = await submit(officer, revised)
    for (const [who, reason] of [
      [analyst, 'SAME_PERSON_AS_AUTHOR'],
      [reviewer, 'SAME_PERSON_AS_AUTHOR'],
      [officer, 'SAME_PERSON_AS_SUBMITTER'],
    ] as const)
      await expect(approve(who, product)).rejects.toMatchObject({ code: 'FORBIDDEN', reason })
    await approve(otherOfficer, product)
  })

  it('is on exactly what was read: an edit makes it void, and shows so', async () => {
    const product = await inReview(provision())
    const digest = await digestOf(reviewer, product)
    await approve(reviewer, product)
    await giveBack(officer, product, '直してください')
    const edited = await submit(analyst, await revise(analyst, product, provision({ severity: 'LOW' })))
    await expect(releaseNow(officer, edited)).rejects.toMatchObject({ reason: 'APPROVAL_MISSING' })
    await expect(reviewer.ask(APPROVE, { ...edited, digest, kind: 'REVIEW' })).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'CHANGED_SINCE',
    })
    const { productApprovals } = await analyst.ask(DECISIONS, edited)
    expect(productApprovals).toMatchObject({
      ...{ required: { REVIEW: 1, AUTHORISATION: 0 }, missing: { REVIEW: 1, AUTHORISATION: 0 }, mayDecide: false },
      decisions: [{ decision: 'APPROVED', kind: 'REVIEW', isVoid: true }],
    })
    await approve(reviewer, edited)
    expect((await releaseNow(officer, edited)).state).toBe('RELEASED')
  })

  it('is on the objects too: another version in the store is approved by nobody before it went to review anew', async () => {
    const id = `tool--${randomUUID()}`
    const version = (modified: string) => ({
      ...{ type: 'tool', spec_version: '2.1', id, created: '2024-01-01T00:00:00.000Z', modified, name: 'x' },
    })
    const imported = (modified: string) =>
      analyst.importBundle(
        newImportId(),
        JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [version(modified)] }),
      )
    await imported('2024-01-01T00:00:00.000Z')
    const product = await inReview(productOf('道具', [{ title: '道具', secret: true, stixIds: [id] }]))
    await imported('2024-02-01T00:00:00.000Z')
    await expect(approve(reviewer, product)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'CHANGED_SINCE_REVIEW' })
  })

  it('is refused with a reason, and stops the release until they think better of it', async () => {
    const product = await inReview(notice())
    const digest = await digestOf(reviewer, product)
    await expect(reviewer.ask(REFUSE, { ...product, digest, note: ' ' })).rejects.toMatchObject({ reason: 'REASON' })
    await reviewer.ask(REFUSE, { ...product, digest, note: '根拠が足りない' })
    await expect(releaseNow(officer, product)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'APPROVAL_REFUSED' })
    await approve(reviewer, product)
    expect((await releaseNow(officer, product)).state).toBe('RELEASED')
  })

  it('is no affair of others: to them there is no such product', async () => {
    const product = await inReview(provision())
    for (const prefix of ['hoshiwatari', 'wakaba', 'nco-reader'])
      await expect(hub.as(prefix).ask(DECISIONS, product)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { superuser } = hub.database
    const person = await personIdOf(hub, 'analyst-2')
    const { rows } = await superuser.query('select clearance_rank from hub.person where id = $1', [person])
    await superuser.query('update hub.person set clearance_rank = 0 where id = $1', [person])
    const hidden = await reviewer.asking(DECISIONS, { id: product.id })
    const absent = await reviewer.asking(DECISIONS, { id: randomUUID() })
    const plain = (text: string) => text.replace(/"traceId":"[^"]*"/, '')
    expect(plain(await hidden.text())).toBe(plain(await absent.text()))
    await superuser.query('update hub.person set clearance_rank = $2 where id = $1', [person, rows[0].clearance_rank])
  })

  it('[L62] is held by the database as well: not one’s own, not for another, not above one’s clearance, and never changed', async () => {
    const product = await inReview(provision())
    const { superuser } = hub.database
    const ids = await Promise.all(['analyst-1', 'analyst-2', 'officer-1'].map(prefix => personIdOf(hub, prefix)))
    const [author, reader] = ids
    const insert = async (acting: string, named: string, more: { version?: number; kind?: string } = {}) => {
      await superuser.query('begin; set local role hub_government')
      try {
        await superuser.query(`select set_config('hub.person_id', $1, true)`, [acting])
        await superuser.query(
          `insert into hub.approval (product_id, product_version, digest, person_id, kind, decision) values ($1, $2, $3, $4, $5, 'APPROVED')`,
          [product.id, more.version ?? product.version, 'a'.repeat(64), named, more.kind ?? 'REVIEW'],
        )
        return 'written'
      } catch (error) {
        return /row-level security/.test(String(error)) ? 'refused' : String(error)
      } finally {
        await superuser.query('rollback')
      }
    }
    expect(await insert(reader, reader)).toBe('written')
    expect(await insert(author, author)).toBe('refused')
    expect(await insert(author, reader)).toBe('refused')
    expect(await insert(reader, reader, { version: 7 })).toBe('refused')
    expect(await insert(reader, reader, { kind: 'AUTHORISATION' })).toBe('refused')
    await superuser.query('update hub.person set clearance_rank = 0 where id = $1', [reader])
    expect(await insert(reader, reader)).toBe('refused')
    await superuser.query('update hub.person set clearance_rank = 2 where id = $1', [reader])
    for (const change of [`update hub.approval set note = 'x'`, 'delete from hub.approval']) {
      await superuser.query('begin; set local role hub_government')
      await expect(superuser.query(change)).rejects.toThrow(/permission denied/)
      await superuser.query('rollback')
    }
  })
})

/** Every alert is answered: by whom, by when, who sees it, and what a drill is kept out of (PRV-4, VUL-4, WGX-4). */
import type { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import { TaxiiClient, type CollectionWords } from '../taxii/client.ts'
import { answerTo, refusalOf } from './answers.ts'
import { draft, personIdOf, recall, settled } from './steps.ts'

const SAID =
  'editionId answerBy isAsked answers { answer note actionState actionAsked actionOwner actionDue person at }'
const ANSWER = `mutation ($id: ID!, $input: ImpactInput!) { answerImpact(editionId: $id, input: $input) { ${SAID} } }`
const ANSWERS = `query ($id: ID!) { impactAnswers(editionId: $id) { ${SAID} } }`
const BOARD = `query ($id: ID!) { answerBoard(productId: $id) { editionId category reference drill answerBy told delivered acknowledged answered late affected } }`
const FIGURES = `query ($id: ID!, $editionId: ID!) { answerFigures(productId: $id, editionId: $editionId) { sectors { sector told answered } hops { hop sector organisations median p90 worst } } }`
const ANSWERS_OF = `query ($id: ID!, $editionId: ID!, $filter: BoardFilter, $first: Int, $after: String) {
  answersOf(productId: $id, editionId: $editionId, filter: $filter, first: $first, after: $after) { items { organisation answer note isLate answeredBy acknowledgedAt actionState } endCursor hasMore } }`
const ITEM = 'query ($id: ID!) { inboxItemOf(editionId: $id) { acknowledgedAt reference edition { title answerBy } } }'
const DRILLS = '{ drills { items { editionId reference title told acknowledged hops { hop median } } } }'
const ROSTER = '{ dutyRoster { person isNow } }'
const ENTER = 'mutation ($input: DutyTurnInput!) { enterDutyTurn(input: $input) { person isNow } }'
const ESCALATIONS =
  '{ escalations { items { editionId organisationId organisation takenBy closedAt notes { what outcome note by } } } }'
const NOTE = `mutation ($editionId: ID!, $organisationId: ID!, $input: DutyNoteInput!) {
  noteEscalation(editionId: $editionId, organisationId: $organisationId, input: $input) { takenBy closedAt notes { what outcome note } } }`

let hub: TestHub
let analyst: Actor
let officer: Actor
let member: Actor
let friend: Actor
beforeAll(async () => {
  hub = await startTestHub()
  ;[analyst, officer, member, friend] = [
    hub.as('analyst-1'),
    hub.as('officer-1'),
    hub.as('hoshiwatari'),
    hub.as('wakaba'),
  ]
}, 60_000)
afterAll(() => hub.stop())

const released = async (
  title: string,
  urgency = 'PRIORITY',
  more: object = {},
): Promise<Released & { noticeId: string; sealedId: string }> => {
  const made = await release(
    analyst,
    officer,
    productOf(title, [{ title: `${title}（提供）`, secret: true }, { title: `${title}（周知）` }], {
      urgency,
      ...more,
    }),
  )
  await settled(hub)
  const idOf = (category: string) => made.editions[category]
  return { ...made, sealedId: idOf('PROVISION'), noticeId: idOf('NOTICE') }
}
const input = (answer: string, more: object = {}) => ({ answer, ...more })

it('one press answers for the organisation and acknowledges; the newest counts, the same once more is kept once', async () => {
  const { sealedId, productId } = await released('緊急の連絡', 'EMERGENCY')
  const { impactAnswers } = await member.ask(ANSWERS, { id: sealedId })
  expect(impactAnswers).toMatchObject({ isAsked: true, answers: [] })
  await member.ask(ANSWER, { id: sealedId, input: input('CHECKING') })
  expect((await member.ask(ITEM, { id: sealedId })).inboxItemOf.acknowledgedAt).not.toBeNull()
  await member.ask(ANSWER, { id: sealedId, input: input('CHECKING') })
  const more = {
    note: '二台に適用',
    actionState: 'INTERIM',
    actionAsked: '更新を適用',
    actionOwner: '情報システム部',
    actionDue: '2026-12-10',
  }
  const { answerImpact } = await member.ask(ANSWER, { id: sealedId, input: input('AFFECTED', more) })
  expect(answerImpact.answers).toMatchObject([{ answer: 'AFFECTED', ...more }, { answer: 'CHECKING' }])
  const { answerBoard } = await analyst.ask(BOARD, { id: productId })
  expect(answerBoard.find((one: { editionId: string }) => one.editionId === sealedId)).toMatchObject({
    answered: 1,
    affected: 1,
    acknowledged: 1,
    late: 0,
  })
})

it('the time to answer follows from the urgency, is shown to reader and sender, and may be tighter, never longer', async () => {
  const { sealedId, productId } = await released('十五分で', 'EMERGENCY', { answerWithinMinutes: 15 })
  const { impactAnswers } = await member.ask(ANSWERS, { id: sealedId })
  const minutes = (Date.parse(impactAnswers.answerBy) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(13)
  expect(minutes).toBeLessThanOrEqual(15)
  expect((await member.ask(ITEM, { id: sealedId })).inboxItemOf.edition.answerBy).toBe(impactAnswers.answerBy)
  expect((await analyst.ask(BOARD, { id: productId })).answerBoard[0].answerBy).toBe(impactAnswers.answerBy)
  const longer = productOf('長く', [{ title: '長く' }], { urgency: 'EMERGENCY', answerWithinMinutes: 61 })
  const refused = await refusalOf(
    await analyst.asking('mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }', { input: longer }),
  )
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', field: 'answerWithinMinutes' })
})

it('who was not told has nothing to answer, and an action says how far it is', async () => {
  const { noticeId } = await released('二つの版')
  // Members were told of the sealed edition; they may read the notice, and are not asked of it.
  expect(await refusalOf(await member.asking(ANSWER, { id: noticeId, input: input('CHECKING') }))).toMatchObject({
    code: 'CONFLICT',
    reason: 'NOT_ASKED',
  })
  const refused = await refusalOf(
    await friend.asking(ANSWER, { id: noticeId, input: input('AFFECTED', { actionOwner: '誰か' }) }),
  )
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', field: 'actionState' })
})

it('[L37] what an organisation answers is read by its own people, the makers and inspectors, and by no other recipient', async () => {
  const { sealedId, noticeId, productId } = await released('誰も知らない回答')
  await member.ask(ANSWER, { id: sealedId, input: input('AFFECTED', { note: 'ひみつの影響' }) })
  await friend.ask(ANSWER, { id: noticeId, input: input('CANNOT_SAY', { note: 'ひみつの影響' }) })
  for (const other of [hub.as('hoshizora'), hub.as('hayate')])
    for (const id of [sealedId, noticeId]) {
      const answer = JSON.stringify(await answerTo(other, ANSWERS, { id }))
      expect(answer).not.toContain('ひみつの影響')
      expect(answer).not.toContain('"answer":')
    }
  for (const other of [member, friend, hub.as('hoshizora')])
    for (const question of [BOARD, DRILLS])
      expect(
        JSON.stringify(await answerTo(other, question, question === BOARD ? { id: productId } : {})),
      ).not.toContain('told')
  const { answersOf } = await analyst.ask(ANSWERS_OF, { id: productId, editionId: sealedId, filter: 'AFFECTED' })
  expect(answersOf.items).toMatchObject([{ answer: 'AFFECTED', note: 'ひみつの影響' }])
  const inspector = hub.as('inspector')
  const inspected = await inspector.ask(
    'query ($id: ID!) { inspectAnswers(editionId: $id) { told answered affected } }',
    { id: sealedId },
  )
  expect(inspected.inspectAnswers).toMatchObject({ answered: 1, affected: 1 })
})

it('the board pages through every organisation once, those without an answer first, and says who is late', async () => {
  const { noticeId, productId } = await released('頁をめくる')
  await friend.ask(ANSWER, { id: noticeId, input: input('NOT_AFFECTED') })
  const seen: { organisation: string; answer: string | null }[] = []
  for (let after: string | null = null; ;) {
    const { answersOf }: { answersOf: { items: typeof seen; hasMore: boolean; endCursor: string } } = await analyst.ask(
      ANSWERS_OF,
      {
        ...{ id: productId, editionId: noticeId },
        ...{ first: 2, after },
      },
    )
    seen.push(...answersOf.items)
    if (!answersOf.hasMore) break
    after = answersOf.endCursor
  }
  const told = (await analyst.ask(BOARD, { id: productId })).answerBoard.find(
    (one: { editionId: string }) => one.editionId === noticeId,
  ).told
  expect(new Set(seen.map(({ organisation }) => organisation)).size).toBe(told)
  expect(seen).toHaveLength(told)
  expect(seen.at(-1)?.answer).toBe('NOT_AFFECTED')
  expect(
    (await analyst.ask(ANSWERS_OF, { id: productId, editionId: noticeId, filter: 'LATE' })).answersOf.items,
  ).toEqual([])
  const { answerFigures } = await analyst.ask(FIGURES, { id: productId, editionId: noticeId })
  expect(answerFigures.hops).toEqual(
    expect.arrayContaining([expect.objectContaining({ hop: 'ANSWERED', sector: null, organisations: 1 })]),
  )
})

describe('a drill', () => {
  const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version drill title } }'
  it('says so in title and reference, is answered like an alert, and comes into no collection, feed or public page', async () => {
    const { noticeId, sealedId, productId } = await released('到達確認', 'EMERGENCY', { drill: true })
    const { inboxItemOf } = await friend.ask(ITEM, { id: noticeId })
    expect(inboxItemOf.reference).toMatch(/^DRILL-/)
    expect(inboxItemOf.edition.title).toMatch(/^【訓練】/)
    await friend.ask(ANSWER, { id: noticeId, input: input('NOT_AFFECTED') })
    const { drills } = await analyst.ask(DRILLS)
    expect(drills.items.find((one: { editionId: string }) => one.editionId === noticeId)).toMatchObject({
      reference: expect.stringMatching(/^DRILL-/),
      acknowledged: 1,
    })
    for (const id of [noticeId, sealedId]) {
      const { rows } = await hub.database.superuser.query(
        'select (select count(*)::int from hub.edition_added where edition_id = $1) as added, (select count(*)::int from hub.edition_value where edition_id = $1) as looked_up',
        [id],
      )
      expect(rows).toEqual([{ added: 0, looked_up: 0 }])
    }
    for (const path of ['/feeds/misp/manifest.json', `/feeds/misp/${noticeId}.json`, `/editions/${noticeId}/misp`])
      expect(await (await friend.get(path)).text()).not.toMatch(/訓練|DRILL/)
    await released('本番の対応')
    for (const prefix of ['wakaba', 'hoshiwatari', 'analyst-1']) {
      const client = new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account(prefix).apiKey ?? '' })
      const { body } = await client.send('/taxii2/council/collections/')
      const served = []
      for (const { id } of body.collections.filter((one: CollectionWords) => one.can_read))
        served.push(...(await client.all(`/taxii2/council/collections/${id}/objects/`, {})).items)
      expect(JSON.stringify(served)).toContain('本番の対応')
      expect(JSON.stringify(served)).not.toMatch(/訓練|DRILL/)
    }
    await recall(officer, productId)
    await settled(hub)
    const { rows } = await hub.database.superuser.query(
      'select 1 from hub.edition_tombstone where edition_id = any ($1::uuid[])',
      [[noticeId, sealedId]],
    )
    expect(rows).toEqual([])
  })

  it('is one from its making on, and carries nothing for machines or the public', async () => {
    const plain = await draft(analyst, productOf('普通', [{ title: '普通' }]))
    const revised = await analyst.asking(
      'mutation ($id: ID!, $version: Int!, $input: ProductInput!) { reviseProduct(id: $id, version: $version, input: $input) { id } }',
      {
        ...{ id: plain.id, version: plain.version },
        input: productOf('普通', [{ title: '普通' }], { drill: true }),
      },
    )
    expect(await refusalOf(revised)).toMatchObject({ code: 'CONFLICT', reason: 'DRILL_STAYS' })
    const toPublic = productOf('公開', [{ title: '公開', audience: { everyone: true, toPublic: true } }], {
      drill: true,
    })
    expect(await refusalOf(await analyst.asking(DRAFT, { input: toPublic }))).toMatchObject({ code: 'INVALID_INPUT' })
    await expect(
      hub.database.superuser.query('update hub.product set drill = true where id = $1', [plain.id]),
    ).rejects.toThrow(/drill/)
  })
})

it('whoever is on duty takes what was escalated, notes the call and closes it; others see none of it', async () => {
  const { noticeId } = await released('応答なし')
  const duty = await personIdOf(hub, 'analyst-2')
  const [startsAt, endsAt] = [
    new Date(Date.now() - 60_000).toISOString(),
    new Date(Date.now() + 3_600_000).toISOString(),
  ]
  const turn = { personId: duty, startsAt, endsAt }
  expect(await refusalOf(await hub.as('analyst-2').asking(ENTER, { input: turn }))).toMatchObject({
    code: 'FORBIDDEN',
    reason: 'NOT_ON_DUTY',
  })
  await officer.ask(ENTER, { input: turn })
  expect((await analyst.ask(ROSTER)).dutyRoster).toMatchObject([{ isNow: true }])
  await hub.database.superuser.query(
    `insert into hub.answer_step (edition_id, organisation_id, step) select $1, organisation_id, 'DUTY' from hub.person where id = $2`,
    [noticeId, await personIdOf(hub, 'wakaba')],
  )
  const onDuty = hub.as('analyst-2')
  const { items } = (await onDuty.ask(ESCALATIONS)).escalations
  expect(items).toHaveLength(1)
  const which = { editionId: items[0].editionId, organisationId: items[0].organisationId }
  await onDuty.ask(NOTE, { ...which, input: { what: 'TAKEN' } })
  await onDuty.ask(NOTE, { ...which, input: { what: 'CALLED', outcome: 'NO_ANSWER', note: '代表電話も不在' } })
  const closed = (await onDuty.ask(NOTE, { ...which, input: { what: 'CLOSED' } })).noteEscalation
  expect(closed.closedAt).not.toBeNull()
  expect(closed.notes.map(({ what }: { what: string }) => what)).toEqual(['TAKEN', 'CALLED', 'CLOSED'])
  expect((await onDuty.ask(ESCALATIONS)).escalations.items).toEqual([])
  expect(await refusalOf(await hub.as('inspector').asking(NOTE, { ...which, input: { what: 'TAKEN' } }))).toMatchObject(
    { code: 'NOT_FOUND' },
  )
  // Handed over: another turn, from now on.
  await onDuty.ask(ENTER, { input: { ...turn, personId: await personIdOf(hub, 'officer-1') } })
  expect(await refusalOf(await onDuty.asking(NOTE, { ...which, input: { what: 'TAKEN' } }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

import { randomUUID } from 'node:crypto'
import { newImportId, productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo, refusalOf } from './answers.ts'
import { correct, eventually, recall, releaseOnly, revise, settled, submit } from './steps.ts'

const INDICATOR = `indicator--${randomUUID()}`
const indicator = (id: string, value: string) => ({
  ...{
    type: 'indicator',
    spec_version: '2.1',
    id,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
  },
  ...{
    name: value,
    pattern: `[domain-name:value = '${value}']`,
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00Z',
  },
})
const SAY = `mutation ($id: ID!, $input: FeedbackInput!) { giveFeedback(editionId: $id, input: $input) { usefulness actions note at } }`
const MINE = `query ($id: ID!) { myFeedback(editionId: $id) { usefulness actions note } }`
const REPORT = `mutation ($id: ID!, $input: IndicatorReportInput!) { reportIndicator(editionId: $id, input: $input) { stixId own { verdict sightings visibility } } }`
const INDICATORS = `query ($id: ID!, $first: Int, $after: String) { reportedIndicators(editionId: $id, first: $first, after: $after) {
  items { stixId values own { verdict sightings firstSeen visibility } shared { verdict organisations sightings names sectors { sector organisations } } } endCursor hasMore } }`
const USEFULNESS = `query ($id: ID!) { usefulness(productId: $id) { category editionId useful partly notUseful organisations sightings falsePositives
  actions { action people } sectors { sector useful sightings organisations } sources { kind name useful sightings } } }`
const RESPONSES = `query ($id: ID!, $editionId: ID!, $first: Int, $after: String) { feedbackOf(productId: $id, editionId: $editionId, first: $first, after: $after) {
  items { organisation usefulness actions note } endCursor hasMore } }`
const REPORTS = `query ($id: ID!, $editionId: ID!) { indicatorReportsOf(productId: $id, editionId: $editionId) { items { organisation person verdict sightings visibility note } } }`

describe('what recipients say', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let trio: Actor[]
  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    const objects = [indicator(INDICATOR, 'evil.kitsune-ops.net')]
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }),
      'kitsune.json',
    )
    // The demo council has no sector of three members with accounts: these three work in one more.
    const three = ['hoshiwatari', 'kazamidori', 'inazuma']
    for (const prefix of three)
      await hub.database.superuser.query(
        `update hub.organisation o set sectors = o.sectors || '{water}' from hub.person p where p.organisation_id = o.id and p.email = $1`,
        [hub.account(prefix).email],
      )
    trio = three.map(prefix => hub.as(prefix))
  }, 60_000)
  afterAll(() => hub.stop())

  const warning = (): Promise<Released> =>
    release(
      analyst,
      officer,
      productOf('きつね', [
        {
          title: 'きつね（提供）',
          secret: true,
          stixIds: [INDICATOR],
          originator: 'Iriomote CERT',
          consentedTiers: ['GOVERNMENT', 'MEMBER'],
        },
        { title: 'きつね（周知）', text: '不審な通信に注意してください。', stixIds: [INDICATOR] },
      ]),
    )
  const say = (who: Actor, id: string, input: object) => who.ask(SAY, { id, input })
  const report = (who: Actor, id: string, more: object = {}) =>
    who.ask(REPORT, { id, input: { stixId: INDICATOR, verdict: 'SIGHTING', visibility: 'ANONYMISED', ...more } })
  const refused = async (who: Actor, id: string, more: object) =>
    refusalOf(
      await who.asking(REPORT, {
        id,
        input: { stixId: INDICATOR, verdict: 'SIGHTING', visibility: 'ANONYMISED', ...more },
      }),
    )
  const shared = async (who: Actor, id: string) =>
    (await who.ask(INDICATORS, { id })).reportedIndicators.items[0].shared
  /** Everything reported was counted. */
  const counted = () =>
    eventually(async () => {
      const { rows } = await hub.database.superuser.query(
        'select 1 from hub.indicator_report where not tallied limit 1',
      )
      return rows.length === 0
    }, 'the count')

  it('is kept as said last, and comes to the makers by person, sector and source', async () => {
    const { productId, editions } = await warning()
    const id = editions['PROVISION']
    const member = hub.as('hoshiwatari')
    expect((await member.ask(MINE, { id })).myFeedback).toBeNull()
    await say(member, id, { usefulness: 'NOT_USEFUL' })
    await say(member, id, { usefulness: 'USEFUL', actions: ['HUNTED', 'BLOCKED'], note: '助かりました' })
    const again = await say(member, id, { usefulness: 'USEFUL', actions: ['BLOCKED', 'HUNTED'], note: '助かりました' })
    expect(again.giveFeedback.actions).toEqual(['BLOCKED', 'HUNTED'])
    const kept = await hub.database.superuser.query(
      'select usefulness from hub.edition_feedback where edition_id = $1 order by at',
      [id],
    )
    expect(kept.rows.map(row => row.usefulness)).toEqual(['NOT_USEFUL', 'USEFUL'])
    await say(hub.as('hibari'), id, { usefulness: 'PARTLY' })
    await report(member, id, {
      sightings: 4,
      firstSeen: '2026-02-01T00:00:00Z',
      visibility: 'GOVERNMENT',
      note: '監視装置',
    })

    const { usefulness } = await analyst.ask(USEFULNESS, { id: productId })
    expect(usefulness).toHaveLength(2)
    expect(usefulness[0]).toMatchObject({
      ...{
        category: 'PROVISION',
        editionId: id,
        useful: 1,
        partly: 1,
        notUseful: 0,
        organisations: 2,
        sightings: 4,
        falsePositives: 0,
      },
      actions: [
        { action: 'BLOCKED', people: 1 },
        { action: 'HUNTED', people: 1 },
      ],
      sectors: expect.arrayContaining([{ sector: 'electricity', useful: 1, sightings: 4, organisations: 1 }]),
      sources: expect.arrayContaining([
        { kind: 'ORIGINATOR', name: 'Iriomote CERT', useful: 1, sightings: 0 },
        { kind: 'SOURCE', name: 'kitsune.json', useful: 1, sightings: 4 },
      ]),
    })
    expect(usefulness[1]).toMatchObject({ category: 'NOTICE', useful: 0, organisations: 0, sightings: 0, sectors: [] })
    const first = (await analyst.ask(RESPONSES, { id: productId, editionId: id, first: 1 })).feedbackOf
    expect(first).toMatchObject({ hasMore: true, items: [{ usefulness: 'PARTLY' }] })
    const rest = (await analyst.ask(RESPONSES, { id: productId, editionId: id, after: first.endCursor })).feedbackOf
    expect(rest).toMatchObject({ hasMore: false, items: [{ usefulness: 'USEFUL', note: '助かりました' }] })
    const { items } = (await analyst.ask(REPORTS, { id: productId, editionId: id })).indicatorReportsOf
    expect(items).toEqual([
      {
        organisation: rest.items[0].organisation,
        person: expect.any(String),
        verdict: 'SIGHTING',
        sightings: 4,
        visibility: 'GOVERNMENT',
        note: '監視装置',
      },
    ])
  })

  it('[L37] reaches other recipients as far as the reporter lets it: not at all, in numbers, or with the name', async () => {
    const id = (await warning()).editions['PROVISION']
    const reader = hub.as('hibari')
    await report(trio[0], id, { visibility: 'GOVERNMENT' })
    await counted()
    expect(await shared(reader, id)).toEqual([])
    await report(trio[0], id, { sightings: 2 })
    await counted()
    expect(await shared(reader, id)).toEqual([
      { verdict: 'SIGHTING', organisations: 1, sightings: 2, names: [], sectors: [] },
    ])
    await report(trio[0], id, { sightings: 2, visibility: 'NAMED' })
    await counted()
    expect(await shared(reader, id)).toEqual([
      { verdict: 'SIGHTING', organisations: 1, sightings: 2, names: [expect.any(String)], sectors: [] },
    ])
    await report(trio[0], id, { verdict: 'WITHDRAWN', visibility: 'NAMED' })
    await counted()
    expect(await shared(reader, id)).toEqual([])
  })

  it('[L37] names a sector from three organisations on that give no name, and not before', async () => {
    const id = (await warning()).editions['PROVISION']
    const reader = hub.as('hibari')
    const sectors = async () => (await shared(reader, id))[0].sectors
    await report(trio[0], id)
    await report(trio[1], id)
    await report(trio[2], id, { visibility: 'NAMED' })
    await counted()
    expect(await sectors()).toEqual([])
    await report(trio[2], id)
    await counted()
    expect(await sectors()).toEqual([{ sector: 'water', organisations: 3 }])
    await report(trio[1], id, { verdict: 'FALSE_POSITIVE' })
    await counted()
    expect(await sectors()).toEqual([])
  })

  it('[L37][L38] under a NOTICE names no member to friends, and nothing of what is said of the PROVISION', async () => {
    const { editions } = await warning()
    const [friend, member] = [hub.as('wakaba'), hub.as('hoshiwatari')]
    const before = await answerTo(friend, INDICATORS, { id: editions['NOTICE'] })
    await report(member, editions['PROVISION'], { visibility: 'NAMED', sightings: 9 })
    await say(member, editions['PROVISION'], { usefulness: 'USEFUL' })
    await counted()
    expect(await answerTo(friend, INDICATORS, { id: editions['NOTICE'] })).toBe(before)
    await report(member, editions['NOTICE'], { visibility: 'NAMED' })
    await report(hub.as('hayate'), editions['NOTICE'], { visibility: 'NAMED' })
    await counted()
    const { rows } = await hub.database.superuser.query<{ name: string }>(
      `select o.name from hub.organisation o join hub.person p on p.organisation_id = o.id where p.email like 'hayate-logistics-1@%'`,
    )
    expect(await shared(friend, editions['NOTICE'])).toEqual([
      { verdict: 'SIGHTING', organisations: 2, sightings: 2, names: [rows[0].name], sectors: [] },
    ])
    expect((await shared(member, editions['NOTICE']))[0].names).toHaveLength(2)
  })

  it('[L21] is possible of no edition that one may not read: forbidden and absent are one answer, through every door', async () => {
    const { productId, editions } = await warning()
    const absent = randomUUID()
    const id = editions['PROVISION']
    for (const who of [hub.as('wakaba'), hub.as('kirinomiya'), hub.as('ministry-uncleared')])
      for (const [query, variables] of [
        [MINE, {}],
        [INDICATORS, {}],
        [SAY, { input: { usefulness: 'USEFUL' } }],
        [SAY, { input: {} }],
        [REPORT, { input: { stixId: INDICATOR, verdict: 'SIGHTING', visibility: 'NAMED' } }],
      ] as const)
        expect(await answerTo(who, query, { id, ...variables }, [id])).toBe(
          await answerTo(who, query, { id: absent, ...variables }, [absent]),
        )
    const other = hub.as('police-reader')
    for (const query of [USEFULNESS, RESPONSES, REPORTS])
      expect(await answerTo(other, query, { id: productId, editionId: id }, [productId, id])).toBe(
        await answerTo(other, query, { id: absent, editionId: absent }, [absent]),
      )
    await recall(officer, productId)
    const member = hub.as('hoshiwatari')
    expect(await refusalOf(await member.asking(SAY, { id, input: { usefulness: 'USEFUL' } }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await analyst.ask(USEFULNESS, { id: productId })).usefulness).toHaveLength(2)
  })

  it('is refused with the field and the rule when it says nothing, contradicts itself or is of another edition', async () => {
    const id = (await warning()).editions['PROVISION']
    const member = hub.as('hoshiwatari')
    const said = async (input: object) => refusalOf(await member.asking(SAY, { id, input }))
    expect(await said({})).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await said({ actions: ['NOTHING', 'BLOCKED'] })).toMatchObject({ code: 'INVALID_INPUT', field: 'actions' })
    expect(await said({ note: 'x'.repeat(2_001) })).toMatchObject({ code: 'INVALID_INPUT', field: 'note' })
    expect(await refused(member, id, { sightings: 0 })).toMatchObject({ code: 'INVALID_INPUT', field: 'sightings' })
    expect(await refused(member, id, { verdict: 'FALSE_POSITIVE', sightings: 2 })).toMatchObject({ field: 'sightings' })
    expect(
      await refused(member, id, { firstSeen: '2026-02-02T00:00:00Z', lastSeen: '2026-02-01T00:00:00Z' }),
    ).toMatchObject({ field: 'lastSeen' })
    expect(await refused(member, id, { lastSeen: '2999-01-01T00:00:00Z' })).toMatchObject({
      reason: 'IN_THE_FUTURE',
      field: 'lastSeen',
    })
    expect(await refused(member, id, { stixId: `indicator--${randomUUID()}` })).toMatchObject({
      reason: 'NOT_OF_THE_EDITION',
      field: 'stixId',
    })
  })

  it('is of the edition that it was said of, also after a correction', async () => {
    const words = (text: string) => productOf('評価', [{ title: '評価', text }])
    const first = await release(analyst, officer, words('前'))
    await settled(hub)
    await say(hub.as('wakaba'), first.editions['NOTICE'], { usefulness: 'NOT_USEFUL' })
    const opened = await correct(analyst, { id: first.productId, version: 1 }, '誤り')
    const revised = await revise(analyst, opened, words('後'))
    await submit(analyst, revised)
    const [{ editionId: now }] = (await releaseOnly(officer, revised)).editions
    await settled(hub)
    await say(hub.as('wakaba'), now, { usefulness: 'USEFUL' })
    const said = async (editionId: string) =>
      (await analyst.ask(RESPONSES, { id: first.productId, editionId })).feedbackOf.items.map(
        (one: { usefulness: string }) => one.usefulness,
      )
    expect([await said(first.editions['NOTICE']), await said(now)]).toEqual([['NOT_USEFUL'], ['USEFUL']])
  })

  it('goes into the store as sightings that do not say who saw it, once', async () => {
    const { productId, editions } = await warning()
    const take = `mutation ($id: ID!, $editionId: ID!) { storeSightings(productId: $id, editionId: $editionId) { fileName stored known refused } }`
    const of = { id: productId, editionId: editions['PROVISION'] }
    expect(await refusalOf(await analyst.asking(take, of))).toMatchObject({
      code: 'CONFLICT',
      reason: 'NOTHING_TO_STORE',
    })
    await report(hub.as('hoshiwatari'), editions['PROVISION'], { sightings: 3, visibility: 'GOVERNMENT', note: '内緒' })
    expect((await analyst.ask(take, of)).storeSightings).toMatchObject({
      stored: 1,
      known: 0,
      refused: 0,
    })
    expect((await analyst.ask(take, of)).storeSightings).toMatchObject({
      stored: 0,
      known: 1,
      refused: 0,
    })
    const { rows } = await hub.database.superuser.query<{ document: string }>(
      `select document from hub.stix_object where type = 'sighting' and document like '%' || $1 || '%' order by received_at desc limit 1`,
      [INDICATOR],
    )
    expect(rows[0].document).toContain('"count":3')
    expect(rows[0].document).not.toMatch(/内緒|hoshiwatari|星渡/)
  })

  it('tells contributors what theirs led to, of editions that they may read and of no other', async () => {
    const sent = `indicator--${randomUUID()}`
    const OWN = '{ ownContributions { items { id state totalCount editions { id category } } } }'
    const friend = hub.as('wakaba')
    const posted = await fetch(`${hub.url}/taxii2/contributions/collections/inbox/objects/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${hub.account('wakaba').apiKey}`,
        'content-type': 'application/taxii+json;version=2.1',
        accept: 'application/taxii+json;version=2.1',
      },
      body: JSON.stringify({ objects: [indicator(sent, 'seen-at.wakaba.example')] }),
    })
    const { id } = (await posted.json()) as { id: string }
    expect((await friend.ask(OWN)).ownContributions.items).toEqual([
      { id, state: 'RECEIVED', totalCount: 1, editions: [] },
    ])
    await analyst.ask('mutation ($id: ID!) { storeContribution(id: $id) { stored } }', { id })
    expect((await friend.ask(OWN)).ownContributions.items[0].state).toBe('TAKEN')
    const taken = await answerTo(friend, OWN)
    await release(analyst, officer, productOf('提供のみ', [{ title: '提供のみ', secret: true, stixIds: [sent] }]))
    expect(await answerTo(friend, OWN)).toBe(taken)
    const { editions } = await release(analyst, officer, productOf('周知', [{ title: '周知', stixIds: [sent] }]))
    expect((await friend.ask(OWN)).ownContributions.items[0]).toMatchObject({
      state: 'CARRIED',
      editions: [{ id: editions['NOTICE'], category: 'NOTICE' }],
    })
    expect((await hub.as('hayate').ask(OWN)).ownContributions.items).toEqual([])
  })
})

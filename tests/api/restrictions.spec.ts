/** A restriction that changes after something was made of it: an intake said anew, a source labelled anew (ANA-3, CLR-5). */
import { randomUUID } from 'node:crypto'
import { Actor, AskFailed } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'
import { inForce, productAsMade, reads, recallReasonOf } from './restriction-steps.ts'
import { correct, draft, eventually, inboxOf, releaseNow, revise, settled, submit } from './steps.ts'

const OPEN = `mutation ($title: String!, $rank: Int) { openCase(title: $title, requiredRank: $rank) { id } }`
const ENTRIES = `query ($id: ID!) { caseEntries(id: $id, first: 20) { items { kind note by intake { id containsSecret consentedTiers }
  reclassified { from { containsSecret consentedTiers } to { containsSecret consentedTiers } } } } }`
const RECEIVE = `mutation ($id: ID!, $input: IntakeInput!) { receiveIntake(id: $id, input: $input) { id } }`
const EFFECTS = `caseId loosens effects { productId title what categories rules }`
const PREVIEW = `query ($id: ID!, $input: ClassificationInput!) { reclassificationEffects(id: $id, input: $input) { ${EFFECTS} } }`
const RECLASSIFY = `mutation ($id: ID!, $input: ClassificationInput!, $reason: String!) { reclassifyIntake(id: $id, input: $input, reason: $reason) { ${EFFECTS} } }`
const CLOSE = `mutation ($id: ID!) { closeCase(id: $id, reason: "収束") { state } }`

const REASON = '関係者の氏名が読み取れると分かった'
const FREE = {
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'],
}
const SECRET = { ...FREE, containsSecret: true }

describe('a restriction that changes', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let member: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    ;[analyst, officer, member] = [hub.as('analyst-1'), hub.as('officer-1'), hub.as('hoshiwatari')]
  }, 60_000)
  afterAll(() => hub.stop())

  const intake = async (more: object = {}, rank = 1): Promise<{ caseId: string; id: string }> => {
    const caseId: string = (await analyst.ask(OPEN, { title: 'たぬき', rank })).openCase.id
    const input = {
      ...{ sourceType: 'COUNCIL', summary: '設定の誤りが狙われている。', originator: '協議会', ...FREE },
      ...{ receivedAt: '2026-02-01T00:00:00Z', ...more },
    }
    await analyst.ask(RECEIVE, { id: caseId, input })
    return { caseId, id: (await entriesOf(caseId))[0].intake.id }
  }
  const entriesOf = async (caseId: string) => (await analyst.ask(ENTRIES, { id: caseId })).caseEntries.items
  /** A notice of one fragment that was made from an intake. */
  const made = (intakeId: string, more: object = {}, sketch: object = {}) => {
    const input = productOf('たぬきの警告', [
      { title: 'たぬき', originator: '協議会', consentedTiers: FREE.consentedTiers, ...sketch },
    ])
    const fragmentsOf = ({ fragments }: (typeof input.editions)[number]) =>
      fragments.map(fragment => ({ ...fragment, intakes: [intakeId], ...more }))
    return { ...input, editions: input.editions.map(edition => ({ ...edition, fragments: fragmentsOf(edition) })) }
  }
  const productNow = (id: string) => productAsMade(analyst, id)
  const said = async (who: Actor, id: string, input: object, reason = REASON) =>
    (await who.ask(RECLASSIFY, { id, input, reason })).reclassifyIntake
  const refused = async (who: Actor, id: string, input: object) =>
    refusalOf(await who.asking(RECLASSIFY, { id, input, reason: REASON }))

  it('[L18] recalls at once what an intake lets go no further, as was foretold, and tells its readers nothing of why', async () => {
    const { caseId, id } = await intake()
    const { productId, editions } = await release(analyst, officer, made(id))
    await settled(hub)
    expect(await reads(member, editions['NOTICE'])).toBe(true)
    const effects = [
      { productId, title: 'たぬきの警告', what: 'RECALLED', categories: ['NOTICE'], rules: ['LESS_RESTRICTED'] },
    ]
    const foretold = (await analyst.ask(PREVIEW, { id, input: SECRET })).reclassificationEffects
    expect(foretold).toEqual({ caseId, loosens: false, effects })
    expect(await reads(member, editions['NOTICE'])).toBe(true)
    await analyst.ask(CLOSE, { id: caseId }) // what is found out later counts all the same
    expect(await said(analyst, id, SECRET)).toEqual(foretold)
    expect(await reads(member, editions['NOTICE'])).toBe(false)
    const product = await productNow(productId)
    expect(product).toMatchObject({ state: 'RECALLED' })
    expect(product.events.at(-1)).toMatchObject({ what: 'RECALLED', note: expect.stringContaining('less restricted') })
    expect(await recallReasonOf(hub, editions['NOTICE'])).toBe(
      '取扱いの見直しのため回収しました。 / Recalled because its handling was reviewed.',
    )
    const [entry] = await entriesOf(caseId)
    expect(entry).toMatchObject({ kind: 'RECLASSIFIED', note: REASON, intake: { id, containsSecret: true } })
    expect(entry.reclassified).toMatchObject({ from: { containsSecret: false }, to: { containsSecret: true } })
    await settled(hub)
    const news = (await inboxOf(member)).filter(({ editionId }) => editionId === editions['NOTICE'])
    expect(news).toMatchObject([
      { kind: 'RELEASED', edition: null },
      { kind: 'RECALLED', edition: null },
    ])
    expect(JSON.stringify(await member.ask('{ inbox(first: 100) { items { kind reference } } }'))).not.toContain(REASON)
  })

  it('returns what is in review to its author, blocks a draft, and lets what was written anew stand', async () => {
    const { id } = await intake()
    const inReview = await submit(analyst, await draft(analyst, made(id)))
    const inWork = await draft(analyst, made(id))
    const rewritten = await release(analyst, officer, made(id, { rewritten: true }))
    const { effects } = await said(analyst, id, SECRET)
    expect(effects).toHaveLength(2)
    expect(effects).toContainEqual(expect.objectContaining({ productId: inReview.id, what: 'RETURNED' }))
    expect(effects).toContainEqual(expect.objectContaining({ productId: inWork.id, what: 'BLOCKED' }))
    const returned = await productNow(inReview.id)
    expect(returned).toMatchObject({ state: 'DRAFT', version: inReview.version })
    expect(returned.events.at(-1)).toMatchObject({ what: 'RETURNED', note: expect.stringContaining('less restricted') })
    for (const blocked of [inReview, inWork])
      await expect(submit(analyst, blocked)).rejects.toMatchObject({ reason: 'LESS_RESTRICTED' })
    expect(await reads(member, rewritten.editions['NOTICE'])).toBe(true)
    const flagged = await revise(analyst, inWork, made(id, {}, { secret: true }))
    expect(await submit(analyst, flagged)).toMatchObject({ state: 'IN_REVIEW' })
  })

  it('[L17] recalls what went to a tier that its originator agrees to no more, though it was written anew', async () => {
    const { id } = await intake()
    const { editions } = await release(analyst, officer, made(id, { rewritten: true }))
    const friend = hub.as('wakaba')
    expect(await reads(friend, editions['NOTICE'])).toBe(true)
    const { effects } = await said(analyst, id, { ...FREE, consentedTiers: ['GOVERNMENT', 'MEMBER'] })
    expect(effects).toMatchObject([{ what: 'RECALLED', rules: ['BEYOND_CONSENT'] }])
    for (const who of [friend, member]) expect(await reads(who, editions['NOTICE'])).toBe(false)
  })

  it('recalls what is in force by what it was made of, whatever its correction says by now', async () => {
    const { id } = await intake()
    const { productId, editions } = await release(analyst, officer, made(id))
    const corrected = await revise(
      analyst,
      await correct(analyst, { id: productId, version: 1 }, '書き直す'),
      productOf('別の警告', [{ title: '別' }]),
    )
    expect((await said(analyst, id, SECRET)).effects).toMatchObject([{ productId, what: 'RECALLED' }])
    expect(await reads(member, editions['NOTICE'])).toBe(false)
    await expect(submit(analyst, corrected)).rejects.toMatchObject({ reason: 'WRONG_STATE' })
  })

  it('is tightened by whoever works on the case, and loosened by an officer who did not speak last, with a reason', async () => {
    const { caseId, id } = await intake()
    await said(hub.as('analyst-2'), id, SECRET)
    expect(await refused(analyst, id, FREE)).toMatchObject({ code: 'FORBIDDEN', reason: 'LOOSENED_BY_OFFICERS' })
    expect(await refused(analyst, id, SECRET)).toMatchObject({ code: 'INVALID_INPUT', reason: 'UNCHANGED' })
    const both = { ...FREE, identifiesPerson: true }
    expect(await refused(analyst, id, both)).toMatchObject({ reason: 'LOOSENED_BY_OFFICERS' })
    expect((await said(officer, id, both)).loosens).toBe(true)
    expect(await refused(officer, id, FREE)).toMatchObject({ reason: 'SAME_PERSON_AS_CLASSIFIER' })
    const without = await hub.as('officer-2').asking(RECLASSIFY, { id, input: FREE, reason: ' ' })
    expect(await refusalOf(without)).toMatchObject({ code: 'INVALID_INPUT', field: 'reason' })
    await said(hub.as('officer-2'), id, FREE)
    const entries = (await entriesOf(caseId)).filter(({ kind }: { kind: string }) => kind === 'RECLASSIFIED')
    const flags = ({ reclassified: { from, to } }: any) => [from.containsSecret, to.containsSecret]
    expect(entries.map(flags).reverse()).toEqual([
      [false, true],
      [true, false],
      [false, false],
    ])
    const comm = await intake({ sourceType: 'AGREEMENT_COMMINFO', containsCommInfo: true, legalBasis: '協定 7' })
    expect(await refused(officer, comm.id, FREE)).toMatchObject({ field: 'containsCommInfo', reason: 'COMM_INFO' })
  })

  it('[L21] is nothing to other offices, inspectors, members and friends, and to whom the clearance does not reach', async () => {
    const { id } = await intake({}, 2)
    await hub.database.superuser.query(`update hub.person set clearance_rank = 1 where email = $1`, [
      hub.account('officer-2').email,
    ])
    for (const name of ['officer-2', 'police-reader', 'inspector', 'hoshiwatari', 'wakaba'])
      for (const [query, more] of [
        [PREVIEW, { input: SECRET }],
        [RECLASSIFY, { input: SECRET, reason: REASON }],
      ] as const) {
        const absent = randomUUID()
        expect(await answerTo(hub.as(name), query, { id, ...more }, [id])).toBe(
          await answerTo(hub.as(name), query, { id: absent, ...more }, [absent]),
        )
      }
  })

  it('reaches what is above who changes it, and neither shows it to them nor its reason to those below', async () => {
    const { id } = await intake()
    const above = made(id, {}, { secret: true, requiredRank: 2 })
    const { productId, editions } = await release(analyst, officer, above)
    const low = hub.as('analyst-2')
    await hub.database.superuser.query(`update hub.person set clearance_rank = 1 where email = $1`, [
      hub.account('analyst-2').email,
    ])
    const person = { ...SECRET, identifiesPerson: true }
    expect((await low.ask(PREVIEW, { id, input: person })).reclassificationEffects.effects).toEqual([])
    expect((await said(low, id, person)).effects).toEqual([])
    const gone = await productNow(productId)
    expect(gone.state).toBe('RECALLED')
    expect(gone.events.at(-1)).toMatchObject({ what: 'RECALLED', note: expect.stringContaining(REASON) })
    expect(await reads(officer, editions['PROVISION'])).toBe(false)

    const high = await intake({}, 2)
    const below = await submit(analyst, await draft(analyst, made(high.id)))
    await said(analyst, high.id, SECRET)
    const { events } = await productNow(below.id)
    expect(events.at(-1)).toMatchObject({ what: 'RETURNED', note: expect.not.stringContaining(REASON) })
  })

  /** Resolves when so many statements wait for what others hold. */
  const waiting = (count: number) =>
    eventually(async () => {
      await hub.database.superuser.query('select pg_stat_clear_snapshot()')
      const { rows } = await hub.database.superuser.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0].waiting >= count
    }, 'statements that wait')
  it('waits for a release that is under way, and recalls what it let out', async () => {
    const { id } = await intake()
    const product = await submit(analyst, await draft(analyst, made(id)))
    await approveFor([analyst, officer], product)
    const { superuser } = hub.database
    await superuser.query('begin')
    await superuser.query('select 1 from hub.product where id = $1 for update', [product.id])
    const releasing = releaseNow(officer, product)
    await waiting(1)
    const changing = said(analyst, id, SECRET)
    await waiting(2)
    await superuser.query('commit')
    expect((await releasing).state).toBe('RELEASED')
    expect((await changing).effects).toMatchObject([{ productId: product.id, what: 'RECALLED' }])
    expect(await inForce(hub, product.id)).toEqual([])
  })

  it('has a release wait for it that comes after, and find the product returned', async () => {
    const { caseId, id } = await intake()
    const product = await submit(analyst, await draft(analyst, made(id)))
    await approveFor([analyst, officer], product)
    const { superuser } = hub.database
    await superuser.query('begin')
    await superuser.query('select 1 from hub.case_file where id = $1 for update', [caseId])
    const changing = said(analyst, id, SECRET)
    await waiting(1)
    const releasing = expect(releaseNow(officer, product)).rejects.toMatchObject({ reason: 'WRONG_STATE' })
    await waiting(2)
    await superuser.query('commit')
    expect((await changing).effects).toMatchObject([{ productId: product.id, what: 'RETURNED' }])
    await releasing
    expect(await inForce(hub, product.id)).toEqual([])
  })

  it('is not outrun by a release: whichever is first, nothing unlawful is out in the end, and nobody waits for ever', async () => {
    const outcomes = new Set<string>()
    for (let round = 0; round < 12; round += 1) {
      const { id } = await intake()
      const product = await submit(analyst, await draft(analyst, made(id)))
      await approveFor([analyst, officer], product)
      const later = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
      const [outcome] = await Promise.all([
        later(round % 2 ? 15 : 0)
          .then(() => releaseNow(officer, product))
          .then(
            () => 'RELEASED',
            (error: unknown) => (error instanceof AskFailed ? error.reason : String(error)),
          ),
        later(round % 2 ? 0 : (round * 3) % 25).then(() => said(analyst, id, SECRET)),
      ])
      outcomes.add(outcome)
      expect(await inForce(hub, product.id)).toEqual([])
      expect((await productNow(product.id)).state).toBe(outcome === 'RELEASED' ? 'RECALLED' : 'DRAFT')
    }
    expect([...outcomes].every(one => ['RELEASED', 'WRONG_STATE', 'LESS_RESTRICTED'].includes(one))).toBe(true)
  })

  it('[L18] of a source recalls what carries its objects further than the new label lets them', async () => {
    const administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
    const input = {
      ...{ name: '外部の情報源', kind: 'DOCUMENT', url: 'https://feed.example/bundle.json', intervalSeconds: 3600 },
      ...{ originator: '外部', containsSecret: false, containsCommInfo: false, identifiesPerson: false },
      tlp: 'TLP:GREEN',
    }
    const { createSource } = await administrator.ask(
      'mutation ($input: SourceInput!) { createSource(input: $input) { id } }',
      { input },
    )
    const stixId = `tool--${randomUUID()}`
    const importId = newImportId()
    const of = { spec_version: '2.1', created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' }
    const objects = [{ type: 'tool', id: stixId, ...of, name: '道具' }]
    await analyst.importBundle(importId, JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
    // As if a worker had pulled it.
    await hub.database.superuser.query(
      'update hub.bundle_import set source_id = $2, imported_by = null where id = $1',
      [importId, createSource.id],
    )
    const carrying = productOf('道具の警告', [{ title: '道具', stixIds: [stixId] }])
    const { productId, editions } = await release(analyst, officer, carrying)
    const waiting = await submit(analyst, await draft(analyst, carrying))
    const tightened = { ...input, containsSecret: true }
    const PREVIEW_LABEL =
      'query ($id: ID!, $input: SourceInput!) { sourceLabelEffects(id: $id, input: $input) { recalled returned } }'
    const foretold = await administrator.ask(PREVIEW_LABEL, { id: createSource.id, input: tightened })
    expect(foretold.sourceLabelEffects).toEqual({ recalled: 1, returned: 1 })
    const REVISE = 'mutation ($id: ID!, $input: SourceInput!) { reviseSource(id: $id, input: $input) { id } }'
    await administrator.ask(REVISE, { id: createSource.id, input: { ...input, intervalSeconds: 7200 } })
    expect(await reads(member, editions['NOTICE'])).toBe(true)
    await administrator.ask(REVISE, { id: createSource.id, input: tightened })
    expect(await reads(member, editions['NOTICE'])).toBe(false)
    const now = await productNow(productId)
    expect(now.state).toBe('RECALLED')
    expect(now.events.at(-1).note).toContain('外部の情報源')
    expect((await productNow(waiting.id)).state).toBe('DRAFT')
    await expect(submit(analyst, waiting)).rejects.toMatchObject({ reason: 'SOURCE_LABEL' })
  })
})

import { randomUUID } from 'node:crypto'
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo, refusalOf } from './answers.ts'
import { draft, personIdOf, revise } from './steps.ts'

const OPEN = `mutation ($title: String!, $rank: Int) { openCase(title: $title, requiredRank: $rank) { id title state assignee intakes } }`
const CASE = `query ($id: ID!) { case(id: $id) { title state assignee intakes } }`
const ENTRIES = `query ($id: ID!, $first: Int, $after: String) { caseEntries(id: $id, first: $first, after: $after) {
  items { kind by note linkKind target productTitle assignee intake { id sourceType originator legalBasis caveats containsCommInfo } } endCursor hasMore } }`
const LIST = `query ($state: CaseState, $mine: Boolean) { cases(state: $state, mine: $mine, first: 100) { items { id title state } } }`
const NOTE = `mutation ($id: ID!, $note: String!) { noteInCase(id: $id, note: $note) { id } }`
const RECEIVE = `mutation ($id: ID!, $input: IntakeInput!) { receiveIntake(id: $id, input: $input) { intakes } }`
const LINK = `mutation ($id: ID!, $input: CaseLinkInput!) { linkInCase(id: $id, input: $input) { id } }`
const LINK_PRODUCT = `mutation ($id: ID!, $productId: ID!) { linkProductInCase(id: $id, productId: $productId) { id } }`
const ASSIGN = `mutation ($id: ID!, $personId: ID) { assignCase(id: $id, personId: $personId) { assignee } }`
const CLOSE = `mutation ($id: ID!, $reason: String!) { closeCase(id: $id, reason: $reason) { state } }`
const REOPEN = `mutation ($id: ID!, $reason: String!) { reopenCase(id: $id, reason: $reason) { state } }`
const DRAFT = `mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }`

const intake = (more: object = {}) => ({
  ...{
    sourceType: 'INCIDENT_REPORT',
    summary: '変電所で侵入の跡が見つかった。',
    originator: '星渡電力',
    caveats: '社名を出さない',
  },
  ...{
    consentedTiers: ['GOVERNMENT', 'MEMBER'],
    containsSecret: true,
    containsCommInfo: false,
    identifiesPerson: false,
  },
  receivedAt: '2026-02-01T00:00:00Z',
  ...more,
})

describe('a case', () => {
  let hub: TestHub
  let analyst: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
  }, 60_000)
  afterAll(() => hub.stop())

  const opened = async (title = 'きつね', rank = 1): Promise<string> =>
    (await analyst.ask(OPEN, { title, rank })).openCase.id
  const entriesOf = async (who: Actor, id: string) => (await who.ask(ENTRIES, { id, first: 100 })).caseEntries.items
  const received = async (id: string, more: object = {}): Promise<string> => {
    await analyst.ask(RECEIVE, { id, input: intake(more) })
    return (await entriesOf(analyst, id))[0].intake.id
  }
  const refused = async (query: string, variables: object) => refusalOf(await analyst.asking(query, variables))

  it('keeps what came in, what was noted and what it is linked with, in order', async () => {
    const id = await opened()
    const stixId = `indicator--${randomUUID()}`
    const object = { type: 'indicator', spec_version: '2.1', id: stixId, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z', name: 'x', pattern: "[domain-name:value = 'x.example']", pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z' } // prettier-ignore
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [object] }),
    )
    const product = await draft(analyst, productOf('きつねの警告', [{ title: 'きつね' }]))
    await received(id)
    await hub.as('analyst-2').ask(NOTE, { id, note: '電話で確かめた。' })
    await analyst.ask(LINK, { id, input: { kind: 'STIX_OBJECT', target: stixId } })
    await analyst.ask(LINK, { id, input: { kind: 'VULNERABILITY', target: 'CVE-2026-1234', note: '使われた' } })
    await analyst.ask(LINK_PRODUCT, { id, productId: product.id })
    const entries = (await entriesOf(analyst, id)).reverse()
    expect(entries.map((entry: { kind: string }) => entry.kind)).toEqual([
      'OPENED',
      'INTAKE',
      'NOTE',
      'LINK',
      'LINK',
      'PRODUCT',
    ])
    expect(entries[1].intake).toMatchObject({
      sourceType: 'INCIDENT_REPORT',
      originator: '星渡電力',
      caveats: '社名を出さない',
      legalBasis: '',
    })
    expect(entries[2].note).toBe('電話で確かめた。')
    expect(entries[4]).toMatchObject({ linkKind: 'VULNERABILITY', target: 'CVE-2026-1234', note: '使われた' })
    expect(entries[5].productTitle).toBe('きつねの警告')
    expect(
      (await analyst.ask(`query ($id: ID!) { casesOfProduct(productId: $id) { id title } }`, { id: product.id }))
        .casesOfProduct,
    ).toEqual([{ id, title: 'きつね' }])
    const first = (await analyst.ask(ENTRIES, { id, first: 4 })).caseEntries
    const rest = (await analyst.ask(ENTRIES, { id, after: first.endCursor })).caseEntries
    expect([...first.items, ...rest.items].map(({ kind }: { kind: string }) => kind)).toEqual(
      entries.map(({ kind }: { kind: string }) => kind).reverse(),
    )
  })

  it('is given to a colleague who may work on it, closed with a reason, and opened again', async () => {
    const id = await opened('担当')
    const colleague = await personIdOf(hub, 'analyst-2')
    await analyst.ask(ASSIGN, { id, personId: colleague })
    expect((await hub.as('analyst-2').ask(LIST, { mine: true })).cases.items).toEqual([expect.objectContaining({ id })])
    for (const other of [await personIdOf(hub, 'police-reader'), await personIdOf(hub, 'administrator'), randomUUID()])
      expect(await refused(ASSIGN, { id, personId: other })).toMatchObject({ code: 'INVALID_INPUT', field: 'personId' })
    expect(await refused(CLOSE, { id, reason: ' ' })).toMatchObject({ code: 'INVALID_INPUT' })
    expect((await analyst.ask(CLOSE, { id, reason: '収束した' })).closeCase.state).toBe('CLOSED')
    expect(await refused(NOTE, { id, note: 'もう一つ' })).toMatchObject({ code: 'CONFLICT', reason: 'WRONG_STATE' })
    expect((await analyst.ask(LIST, { state: 'OPEN' })).cases.items).not.toContainEqual(expect.objectContaining({ id }))
    expect((await analyst.ask(REOPEN, { id, reason: '再発' })).reopenCase.state).toBe('OPEN')
    await analyst.ask(ASSIGN, { id })
    expect((await analyst.ask(CASE, { id })).case).toMatchObject({ state: 'OPEN', assignee: null })
  })

  it('refuses an intake that says not enough of itself, naming field and rule', async () => {
    const id = await opened()
    const of = (more: object) => refused(RECEIVE, { id, input: intake(more) })
    expect(await of({ sourceType: 'OTHER' })).toMatchObject({ code: 'INVALID_INPUT', field: 'otherKind' })
    expect(await of({ otherKind: 'OSINT' })).toMatchObject({ field: 'otherKind' })
    expect(await of({ sourceType: 'AGREEMENT_COMMINFO', legalBasis: '協定 7' })).toMatchObject({
      field: 'containsCommInfo',
    })
    expect(await of({ sourceType: 'NONCONSENSUAL_COMMINFO', containsCommInfo: true })).toMatchObject({
      field: 'legalBasis',
    })
    expect(await of({ originator: ' ' })).toMatchObject({ field: 'originator' })
    expect(await refused(LINK, { id, input: { kind: 'VULNERABILITY', target: 'CVE-1' } })).toMatchObject({
      field: 'target',
    })
    expect(
      await refused(LINK, { id, input: { kind: 'STIX_OBJECT', target: `indicator--${randomUUID()}` } }),
    ).toMatchObject({ field: 'target' })
    await analyst.ask(RECEIVE, { id, input: intake({ sourceType: 'OTHER', otherKind: 'FOREIGN' }) })
  })

  it('[L21] is nothing to other offices, members, friends, and to whom its clearance does not reach', async () => {
    const secret = await opened('二級', 2)
    await hub.database.superuser.query(`update hub.person set clearance_rank = 1 where email = $1`, [
      hub.account('officer-2').email,
    ])
    const product = await draft(analyst, productOf('x', [{ title: 'x' }]))
    for (const who of [hub.as('officer-2'), hub.as('police-reader'), hub.as('hoshiwatari'), hub.as('wakaba')]) {
      for (const [query, variables] of [
        [CASE, {}],
        [ENTRIES, {}],
        [NOTE, { note: 'x' }],
        [RECEIVE, { input: intake() }],
        [LINK, { input: { kind: 'ACTOR', target: 'x' } }],
        [LINK_PRODUCT, { productId: product.id }],
        [ASSIGN, {}],
        [CLOSE, { reason: 'x' }],
      ] as const) {
        const absent = randomUUID()
        expect(await answerTo(who, query, { id: secret, ...variables }, [secret])).toBe(
          await answerTo(who, query, { id: absent, ...variables }, [absent]),
        )
      }
      const lists = await who.asking(`{ cases { items { title } } intakes { items { summary } } }`)
      expect(await lists.text()).not.toContain('二級')
    }
    const inspector = await hub.as('inspector').asking(CASE, { id: secret })
    expect(await inspector.text()).not.toContain('NOT_FOUND')
  })

  it('lends a fragment its restrictions: less needs a text written anew, and no consent grows', async () => {
    const id = await opened()
    const secret = await received(id)
    const made = (more: object, editions: object = {}) => {
      const input = productOf('由来', [
        { title: '由来', ...editions, originator: '星渡電力', consentedTiers: ['GOVERNMENT', 'MEMBER'] },
      ])
      const [edition] = input.editions
      return {
        ...input,
        editions: [
          { ...edition, fragments: edition.fragments.map(fragment => ({ ...fragment, intakes: [secret], ...more })) },
        ],
      }
    }
    expect(await refused(DRAFT, { input: made({}) })).toMatchObject({
      ...{ code: 'INVALID_INPUT', reason: 'LESS_RESTRICTED', field: 'editions[0].fragments[0].containsSecret' },
    })
    expect(
      await refused(DRAFT, { input: made({ rewritten: true, consentedTiers: ['GOVERNMENT', 'FRIEND'] }) }),
    ).toMatchObject({ reason: 'BEYOND_CONSENT' })
    expect(
      await refused(DRAFT, { input: made({ rewritten: true, originator: null, consentedTiers: null }) }),
    ).toMatchObject({ reason: 'BEYOND_CONSENT' })
    expect(await refused(DRAFT, { input: made({ intakes: [], rewritten: true }) })).toMatchObject({
      field: 'editions[0].fragments[0].rewritten',
    })
    expect(await refused(DRAFT, { input: made({ intakes: [randomUUID()] }) })).toMatchObject({
      reason: 'UNKNOWN_INTAKE',
    })
    const whole = await draft(analyst, made({}, { secret: true }))
    const written = await revise(analyst, whole, made({ rewritten: true }))
    const { product } = await analyst.ask(
      `query ($id: ID!) { product(id: $id) { editions { category fragments { intakes rewritten } } } }`,
      { id: written.id },
    )
    expect(product.editions).toEqual([{ category: 'NOTICE', fragments: [{ intakes: [secret], rewritten: true }] }])
  })
})

/**
 * Two worlds: one in which a product is drafted, released and recalled that somebody may not read, and one in which it never
 * was. Whatever they ask, byte for byte, must be the same in both (L01–L46): "you may not see this" says that it is there.
 */
import { randomUUID } from 'node:crypto'
import { Actor, type Listener } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import { answerTo, bytesOf } from './answers.ts'
import { draft, recall, releaseOnly, settled, submit, type Drafted } from './steps.ts'

const CANARY = 'kasumitanuki'
const CANARY_IP = '198.51.100.77'
const INDICATOR = 'indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8'
const WHOLE =
  'id reference category kind severity urgency title summary body texts { part ja en outOfDate } indicators { kind value name stixId } objectCount releasedAt recalledAt embargoUntil embargoZone expiresAt expiresZone digest signature keyId'

const PRINCIPALS = [
  'a friend with a key',
  'a friend in a browser',
  'the public',
  'a member whose safeguards lapsed',
  'a member whose clearance expired',
  'a member outside the audience',
  'the administrator',
  'government without need to know',
  'government without clearance',
] as const

describe('who may not read a product', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  const people = new Map<string, Actor>()
  const listeners = new Map<string, Listener>()
  const before = new Map<string, Map<string, string>>()
  let drafted: Drafted
  let hidden: Released

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    const inBrowser = (prefix: string) => new Actor(hub.url, hub.account(prefix)).signIn()
    const actors = [
      hub.as('wakaba'),
      await inBrowser('wakaba'),
      hub.nobody(),
      hub.as('kirinomiya'),
      hub.as('amanogawa'),
      hub.as('hibari'),
      await inBrowser('administrator'),
      hub.as('police-reader'),
      hub.as('ministry-uncleared'),
    ]
    for (const [index, name] of PRINCIPALS.entries()) people.set(name, actors[index])
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicatorOf(CANARY_IP)] }),
    )
    await release(
      analyst,
      officer,
      productOf('everybody reads this', [
        { title: '周知', audience: { everyone: true, toPublic: true } },
        { title: '提供', secret: true, audience: { everyone: false, sectors: ['gas'] } },
      ]),
    )
    await settled(hub)
    for (const [name, actor] of people) if (name !== 'the public') listeners.set(name, await actor.listen())
    for (const [name, listener] of listeners)
      await listener.until(() => listener.items.length === 1, `${name} to have heard the first news`)
    for (const [name, actor] of people) before.set(name, await lists(actor))
  }, 90_000)
  afterAll(async () => {
    for (const listener of listeners.values()) listener.close()
    await hub.stop()
  }, 20_000)

  const indicatorOf = (ip: string) => ({
    type: 'indicator', spec_version: '2.1', id: INDICATOR, created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z',
    name: CANARY, pattern: `[ipv4-addr:value = '${ip}']`, pattern_type: 'stix', valid_from: '2026-01-01T00:00:00Z', indicator_types: ['malicious-activity'],
  }) // prettier-ignore

  const hiddenProduct = async () => {
    const { rows } = await hub.database.superuser.query<{ id: string }>(
      `select organisation_id as id from hub.person where email = $1`,
      [hub.account('analyst-1').email],
    )
    const words = { summary: `${CANARY} summary`, text: `${CANARY} text`, stixIds: [INDICATOR] }
    return productOf(
      CANARY,
      [
        {
          ...words,
          title: `${CANARY} 総合`,
          commInfo: true,
          audience: { everyone: false, organisations: [rows[0].id] },
        },
        {
          ...words,
          title: `${CANARY} 提供用`,
          secret: true,
          audience: { everyone: false, sectors: ['electricity', 'finance'] },
        },
        { ...words, title: `${CANARY} 周知等用`, audience: { everyone: false, sectors: ['logistics'] } },
      ],
      { severity: 'CRITICAL', urgency: 'EMERGENCY', kind: 'IOC_PACKAGE' },
    )
  }

  /** Everything that can be asked without naming an id. */
  async function lists(who: Actor): Promise<Map<string, string>> {
    const editions = (filter: string, more = '') =>
      `{ editions(filter: { ${filter} }${more}) { items { id reference category kind severity urgency title summary releasedAt } endCursor hasMore } editionCount(filter: { ${filter} }) }`
    const queries = [
      editions(''),
      editions('', ', first: 1'),
      editions(`text: "${CANARY}"`),
      editions(`text: "${CANARY.slice(0, 4)}"`),
      editions(`text: "${CANARY_IP}"`),
      editions('text: "NRS-"'),
      editions('severity: CRITICAL'),
      editions('urgency: EMERGENCY'),
      editions('kind: IOC_PACKAGE'),
      editions('releasedAfter: "2026-01-01T00:00:00Z"'),
      editions('releasedBefore: "2999-01-01T00:00:00Z"'),
      '{ inspectEditions { items { id title } endCursor hasMore } }',
      '{ inbox { items { seq kind createdAt editionId edition { id title } acknowledgedAt } lastSeq unacknowledged hasMore } }',
      '{ inbox(first: 1) { lastSeq unacknowledged hasMore } }',
      '{ inbox(after: 1) { items { seq } lastSeq hasMore } }',
      '{ inboxLatest { items { seq kind editionId edition { title } expired { reference } } lastSeq unacknowledged hasMore } }',
      '{ inboxLatest(unacknowledgedOnly: true, first: 1) { items { seq } hasMore } }',
      'mutation { acknowledge(seq: 2) { seq } }',
      '{ products { items { id title categories } endCursor hasMore } }',
      '{ products(state: RELEASED) { items { id } } }',
      '{ products(state: SCHEDULED) { items { id scheduledFor } } }',
      '{ expiringEditions { items { id title } endCursor hasMore } }',
      `{ stixObjects(filter: { text: "${CANARY}" }) { items { id name } hasMore } }`,
      '{ bundleImports { items { id fileName stored } hasMore } }',
      '{ me { personId name tier roles organisation { id name people { id } history { reason } } clearance { rank valid } abilities { draft release useStore inspect administer } } }',
      '{ referenceData { sectors { id } industries { id } clearanceLevels { rank } } }',
      '{ organisations { items { id name state } endCursor hasMore } }',
      '{ signingKeys { keyId } }',
      '{ relayDesk { downstream } }',
      '{ relayNotices { items { editionId title waiting } hasMore } }',
    ]
    const answers = new Map<string, string>()
    for (const query of queries) answers.set(query, await answerTo(who, query))
    for (const path of [
      '/public',
      `/public?text=${CANARY}`,
      `/public?text=${CANARY_IP}`,
      '/public/feed.json',
      '/public/feed.atom',
      '/health/ready',
    ])
      answers.set(path, await bytesOf(await who.get(path)))
    return answers
  }

  /** Everything that can be asked by an id. */
  async function byId(who: Actor, id: string, stixId: string): Promise<Map<string, string>> {
    const sent = [id, stixId]
    const queries = [
      `edition(id: $id) { ${WHOLE} }`,
      'edition(id: $id) { id }',
      `inspectEdition(id: $id) { ${WHOLE} }`,
      'product(id: $id) { id title state }',
      'expiredEdition(id: $id) { reference expiredAt }',
      'audiencePreview(productId: $id) { people }',
      'explainAudience(productId: $id, personId: $id) { allowed }',
      'danglingReferences(productId: $id) { id }',
      'slips(productId: $id) { key }',
      'usefulness(productId: $id) { useful }',
      'feedbackOf(productId: $id, editionId: $id) { hasMore }',
      'indicatorReportsOf(productId: $id, editionId: $id) { hasMore }',
      'myFeedback(editionId: $id) { at }',
      'huntAnswers(editionId: $id) { at }',
      'huntReturns(productId: $id) { found }',
      'impactAnswers(editionId: $id) { isAsked }',
      'answerBoard(productId: $id) { told }',
      'relayHops(productId: $id) { reference }',
      'relayRows(editionId: $id) { hasMore }',
      'downstreamOf(intermediaryId: $id) { hasMore }',
      'answerFigures(productId: $id, editionId: $id) { hops { median } }',
      'answersOf(productId: $id, editionId: $id) { hasMore }',
      'answerTimeline(productId: $id, editionId: $id) { at }',
      'huntAnswersOf(productId: $id, editionId: $id) { hasMore }',
      'case(id: $id) { title }',
      'caseEntries(id: $id) { hasMore }',
      'reclassificationEffects(id: $id, input: { consentedTiers: [], containsSecret: true, containsCommInfo: true, identifiesPerson: true }) { loosens }',
      'casesOfProduct(productId: $id) { title }',
      'reportedIndicators(editionId: $id) { hasMore }',
      'qualitySigns(productId: $id) { kind }',
      'tearLine(productId: $id, from: PROVISION, to: NOTICE) { key }',
      'alertProgress(productId: $id) { told }',
      'organisation(id: $id) { id }',
      'bundleImport(id: $id) { id }',
      'bundleImportRemarks(id: $id) { hasMore }',
      'stixObject(id: $id) { id }',
      'stixObjects(filter: { ids: [$id] }) { items { id } hasMore }',
      'stixObjects(filter: { importId: $id }) { items { id } hasMore }',
    ].map(query => `query ($id: ID!) { ${query} }`)
    const mutations = [
      'submitProduct(id: $id, version: 1) { id }',
      'returnProduct(id: $id, version: 1, reason: "x") { id }',
      'releaseProduct(id: $id, version: 1) { id }',
      'recallProduct(id: $id, reason: "x") { id }',
      'scheduleRelease(id: $id, version: 1, at: { local: "2090-01-01T00:00" }) { id }',
      'callOffRelease(id: $id, reason: "x") { id }',
      'reviseProduct(id: $id, version: 1, input: { title: "x", kind: PUBLIC_NOTICE, severity: LOW, urgency: ROUTINE, editions: [] }) { id }',
      'revokeApiKey(id: $id) { id }',
      'answerImpact(editionId: $id, input: { answer: AFFECTED }) { isAsked }',
      'noteEscalation(editionId: $id, organisationId: $id, input: { what: TAKEN }) { closedAt }',
      'relayNotice(editionId: $id) { recipients }',
      'noteAlertOutcomes(productId: $id, outcomes: [], areAll: true) { state }',
      'noteRelayed(id: $id)',
      'removeDownstream(id: $id)',
      'linkDownstream(id: $id)',
      'endIntermediary(organisationId: $id) { shownAs }',
      'answerHunt(editionId: $id, input: { answer: FOUND }) { at }',
      'giveFeedback(editionId: $id, input: { usefulness: USEFUL }) { at }',
      'reportIndicator(editionId: $id, input: { stixId: $id, verdict: SIGHTING, visibility: NAMED }) { stixId }',
      'noteInCase(id: $id, note: "x") { id }',
      'reviewAfterwards(id: $id, finding: UPHELD, note: "x") { id }',
      'assignCase(id: $id) { id }',
      'reclassifyIntake(id: $id, reason: "x", input: { consentedTiers: [], containsSecret: true, containsCommInfo: true, identifiesPerson: true }) { loosens }',
      'storeSightings(productId: $id, editionId: $id) { id }',
    ].map(query => `mutation ($id: ID!) { ${query} }`)
    const answers = new Map<string, string>()
    for (const query of [...queries, ...mutations]) answers.set(query, await answerTo(who, query, { id }, sent))
    for (const query of queries.filter(query => query.includes('stixObject')))
      answers.set(`${query} of an object`, await answerTo(who, query, { id: stixId }, sent))
    const cursor = Buffer.from(JSON.stringify(['2999-01-01 00:00:00+00', id])).toString('base64url')
    answers.set(
      'a cursor at it',
      await answerTo(
        who,
        'query ($after: String) { editions(after: $after) { items { id title } hasMore } }',
        { after: cursor },
        sent,
      ),
    )
    answers.set(
      'a search for it',
      await answerTo(
        who,
        'query ($text: String) { editions(filter: { text: $text }) { items { id } hasMore } editionCount(filter: { text: $text }) }',
        { text: id },
        sent,
      ),
    )
    for (const path of [
      `/editions/${id}/bundle`,
      `/editions/${id}/pdf`,
      `/editions/${id}/markdown`,
      `/inspection/editions/${id}/bundle`,
      `/public/editions/${id}`,
      `/public/editions/${id}/bundle`,
    ])
      answers.set(path.replace(id, '-'), await bytesOf(await who.get(path), sent))
    return answers
  }

  const nothingChanged = () =>
    Promise.all(
      [...people].map(async ([name, actor]) => {
        for (const [probe, bytes] of await lists(actor))
          expect(`${name}: ${probe}: ${bytes}`).toBe(`${name}: ${probe}: ${before.get(name)?.get(probe)}`)
      }),
    )

  it('sees no difference while it is drafted and reviewed', async () => {
    drafted = await draft(analyst, await hiddenProduct())
    await submit(analyst, drafted)
    await nothingChanged()
  }, 30_000)

  it('sees no difference when it is released, in any list, count, search, filter, page, feed or inbox', async () => {
    const { editions } = await releaseOnly(officer, drafted, '攻撃が続いているため')
    hidden = {
      productId: drafted.id,
      editions: Object.fromEntries(
        editions.map((edition: { category: string; editionId: string }) => [edition.category, edition.editionId]),
      ),
    }
    await settled(hub)
    const { rows } = await hub.database.superuser.query(
      'select distinct category from hub.inbox where edition_id = any($1::uuid[])',
      [Object.values(hidden.editions)],
    )
    expect(rows).toHaveLength(3) // each edition did reach somebody
    await nothingChanged()
  }, 30_000)

  it.each(PRINCIPALS)(
    'gets the same bytes for it as for one that never was: %s',
    async name => {
      const who = people.get(name) ?? hub.nobody()
      const absent = await byId(who, randomUUID(), `indicator--${randomUUID()}`)
      for (const id of [...Object.values(hidden.editions), hidden.productId]) {
        const real = await byId(who, id, INDICATOR)
        for (const [probe, bytes] of real) expect(`${probe}: ${bytes}`).toBe(`${probe}: ${absent.get(probe)}`)
        for (const word of [CANARY, CANARY_IP, 'INTERNAL'])
          expect([...real].filter(([, bytes]) => bytes.includes(word))).toEqual([])
      }
    },
    30_000,
  )

  it('sees no difference when it is recalled', async () => {
    await recall(officer, hidden.productId)
    await settled(hub)
    await nothingChanged()
    const id = hidden.editions['NOTICE']
    await Promise.all(
      [...people.values()].map(async actor =>
        expect(await byId(actor, id, INDICATOR)).toEqual(await byId(actor, randomUUID(), `indicator--${randomUUID()}`)),
      ),
    )
  }, 30_000)

  it('hears nothing of it on a socket, and finds no gap in the numbers of what comes next', async () => {
    for (const listener of listeners.values()) expect(listener.frames).toHaveLength(1)
    const { editions } = await release(analyst, officer, productOf('after', [{ title: 'after' }]))
    for (const [name, listener] of listeners) {
      await listener.until(() => listener.items.length === 2, `${name} to hear of the next`)
      expect(listener.items.map(item => item.seq)).toEqual([1, 2])
      expect(listener.items[1]).toMatchObject({ editionId: editions['NOTICE'] })
      expect(JSON.stringify(listener.frames)).not.toContain(CANARY)
      expect(listener.goodbyes).toEqual([])
    }
  })

  it('is read by those for whom it is, so that the silence above means something', async () => {
    const again = await release(analyst, officer, await hiddenProduct())
    for (const [prefix, category] of [
      ['hoshiwatari', 'PROVISION'],
      ['hayate', 'NOTICE'],
      ['nco-reader', 'COMPREHENSIVE'],
    ] as const)
      expect(
        (
          await hub
            .as(prefix)
            .ask(`query ($id: ID!) { edition(id: $id) { ${WHOLE} } }`, { id: again.editions[category] })
        ).edition.title,
      ).toContain(CANARY)
  })

  it('cannot even come in while suspended, with the same bytes as somebody unknown', async () => {
    const suspended = hub.account('nijinohashi')
    const stranger = `noroshi_m_${'A'.repeat(43)}`
    const withKey = (key: string) => hub.nobody().withKey(key)
    for (const query of ['{ me { name } }', '{ editions { items { id } } }', 'mutation { socketTicket }'])
      expect(await answerTo(withKey(suspended.apiKey ?? ''), query)).toBe(await answerTo(withKey(stranger), query))
    expect(await bytesOf(await withKey(suspended.apiKey ?? '').get(`/editions/${randomUUID()}/bundle`))).toBe(
      await bytesOf(await withKey(stranger).get(`/editions/${randomUUID()}/bundle`)),
    )
    const signIn = (email: string, password: string) =>
      hub.nobody().post('/auth/sign-in', JSON.stringify({ email, password, totp: '000000' }))
    expect(await bytesOf(await signIn(suspended.email, suspended.password))).toBe(
      await bytesOf(await signIn('nobody@ncc.example', suspended.password)),
    )
    await expect(new Actor(hub.url, suspended).signIn()).rejects.toThrow('401')
  })
})

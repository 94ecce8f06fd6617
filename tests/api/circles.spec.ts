/**
 * Circles: who is told together. Whoever is in one reads what it was told from the moment they come in until they leave; nobody outside the
 * government learns of circles, neither that there are any nor who else is in one.
 */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { answerTo, bytesOf } from './answers.ts'
import { draft, personIdOf, settled } from './steps.ts'

const INDICATOR = 'indicator--7ba7b810-9dad-41d1-80b4-00c04fd430c9'
const NAME = '秘匿名の回覧先'
const CREATE =
  'mutation ($input: CircleInput!) { createCircle(input: $input) { id version mayChange members { id name } owner { id } } }'
const CHANGE =
  'mutation ($id: ID!, $version: Int!, $input: CircleInput!) { changeCircle(id: $id, version: $version, input: $input, reason: "見直し") { id version members { id } } }'
const CLOSE =
  'mutation ($id: ID!, $version: Int!) { closeCircle(id: $id, version: $version, reason: "終了") { id version members { id } closedAt } }'
const READ = 'query ($id: ID!) { edition(id: $id) { id title } }'
const TRAITS =
  'mutation ($organisationId: ID!, $input: OrganisationTraits!) { recordTraits(organisationId: $organisationId, input: $input) { prefecture size capability } }'

describe('a circle', () => {
  let hub: TestHub
  let administrator: Actor
  let analyst: Actor
  let officer: Actor
  const organisations = new Map<string, string>()
  const of = (prefix: string) => organisations.get(prefix) ?? ''
  const input = (more: object) => ({ name: NAME, nameEn: 'Hidden circle', purpose: '試験', ...more })
  const toldTo = (circle: string, title: string): Promise<Released> =>
    release(
      analyst,
      officer,
      productOf(title, [{ title, stixIds: [INDICATOR], audience: { everyone: false, circles: [circle] } }]),
    )
  const reads = async (prefix: string, id: string): Promise<boolean> =>
    (await answerTo(hub.as(prefix), READ, { id })).includes(`\\"id\\":\\"${id}\\"`)

  beforeAll(async () => {
    hub = await startTestHub()
    administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    for (const prefix of ['hoshizora', 'wakaba', 'hayate', 'hoshiwatari']) {
      const { rows } = await hub.database.superuser.query<{ id: string }>(
        'select organisation_id as id from hub.person where id = $1',
        [await personIdOf(hub, prefix)],
      )
      organisations.set(prefix, rows[0].id)
    }
    const indicator = {
      ...{
        type: 'indicator',
        spec_version: '2.1',
        id: INDICATOR,
        name: '192.0.2.99',
        indicator_types: ['malicious-activity'],
      },
      ...{
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        valid_from: '2026-01-01T00:00:00Z',
      },
      ...{ pattern: "[ipv4-addr:value = '198.51.100.99']", pattern_type: 'stix' },
    }
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator] }),
    )
  }, 60_000)
  afterAll(() => hub.stop())

  it('[L12] is read by whoever is in it from when they come in until they leave, and by nobody else', async () => {
    const { createCircle: circle } = await administrator.ask(CREATE, {
      input: input({ organisations: [of('hoshizora')] }),
    })
    expect(circle.members).toMatchObject([{ id: of('hoshizora') }])
    const { editions } = await toldTo(circle.id, '回覧一')
    await settled(hub)
    const id = editions['NOTICE']
    expect([await reads('hoshizora', id), await reads('wakaba', id)]).toEqual([true, false])
    const hidden = await answerTo(hub.as('wakaba'), READ, { id }, [id])
    const nothing = randomUUID()
    expect(hidden).toBe(await answerTo(hub.as('wakaba'), READ, { id: nothing }, [nothing]))

    const { changeCircle: moved } = await administrator.ask(CHANGE, {
      ...{ id: circle.id, version: circle.version, input: input({ organisations: [of('wakaba')] }) },
    })
    expect([await reads('hoshizora', id), await reads('wakaba', id)]).toEqual([false, true])
    // As if it had never been: not a word of difference from an edition that never was.
    expect(await answerTo(hub.as('hoshizora'), READ, { id }, [id])).toBe(
      await answerTo(hub.as('hoshizora'), READ, { id: nothing }, [nothing]),
    )
    const { closeCircle: closed } = await administrator.ask(CLOSE, moved)
    expect(closed.members).toEqual([])
    expect([await reads('hoshizora', id), await reads('wakaba', id)]).toEqual([false, false])
  })

  it('follows a rule: what an organisation is recorded to be decides at once', async () => {
    const { createCircle: circle } = await administrator.ask(CREATE, {
      input: input({ tiers: ['FRIEND'], capabilities: ['ANALYTIC'] }),
    })
    expect(circle.members).toEqual([])
    const { editions } = await toldTo(circle.id, '回覧二')
    await settled(hub)
    expect(await reads('hoshizora', editions['NOTICE'])).toBe(false)
    const traits = { sectors: [], prefecture: '鳥取県', size: 'LARGE', capability: 'ANALYTIC' }
    const { recordTraits } = await administrator.ask(TRAITS, { organisationId: of('hoshizora'), input: traits })
    expect(recordTraits).toEqual({ prefecture: '鳥取県', size: 'LARGE', capability: 'ANALYTIC' })
    expect(await reads('hoshizora', editions['NOTICE'])).toBe(true)
    await administrator.ask(TRAITS, { organisationId: of('hoshizora'), input: { ...traits, capability: 'BASIC' } })
    expect(await reads('hoshizora', editions['NOTICE'])).toBe(false)
  })

  it('stands with other circles and with exclusions on one edition', async () => {
    const made = []
    for (const prefix of ['hoshizora', 'wakaba', 'hayate'])
      made.push((await administrator.ask(CREATE, { input: input({ organisations: [of(prefix)] }) })).createCircle.id)
    const audience = { everyone: false, circles: made, excludedOrganisations: [of('hayate')] }
    const { editions } = await release(analyst, officer, productOf('回覧三', [{ title: '回覧三', audience }]))
    await settled(hub)
    const id = editions['NOTICE']
    expect(await Promise.all(['hoshizora', 'wakaba', 'hayate'].map(one => reads(one, id)))).toEqual([true, true, false])
  })

  it('[L40] is told to nobody outside: no door answers its name, its number or who is in it', async () => {
    const { createCircle: circle } = await administrator.ask(CREATE, {
      input: input({ organisations: [of('hoshizora'), of('wakaba')] }),
    })
    const { editions } = await toldTo(circle.id, '回覧四')
    await settled(hub)
    for (const prefix of ['hoshizora', 'wakaba', 'hoshiwatari'])
      for (const [query, variables] of [
        ['{ circles { id name members { name } } }', {}],
        ['query ($id: ID!) { circleChanges(id: $id) { reason } }', { id: circle.id }],
        [CLOSE, { id: circle.id, version: 1 }],
      ] as const) {
        const answer = await answerTo(hub.as(prefix), query, variables)
        expect(answer).toContain('FORBIDDEN')
        expect(answer).not.toContain(NAME)
        expect(answer).toBe(await answerTo(hub.as(prefix), query, { ...variables, id: randomUUID() }))
      }
    const reader = hub.as('hoshizora')
    const seen = [
      await answerTo(reader, `query ($id: ID!) { edition(id: $id) { id reference title summary body digest } }`, {
        id: editions['NOTICE'],
      }),
      await answerTo(reader, '{ me { organisation { id name sectors size capability } roles } }'),
      await (
        await fetch(`${hub.url}/taxii2/council/collections/`, {
          headers: reader.headers({ accept: 'application/taxii+json;version=2.1' }),
        })
      ).text(),
    ].join()
    for (const secret of [NAME, 'Hidden circle', circle.id, of('wakaba')]) expect(seen).not.toContain(secret)
  })

  it('[L21][L40] with a title is a collection per category for those in it, of what the circle was told, and for nobody else', async () => {
    const siem = (prefix: string) =>
      new TaxiiClient({ url: hub.url, user: 'siem', password: hub.account(prefix).apiKey ?? '' })
    const collectionsOf = async (prefix: string) => siem(prefix).collections('/taxii2/council/')
    const before = await collectionsOf('hoshizora')
    const titled = input({ organisations: [of('hoshizora')], title: '自治体の回覧', titleEn: 'Municipalities' })
    const { createCircle: circle } = await administrator.ask(CREATE, { input: titled })
    const other = await administrator.ask(CREATE, {
      input: input({ organisations: [of('hoshizora')], title: '別の回覧', titleEn: 'Another' }),
    })
    const { editions } = await toldTo(circle.id, '回覧七')
    await toldTo(other.createCircle.id, '回覧八')
    await settled(hub)
    const report = `report--${editions['NOTICE']}`

    const added = (await collectionsOf('hoshizora')).filter(({ id }) => before.every(one => one.id !== id))
    expect(added.map(({ title }) => title).sort()).toEqual([
      '周知等用総合整理分析情報 Notice – 別の回覧 Another',
      '周知等用総合整理分析情報 Notice – 自治体の回覧 Municipalities',
    ])
    const id = added.find(({ title }) => title.includes('自治体の回覧'))?.id ?? ''
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const path = `/taxii2/council/collections/${id}/`
    const { items } = await siem('hoshizora').all(`${path}objects/`, { 'match[type]': 'report' })
    expect(items.map((item: { id: string }) => item.id)).toEqual([report])
    for (const list of ['objects', 'manifest'])
      expect((await siem('hoshizora').all(`${path}${list}/`, { limit: '1' })).items.map(one => one.id)).toContain(
        INDICATOR,
      )

    // Neither its name, nor its number, nor who else is in it; and to others no word at all.
    const told = JSON.stringify(await collectionsOf('hoshizora'))
    for (const secret of [NAME, 'Hidden circle', circle.id]) expect(told).not.toContain(secret)
    for (const prefix of ['wakaba', 'hoshiwatari']) {
      expect(JSON.stringify(await collectionsOf(prefix))).not.toContain('回覧')
      for (const end of ['', 'objects/', 'manifest/', `objects/${INDICATOR}/`])
        expect(await bytesOf(await hub.as(prefix).get(path + end))).toBe(
          await bytesOf(await hub.as(prefix).get(`/taxii2/council/collections/${randomUUID()}/${end}`)),
        )
    }

    // Whoever leaves finds it no more, and whoever comes in does, with what was told before.
    const { changeCircle: moved } = await administrator.ask(CHANGE, {
      ...{ id: circle.id, version: circle.version, input: { ...titled, organisations: [of('wakaba')] } },
    })
    expect((await siem('hoshizora').get(path)).status).toBe(404)
    expect((await siem('wakaba').get(`${path}objects/${report}/`)).status).toBe(200)
    await administrator.ask(CHANGE, {
      ...{ id: moved.id, version: moved.version, input: input({ organisations: [of('wakaba')] }) },
    })
    expect((await siem('wakaba').get(path)).status).toBe(404)
    expect(await reads('wakaba', editions['NOTICE'])).toBe(true)
  }, 60_000)

  it('says that a title is given in both languages or in none', async () => {
    for (const half of [{ title: '片方' }, { titleEn: 'Half' }])
      expect(
        await answerTo(administrator, CREATE, { input: input({ organisations: [of('hayate')], ...half }) }),
      ).toContain('TITLE_IN_BOTH')
  })

  it('is seen by those who draft or inspect, and changed by administrators alone', async () => {
    const { circles } = await analyst.ask('{ circles { name mayChange members { name } closedAt } }')
    expect(circles.length).toBeGreaterThan(4)
    expect(circles.every((one: any) => one.mayChange === false)).toBe(true)
    expect(
      (await new Actor(hub.url, hub.account('inspector')).withKey().ask('{ circles { id } }')).circles,
    ).toHaveLength(circles.length)
    expect(await answerTo(analyst, CREATE, { input: input({ tiers: ['MEMBER'] }) })).toContain('FORBIDDEN')
    expect(await answerTo(hub.as('ministry-reader'), '{ circles { id } }')).toContain('FORBIDDEN')
  })

  it('what an organisation would learn adds up what it was told, and what is new', async () => {
    const { createCircle: circle } = await administrator.ask(CREATE, {
      input: input({ organisations: [of('hayate')] }),
    })
    const told = await toldTo(circle.id, '回覧五')
    await settled(hub)
    const product = await draft(
      analyst,
      productOf('回覧六', [
        { title: '回覧六', stixIds: [INDICATOR], audience: { everyone: false, circles: [circle.id] } },
      ]),
    )
    const WOULD = `query ($productId: ID!, $organisationId: ID!) { wouldLearn(productId: $productId, organisationId: $organisationId) {
      people toldValues isPartial candidates { category title values newValues } told { id title sharedValues recalledAt } } }`
    const { wouldLearn } = await analyst.ask(WOULD, { productId: product.id, organisationId: of('hayate') })
    expect(wouldLearn).toMatchObject({
      isPartial: false,
      candidates: [{ category: 'NOTICE', values: 1, newValues: 0 }],
    })
    expect(wouldLearn.people).toBeGreaterThan(0)
    expect(wouldLearn.told).toContainEqual({
      id: told.editions['NOTICE'],
      title: '回覧五',
      sharedValues: 1,
      recalledAt: null,
    })
    const { wouldLearn: other } = await analyst.ask(WOULD, { productId: product.id, organisationId: of('wakaba') })
    expect(other).toMatchObject({ people: 0, candidates: [] })
    expect(other.told.map(({ id }: { id: string }) => id)).not.toContain(told.editions['NOTICE'])
    for (const [productId, organisationId] of [
      [product.id, randomUUID()],
      [randomUUID(), of('hayate')],
      [product.id, 'x'],
    ])
      expect(await answerTo(analyst, WOULD, { productId, organisationId })).toContain('NOT_FOUND')
  })

  it('says who is addressed and has no valid channel', async () => {
    const { registerOrganisation: city } = await administrator.ask(
      'mutation ($input: OrganisationInput!) { registerOrganisation(input: $input) { id } }',
      { input: { name: '未達市', nameEn: 'Unreached City', class: 'MUNICIPALITY', tier: 'FRIEND', sectors: [] } },
    )
    for (const to of ['CONSENTED', 'OBLIGATIONS_SIGNED', 'SAFEGUARDS_VERIFIED', 'ACTIVE'])
      await answerTo(
        administrator,
        'mutation ($id: ID!, $to: MembershipState!) { moveMembership(organisationId: $id, to: $to, reason: "加入") { id } }',
        { id: city.id, to },
      )
    const { createCircle: circle } = await administrator.ask(CREATE, { input: input({ organisations: [city.id] }) })
    const product = await draft(
      analyst,
      productOf('未達', [{ title: '未達', audience: { everyone: false, circles: [circle.id] } }]),
    )
    const unreached = async () =>
      (
        await analyst.ask(
          'query ($id: ID!) { unreached(productId: $id) { organisationId name reason category } }',
          product,
        )
      ).unreached
    expect(await unreached()).toEqual([
      { organisationId: city.id, name: null, reason: 'NOBODY_ACTIVE', category: 'NOTICE' },
    ])
    await administrator.ask(
      'mutation ($id: ID!) { registerPerson(organisationId: $id, input: { name: "未達 花子", email: "hanako@unreached.example", roles: [FRIEND_CONTACT] }) { enrolmentToken } }',
      city,
    )
    expect(await unreached()).toEqual([
      { organisationId: city.id, name: '未達 花子', reason: 'NEVER_ENROLLED', category: 'NOTICE' },
    ])
    const everybody = await draft(analyst, productOf('全員', [{ title: '全員', audience: { everyone: true } }]))
    const { unreached: few } = await analyst.ask('query ($id: ID!) { unreached(productId: $id) { name } }', everybody)
    expect(few).toContainEqual({ name: '未達 花子' })
    expect(few).not.toContainEqual({ name: hub.account('hoshizora').name })
  })
})

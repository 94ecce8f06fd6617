import { createHash, randomUUID } from 'node:crypto'
import canonicalize from 'canonicalize'
import { productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import type { Actor } from '../support/actor.ts'
import { answerTo, bytesOf, refusalOf } from './answers.ts'
import { correct, draft, recall, releaseOnly, revise, submit } from './steps.ts'

const SIGMA = `title: Odd child of a service
logsource:
  product: windows
detection:
  selection:
    ParentImage|endswith: services.exe
  condition: selection`
const hunt = (more: object = {}) => ({
  ...{ hypothesis: '正規の管理機能で遠隔から命令している。', requiredLogs: ['プロセス起動'], difficulty: 'MEDIUM' },
  lookBackDays: 90,
  queries: [
    { language: 'SIGMA', title: '不審な子プロセス', text: SIGMA },
    { language: 'STIX', title: '通信先', text: "[domain-name:value = 'hunted.kitsune-ops.net']" },
  ],
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false, ...more },
})
const HUNT = 'hunt { hypothesis requiredLogs difficulty lookBackDays queries { language title text } }'
const EDITION = `query ($id: ID!) { edition(id: $id) { id reference category kind severity urgency title summary body releasedAt digest ${HUNT} } }`
const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }'
const SUBMIT = 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id version } }'
const ANSWER = `mutation ($id: ID!, $input: HuntAnswerInput!) { answerHunt(editionId: $id, input: $input) { answer lookedFrom lookedUntil note contributionId person } }`
const ANSWERS = `query ($id: ID!) { huntAnswers(editionId: $id) { answer note } }`
const RETURNS = `query ($id: ID!) { huntReturns(productId: $id) { category editionId found notFound notAble others sectors { sector found notFound notAble } } }`
const ANSWERS_OF = `query ($id: ID!, $editionId: ID!, $first: Int, $after: String) { huntAnswersOf(productId: $id, editionId: $editionId, first: $first, after: $after) {
  items { organisation person answer note contributionId } endCursor hasMore } }`
const SIGNS = 'query ($id: ID!) { qualitySigns(productId: $id) { kind category items { detail } } }'
const COMPOSE = `mutation ($input: DigestInput!) { composeDigest(input: $input) { id kind version editions { category fragments { text } audience { everyone } } } }`

/** A product whose editions have these hunts. */
const productWith = (
  title: string,
  editions: readonly { secret?: boolean; hunt?: object | null; text?: string; audience?: object }[],
  more: object = {},
) => {
  const product = productOf(
    title,
    editions.map(({ secret, text, audience }) => ({
      title: `${title}（${secret ? '提供' : '周知'}）`,
      ...{ ...(secret ? { secret } : {}), ...(text ? { text } : {}), ...(audience ? { audience } : {}) },
    })),
    { kind: 'HUNT_PACKAGE', ...more },
  )
  return {
    ...product,
    editions: product.editions.map((edition, index) => ({ ...edition, hunt: editions[index].hunt })),
  }
}

describe('hunts, templates and digests', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(() => hub.stop())

  const asked = (): Promise<Released> =>
    release(analyst, officer, productWith('きつね狩り', [{ secret: true, hunt: hunt() }, { text: '注意' }]))
  const answer = (who: Actor, id: string, input: object) => who.ask(ANSWER, { id, input })

  it('names the query, line and field of what is no query, in both languages', async () => {
    const broken = hunt({
      queries: [hunt().queries[0], { language: 'YARA', title: 'y', text: 'rule a {\n condition' }],
    })
    const refused = await refusalOf(
      await analyst.asking(DRAFT, { input: productWith('壊れた', [{ secret: true, hunt: broken }]) }),
    )
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', field: 'editions[0].hunt.queries[1].text' })
    expect(refused.message).toMatch(/YARA, line 2/)
  })

  it('lets no hunt package go to review without anything to run, and says of others what they lack', async () => {
    const empty = await draft(analyst, productWith('空', [{ secret: true }]))
    expect(await refusalOf(await analyst.asking(SUBMIT, { id: empty.id, version: empty.version }))).toMatchObject({
      ...{ code: 'INVALID_INPUT', reason: 'HUNT_MISSING' },
    })
    const notice = await draft(analyst, productWith('公表', [{ text: 'x' }], { kind: 'PUBLIC_NOTICE' }))
    expect((await analyst.ask(SIGNS, { id: notice.id })).qualitySigns).toEqual([
      { kind: 'LACKS', category: 'NOTICE', items: [{ detail: 'PUBLIC_EDITION' }] },
    ])
    await submit(analyst, notice)
  })

  it('goes out signed with its edition, as files, as indicators and on paper', async () => {
    const { editions } = await asked()
    const id = editions['PROVISION']
    const member = hub.as('hoshiwatari')
    const { digest, ...edition } = (await member.ask(EDITION, { id })).edition
    const { containsSecret: _s, containsCommInfo: _c, identifiesPerson: _p, ...published } = hunt()
    expect(edition.hunt).toEqual(published)
    const bundle = await (await member.get(`/editions/${id}/bundle`)).text()
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(sha256(canonicalize({ ...edition, bundleSha256: sha256(bundle) }) ?? '')).toBe(digest)
    expect(JSON.parse(bundle).objects).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'indicator', pattern_type: 'sigma', pattern: SIGMA })]),
    )
    const file = await member.get(`/editions/${id}/hunt/1`)
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${edition.reference}-1.yml"`)
    expect(await file.text()).toBe(`${SIGMA}\n`)
    for (const place of ['0', '3', '01', 'x', '-1', '1e0'])
      expect((await member.get(`/editions/${id}/hunt/${place}`)).status).toBe(404)
    expect(await (await member.get(`/editions/${id}/markdown`)).text()).toContain(`\`\`\`\n${SIGMA}\n\`\`\``)
    expect((await member.get(`/editions/${id}/pdf`)).status).toBe(200)
  })

  it('is on the public page of a public notice as text, with its files', async () => {
    const queries = [{ language: 'YARA', title: '<b>題</b>', text: 'rule a { condition: true } // ```\n// <script>' }]
    const { editions } = await release(
      analyst,
      officer,
      productWith('公の調査', [
        { text: '注意', hunt: hunt({ queries }), audience: { everyone: true, toPublic: true } },
      ]),
    )
    const page = await (await fetch(`${hub.url}/public/editions/${editions['NOTICE']}`)).text()
    expect(page).toContain('rule a { condition: true }')
    expect(page).not.toMatch(/<script>|<b>題/)
    const file = await fetch(`${hub.url}/public/editions/${editions['NOTICE']}/hunt/1`)
    expect(await file.text()).toBe(`${queries[0].text}\n`)
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it('feeds rules to tools that run rules, and its values to nobody who blocks', async () => {
    const { editions } = await asked()
    const member = hub.as('hoshiwatari')
    const { reference } = (await member.ask(EDITION, { id: editions['PROVISION'] })).edition
    const sigma = await (await member.get('/feeds/sigma')).text()
    expect(sigma).toContain('Odd child of a service')
    const domains = await (await member.get('/feeds/csv')).text()
    expect(domains).not.toContain('hunted.kitsune-ops.net')
    expect(reference).toMatch(/^NRS-/)
  })

  it('[L21] is no more there than its edition: of an absent and of a forbidden one every door says the same', async () => {
    const { productId, editions } = await asked()
    const [id, absent] = [editions['PROVISION'], randomUUID()]
    const friend = hub.as('wakaba')
    const of = async (one: string) => [
      await bytesOf(await friend.get(`/editions/${one}/hunt/1`), [one]),
      await answerTo(friend, ANSWERS, { id: one }, [one]),
      await answerTo(friend, ANSWER, { id: one, input: { answer: 'FOUND' } }, [one]),
      await answerTo(friend, ANSWER, { id: one, input: { answer: 'NOT_FOUND', contributionId: 'x' } }, [one]),
    ]
    expect(await of(id)).toEqual(await of(absent))
    expect(await bytesOf(await fetch(`${hub.url}/public/editions/${id}/hunt/1`), [id])).toBe(
      await bytesOf(await fetch(`${hub.url}/public/editions/${absent}/hunt/1`), [absent]),
    )
    const kept = await hub.database.superuser.query('select 1 from hub.hunt_answer where edition_id = $1', [id])
    expect(kept.rows).toEqual([])
    await recall(officer, productId)
    const member = hub.as('hoshiwatari')
    expect((await member.get(`/editions/${id}/hunt/1`)).status).toBe(404)
    expect(await refusalOf(await member.asking(ANSWER, { id, input: { answer: 'FOUND' } }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('is answered by organisations: the last counts, all are kept, and the makers see them', async () => {
    const { productId, editions } = await asked()
    const id = editions['PROVISION']
    const [one, other] = [hub.as('hoshiwatari'), hub.as('hibari')]
    await answer(one, id, { answer: 'NOT_ABLE', note: 'ログがない' })
    const said = await answer(one, id, { answer: 'NOT_FOUND', lookedFrom: '2026-01-01T00:00:00Z' })
    expect(said.answerHunt.map((was: { answer: string }) => was.answer)).toEqual(['NOT_FOUND', 'NOT_ABLE'])
    await answer(one, id, { answer: 'NOT_FOUND', lookedFrom: '2026-01-01T00:00:00Z' })
    await answer(other, id, { answer: 'FOUND', note: '二台' })
    const kept = await hub.database.superuser.query('select 1 from hub.hunt_answer where edition_id = $1', [id])
    expect(kept.rows).toHaveLength(3)
    expect((await analyst.ask(RETURNS, { id: productId })).huntReturns).toEqual([
      ...[{ category: 'PROVISION', editionId: id, found: 1, notFound: 1, notAble: 0, others: 2, sectors: [] }],
    ])
    const first = (await analyst.ask(ANSWERS_OF, { id: productId, editionId: id, first: 1 })).huntAnswersOf
    expect(first).toMatchObject({ hasMore: true, items: [{ answer: 'FOUND', note: '二台' }] })
    const rest = await analyst.ask(ANSWERS_OF, { id: productId, editionId: id, after: first.endCursor })
    expect(rest.huntAnswersOf).toMatchObject({ hasMore: false, items: [{ answer: 'NOT_FOUND' }] })
    // Of an edition of another product these makers ask under its own.
    const { editions: others } = await asked()
    const foreign = { id: productId, editionId: others['PROVISION'] }
    expect((await refusalOf(await analyst.asking(ANSWERS_OF, foreign))).code).toBe('NOT_FOUND')
  })

  it('[L37] shows no recipient what another answered, nor any count of it', async () => {
    const { productId, editions } = await asked()
    const id = editions['PROVISION']
    const [one, other] = [hub.as('hoshiwatari'), hub.as('hibari')]
    const before = await answerTo(other, ANSWERS, { id })
    await answer(one, id, { answer: 'FOUND', note: 'みつかった' })
    expect(await answerTo(other, ANSWERS, { id })).toBe(before)
    expect((await one.ask(ANSWERS, { id })).huntAnswers).toEqual([{ answer: 'FOUND', note: 'みつかった' }])
    expect((await refusalOf(await other.asking(RETURNS, { id: productId }))).code).toBe('FORBIDDEN')
    // Another office of the government is a recipient like others.
    const office = hub.as('police-reader')
    expect((await refusalOf(await office.asking(RETURNS, { id: productId }))).code).toBe('FORBIDDEN')
    expect((await office.ask(ANSWERS, { id })).huntAnswers).toEqual([])
  })

  it('takes as what was found only what the organisation contributed itself', async () => {
    const { editions } = await asked()
    const id = editions['PROVISION']
    const contributed = async (prefix: string) => {
      const { rows } = await hub.database.superuser.query<{ id: string }>(
        `insert into hub.contribution (id, organisation_id, person_id, received_at, total_count, failure_count)
         select gen_random_uuid(), p.organisation_id, p.id, now(), 1, 0 from hub.person p where p.email = $1 returning id`,
        [hub.account(prefix).email],
      )
      return rows[0].id
    }
    const [own, others] = [await contributed('hoshiwatari'), await contributed('hibari')]
    const member = hub.as('hoshiwatari')
    const refusal = async (contributionId: string) =>
      refusalOf(await member.asking(ANSWER, { id, input: { answer: 'FOUND', contributionId } }))
    const { traceId: _one, ...ofOthers } = await refusal(others)
    const { traceId: _other, ...ofNone } = await refusal(randomUUID())
    expect(ofOthers).toMatchObject({ code: 'INVALID_INPUT', reason: 'UNKNOWN_CONTRIBUTION' })
    expect(ofOthers).toEqual(ofNone)
    const said = await answer(member, id, { answer: 'FOUND', contributionId: own })
    expect(said.answerHunt).toMatchObject([{ answer: 'FOUND', contributionId: own }])
  })

  it('answers nothing where nothing is asked', async () => {
    const { editions } = await asked()
    expect(
      await refusalOf(await hub.as('wakaba').asking(ANSWER, { id: editions['NOTICE'], input: { answer: 'FOUND' } })),
    ).toMatchObject({ code: 'CONFLICT', reason: 'NO_HUNT' })
  })

  it('is corrected like a text: a changed query makes a new edition, an unchanged hunt none', async () => {
    const product = productWith('訂正', [{ secret: true, hunt: hunt() }, { text: '注意' }])
    const { productId, editions } = await release(analyst, officer, product)
    const current = async () => {
      const { rows } = await hub.database.superuser.query<{ category: string; id: string }>(
        'select category, id from hub.edition where product_id = $1 and recalled_at is null',
        [productId],
      )
      return Object.fromEntries(rows.map(row => [row.category, row.id]))
    }
    const again = async (input: object) => {
      const { rows } = await hub.database.superuser.query<{ version: number }>(
        'select version from hub.product where id = $1',
        [productId],
      )
      const open = await correct(analyst, { id: productId, version: rows[0].version }, '訂正')
      const revised = await revise(analyst, open, input)
      await releaseOnly(officer, await submit(analyst, revised))
    }
    const [first, second] = product.editions
    await again({ ...product, editions: [first, { ...second, summary: '改めた' }] })
    expect(await current()).toMatchObject({ PROVISION: editions['PROVISION'] })
    await again({ ...product, editions: [{ ...first, hunt: hunt({ lookBackDays: 30 }) }, second] })
    expect((await current())['PROVISION']).not.toBe(editions['PROVISION'])
  })

  it('[L21] lists in a digest what all its readers could read, and nothing else', async () => {
    const from = new Date(Date.now() - 60_000).toISOString()
    const referenceOf = async (id: string): Promise<string> => {
      const { rows } = await hub.database.superuser.query<{ reference: string }>(
        'select reference from hub.edition where id = $1',
        [id],
      )
      return rows[0].reference
    }
    const bulletin = (title: string, more: object = {}, audience: object = { everyone: true }) =>
      release(analyst, officer, productOf(title, [{ title, text: '注意', audience, ...more }]))
    const open = await bulletin('皆へ')
    const hidden = [
      await bulletin('業種へ', {}, { everyone: false, sectors: ['finance'] }),
      await bulletin('解禁前', { embargoUntil: new Date(Date.now() + 3_600_000).toISOString() }),
      await bulletin('構成員へ', { secret: true }),
    ]
    const recalled = await bulletin('取消')
    await recall(officer, recalled.productId)
    const input = { from, to: new Date(Date.now() + 60_000).toISOString(), category: 'NOTICE' }
    const { composeDigest } = await analyst.ask(COMPOSE, { input })
    expect(composeDigest).toMatchObject({ kind: 'WEEKLY_DIGEST', editions: [{ category: 'NOTICE' }] })
    const { text } = composeDigest.editions[0].fragments[0]
    expect(text).toContain(await referenceOf(Object.values(open.editions)[0]))
    for (const { editions } of [...hidden, recalled])
      for (const id of Object.values(editions)) {
        expect(text).not.toContain(await referenceOf(id))
        expect(text).not.toContain(id)
      }
    expect((await analyst.ask(SIGNS, { id: composeDigest.id })).qualitySigns).toEqual([])
    await recall(officer, open.productId)
    expect((await analyst.ask(SIGNS, { id: composeDigest.id })).qualitySigns).toMatchObject([{ kind: 'NOT_FOR_ALL' }])
    const provision = await analyst.ask(COMPOSE, { input: { ...input, category: 'PROVISION' } })
    const wider = provision.composeDigest.editions[0]
    expect(wider.category).toBe('PROVISION')
    expect(wider.fragments[0].text).toContain(await referenceOf(Object.values(hidden[2].editions)[0]))
  })
})

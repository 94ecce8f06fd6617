/** One edition for two audiences in two languages: made, kept in step, released, signed, read, taken out and corrected. */
import { translationProblems, validateObject } from '@noroshi/stix'
import { getDocumentProxy } from 'unpdf'
import type { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type Released, type TestHub } from '../support/hub.ts'
import { refusalOf } from './answers.ts'
import { correct, draft, releaseOnly, revise, settled, submit, type Drafted } from './steps.ts'

const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const KEY = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'
const DECISION = '33333333-3333-4333-8333-333333333333'
const analysis = { ...FREE, key: KEY, text: '更新を適用してください。' }
const english = { ...FREE, key: OTHER, text: 'Please apply the update.', language: 'en', translationOf: KEY }
const decision = { ...FREE, key: DECISION, part: 'DECISION', text: '停止して更新するかを決めてください。' }
const decisionEn = { ...FREE, text: 'Decide whether to stop and update.', language: 'en', translationOf: DECISION }
const edition = (fragments: object[], more: object = {}) => ({
  ...{ title: '更新の件', summary: '更新の概要', audience: { everyone: true } },
  ...{ fragments, ...more },
})
const product = (...editions: object[]) => ({ ...productOf('二つの読み手', []), editions })
const whole = product(
  edition([analysis, english, decision, decisionEn], {
    titleEn: { text: 'About the update' },
    summaryEn: { text: 'In brief' },
  }),
)

const DRAFTED = `query ($id: ID!) { product(id: $id) { editions {
  category titleEn { text translatedDigest outOfDate } summaryEn { text outOfDate }
  fragments { key part language translationOf translatedDigest outOfDate containsSecret originator consentedTiers text } } } }`
const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }'
const EDITION = 'query ($id: ID!) { edition(id: $id) { title body texts { part ja en outOfDate } } }'
const SIGNS = 'query ($id: ID!) { qualitySigns(productId: $id) { kind category count items { name } } }'
const SLIPS = 'query ($id: ID!) { slips(productId: $id) { kind category place found } }'
const TEAR_LINE = `query ($id: ID!) { tearLine(productId: $id, from: PROVISION, to: NOTICE) { key reasons { code } } }`

describe('an edition for two audiences in two languages', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let member: Actor
  let friend: Actor
  let id: string
  let productId: string
  beforeAll(async () => {
    hub = await startTestHub()
    ;[analyst, officer, member, friend] = ['analyst-1', 'officer-1', 'hoshiwatari-power-1', 'wakaba'].map(who =>
      hub.as(who),
    )
    const released = await release(analyst, officer, whole)
    ;({ productId } = released)
    id = released.editions['NOTICE']
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  const editionsOf = async ({ id }: Drafted) => (await analyst.ask(DRAFTED, { id })).product.editions
  const slipsOf = async ({ id }: Drafted) => (await analyst.ask(SLIPS, { id })).slips

  it('is released whole, the body as ever', async () => {
    const { edition } = await friend.ask(EDITION, { id })
    expect(edition).toMatchObject({ title: '更新の件', body: analysis.text })
    expect(edition.texts).toEqual([
      { part: 'TITLE', ja: '更新の件', en: 'About the update', outOfDate: false },
      { part: 'SUMMARY', ja: '更新の概要', en: 'In brief', outOfDate: false },
      { part: 'ANALYSIS', ja: analysis.text, en: english.text, outOfDate: false },
      { part: 'DECISION', ja: decision.text, en: decisionEn.text, outOfDate: false },
    ])
  })

  it('says its title and summary in English in the bundle, which stays valid', async () => {
    const text = await (await friend.get(`/editions/${id}/bundle`)).text()
    const { objects } = JSON.parse(text)
    expect(objects.filter(({ type }: { type: string }) => type === 'language-content')).toEqual([
      expect.objectContaining({
        object_ref: `report--${id}`,
        contents: { en: { name: 'About the update', description: 'In brief' } },
      }),
    ])
    for (const object of objects) expect(validateObject(object).errors).toEqual([])
    const [report, translation] = objects.slice(-2)
    expect(translationProblems(translation, report)).toEqual([])
  })

  it('is found by words of any of its texts, by whoever may read it alone', async () => {
    const find = 'query ($text: String!) { editions(filter: { text: $text }) { items { id } } }'
    for (const text of ['About the update', 'Decide whether', '停止して', 'Please apply'])
      expect((await friend.ask(find, { text })).editions.items).toEqual([{ id }])
    const { editions } = await release(
      analyst,
      officer,
      product(
        edition([
          { ...analysis, containsSecret: true },
          { ...english, text: 'A hidden falcon.' },
        ]),
      ),
    )
    expect((await friend.ask(find, { text: 'hidden falcon' })).editions.items).toEqual([])
    expect((await member.ask(find, { text: 'hidden falcon' })).editions.items).toEqual([{ id: editions['PROVISION'] }])
    expect(await refusalOf(await friend.asking(EDITION, { id: editions['PROVISION'] }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('is a document for the reader and in the language that is asked for, and its name says so', async () => {
    const take = async (query: string, form = 'markdown') => {
      const answer = await friend.get(`/editions/${id}/${form}${query}`)
      return { name: /filename="NRS-.{9}(.*)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1], answer }
    }
    const words = async (query: string) => {
      const { name, answer } = await take(query)
      return { name, text: await answer.text() }
    }
    expect(await words('')).toEqual({ name: '.md', text: expect.stringContaining(analysis.text) })
    expect((await words('')).text).not.toMatch(/Please|決めて|executives/)
    const executive = await words('?for=executive')
    expect(executive).toEqual({
      name: '-executive.md',
      text: expect.stringContaining(`## 決めること\n\n${decision.text}`),
    })
    expect(executive.text).not.toContain(analysis.text)
    const both = await words('?for=executive&language=en')
    expect(both).toEqual({
      name: '-executive-en.md',
      text: expect.stringContaining(`## What to decide\n\n${decisionEn.text}`),
    })
    expect(both.text).toContain('# About the update')
    expect(await words('?language=en')).toEqual({ name: '-en.md', text: expect.stringContaining(english.text) })
    const pdf = await take('?for=executive&language=en', 'pdf')
    expect(pdf.name).toBe('-executive-en.pdf')
    const document = await getDocumentProxy(new Uint8Array(await pdf.answer.arrayBuffer()))
    const { items } = await (await document.getPage(1)).getTextContent()
    expect(items.map(item => ('str' in item ? item.str : '')).join('')).toContain(decisionEn.text)
    for (const [query, field] of [
      ['?for=minister', 'for'],
      ['?language=fr', 'language'],
      ['?for=executive&for=analyst', 'for'],
    ])
      expect(await refusalOf((await take(query)).answer)).toMatchObject({ code: 'INVALID_INPUT', field })
  })

  it('is read in English by the public, where that was translated', async () => {
    const open = { audience: { everyone: true, toPublic: true } }
    const plain = await release(analyst, officer, product(edition([analysis], open)))
    const both = await release(analyst, officer, product(edition([analysis, english], open)))
    const page = async ({ editions }: Released, language: string) => {
      const address = `${hub.url}/public/editions/${editions['NOTICE']}`
      const answer = await fetch(address, { headers: { 'accept-language': language } })
      return answer.text()
    }
    expect(await page(both, 'en')).toContain(english.text)
    expect(await page(both, 'en')).toContain('What has no English translation is shown in Japanese.')
    expect(await page(both, 'ja')).toContain(analysis.text)
    expect(await page(both, 'ja')).not.toContain(english.text)
    expect(await page(plain, 'en')).toContain(analysis.text)
  })

  it('of a sealed edition is somebody’s copy in any of its forms', async () => {
    const { editions } = await release(
      analyst,
      officer,
      product(edition([{ ...analysis, containsSecret: true }, decision])),
    )
    const path = `/editions/${editions['PROVISION']}/markdown?for=executive&language=en`
    const text = await (await member.get(path)).text()
    expect(text).toMatch(/NRC\\-[0-9A-Z]{4}/)
    expect(text).toContain('No English translation of this part')
    expect((await friend.get(path)).status).toBe(404)
  })

  it('knows what is out of date in English, whatever the author says of it, and tells before the release', async () => {
    const drafted = await draft(analyst, whole)
    const [before] = await editionsOf(drafted)
    expect(before.fragments.map(({ outOfDate }: { outOfDate: boolean }) => outOfDate)).toEqual([
      false,
      false,
      false,
      false,
    ])
    const [, translation] = before.fragments
    const late = edition(
      [
        { ...analysis, text: '更新を適用しないでください。' },
        { ...english, translatedDigest: translation.translatedDigest },
        decision,
      ],
      { title: '別の題', titleEn: { text: before.titleEn.text, translatedDigest: before.titleEn.translatedDigest } },
    )
    const revised = await revise(analyst, drafted, product(late))
    const [after] = await editionsOf(revised)
    expect(after).toMatchObject({ titleEn: { outOfDate: true }, summaryEn: null })
    expect(after.fragments[1]).toMatchObject({ part: 'ANALYSIS', language: 'en', translationOf: KEY, outOfDate: true })
    const { qualitySigns } = await officer.ask(SIGNS, { id: drafted.id })
    expect(qualitySigns.filter(({ kind }: { kind: string }) => /OUT|UN/.test(kind))).toEqual([
      {
        kind: 'OUT_OF_DATE',
        category: 'NOTICE',
        count: 2,
        items: [{ name: '別の題' }, { name: '更新を適用しないでください。' }],
      },
      { kind: 'UNTRANSLATED', category: 'NOTICE', count: 2, items: [{ name: '更新の概要' }, { name: decision.text }] },
    ])
    // It stops nothing, and readers are told.
    await submit(analyst, revised)
    const { editions } = await releaseOnly(officer, revised)
    const { edition: released } = await friend.ask(EDITION, { id: editions[0].editionId })
    expect(released.texts.map(({ outOfDate }: { outOfDate: boolean }) => outOfDate)).toEqual([true, false, true, false])
  })

  it.each([
    [
      'a translation of nothing',
      [analysis, { ...english, translationOf: DECISION }],
      'TRANSLATION_OF_NOTHING',
      'fragments[1].translationOf',
    ],
    [
      'a second translation',
      [analysis, english, { ...english, key: DECISION }],
      'TRANSLATED_TWICE',
      'fragments[2].translationOf',
    ],
    [
      'a translation of a translation',
      [analysis, english, { ...english, key: DECISION, translationOf: OTHER }],
      'TRANSLATION_OF_TRANSLATION',
      'fragments[2].translationOf',
    ],
    [
      'English of nothing',
      [analysis, { ...english, translationOf: null }],
      'NOT_A_TRANSLATION',
      'fragments[1].language',
    ],
    ['no text for analysts', [decision], 'NO_ANALYSIS', 'fragments'],
  ])('refuses %s, naming the field', async (_what, fragments, reason, field) => {
    const refusal = await refusalOf(await analyst.asking(DRAFT, { input: product(edition(fragments)) }))
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', reason, field: `editions[0].${field}` })
  })

  it('refuses a translation of a text in another edition', async () => {
    const input = product(
      edition([{ ...analysis, containsSecret: true }]),
      edition([
        { ...analysis, key: DECISION },
        { ...english, translationOf: KEY },
      ]),
    )
    const refusal = await refusalOf(await analyst.asking(DRAFT, { input }))
    expect(refusal).toMatchObject({ reason: 'TRANSLATION_ELSEWHERE', field: 'editions[1].fragments[1].translationOf' })
  })

  it('[L17] holds English back as far as its original, by flags and by consent', async () => {
    const originator = { originator: '匿名の提供者', consentedTiers: ['GOVERNMENT', 'MEMBER'] }
    const drafted = await draft(
      analyst,
      product(
        edition([
          { ...analysis, containsSecret: true, ...originator },
          { ...english, consentedTiers: null },
        ]),
      ),
    )
    const [{ category, fragments }] = await editionsOf(drafted)
    expect(category).toBe('PROVISION')
    expect(fragments[1]).toMatchObject({ containsSecret: true, ...originator })
  })

  it('lets nothing slip that stands only in English: in a fragment, nor in the title', async () => {
    const secret = 'The intruder entered the substation before dawn on the third of November by the vendor account.'
    const above = edition([
      { ...analysis, containsSecret: true },
      { ...english, text: secret },
    ])
    const openKey = '44444444-4444-4444-8444-444444444444'
    const open = { ...FREE, key: openKey, text: 'ご注意ください。' }
    const beneath = edition([open, { ...FREE, language: 'en', translationOf: openKey, text: `Beware: ${secret}` }])
    const drafted = await draft(analyst, product(above, beneath))
    expect(await slipsOf(drafted)).toEqual([
      expect.objectContaining({ kind: 'RUN', category: 'NOTICE', place: 'fragments[1].text' }),
    ])
    const titled = edition([open], { titleEn: { text: secret }, summaryEn: { text: secret } })
    const places = (await slipsOf(await draft(analyst, product(above, titled)))).map(
      ({ place }: { place: string }) => place,
    )
    expect(places).toEqual(['titleEn', 'summaryEn'])
    await submit(analyst, drafted)
    await expect(releaseOnly(officer, drafted)).rejects.toMatchObject({ reason: 'OPEN_SLIPS' })
  })

  it('goes down the ladder with its translations, which go where their originals go', async () => {
    const openKey = '44444444-4444-4444-8444-444444444444'
    const drafted = await draft(
      analyst,
      product(
        edition([
          { ...analysis, containsSecret: true },
          english,
          { ...FREE, key: openKey, text: '公開' },
          { ...FREE, key: DECISION, language: 'en', translationOf: openKey, text: 'Open' },
        ]),
      ),
    )
    const { tearLine } = await analyst.ask(TEAR_LINE, { id: drafted.id })
    expect(tearLine).toEqual([
      { key: KEY, reasons: [{ code: 'SECRET' }] },
      { key: OTHER, reasons: [{ code: 'SECRET' }] },
      { key: openKey, reasons: [] },
      { key: DECISION, reasons: [] },
    ])
  })

  it('refuses a reference to what is not there in English too', async () => {
    const named = { ...english, text: 'See indicator--aaaaaaaa-1111-4111-8111-111111111111.' }
    await expect(submit(analyst, await draft(analyst, product(edition([analysis, named]))))).rejects.toMatchObject({
      reason: 'DANGLING_REFERENCE',
    })
  })

  it('is corrected where English alone changed, and whoever read it is shown what it said', async () => {
    await settled(hub)
    await friend.ask(EDITION, { id })
    const opened = await correct(analyst, { id: productId, version: 1 }, '英訳の誤り')
    const mended = product(
      edition([analysis, english, decision, { ...decisionEn, text: 'Decide today.' }], {
        titleEn: { text: 'About the update' },
        summaryEn: { text: 'In brief' },
      }),
    )
    const revised = await revise(analyst, opened, mended)
    await submit(analyst, revised)
    const { editions } = await releaseOnly(officer, revised)
    const now = editions[0].editionId
    expect(now).not.toBe(id)
    await settled(hub)
    const { earlierEdition } = await friend.ask(
      'query ($id: ID!) { earlierEdition(id: $id) { id texts { part en } } }',
      { id: now },
    )
    expect(earlierEdition).toMatchObject({ id })
    expect(earlierEdition.texts.at(-1)).toEqual({ part: 'DECISION', en: decisionEn.text })
    // Nothing changed: no new edition.
    const again = await revise(
      analyst,
      await correct(analyst, { id: productId, version: revised.version }, '同じ'),
      mended,
    )
    await submit(analyst, again)
    expect((await releaseOnly(officer, again)).editions[0].editionId).toBe(now)
  })
})

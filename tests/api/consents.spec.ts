import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { newImportId, productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { draft, giveBack, releaseOnly, revise, submit, type Drafted } from './steps.ts'

const BANK = '風見鶏銀行（デモ）'
const TEXT = '当行の勘定系に対する侵入の試みを観測した。'
const LIST =
  '{ consentRequests { id asking text tiers digest agreed note objects { id type name sha256 } askedAt answeredAt } }'
const ONE = 'query ($id: ID!) { consentRequest(id: $id) { id asking text tiers digest agreed } }'
const ANSWER =
  'mutation ($id: ID!, $agree: Boolean!, $note: String!) { answerConsent(id: $id, agree: $agree, note: $note) { id agreed note } }'
const FOR_MAKERS = `sources { edition fragment originator asked agreed isMissing } requests { id originator agreed isVoid tiers } mayRecord`
const CONSENTS = `query ($id: ID!) { productConsents(productId: $id) { ${FOR_MAKERS} } }`
const ASK = `mutation ($id: ID!, $version: Int!, $edition: Int!, $fragment: Int!) {
  askConsent(productId: $id, version: $version, edition: $edition, fragment: $fragment) { ${FOR_MAKERS} } }`
const RECORD = `mutation ($id: ID!, $requestId: ID!, $evidence: String!) {
  recordConsent(productId: $id, requestId: $requestId, agree: true, evidence: $evidence) { ${FOR_MAKERS} } }`

/** A notice for everybody, of which one fragment is an originator's. */
const from = (originator: string, text = TEXT, more: object = {}) =>
  productOf('商品名は秘密', [
    { title: 'お知らせ', text, originator, consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'], ...more },
  ])
const plain = (text: string) => text.replace(/"traceId":"[^"]*"/, '')

describe('the consent of an originator', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  /** In a browser: consent is a person's. */
  let bank: Actor
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    bank = await new Actor(hub.url, hub.account('kazamidori')).signIn()
  }, 60_000)
  afterAll(() => hub.stop())

  const ask = async (who: Actor, { id, version }: Drafted, edition = 0, fragment = 0) =>
    (await who.ask(ASK, { id, version, edition, fragment })).askConsent
  const consentsOf = async ({ id }: Drafted) => (await analyst.ask(CONSENTS, { id })).productConsents
  const inReview = async (product: object): Promise<Drafted> => submit(analyst, await draft(analyst, product))
  /** Asks, and finds what the bank was asked of this product. */
  const asked = async (product: Drafted): Promise<string> => {
    const { requests } = await ask(analyst, product)
    return requests.at(-1).id
  }

  it('[L17] is missing, whatever its author says, until they agreed to exactly this text', async () => {
    const product = await inReview(from(BANK))
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'CONSENT_MISSING' })
    const id = await asked(product)
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
    const { consentRequest } = await bank.ask(ONE, { id })
    expect(consentRequest).toMatchObject({ text: TEXT, tiers: ['MEMBER', 'FRIEND'], agreed: null })
    expect(consentRequest.asking).toBe('国家サイバー統括室（デモ）')
    const { answerConsent } = await bank.ask(ANSWER, { id, agree: true, note: '差し支えありません。' })
    expect(answerConsent).toMatchObject({ agreed: true })
    await expect(bank.ask(ANSWER, { id, agree: false, note: '' })).rejects.toMatchObject({ reason: 'ALREADY_ANSWERED' })
    expect((await releaseOnly(officer, product)).state).toBe('RELEASED')
  })

  it('[L17] is of that text alone: an edit makes it void, and so is another name for the same organisation', async () => {
    const product = await inReview(from('Kazamidori Bank'))
    await bank.ask(ANSWER, { id: await asked(product), agree: true, note: '' })
    await giveBack(officer, product, '直してください')
    const edited = await submit(analyst, await revise(analyst, product, from(BANK, `${TEXT} 振込の記録も残っている。`)))
    expect(await consentsOf(edited)).toMatchObject({
      sources: [{ originator: BANK, asked: ['MEMBER', 'FRIEND'], agreed: [], isMissing: true }],
      requests: [{ agreed: true, isVoid: true }],
    })
    await expect(releaseOnly(officer, edited)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
  })

  it('[L17] is to those tiers alone', async () => {
    const toMembers = { consentedTiers: ['GOVERNMENT', 'MEMBER'] }
    const product = await inReview(from(BANK, '会員まで。', toMembers))
    const id = await asked(product)
    expect((await bank.ask(ONE, { id })).consentRequest.tiers).toEqual(['MEMBER'])
    await bank.ask(ANSWER, { id, agree: true, note: '' })
    await giveBack(officer, product, 'フレンズにも')
    const wider = await submit(analyst, await revise(analyst, product, from(BANK, '会員まで。')))
    await expect(releaseOnly(officer, wider)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
  })

  it('is of every originator: one who refuses keeps the whole back', async () => {
    const [edition] = from(BANK).editions
    const [fragment] = edition.fragments
    const two = {
      ...edition,
      fragments: [fragment, { ...fragment, originator: '雲雀通信（デモ）', text: '回線の記録' }],
    }
    const product = await inReview({ ...from(BANK), editions: [two] })
    await bank.ask(ANSWER, { id: await asked(product), agree: true, note: '' })
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
    const { requests } = await ask(analyst, product, 0, 1)
    const telecom = await new Actor(hub.url, hub.account('hibari')).signIn()
    await telecom.ask(ANSWER, { id: requests.at(-1).id, agree: false, note: '顧客が特定される。' })
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
    const { product: seen } = await officer.ask(
      'query ($id: ID!) { product(id: $id) { releaseObjections { code detail } } }',
      product,
    )
    expect(seen.releaseObjections).toContainEqual({ code: 'CONSENT_MISSING', detail: '雲雀通信（デモ）' })
  })

  it('is not needed for what stays in the government, goes back to them alone, or is of nobody who can be asked', async () => {
    const { rows } = await hub.database.superuser.query<{ id: string }>(
      'select id from hub.organisation where name = $1',
      [BANK],
    )
    for (const product of [
      from(BANK, TEXT, { consentedTiers: ['GOVERNMENT'] }),
      from(BANK, TEXT, { audience: { everyone: false, organisations: [rows[0].id] } }),
      from('ある事業者'),
      from('国家サイバー統括室（デモ）'),
    ])
      expect((await releaseOnly(officer, await inReview(product))).state).toBe('RELEASED')
    const free = await draft(analyst, from('ある事業者'))
    await expect(ask(analyst, free)).rejects.toMatchObject({ code: 'INVALID_INPUT', reason: 'NOTHING_TO_ASK' })
    await expect(ask(analyst, free, 7, -1)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('[L20] tells the originator the text that they are asked about, and nothing else', async () => {
    const [edition] = from(BANK).editions
    const others = { ...edition.fragments[0], text: '他社の断片', originator: '雲雀通信（デモ）' }
    const product = await draft(analyst, {
      ...from(BANK),
      title: '商品名は秘密',
      editions: [
        { ...edition, title: '件名も秘密', summary: '要旨も秘密', fragments: [...edition.fragments, others] },
        ...productOf('x', [{ title: '総合も秘密', commInfo: true }]).editions,
      ],
    })
    const id = await asked(product)
    const seen = [await (await bank.asking(LIST)).text(), await (await bank.asking(ONE, { id })).text()].join()
    expect(seen).toContain(TEXT)
    for (const hidden of ['秘密', '他社', '雲雀', '総合', product.id, 'COMPREHENSIVE', 'NOTICE', '分析'])
      expect(seen).not.toContain(hidden)
    const byLogin = async (columns: string) => {
      await hub.database.superuser.query('begin; set local role hub_member')
      return hub.database.superuser
        .query(`select ${columns} from hub.consent_request`)
        .finally(() => hub.database.superuser.query('rollback'))
    }
    expect((await byLogin('id')).rows).toEqual([])
    await expect(byLogin('product_id')).rejects.toThrow(/permission denied/)
    await expect(byLogin('asked_by')).rejects.toThrow(/permission denied/)
  })

  it('[L38] is nobody else’s affair: for all others a request was never made', async () => {
    const product = await draft(analyst, from(BANK))
    const id = await asked(product)
    for (const prefix of ['hoshiwatari', 'wakaba', 'nco-reader', 'police-reader', 'officer-1']) {
      const other = hub.as(prefix)
      const [hidden, absent] = await Promise.all([other.asking(ONE, { id }), other.asking(ONE, { id: randomUUID() })])
      expect(plain(await hidden.text())).toBe(plain(await absent.text()))
      expect((await other.ask(LIST)).consentRequests).toEqual([])
    }
    const stranger = await new Actor(hub.url, hub.account('hoshiwatari')).signIn()
    for (const who of [stranger]) {
      const answers = [id, randomUUID()].map(one => who.asking(ANSWER, { id: one, agree: true, note: '' }))
      const [hidden, absent] = await Promise.all(answers)
      expect(plain(await hidden.text())).toBe(plain(await absent.text()))
    }
    await expect(hub.as('kazamidori').ask(ANSWER, { id, agree: true, note: '' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'SCOPE',
    })
  })

  it('asks for the clearance of what holds a secret', async () => {
    const provision = productOf('提供', [
      { title: '提供', text: TEXT, secret: true, requiredRank: 2, originator: BANK, consentedTiers: ['MEMBER'] },
    ])
    const product = await draft(analyst, provision)
    await expect(bank.ask(ONE, { id: await asked(product) })).rejects.toMatchObject({ code: 'NOT_FOUND' }) // of rank 1
    const lower = await draft(analyst, {
      ...provision,
      editions: [{ ...provision.editions[0], requiredRank: 1 }],
    })
    expect((await bank.ask(ONE, { id: await asked(lower) })).consentRequest.text).toBe(TEXT)
  })

  it('of somebody outside the council is recorded by an officer who did not ask, with evidence', async () => {
    const register =
      'mutation ($name: String!) { registerOriginator(name: $name, kind: FOREIGN_GOVERNMENT) { id kind } }'
    await officer.ask(register, { name: 'ある国の CERT' })
    await expect(officer.ask(register, { name: 'ある国の cert' })).rejects.toMatchObject({ reason: 'NAME_TAKEN' })
    await expect(officer.ask(register, { name: BANK })).rejects.toMatchObject({ reason: 'NAME_TAKEN' })
    await expect(analyst.ask(register, { name: 'もう一つ' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const product = await inReview(from('ある国の CERT', '外国から'))
    await expect(releaseOnly(officer, product)).rejects.toMatchObject({ reason: 'CONSENT_MISSING' })
    const { requests } = await ask(officer, product)
    const of = { id: product.id, requestId: requests[0].id, evidence: '二〇二六年十一月三日、駐在官からの公電による。' }
    await expect(officer.ask(RECORD, of)).rejects.toMatchObject({ reason: 'SAME_PERSON_AS_ASKER' })
    const second = hub.as('officer-2')
    await expect(second.ask(RECORD, { ...of, evidence: '口頭' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(second.ask(RECORD, { ...of, requestId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await second.ask(RECORD, of)
    await expect(second.ask(RECORD, of)).rejects.toMatchObject({ reason: 'ALREADY_ANSWERED' })
    expect((await releaseOnly(officer, product)).state).toBe('RELEASED')
  })

  it('is of the objects too, in the version that was shown', async () => {
    const stixId = `tool--${randomUUID()}`
    const imported = (modified: string) =>
      analyst.importBundle(
        newImportId(),
        JSON.stringify({
          ...{ type: 'bundle', id: `bundle--${randomUUID()}` },
          objects: [
            {
              ...{ type: 'tool', spec_version: '2.1', id: stixId, created: '2024-01-01T00:00:00.000Z', modified },
              name: '道具',
            },
          ],
        }),
      )
    await imported('2024-01-01T00:00:00.000Z')
    const [edition] = from(BANK).editions
    const [fragment] = edition.fragments
    const product = await draft(analyst, {
      ...from(BANK),
      editions: [{ ...edition, fragments: [{ ...fragment, stixIds: [stixId] }] }],
    })
    const id = await asked(product)
    const { consentRequests } = await bank.ask(LIST)
    expect(consentRequests.find((one: { id: string }) => one.id === id).objects).toMatchObject([
      { id: stixId, type: 'tool', name: '道具' },
    ])
    await bank.ask(ANSWER, { id, agree: true, note: '' })
    expect((await consentsOf(product)).sources).toMatchObject([{ isMissing: false }])
    await imported('2024-02-01T00:00:00.000Z')
    expect((await consentsOf(product)).sources).toMatchObject([{ isMissing: true }])
  })
})

/** Editions as documents: to whom they go anyway, bounded, and of sealed ones each copy is somebody's. */
import { randomUUID } from 'node:crypto'
import { getDocumentProxy } from 'unpdf'
import type { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, refusalOf } from './answers.ts'
import { recall } from './steps.ts'

const FORMS = ['pdf', 'markdown'] as const
const TRACE =
  'query ($number: String!) { editionCopy(number: $number) { number editionId reference format person organisation takenAt } }'

async function textOfPdf(answer: Response): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(await answer.arrayBuffer()))
  const { items } = await (await document.getPage(1)).getTextContent()
  return items.map(item => ('str' in item ? item.str : '')).join('')
}

describe('an edition as a document', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let member: Actor
  let friend: Actor
  let productId: string
  let editions: Record<string, string>

  beforeAll(async () => {
    hub = await startTestHub()
    ;[analyst, officer, member, friend] = ['analyst-1', 'officer-1', 'hoshiwatari-power-1', 'wakaba'].map(who =>
      hub.as(who),
    )
    ;({ productId, editions } = await release(
      analyst,
      officer,
      productOf('第二報', [
        { title: '機微な第二報', secret: true, text: '# 対策\n\n機微な本文' },
        { title: 'お知らせ第二報', text: '# 対策\n\nお知らせの本文' },
      ]),
    ))
  }, 60_000)
  afterAll(() => hub.stop(), 20_000)

  it('is a download that nobody keeps, named by its reference', async () => {
    for (const [form, type] of [
      ['pdf', 'application/pdf'],
      ['markdown', 'text/markdown; charset=utf-8'],
    ]) {
      const answer = await friend.get(`/editions/${editions['NOTICE']}/${form}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe(type)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="NRS-[0-9A-Z]{4}-[0-9A-Z]{4}\.(pdf|md)"$/,
      )
    }
  })

  it('says what the edition says', async () => {
    const path = `/editions/${editions['NOTICE']}`
    for (const text of [
      await textOfPdf(await friend.get(`${path}/pdf`)),
      await (await friend.get(`${path}/markdown`)).text(),
    ]) {
      for (const part of ['お知らせ第二報', 'お知らせの本文', 'TLP:GREEN']) expect(text).toContain(part)
      expect(text).not.toMatch(/機微|NRC-/)
    }
  })

  it('of a sealed edition names its reader and has a number of its own, by which its sender finds whose it was', async () => {
    const numbers: string[] = []
    for (const form of FORMS)
      for (const who of [member, officer]) {
        const answer = await who.get(`/editions/${editions['PROVISION']}/${form}`)
        const text = form === 'pdf' ? await textOfPdf(answer) : (await answer.text()).replaceAll('\\', '')
        for (const part of ['機微な本文', '提供用総合整理分析情報', 'TLP:AMBER']) expect(text).toContain(part)
        const [number = ''] = /NRC-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text) ?? []
        numbers.push(number)
        const { editionCopy } = await officer.ask(TRACE, { number: ` ${number.toLowerCase()} ` })
        expect(editionCopy).toMatchObject({ number, editionId: editions['PROVISION'], format: form.toUpperCase() })
        expect(text).toContain(`${editionCopy.person}（${editionCopy.organisation}）`)
        expect(text).toContain(editionCopy.reference)
      }
    expect(new Set(numbers).size).toBe(4)
  })

  it('[L37] tells nobody but the releasing officers of its sender whose a copy is', async () => {
    const text = (await (await member.get(`/editions/${editions['PROVISION']}/markdown`)).text()).replaceAll('\\', '')
    const [number = ''] = /NRC-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text) ?? []
    expect((await officer.ask(TRACE, { number })).editionCopy.number).toBe(number)
    for (const who of [analyst, hub.as('nco-reader'), hub.as('inspector'), member, friend]) {
      const answers = await Promise.all(
        [number, 'NRC-0000-0000'].map(async one => bytesOf(await who.asking(TRACE, { number: one }), [one])),
      )
      expect(answers[0]).toBe(answers[1])
      expect(answers[0]).toContain('errors')
    }
  })

  it('[L56] is there for nobody who may not read the edition, like one that never was', async () => {
    for (const form of FORMS) {
      const absent = randomUUID()
      for (const id of [editions['PROVISION'], 'x', `${editions['NOTICE']}x`])
        expect(await bytesOf(await friend.get(`/editions/${id}/${form}`), [id])).toBe(
          await bytesOf(await friend.get(`/editions/${absent}/${form}`), [absent]),
        )
      expect((await hub.nobody().get(`/editions/${editions['NOTICE']}/${form}`)).status).toBe(401)
    }
  })

  it('leaves the hub answering while a long one is set, and is refused when it is too long', async () => {
    const editionOf = async (text: string) => {
      const { editions: made } = await release(analyst, officer, productOf('長い版', [{ title: '長い版', text }]))
      return made['NOTICE']
    }
    const paragraph = `${'攻撃者は、正規の管理機能を悪用して（侵害した端末から）広がる。'.repeat(12)}\n\n`
    const long = friend.get(`/editions/${await editionOf(paragraph.repeat(180))}/pdf`)
    let answered = 0
    let isMade = false
    void long.then(() => (isMade = true))
    while (!isMade) {
      expect((await hub.nobody().get('/health/live')).status).toBe(200)
      if (!isMade) answered += 1
    }
    expect((await long).status).toBe(200)
    expect(answered).toBeGreaterThan(10)
    const tooLong = await friend.get(`/editions/${await editionOf('字\n\n'.repeat(20_000))}/pdf`)
    expect(tooLong.status).toBe(413)
    expect(await refusalOf(tooLong)).toMatchObject({ code: 'TOO_LARGE', reason: 'DOCUMENT' })
  }, 60_000)

  it('is gone with its edition', async () => {
    await recall(officer, productId)
    for (const form of FORMS) expect((await member.get(`/editions/${editions['PROVISION']}/${form}`)).status).toBe(404)
  })
})

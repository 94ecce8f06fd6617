/** From what people write to what tools look for: a text, a mail, a PDF; candidates, what is accepted, and the feed in the end. */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { refusalOf } from './answers.ts'
import { settled } from './steps.ts'

const EXTRACT = `mutation ($file: Upload!) { extractIndicators(file: $file) { form isCut candidates {
  kind value asWritten line occurrences context { text start length } confidence reasons { rule message messageJa } warningLists } } }`
const STORE = `mutation ($id: ID!, $source: String!, $indicators: [AcceptedIndicator!]!) {
  storeIndicators(id: $id, source: $source, indicators: $indicators) { id state fileName stored refused } }`

interface Candidate {
  readonly kind: string
  readonly value: string
  readonly asWritten: string
  readonly confidence: number
  readonly reasons: readonly { rule: string; message: string; messageJa: string }[]
  readonly warningLists: readonly string[]
}

let hub: TestHub
let analyst: Actor
beforeAll(async () => {
  hub = await startTestHub()
  analyst = hub.as('analyst-1')
}, 60_000)
afterAll(() => hub.stop(), 20_000)

function sending(who: Actor, fileName: string, content: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData()
  form.append('operations', JSON.stringify({ query: EXTRACT, variables: { file: null } }))
  form.append('map', '{"0":["variables.file"]}')
  form.append('0', new Blob([content]), fileName)
  return fetch(`${hub.url}/graphql`, { method: 'POST', body: form, headers: who.headers() })
}
async function extracted(fileName: string, content: string | Uint8Array<ArrayBuffer>) {
  const answer = await sending(analyst, fileName, content)
  const body = (await answer.json()) as {
    data?: { extractIndicators: { form: string; isCut: boolean; candidates: Candidate[] } }
    errors?: unknown
  }
  if (!body.data) throw new Error(JSON.stringify(body.errors))
  return body.data.extractIndicators
}
const valuesIn = ({ candidates }: { candidates: readonly Candidate[] }) =>
  candidates.map(({ kind, value }) => `${kind} ${value}`)

/** One page that says so, as the standard's simplest example does it. */
function pdfOf(text: string): string {
  const stream = `BT /F1 12 Tf 50 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  return `${body}xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
}

describe('an analyst gets candidates out of', () => {
  it('a Japanese report, with what was written, its sentence, and why', async () => {
    const read = await extracted('report.txt', '概要。\n通信先はhxxp://evil[.]co[.]jp/aです。\ngoogle.comは正規です。')
    expect(read).toMatchObject({ form: 'TEXT', isCut: false })
    expect(read.candidates).toEqual([
      expect.objectContaining({
        ...{
          kind: 'url',
          value: 'http://evil.co.jp/a',
          asWritten: 'hxxp://evil[.]co[.]jp/a',
          line: 2,
          confidence: 95,
          occurrences: 1,
        },
        context: { text: '通信先はhxxp://evil[.]co[.]jp/aです。', start: 4, length: 23 },
        warningLists: [],
      }),
      expect.objectContaining({ kind: 'domain', value: 'google.com', warningLists: [expect.stringContaining('200')] }),
    ])
    expect(read.candidates[0].reasons).toContainEqual({
      ...{ rule: 'defanged', message: 'written so that nobody follows it', messageJa: '無害化して書かれている' },
    })
  }, 60_000)

  it('text of Japanese Windows', async () => {
    const shiftJis = new Uint8Array([0x92, 0xca, 0x90, 0x4d, 0x90, 0xe6, ...Buffer.from(' evil[.]jp')]) // 通信先
    const read = await extracted('report.txt', shiftJis)
    expect(valuesIn(read)).toEqual(['domain evil.jp'])
    expect(JSON.stringify(read)).toContain('通信先')
  }, 60_000)

  it('a mail: what is quoted, encoded, hidden in a link or attached', async () => {
    const attachment = Buffer.from('通信先 198.51.100[.]77').toString('base64')
    const mail = [
      ...[
        'From: Evil <boss@evil-sender.jp>',
        'To: a@victim.jp',
        `Subject: =?utf-8?B?${Buffer.from('請求書').toString('base64')}?=`,
      ],
      ...[
        'Received: from relay.provider.jp (203.0.113.99)',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
      ],
      ...['--b', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', ''],
      ...[
        'See http://quoted.jp/a=',
        'bc?d=3De',
        '--b',
        'Content-Type: text/html',
        '',
        '<p>ok <a href="http://hidden.jp/x?a=1&amp;b=2">click</a></p>',
      ],
      ...[
        '--b',
        'Content-Type: text/plain; name=a.txt',
        'Content-Disposition: attachment; filename=a.txt',
        'Content-Transfer-Encoding: base64',
        '',
      ],
      ...[attachment, '--b--', ''],
    ].join('\r\n')
    const read = await extracted('mail.eml', mail)
    expect(read.form).toBe('MAIL')
    expect(valuesIn(read)).toEqual(
      expect.arrayContaining([
        ...[
          'email boss@evil-sender.jp',
          'url http://quoted.jp/abc?d=e',
          'url http://hidden.jp/x?a=1&b=2',
          'ipv4 198.51.100.77',
        ],
        expect.stringMatching(/^sha256 [0-9a-f]{64}$/),
      ]),
    )
    expect(valuesIn(read)).not.toContain('ipv4 203.0.113.99')
  }, 60_000)

  it('a PDF', async () => {
    const read = await extracted('report.bin', pdfOf('C2: hxxps://evil[.]jp/gate (see 198.51.100[.]7)'))
    expect(read.form).toBe('PDF')
    expect(valuesIn(read)).toEqual(['url https://evil.jp/gate', 'ipv4 198.51.100.7'])
  }, 60_000)
})

describe('a hostile document', () => {
  it.each([
    ['a PDF that is none', '%PDF-1.7\nnothing of it'],
    [
      'a PDF whose pages are their own parents',
      pdfOf('x').replace('/Kids [3 0 R] /Count 1', '/Kids [2 0 R] /Count 99'),
    ],
    ['a mail within mails', Array.from({ length: 400 }, () => 'Content-Type: message/rfc822\r\n\r\n').join('')],
    [
      'a mail that opens parts for ever',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'.repeat(20_000)}`,
    ],
  ])(
    'is refused or read, and ends nothing: %s',
    async (name, content) => {
      const answer = await sending(analyst, name.includes('mail') ? 'x.eml' : 'x.pdf', content)
      const text = await answer.text()
      expect([name, /UNREADABLE_DOCUMENT|"candidates"/.test(text)]).toEqual([name, true])
      expect((await analyst.get('/health/live')).status).toBe(200)
      expect(valuesIn(await extracted('next.txt', 'evil[.]jp'))).toEqual(['domain evil.jp'])
    },
    90_000,
  )

  it('is refused when it is larger than is read', async () => {
    const refused = await refusalOf(await sending(analyst, 'x.txt', new Uint8Array(21_000_000)))
    expect(refused).toMatchObject({ code: 'TOO_LARGE' })
  }, 60_000)
})

describe('what is accepted', () => {
  it('goes into the store by an import with its receipt, is released, and comes out of a feed', async () => {
    const domain = `${randomUUID().slice(0, 8)}.accepted.jp`
    const indicators = [
      { kind: 'domain', value: domain.toUpperCase(), name: 'C2', description: '通信先', confidence: 90 },
      { kind: 'domain', value: 'www.skype.com', confidence: 60, overridesWarningLists: true },
      { kind: 'vulnerability', value: 'cve-2024-12345', confidence: 70 },
    ]
    const id = randomUUID()
    const { storeIndicators } = await analyst.ask(STORE, { id, source: 'report.pdf', indicators })
    expect(storeIndicators).toEqual({ id, state: 'DONE', fileName: 'report.pdf', stored: 3, refused: 0 })
    const { stixObjects } = await analyst.ask(
      'query ($filter: StixObjectFilter) { stixObjects(filter: $filter) { items { id type } } }',
      {
        filter: { importId: id },
      },
    )
    expect(stixObjects.items.map(({ type }: { type: string }) => type).sort()).toEqual([
      'indicator',
      'indicator',
      'vulnerability',
    ])
    const stixIds = stixObjects.items.map((item: { id: string }) => item.id)
    await release(analyst, hub.as('officer-1'), productOf('抽出', [{ title: '抽出', stixIds }]))
    await settled(hub)
    const values = (await (await hub.as('hoshizora').get('/feeds/list/domain')).text()).split('\n')
    expect(values).toEqual(expect.arrayContaining([domain, 'www.skype.com']))
  }, 60_000)

  it.each([
    ['indicators[0].value', { kind: 'ipv4', value: '1.2.3' }],
    ['indicators[0].kind', { kind: 'ham', value: 'x' }],
    ['indicators[0].confidence', { kind: 'domain', value: 'evil.jp', confidence: 101 }],
  ])(
    'is refused whole, by the field at fault: %s',
    async (field, wrong) => {
      const indicators = [
        { confidence: 50, ...wrong },
        { kind: 'domain', value: 'whole.accepted.jp', confidence: 50 },
      ]
      const failed = analyst.ask(STORE, { id: randomUUID(), source: 'x', indicators })
      await expect(failed).rejects.toMatchObject({ code: 'INVALID_INPUT', errors: [{ extensions: { field } }] })
      const { stixObjects } = await analyst.ask('{ stixObjects(filter: { text: "whole.accepted" }) { items { id } } }')
      expect(stixObjects.items).toEqual([])
    },
    30_000,
  )

  it('is nobody’s but the analysts’: others are refused before a byte is read', async () => {
    for (const other of ['hoshizora', 'hoshiwatari-power-1']) {
      const { code } = await refusalOf(await sending(hub.as(other), 'x.txt', 'evil[.]jp'))
      expect([other, code]).toEqual([other, 'FORBIDDEN'])
    }
    const failed = hub
      .as('hoshizora')
      .ask(STORE, { id: randomUUID(), source: 'x', indicators: [{ kind: 'domain', value: 'evil.jp', confidence: 1 }] })
    await expect(failed).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }, 30_000)
})

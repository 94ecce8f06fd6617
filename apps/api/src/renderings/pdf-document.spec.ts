import { getDocumentProxy } from 'unpdf'
import { pdfOf } from './pdf-document.ts'
import { TooManyPages } from './pdf-sheet.ts'
import type { RenderedEdition } from './rendered-edition.ts'

const edition: RenderedEdition = {
  ...{ reference: 'NRS-7K3M-Q9TX', category: 'PROVISION', tlp: 'TLP:AMBER', kind: 'BULLETIN', severity: 'HIGH' },
  ...{ urgency: 'PRIORITY', title: '環境寄生型攻撃（第二報）', summary: '国内の事業者を狙う攻撃が観測されている。' },
  hunt: null,
  body: '# 概要\n\n正規の機能を悪用する。\n\n1. 記録を見る\n2. 更新する\n\n| 項目 | 値 |\n|---|---|\n| 攻撃元 | 192.0.2.1 |\n\n```\nrule x { condition: true }\n```',
  ...{ remarks: [], indicators: [{ kind: 'domain', value: 'evil.example', name: 'evil.example' }], objectCount: 1 },
  ...{ releasedAt: '2026-11-21T00:00:00.000Z', digest: 'ab'.repeat(32), keyId: '0123456789abcdef' },
  copy: { number: 'NRC-AAAA-BBBB', reader: '山田 太郎（青葉銀行）', at: '2026-11-28T10:00:00.000Z' },
}
const notice: RenderedEdition = { ...edition, category: 'NOTICE', tlp: 'TLP:GREEN', copy: null }

async function pagesOf(bytes: Buffer): Promise<string[]> {
  const document = await getDocumentProxy(new Uint8Array(bytes))
  const pages: string[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    pages.push(items.map(item => ('str' in item ? item.str : '')).join(''))
  }
  return pages
}
const textOf = async (of: RenderedEdition) => (await pagesOf(await pdfOf(of))).join('\n')

describe('the PDF of an edition', () => {
  it('says all that the edition says, in text that can be copied', async () => {
    const text = await textOf(edition)
    const words = ['環境寄生型攻撃（第二報）', '国内の事業者を狙う攻撃が観測されている。', '正規の機能を悪用する。']
    for (const part of [...words, '1.', '更新する', '192.0.2.1', 'rule x { condition: true }', 'evil.example'])
      expect(text).toContain(part)
    for (const part of ['NRS-7K3M-Q9TX', '2026-11-21 09:00 JST', '高 High', edition.digest, edition.keyId])
      expect(text).toContain(part)
  })

  it('has the category twice on each page, its number, and of a sealed edition whose copy it is', async () => {
    const pages = await pagesOf(await pdfOf({ ...edition, body: '字'.repeat(10_000) }))
    expect(pages.length).toBeGreaterThan(5)
    for (const [index, page] of pages.entries()) {
      expect(page.split('提供用総合整理分析情報 ｜ 構成員限り・安全管理措置の下で取扱い ｜ TLP:AMBER')).toHaveLength(3)
      expect(page).toContain(`${index + 1} / ${pages.length}`)
      expect(page).toContain('山田 太郎（青葉銀行） 2026-11-28 19:00 JST NRC-AAAA-BBBB')
      expect(page).toContain('複製番号 Copy NRC-AAAA-BBBB')
    }
  })

  it('of a notice names no reader', async () => {
    const text = await textOf(notice)
    expect(text).toContain('周知等用総合整理分析情報 ｜ TLP:GREEN')
    expect(text).not.toMatch(/山田|複製番号/)
  })

  it('[L58] says of itself the reference and the time of release, and nothing of an author, a program, a path or another time', async () => {
    const bytes = await pdfOf(edition)
    const document = await getDocumentProxy(new Uint8Array(bytes))
    const { info, metadata } = await document.getMetadata()
    expect(info).toMatchObject({ Title: 'NRS-7K3M-Q9TX', Producer: 'Noroshi', Creator: 'Noroshi' })
    const told = info as Record<string, unknown> // pdf.js types it as an object
    expect([told['Author'], told['Subject'], told['Keywords']]).toEqual([undefined, undefined, undefined])
    expect([told['CreationDate'], told['ModDate']]).toEqual(['D:20261121000000Z', 'D:20261121000000Z'])
    for (const text of [bytes.toString('latin1'), JSON.stringify(metadata ?? {})])
      expect(text).not.toMatch(new RegExp(`${process.cwd()}|node_modules|PDFKit|D:20261128`))
    expect((await pdfOf(edition)).equals(bytes)).toBe(true) // nothing of the machine, the clock or chance
  })

  it('runs nothing, fetches nothing and hides nothing, whatever was written', async () => {
    const body = [
      ...['<script>alert(1)</script>', '![x](https://evil.example/x.png)', '[go](javascript:alert(1))', '\u202Egnp'],
      ...['[site](https://example.org/a)', '😀', '\u0000\u200B', '(/JS) endobj >> /OpenAction', '字\u3099'],
    ].join('\n\n')
    const bytes = await pdfOf({ ...edition, body })
    const text = (await pagesOf(bytes)).join('\n')
    for (const part of [
      '<script>alert(1)</script>',
      '[U+202E]gnp',
      'site (https://example.org/a)',
      '[U+1F600]',
      '[U+200B]',
    ])
      expect(text).toContain(part)
    expect(text).toContain('(/JS) endobj >> /OpenAction')
    const raw = bytes.toString('latin1')
    for (const word of ['/Annots [', '/JavaScript', '/JS', '/OpenAction', '/URI', '/EmbeddedFile', '/AA'])
      expect(raw).not.toContain(word)
  })

  it('stays within its pages, whatever is deep, wide or long', async () => {
    const deep = Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- ${depth}`).join('\n')
    const quoted = `${'>'.repeat(50)} inner`
    const wide = `|${'a|'.repeat(60)}\n|${'-|'.repeat(60)}\n|${'b|'.repeat(60)}`
    for (const body of [
      deep,
      quoted,
      wide,
      'x'.repeat(20_000),
      '`'.repeat(5_000),
      '1.\n'.repeat(500),
      '',
      '|a|\n|-|\n',
    ])
      expect((await pdfOf({ ...edition, body })).subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('is refused beyond 200 pages', async () => {
    await expect(pdfOf({ ...edition, body: '字\n\n'.repeat(20_000) })).rejects.toThrow(TooManyPages)
  })

  it('shows the first 500 indicators and says how many more there are', async () => {
    const indicators = Array.from({ length: 510 }, (_, index) => ({ kind: 'ip', value: `192.0.2.${index}`, name: 'x' }))
    const text = await textOf({ ...edition, indicators })
    expect(text).toContain('192.0.2.499')
    expect(text).not.toContain('192.0.2.500')
    expect(text).toContain('10 more are in the STIX bundle')
  })
})

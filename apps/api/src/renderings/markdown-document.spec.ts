import MarkdownIt from 'markdown-it'
import { markdownOf } from './markdown-document.ts'
import type { RenderedEdition } from './rendered-edition.ts'

const edition: RenderedEdition = {
  ...{ reference: 'NRS-7K3M-Q9TX', category: 'PROVISION', tlp: 'TLP:AMBER', kind: 'BULLETIN', severity: 'HIGH' },
  ...{
    urgency: 'PRIORITY',
    title: '第二報',
    summary: '要約',
    body: '## 対策\n\n- *更新*する',
    objectCount: 1,
    hunt: null,
  },
  ...{ remarks: [], indicators: [{ kind: 'domain', value: 'evil.example', name: 'evil.example' }] },
  ...{ releasedAt: '2026-11-21T00:00:00.000Z', digest: 'ab'.repeat(32), keyId: '0123456789abcdef' },
  copy: { number: 'NRC-AAAA-BBBB', reader: '山田 太郎（青葉銀行）', at: '2026-11-28T10:00:00.000Z' },
}
const htmlOf = (of: RenderedEdition): string => new MarkdownIt({ html: true }).render(markdownOf(of))

describe('the Markdown of an edition', () => {
  it('has its own words as they were signed, between banners, and whose copy it is', () => {
    const text = markdownOf(edition)
    expect(text.startsWith('**提供用総合整理分析情報')).toBe(true)
    expect(text.trimEnd().endsWith('TLP:AMBER**')).toBe(true)
    expect(text).toContain(`\n\n${edition.body}\n\n`)
    const html = htmlOf(edition)
    for (const part of [
      '<h1>第二報</h1>',
      '山田 太郎（青葉銀行） 2026-11-28 19:00 JST NRC-AAAA-BBBB',
      '<td>evil.example</td>',
    ])
      expect(html).toContain(part)
    expect(markdownOf({ ...edition, copy: null })).not.toContain('複製番号')
  })

  it('makes no Markdown and no HTML of what is none', () => {
    const hostile = '<img src=x onerror=alert(1)> [a](https://evil.example) | `b`\n# c'
    const indicators = [{ kind: 'domain', value: hostile, name: hostile }]
    const html = htmlOf({ ...edition, title: hostile, summary: hostile, indicators })
    expect(html).not.toMatch(/<img|<a |<code>/)
    expect(html.match(/<h1>/g)).toHaveLength(1)
    expect(html.match(/<tr>/g)).toHaveLength(2)
  })
})

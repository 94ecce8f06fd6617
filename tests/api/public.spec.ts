import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, INSIDES, refusalOf } from './answers.ts'
import { draft, recall, releaseOnly, submit } from './steps.ts'

/** What people have put into other portals' text to make it a program. */
const PAYLOADS = [
  '<script>alert(1)</script>', '<ScRiPt src=//evil.example/x.js></sCrIpT>', '<img src=x onerror=alert(1)>', '<img src="x" onerror="alert(1)">', '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>', '<body onload=alert(1)>', '<iframe src="javascript:alert(1)">', '<iframe srcdoc="<script>alert(1)</script>">', '<object data="javascript:alert(1)">',
  '<embed src="javascript:alert(1)">', '<a href="javascript:alert(1)">x</a>', '<a href="jAvAsCrIpT:alert(1)">x</a>', '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<details open ontoggle=alert(1)>', '<video><source onerror=alert(1)>', '<input autofocus onfocus=alert(1)>', '<marquee onstart=alert(1)>', '<link rel=stylesheet href=//evil.example>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">', '<base href="//evil.example/">', '<form action="javascript:alert(1)"><button>x</button></form>', '<style>@import "//evil.example";</style>', '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>', '--><script>alert(1)</script>', ']]><script>alert(1)</script>', '"><script>alert(1)</script>', `'onmouseover='alert(1)`, '" autofocus onfocus="alert(1)', '[x](javascript:alert(1))', '[x](JaVaScRiPt:alert(1))',
  '[x](javascript&colon;alert(1))', '[x](java\nscript:alert(1))', '[x](&#106;avascript:alert(1))', '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)', '[x](vbscript:msgbox(1))', '[x](file:///etc/passwd)', '![x](javascript:alert(1))', '![x](x"onerror="alert(1))',
  '![x" onerror="alert(1)](x)', '[x](x "title" onmouseover="alert(1)")', '<javascript:alert(1)>', '<https://x.example/" onmouseover="alert(1)>', '[x]: javascript:alert(1)\n\n[x]', '`<script>alert(1)</script>`', '```html onload=alert(1)\n<script>alert(1)</script>\n```',
  '``` "><script>alert(1)</script>\nx\n```', '&lt;script&gt;alert(1)&lt;/script&gt;', '\u202e<script>alert(1)</script>', '<scr\u0000ipt>alert(1)</scr\u0000ipt>'.replaceAll('\u0000', ''), '＜script＞alert(1)＜/script＞', '{{constructor.constructor("alert(1)")()}}', '${alert(1)}',
] // prettier-ignore

/** Every tag of a page with its attributes, as a browser would come to see them: text that was escaped is not among them. */
function tagsOf(html: string): { name: string; attributes: string }[] {
  return [...html.matchAll(/<([a-z!/][^\s>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi)].map(([, name, attributes]) => ({
    name: name.toLowerCase(),
    attributes,
  }))
}

const HARMLESS = new Set([
  '!doctype',
  'html',
  'head',
  'meta',
  'title',
  'link',
  'style',
  'body',
  'div',
  'header',
  'main',
  'a',
  'strong',
  'article',
  'h1',
  'h2',
  'h3',
  'p',
  'time',
  'ol',
  'ul',
  'li',
  'form',
  'input',
  'button',
  'table',
  'tbody',
  'tr',
  'td',
  'code',
  'pre',
  'em',
  'br',
  'hr',
  'blockquote',
  'img',
])

describe('the public’s own process', () => {
  let hub: TestHub
  let front: TestHub
  let analyst: Actor
  let officer: Actor

  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
    front = await startTestHub({ beside: hub, tiers: ['PUBLIC'], worker: false })
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
  }, 60_000)
  afterAll(async () => {
    await front.stop()
    await hub.stop()
  }, 20_000)

  const get = (path: string, headers: Record<string, string> = {}) => fetch(front.url + path, { headers })
  const page = async (path: string) => (await get(path)).text()
  const publish = async (title: string, more: object = {}) =>
    (
      await release(
        analyst,
        officer,
        productOf(title, [{ title, audience: { everyone: true, toPublic: true }, ...more }]),
      )
    ).editions['NOTICE']

  it('shows an empty list and valid feeds before anything was released', async () => {
    expect(await page('/public')).toContain('まだありません')
    expect(JSON.parse(await page('/public/feed.json')).items).toEqual([])
    expect(await page('/public/feed.atom')).toContain('<feed xmlns="http://www.w3.org/2005/Atom">')
  })

  it('[L36] has no GraphQL, no sign-in, no socket, no download of editions: the doors are not there', async () => {
    const absent = await refusalOf(await get('/nothing'))
    for (const [method, path] of [
      ['POST', '/graphql'],
      ['GET', '/graphql'],
      ['POST', '/auth/sign-in'],
      ['POST', '/auth/sign-out'],
      ['GET', `/editions/${randomUUID()}/bundle`],
      ['GET', `/inspection/editions/${randomUUID()}/bundle`],
    ] as const) {
      const answer = await fetch(front.url + path, {
        method,
        ...(method === 'POST'
          ? { body: '{"query":"{ me { name } }"}', headers: { 'content-type': 'application/json' } }
          : {}),
      })
      expect({ ...(await refusalOf(answer)), traceId: '' }).toEqual({ ...absent, traceId: '' })
    }
    const polling = await get('/socket.io/?EIO=4&transport=polling')
    expect(polling.status).toBe(404)
    expect((await get('/health/ready')).status).toBe(200)
  })

  it('[L12][L59] shows a notice as a page, in feeds and as STIX, and nothing of any other label', async () => {
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({
        type: 'bundle',
        id: `bundle--${randomUUID()}`,
        objects: [
          {
            type: 'indicator',
            spec_version: '2.1',
            id: 'indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8',
            created: '2026-01-01T00:00:00.000Z',
            modified: '2026-01-01T00:00:00.000Z',
            name: 'C2',
            pattern: "[domain-name:value = 'evil.example']",
            pattern_type: 'stix',
            valid_from: '2026-01-01T00:00:00Z',
          },
        ],
      }),
    )
    const stixIds = ['indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8']
    const { editions } = await release(
      analyst,
      officer,
      productOf('三つの版', [
        { title: 'tanuki 総合', commInfo: true, stixIds },
        { title: 'tanuki 提供', secret: true, stixIds },
        {
          title: '公開のお知らせ',
          summary: '要約です',
          text: '## 対策\n\n- 更新する\n- [告知](https://example.org/advisory)',
          stixIds,
          audience: { everyone: true, toPublic: true },
        },
      ]),
    )
    await release(analyst, officer, productOf('friends only', [{ title: 'tanuki フレンズ限り' }]))
    const id = editions['NOTICE']
    const html = await page(`/public/editions/${id}`)
    for (const words of [
      '公開のお知らせ',
      '要約です',
      '<h2>対策</h2>',
      'href="https://example.org/advisory"',
      'evil.example',
    ])
      expect(html).toContain(words)
    const bundle = await get(`/public/editions/${id}/bundle`)
    expect(bundle.headers.get('content-type')).toBe('application/stix+json;version=2.1')
    const types = (await bundle.json()).objects.map(({ type }: { type: string }) => type)
    expect(types).toEqual(['indicator', 'identity', 'marking-definition', 'marking-definition', 'report'])
    const feed = JSON.parse(await page('/public/feed.json'))
    expect(feed.version).toMatch(/^https:\/\/jsonfeed\.org\/version\/1(\.1)?$/)
    expect(feed.items).toEqual([
      expect.objectContaining({ id: `${front.url}/public/editions/${id}`, title: '公開のお知らせ' }),
    ])
    for (const text of [
      html,
      await page('/public'),
      JSON.stringify(feed),
      await page('/public/feed.atom'),
      await page('/public?text=tanuki'),
    ])
      expect(text.replace('value="tanuki"', '')).not.toContain('tanuki')
    const absent = await bytesOf(await get(`/public/editions/${randomUUID()}`))
    for (const hidden of [
      editions['COMPREHENSIVE'],
      editions['PROVISION'],
      'x',
      `${id}x`,
      id.toUpperCase().replace('-', ''),
    ]) {
      expect(await bytesOf(await get(`/public/editions/${hidden}`))).toBe(absent)
      expect(await bytesOf(await get(`/public/editions/${hidden}/bundle`))).toBe(absent)
    }
  })

  it('lets nothing run that somebody wrote into a notice', async () => {
    const ids = [
      await publish(PAYLOADS.slice(0, 8).join(' ').slice(0, 299), {
        summary: PAYLOADS.join(' ').slice(0, 3_900),
        text: PAYLOADS.join('\n\n'),
      }),
    ]
    for (let i = 0; i < PAYLOADS.length; i += 8)
      ids.push(
        await publish(
          PAYLOADS.slice(i, i + 4)
            .join(' ')
            .slice(0, 299),
          { summary: PAYLOADS.slice(i + 4, i + 8).join(' '), text: PAYLOADS.slice(i, i + 8).join('\n') },
        ),
      )
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(40)
    const pages = [
      await page('/public'),
      await page(`/public?text=${encodeURIComponent('"><script>alert(1)</script>')}`),
    ]
    for (const id of ids) pages.push(await page(`/public/editions/${id}`))
    for (const html of pages) {
      expect(html).toContain('</html>')
      for (const { name, attributes } of tagsOf(html)) {
        expect(HARMLESS).toContain(name.replace(/^\//, ''))
        expect(attributes.replace(/"[^"]*"/g, '""')).not.toMatch(/\son|style|srcdoc/i)
        for (const [, address] of attributes.matchAll(/(?:href|src|action)="([^"]*)"/gi))
          expect(address).toMatch(/^(\/|https?:\/\/|mailto:|x|data:,$)/)
      }
    }
    const atom = await page('/public/feed.atom')
    expect(atom.match(/<entry>/g)).toHaveLength(ids.length + 1)
    expect(atom.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toMatch(/<script|<img|<svg/i)
    expect(wellFormed(atom)).toBe(true)
    expect(JSON.parse(await page('/public/feed.json')).items).toHaveLength(ids.length + 1)
    // Readers of the feed take its titles for HTML, by the feed's own word: what is text in ours is text in theirs.
    const titles = [...atom.matchAll(/<(?:title|summary) type="html"><!\[CDATA\[([\s\S]*?)\]\]>/g)].map(
      ([, text]) => text,
    )
    expect(titles.length).toBeGreaterThanOrEqual(2 * ids.length)
    expect(titles.filter(text => /[<>]/.test(text))).toEqual([])
    const { items } = JSON.parse(await page('/public/feed.json')) as { items: { content_html: string }[] }
    expect(items.filter(({ content_html }) => /[<>]/.test(content_html))).toEqual([])
    // One style sheet by its hash, and no script at all; what is no page may do nothing.
    const policyOf = async (path: string) => (await get(path)).headers.get('content-security-policy') ?? ''
    expect(await policyOf(`/public/editions/${ids[0]}`)).toMatch(/^default-src 'none';.*style-src 'sha256-[^ ']+';/)
    expect(await policyOf(`/public/editions/${ids[0]}`)).not.toMatch(/script-src|unsafe|nonce/)
    expect(await policyOf('/public/feed.atom')).toMatch(
      /^default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'$/,
    )
  })

  it('[L49] answers the same bytes until something changes, and may be cached a minute', async () => {
    const paths = ['/public', '/public/feed.json', '/public/feed.atom', '/public?text=対策']
    const read = () => Promise.all(paths.map(async path => bytesOf(await get(path))))
    const first = await read()
    expect(await read()).toEqual(first)
    await release(
      analyst,
      officer,
      productOf('hidden from the public', [{ title: 'x', secret: true }, { title: '対策 フレンズ限り' }]),
    )
    expect(await read()).toEqual(first)
    for (const path of paths) {
      const { headers } = await get(path)
      expect(headers.get('cache-control')).toBe('public, max-age=60')
      expect(headers.getSetCookie()).toEqual([])
    }
    expect((await get('/public')).headers.get('vary')).toContain('accept-language')
    expect((await get(`/public/editions/${randomUUID()}`)).headers.get('cache-control')).toBe('no-store')
    const { productId } = await release(
      analyst,
      officer,
      productOf('change', [{ title: '変化', audience: { everyone: true, toPublic: true } }]),
    )
    expect(await page('/public/feed.json')).toContain('変化')
    await recall(officer, productId)
    expect(await read()).toEqual(first)
  })

  it('finds by words, pages through all, and answers nonsense kindly', async () => {
    await releaseOnly(
      officer,
      await submit(
        analyst,
        await draft(
          analyst,
          productOf('search', [
            { title: 'ＶＰＮ装置の脆弱性', text: '至急 更新', audience: { everyone: true, toPublic: true } },
          ]),
        ),
      ),
    )
    for (const text of ['vpn', 'VPN装置', '脆弱', 'ｖｐｎ　至急'])
      expect(await page(`/public?text=${encodeURIComponent(text)}`)).toContain('ＶＰＮ装置の脆弱性')
    expect(await page('/public?text=no-such-word')).toContain('見つかりませんでした')
    for (let i = 0; i < 22; i += 1) await publish(`paged ${i}`)
    const seen: string[] = []
    let path: string | undefined = '/public?text=paged'
    while (path) {
      const html: string = await page(path)
      seen.push(...[...html.matchAll(/paged (\d+)<\/a>/g)].map(match => match[1]))
      path = /<a href="(\/public\?[^"]*after=[^"]*)"/.exec(html)?.[1].replaceAll('&amp;', '&')
    }
    expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, i) => i))
    for (const query of [
      'after=x',
      'after=',
      'text=%00',
      'text=a&text=b',
      'after[]=x',
      `text=${'x'.repeat(5_000)}`,
      'text=%F0%9F%94%A5',
      'text=%25%5C_',
      'first=100000',
    ]) {
      const answer = await get(`/public?${query}`)
      expect([200, 400]).toContain(answer.status)
      expect(await answer.text()).not.toMatch(INSIDES)
    }
    expect(await (await get('/public', { 'accept-language': 'en-GB,en' })).text()).toContain('Public notices')
    expect((await fetch(`${front.url}/public`, { method: 'POST' })).status).toBe(404)
  })
})

/** Every tag closed in its order: enough to tell that text did not become markup. */
function wellFormed(xml: string): boolean {
  const open: string[] = []
  const rest = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '')
  for (const [tag, name] of rest.matchAll(/<\/?([a-zA-Z:]+)[^<>]*>/g)) {
    if (tag.startsWith('</')) {
      if (open.pop() !== name) return false
    } else if (!tag.endsWith('/>')) open.push(name)
  }
  return open.length === 0 && !/&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(rest)
}

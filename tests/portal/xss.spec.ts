/**
 * Text that would be a program, in every field that somebody can write and somebody else sees (WB-3): through the real doors, as far as
 * they take it, and then on every page that shows it, as every kind of reader, in a real browser. Nothing runs, nothing becomes markup,
 * nothing is asked of anybody else, and the text stands there as it was written.
 */
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { draft, eventually, releaseOnly, settled as dispatched, submit } from '../api/steps.ts'
import { prove } from '../proof/evidence.ts'
import { Actor } from '../support/actor.ts'
import { enter, openBrowser, settled, visit, type Visitor } from '../support/browser.ts'
import { productOf, startTestHub, type TestHub } from '../support/hub.ts'
import { audit } from './audit.ts'
import { HostileCouncil } from './hostile-council.ts'
import { asList, packed, PAYLOAD_ADDRESSES, PAYLOADS } from './xss-payloads.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))

let hub: TestHub
let browser: Browser
/** The same hub without the portal, where a session may ask anything: whoever attacks writes their own questions. */
let open: TestHub
let council: HostileCouncil

beforeAll(async () => {
  hub = await startTestHub({ portalDir: PORTAL })
  open = await startTestHub({ beside: hub, worker: false })
  council = new HostileCouncil(open)
  await council.fill()
  await dispatched(hub, 60_000)
  browser = await openBrowser()
}, 200_000)
afterAll(async () => {
  await browser?.close()
  await open?.stop()
  await hub?.stop()
})

const faultsOf = ({ complaints, violations, dialogs, origins }: Visitor): string[] => [
  ...complaints.filter(complaint => !/status of 40[0134]/.test(complaint)),
  ...violations,
  ...dialogs,
  ...[...origins].filter(origin => origin !== hub.url),
]

let pages = 0
async function look(visitor: Visitor, address: string): Promise<void> {
  await visitor.page.goto(address)
  await settled(visitor.page)
  await clean(visitor, address)
}
async function clean(visitor: Visitor, where: string): Promise<void> {
  expect([where, await audit(visitor.page), faultsOf(visitor)]).toEqual([where, [], []])
  pages++
}
/** The whole list, by its button. */
async function unfold(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'さらに表示' })
  while (await more.isVisible().catch(() => false)) {
    // It goes away with the last page.
    await more.click({ timeout: 5_000 }).catch(() => undefined)
    await settled(page)
  }
}

describe('a payload in a field', () => {
  it('is one of many, each once, through every door that takes text', () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(300)
    expect(new Set(PAYLOADS).size).toBe(PAYLOADS.length)
    for (const field of [
      'title',
      'STIX object',
      'file name',
      'reason of a return',
      'reason of a recall',
      'organisation',
    ])
      expect([field, (council.taken.get(field) ?? 0) > 0]).toEqual([field, true])
    // Only names of organisations that pass for others, and names that hide something, are refused.
    expect(council.refused).toBeLessThan(PAYLOADS.length / 10)
    prove('xss payloads', PAYLOADS.length)
    prove(
      'xss texts stored',
      [...council.taken.values()].reduce((sum, count) => sum + count, 0),
    )
  })

  it.each(['wakaba', 'hoshiwatari'])(
    'stays text for a reader: %s',
    async prefix => {
      const visitor = await enter(browser, hub, prefix)
      const { page } = visitor
      await page.goto('/')
      await settled(page)
      for (const tries of [1, 2]) {
        if (tries === 2) await page.goto('/editions')
        await settled(page)
        await unfold(page)
        await clean(visitor, `list ${tries}`)
      }
      for (const id of [...council.notices.slice(0, 7), ...(prefix === 'wakaba' ? [] : council.secrets.slice(0, 2))])
        await look(visitor, `/editions/${id}`)
      // As it was written: a title of which nothing is hidden.
      const [title] = packed(290)
      await page.goto(`/editions/${council.notices[0]}`)
      await settled(page)
      expect(await page.locator('h1').innerText()).toBe(title)
      await page
        .getByRole('button', { name: /ほか .* 件|残り|表示/ })
        .last()
        .click()
        .catch(() => undefined)
      await clean(visitor, 'all indicators')

      for (const text of PAYLOADS.slice(0, 8)) {
        await page.goto('/editions')
        await page.getByRole('searchbox').fill(text)
        await page.keyboard.press('Enter')
        await settled(page)
        await clean(visitor, `search ${text}`)
      }
      for (const address of PAYLOAD_ADDRESSES.slice(0, 4))
        await look(visitor, `/sign-in?next=${encodeURIComponent(address)}`)
      await visitor.context.close()
    },
    300_000,
  )

  it('stays text when it comes by socket, as an emergency', async () => {
    const visitor = await enter(browser, hub, 'hibari')
    const { page } = visitor
    await page.goto('/account')
    await page.getByText('接続中', { exact: true }).waitFor()
    for (const title of packed(290).slice(0, 3)) {
      const drafted = await draft(
        hub.as('analyst-1'),
        productOf('緊急', [{ title, summary: title }], { urgency: 'EMERGENCY' }),
      )
      await submit(hub.as('analyst-1'), drafted)
      await releaseOnly(hub.as('officer-1'), drafted)
      await page
        .getByRole('alert')
        .filter({ hasText: title.slice(0, 20) })
        .first()
        .waitFor()
    }
    await clean(visitor, 'notices of an emergency')
    await visitor.context.close()
  }, 120_000)

  it('stays text for who works with it', async () => {
    const visitor = await enter(browser, hub, 'analyst-1')
    const { page } = visitor
    for (const list of ['/products', '/store', '/imports']) {
      await page.goto(list)
      await settled(page)
      await unfold(page)
      await clean(visitor, list)
    }
    const worked = [...council.products.slice(0, 4), ...council.products.slice(-3), ...council.products.slice(-12, -9)]
    for (const id of worked) await look(visitor, `/products/${id}`)
    for (const id of council.objects) await look(visitor, `/store/${id}`)
    for (const id of council.imports) await look(visitor, `/imports/${id}`)
    // The editor, with its preview, of a draft that was given back.
    const { id } = await draft(hub.as('analyst-1'), productOf('編集', [{ title: '編集', text: asList(PAYLOADS) }]))
    await look(visitor, `/products/${id}/edit`)
    await page.getByText('仕上がり').first().click()
    await clean(visitor, 'preview')
    await page.getByText('保管庫から選ぶ').first().click()
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor()
    await clean(visitor, 'picker')
    await visitor.context.close()

    const keys = packed(95)
    // A friend's, whose password confirms each; a code would count once.
    const holder = await new Actor(open.url, open.account('hayate')).signIn()
    await council.through('API key', keys.slice(0, 8), name => holder.makeKey(['read'], name))
    expect(council.taken.get('API key')).toBeGreaterThan(0)
    const owner = await visit(browser, hub.url)
    const [name = '', value = ''] = (holder.cookie ?? '').split('=')
    await owner.context.addCookies([{ name, value, url: hub.url }])
    await look(owner, '/account')
    await owner.context.close()
  }, 300_000)

  it('stays text for the inspector and the administrator', async () => {
    const [inspector, administrator] = [
      await enter(browser, hub, 'inspector'),
      await enter(browser, hub, 'administrator'),
    ]
    await look(inspector, '/inspection')
    await unfold(inspector.page)
    await clean(inspector, 'all of the inspection')
    for (const id of [...council.notices.slice(0, 2), ...council.secrets.slice(0, 2)])
      await look(inspector, `/inspection/${id}`)
    await look(administrator, '/organisations')
    await unfold(administrator.page)
    await clean(administrator, 'all organisations')
    for (const id of council.organisations.slice(0, 8)) await look(administrator, `/organisations/${id}`)
    await Promise.all([inspector.context.close(), administrator.context.close()])
  }, 300_000)

  it('stays text for the public, on its pages and in its feeds', async () => {
    const visitor = await visit(browser, hub.url)
    const { page } = visitor
    for (const address of [
      '/public',
      ...council.notices.map(id => `/public/editions/${id}`),
      ...PAYLOADS.slice(0, 8).map(text => `/public?text=${encodeURIComponent(text)}`),
    ])
      await look(visitor, address)
    // The feed as its readers take it: XML, and in it titles that are HTML by their own word.
    const [atom, json] = await Promise.all(
      ['/public/feed.atom', '/public/feed.json'].map(async path => (await hub.nobody().get(path)).text()),
    )
    const made = await page.evaluate(
      ([atom, json]) => {
        const feed = new DOMParser().parseFromString(atom, 'application/xml')
        const { items } = JSON.parse(json) as { items: { content_html: string }[] }
        const html = [
          ...[...feed.querySelectorAll('[type=html]')].map(node => node.textContent ?? ''),
          ...items.map(item => item.content_html),
        ]
        const elements = html.flatMap(text => [
          ...new DOMParser().parseFromString(text, 'text/html').body.querySelectorAll('*'),
        ])
        return {
          broken: feed.querySelector('parsererror') !== null,
          texts: html.length,
          elements: elements.map(({ outerHTML }) => outerHTML),
        }
      },
      [atom, json],
    )
    expect(made).toEqual({ broken: false, texts: expect.any(Number), elements: [] })
    expect(made.texts).toBeGreaterThan(40)
    await visitor.context.close()
    prove('pages searched for payloads', pages)
  }, 300_000)

  it('would be noticed, were it markup', async () => {
    const markup = PAYLOADS.filter(payload =>
      /^<(?!!|\?|https?:|mailto|a@|javascript|[a-z]+:|xmp|listing|select|scr\P{ASCII}|[^>]*xss\.example\/")/u.test(
        payload,
      ),
    ).slice(0, 30)
    const visitor = await visit(browser, hub.url)
    const { page } = visitor
    let noticed = 0
    for (const payload of markup) {
      const before = visitor.violations.length
      await page.route('**/public', async route => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, body: (await answer.text()).replace('<main>', `<main>${payload}`) })
      })
      await page.goto('/public', { waitUntil: 'domcontentloaded' }).catch(() => undefined)
      const isNoticed = async () =>
        (await audit(page).catch(() => ['the page went elsewhere'])).length > 0 || visitor.violations.length > before
      await eventually(isNoticed, `${payload} to be noticed`)
      noticed++
      await page.unroute('**/public')
    }
    expect(noticed).toBe(markup.length)
    expect(visitor.dialogs).toEqual([]) // the policy holds even then
    expect(markup.length).toBeGreaterThan(20)
    await visitor.context.close()
  }, 120_000)
})

/**
 * Every address of the portal, and the public pages, as everybody: nothing that the content security policy refuses, nothing asked of
 * anybody else, the classification on each page and each print (WB-1, WB-6, WB-9). The addresses are read from app.tsx, so that
 * a new page is crawled from its first day.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { eventually } from '../api/steps.ts'
import { prove } from '../proof/evidence.ts'
import { enter, openBrowser, settled, visit, type Visitor } from '../support/browser.ts'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { textOf } from '../support/sources.ts'
import { postingTo } from '../support/webhook-sink.ts'
import { audit } from './audit.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const POISON_IVY = fileURLToPath(new URL('../data/stix/poisonivy.json', import.meta.url))
const CROWD = ['wakaba', 'noroshi-watch', 'hoshiwatari', 'analyst-1', 'officer-1', 'inspector', 'administrator']
const ADDRESSES = [...textOf('apps/portal/src/app.tsx').matchAll(/path: '(\/[^']*)'/g)].map(([, path]) => path)
const PUBLIC_ADDRESSES = ['/public', '/public?text=%E9%81%AE%E6%96%AD', '/public/feed.json', '/public/feed.atom']

let hub: TestHub
let browser: Browser
/** What stands at the addresses that name something. */
const named: Record<string, string[]> = {}

/** An address with what stands there put in. */
function addressesOf(path: string): string[] {
  const place = path.split('/')[1]
  if (!path.includes(':')) return [path]
  if (!named[place]) throw new Error(`Say in crawl.spec.ts what stands at ${path}`)
  return named[place].map(id => path.replace(/:\w+/, id))
}

beforeAll(async () => {
  hub = await startTestHub({ portalDir: PORTAL, ...postingTo({}) })
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  const importId = newImportId()
  await analyst.importBundle(importId, readFileSync(POISON_IVY, 'utf8'), 'poisonivy.json')
  const { stixObjects } = await analyst.ask(
    '{ stixObjects(filter: { type: "indicator" }, first: 5) { items { id name } } }',
  )
  const stixIds = stixObjects.items.slice(0, 3).map(({ id }: { id: string }) => id)
  const three = await release(
    analyst,
    officer,
    productOf('三つの版', [
      { title: '総合整理', secret: true, commInfo: true },
      {
        title: '構成員向け',
        secret: true,
        text: '## 対処\n\n| 順 | 内容 |\n|---|---|\n| 1 | **遮断** |\n\n[告知](https://example.jp/)',
      },
      {
        title: '遮断のお願い',
        text: '## 対処\n\n- [ ] 遮断\n- [x] 確認[^1]\n\n[^1]: 脚注',
        stixIds,
        audience: { everyone: true, toPublic: true },
      },
    ]),
  )
  const draft = async () =>
    (
      await analyst.ask('mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }', {
        input: productOf('作業中', [
          { title: '構成員向けの案', secret: true },
          { title: 'フレンズ向けの案', stixIds },
        ]),
      })
    ).draftProduct
  const submitted = async () => {
    const drafted = await draft()
    await analyst.ask(
      'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }',
      drafted,
    )
    return drafted
  }
  const [inWork, inReview] = [await draft(), await submitted()]
  const { organisations } = await hub
    .as('analyst-1')
    .ask('{ organisations(filter: { tier: FRIEND }, first: 3) { items { id } } }')
  named['editions'] = named['inspection'] = Object.values(three.editions)
  named['products'] = [inWork.id, inReview.id, three.productId]
  const { openCase } = await analyst.ask('mutation { openCase(title: "変電所への侵入") { id } }')
  named['cases'] = [openCase.id]
  named['store'] = [stixIds[0]]
  named['imports'] = [importId]
  named['organisations'] = [organisations.items[2].id]
  const { rows } = await hub.database.superuser.query<{ id: string }>(
    `insert into hub.source (id, name, kind, url, interval_seconds, originator, strictness, enabled, created_at, changed_at)
     values (gen_random_uuid(), '隣国CERT', 'RSS', 'https://feeds.example/', 3600, '隣国CERT', 'refuse', false, now(), now()) returning id`,
  )
  named['sources'] = [rows[0].id]
  // Of everybody a webhook, whose address no key opens.
  await hub.database.superuser.query(
    `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, settings)
     select gen_random_uuid(), id, tier, 'WEBHOOK', '受け口', 'hooks.example', 'x', '{}' from hub.person`,
  )
  // The banner of it stands on every working page, and something is to be reviewed.
  await officer.ask('mutation { declareLargeScale(reason: "複数の変電所で停止", hours: 24) { mode } }')
  await officer.ask('mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version, reason: "停止が続いている") { id } }', await submitted()) // prettier-ignore
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await hub?.stop()
})

/** Opens what opens: menus, dialogs, tabs, and closes it again. Nothing in a dialog is pressed. */
async function poke(page: Page): Promise<void> {
  const buttons = page.locator('main button:visible:enabled, .thumb-menu button:visible')
  const opened = page.locator('[role=dialog]:visible, [role=menu]:visible').first()
  const address = page.url()
  for (let index = 0; index < Math.min(await buttons.count(), 20); index++) {
    const button = buttons.nth(index)
    // It may have gone away with what was pressed before.
    const words = await button.textContent({ timeout: 2_000 }).catch(() => null)
    if (words === null || /サインアウト|印刷/.test(words)) continue
    await button.click({ timeout: 2_000 }).catch(() => undefined)
    if (await opened.isVisible()) {
      expect(await page.locator('.banner').first().isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      // What is still fading would be taken for what the next button opens.
      await opened.waitFor({ state: 'hidden' })
    }
    if (page.url() !== address) {
      await page.goto(address)
      await settled(page)
    }
  }
}

/** On the screen and on paper. */
async function banners(page: Page): Promise<string[]> {
  const said: string[] = []
  for (const media of ['screen', 'print'] as const) {
    await page.emulateMedia({ media })
    const banner = page.locator('.banner:visible').first()
    await banner.waitFor()
    const box = await banner.boundingBox()
    said.push(box && box.y >= 0 && box.height > 10 ? await banner.innerText() : '')
  }
  await page.emulateMedia({ media: null })
  return said
}

/** Refusals are answers: a page that is not for the visitor asks for nothing, but an edition that is not theirs is a 404. */
const faultsOf = ({ complaints, violations, dialogs }: Visitor): string[] => [
  ...complaints.filter(complaint => !/status of (400|401|403|404)/.test(complaint)),
  ...violations,
  ...dialogs,
]

describe('every address of the portal', () => {
  it('is served, with a nonce of its own in each answer and nothing inline', async () => {
    expect(ADDRESSES.length).toBeGreaterThan(16)
    const nonces = new Set<string>()
    for (const address of ADDRESSES.flatMap(addressesOf)) {
      const answer = await hub.nobody().get(address)
      const policy = answer.headers.get('content-security-policy') ?? ''
      const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(policy) ?? []
      expect([address, answer.status, nonces.has(nonce), nonce.length >= 22]).toEqual([address, 200, false, true])
      nonces.add(nonce)
      expect(policy).not.toContain('unsafe')
      for (const wall of [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy).toContain(wall)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect((await answer.text()).split(`nonce="${nonce}"`).length).toBe(4) // the mark for scripts, the script, the style sheet
    }
  })

  it.each(CROWD)(
    'does nothing that is refused and asks nobody else, for %s',
    async prefix => {
      const visitor = await enter(browser, hub, prefix)
      const { page } = visitor
      page.setDefaultTimeout(10_000)
      const crawled: string[] = []
      const poked = new Set<string>()
      for (const [path, address] of ADDRESSES.flatMap(path => addressesOf(path).map(to => [path, to]))) {
        await page.goto(address)
        if (address === '/sign-in') await page.waitForURL('/') // who has signed in has nothing to do there
        await settled(page)
        const said = await banners(page)
        expect([address, ...said.map(text => text.length > 3)]).toEqual([address, true, true])
        expect([address, await audit(page)]).toEqual([address, []])
        if (!poked.has(path)) await poke(page)
        poked.add(path)
        expect([address, faultsOf(visitor)]).toEqual([address, []])
        crawled.push(address)
      }
      expect([...visitor.origins]).toEqual([hub.url])
      prove('pages crawled', crawled.length)
      await visitor.context.close()
    },
    300_000,
  )

  it('does so for nobody, on the phone, and on the public pages', async () => {
    const nobody = await visit(browser, hub.url)
    for (const address of ADDRESSES.flatMap(addressesOf)) {
      await nobody.page.goto(address)
      await settled(nobody.page)
      expect([address, await banners(nobody.page)]).toEqual([
        address,
        [expect.stringMatching(/.../), expect.stringMatching(/.../)],
      ])
      expect([address, await audit(nobody.page), faultsOf(nobody)]).toEqual([address, [], []])
    }
    const notice = named['editions'].at(-1) ?? ''
    for (const address of [...PUBLIC_ADDRESSES, `/public/editions/${notice}`]) {
      await nobody.page.goto(address)
      expect([address, faultsOf(nobody)]).toEqual([address, []])
      if (!address.includes('feed')) expect([address, await audit(nobody.page)]).toEqual([address, []])
    }
    expect(
      await nobody.page.evaluate(() => getComputedStyle(document.querySelector('.banner') as Element).backgroundColor),
    ).toBe('rgb(11, 122, 90)')
    expect([...nobody.origins]).toEqual([hub.url])
    prove('pages crawled', ADDRESSES.length + PUBLIC_ADDRESSES.length + 1)

    const friend = await enter(browser, hub, 'hayate', { width: 375, height: 800 })
    for (const address of ['/', '/editions', '/account', `/editions/${notice}`]) {
      await friend.page.goto(address)
      await settled(friend.page)
      await poke(friend.page)
      expect([address, faultsOf(friend), await audit(friend.page)]).toEqual([address, [], []])
    }
    await Promise.all([nobody.context.close(), friend.context.close()])
  }, 300_000)

  it('would be found out', async () => {
    const { page, violations, context } = await visit(browser, hub.url)
    await page.goto('/sign-in')
    await settled(page)
    const refused = await page.evaluate(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')
        return false
      } catch {
        return true
      }
    })
    expect(refused).toBe(true)
    await page.evaluate(() => {
      const style = document.createElement('style')
      style.textContent = 'body { color: red }'
      const script = document.createElement('script')
      const frame = document.createElement('iframe')
      document.head.append(style, script, frame)
      document.body.setAttribute('style', 'background: url(https://xss.example/)')
      return fetch('https://xss.example/').catch(() => undefined)
    })
    await page.waitForFunction(() => document.querySelector('iframe') !== null)
    // A page tells of them by and by.
    for (const directive of ['require-trusted-types-for', 'style-src-elem', 'style-src-attr', 'connect-src'])
      await eventually(() => violations.join('\n').includes(directive), `${directive} to be refused`)
    expect((await audit(page)).join('\n')).toMatch(/iframe[^]*script[^]*style/)
    await context.close()
  }, 60_000)
})

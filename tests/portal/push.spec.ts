/** Browsers that are pushed to: the service worker of a real Chromium shows what the hub sends, and the account page which browsers are told. */
import { readFileSync } from 'node:fs'
import { newVapidKeys, vapidPoint } from '@noroshi/delivery'
import { newIntakeKeys } from '@noroshi/intake'
import type { CDPSession, Page } from 'playwright-core'
import { Actor } from '../support/actor.ts'
import { openBrowser, visit } from '../support/browser.ts'
import { startPushService, type PushService } from '../support/push-service.ts'
import { audit } from './audit.ts'
import { PHONE, shoot, stage } from './stage.ts'

const VAPID = newVapidKeys()
let service: PushService
beforeAll(async () => {
  service = await startPushService(vapidPoint(VAPID.publicPem))
})
afterAll(() => service.stop(), 20_000)
const portal = stage(undefined, undefined, {
  // Windows of tests are incognito, in which Chromium has no push service.
  refused: /Push API in incognito mode/,
  options: () => ({
    operations: 'ANY' as const,
    push: {
      publicKeyPem: newIntakeKeys().publicPem,
      vapidPoint: vapidPoint(VAPID.publicPem),
      allowedOrigins: [service.origin],
    },
  }),
})
const PATH = '/editions/0b0c1d2e-0000-4000-8000-000000000001'
const NEWS = {
  title: '狼煙: 新しい情報があります',
  body: '緊急 ・ NRS-2026-0001',
  path: PATH,
  tag: 'one',
  language: 'ja',
  isUrgent: true,
}

/** The worker, registered by the page as its switch does it; this Chromium has no push service of its own. */
async function withWorker(page: Page): Promise<(data: string) => Promise<void>> {
  await page.context().grantPermissions(['notifications'])
  await page.goto('/account')
  await page.getByRole('switch', { name: 'この端末でプッシュ通知を受け取る' }).click()
  await page.getByText('ブラウザーがプッシュ通知の登録に失敗しました。').waitFor()
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const registered = new Promise<string>(resolve =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations
      if (one) resolve(one.registrationId)
    }),
  )
  await cdp.send('ServiceWorker.enable')
  const registrationId = await registered
  // Before it is active, a message to it may be lost.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  return async data => {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: portal.hub.url, registrationId, data })
  }
}
const shown = (page: Page) =>
  page.evaluate(async () => {
    const { getNotifications } = await navigator.serviceWorker.ready.then(registration => ({
      getNotifications: () => registration.getNotifications(),
    }))
    return (await getNotifications()).map(({ title, body, tag, lang, data, requireInteraction }) => ({
      ...{ title, body, tag, lang, path: (data as { path: string }).path, requireInteraction },
    }))
  })

it('[L41] shows what came and nothing else; a later one of the same news takes the place of the earlier', async () => {
  const page = await portal.enter('hoshizora')
  const deliver = await withWorker(page)
  const bring = () => deliver(JSON.stringify(NEWS))
  await bring()
  await expectShown(
    page,
    [{ title: NEWS.title, body: NEWS.body, tag: 'one', lang: 'ja', path: PATH, requireInteraction: true }],
    bring,
  )
  await deliver(JSON.stringify({ ...NEWS, title: '狼煙: 情報が取り消されました', path: '/' }))
  await expectShown(page, [expect.objectContaining({ title: '狼煙: 情報が取り消されました', path: '/' })])
  // What isn't the hub's is shown as that there is something, and leads nowhere else.
  for (const strange of ['not JSON', JSON.stringify({ ...NEWS, title: '偽物', path: 'https://evil.example/' })])
    await deliver(strange)
  await expectShown(page, [
    { ...{ title: NEWS.title, body: '', tag: 'news', lang: 'ja' }, path: '/', requireInteraction: false },
    expect.objectContaining({ tag: 'one' }),
  ])
}, 90_000)

it('a click opens the news in the portal; the worker answers no request and keeps nothing', async () => {
  const page = await portal.enter('hoshizora')
  const deliver = await withWorker(page)
  const bring = () => deliver(JSON.stringify(NEWS))
  await bring()
  await expectShown(page, [expect.objectContaining({ path: PATH })], bring)
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent('serviceworker'))
  // Windows open for people alone: what would be opened is written down.
  const opened = await worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: { getNotifications(): Promise<object[]> }
      clients: { openWindow(path: string): Promise<void> }
      dispatchEvent(event: object): void
      NotificationEvent: new (name: string, more: object) => object
    }
    const [notification] = await scope.registration.getNotifications()
    return new Promise<string>(resolve => {
      scope.clients.openWindow = path => Promise.resolve(resolve(path))
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
    })
  })
  expect(opened).toBe(PATH)
  await expectShown(page, [])
  expect(await page.evaluate(() => caches.keys())).toEqual([])
  const source = readFileSync(new URL('../../apps/portal/public/push-worker.js', import.meta.url), 'utf8')
  expect(source).not.toMatch(/caches|indexedDB|addEventListener\('fetch|importScripts/)
}, 90_000)

it('no page starts another worker', async () => {
  const browser = await openBrowser()
  try {
    const { page } = await visit(browser, portal.hub.url)
    await page.goto('/sign-in')
    const outcomes = await page.evaluate(() =>
      Promise.all(
        ['/assets/x.js', '/push-worker.js?x', 'https://evil.example/w.js'].map(address =>
          (async () => navigator.serviceWorker.register(address))().then(
            () => 'started',
            (error: Error) => error.message,
          ),
        ),
      ),
    )
    for (const outcome of outcomes) expect(outcome).toMatch(/TrustedScriptURL/)
    expect(outcomes).toHaveLength(3)
  } finally {
    await browser.close()
  }
}, 90_000)

it('shows its reader which browsers are told, and lets them go, on a telephone too and in English', async () => {
  const friend = await new Actor(portal.hub.url, portal.hub.account('wakaba')).signIn()
  for (const name of ['Firefox – Android', 'Chrome – Windows'])
    await friend.ask('mutation ($input: PushDeviceInput!) { addPushDevice(input: $input) { id } }', {
      input: { ...(await service.subscribe()), name },
    })
  const page = await portal.enter('wakaba', PHONE)
  await page.goto('/account')
  const section = page.getByRole('region', { name: 'プッシュ通知' })
  await section.getByText('Firefox – Android').waitFor()
  await shoot(page, 'push-devices-ja-phone')
  expect(await audit(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await section.getByRole('button', { name: 'Firefox – Androidを外す' }).click()
  await section.getByText('Firefox – Android').waitFor({ state: 'detached' })
  const english = await portal.enter('wakaba', undefined, 'en')
  await english.goto('/account')
  await english.getByRole('region', { name: 'Push notifications' }).getByText('Chrome – Windows').waitFor()
  await shoot(english, 'push-devices-en')
  expect(await audit(english)).toEqual([])
}, 120_000)

/** @param again brings the news once more every three seconds: what the tools of a browser send a worker that has just begun may be lost */
async function expectShown(page: Page, wanted: readonly unknown[], again?: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + 10_000
  for (let askAgainAt = Date.now() + 3_000; ;) {
    const now = (await shown(page)).toSorted((one, other) => one.tag.localeCompare(other.tag))
    try {
      expect(now).toEqual(wanted)
      return
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
      if (again && Date.now() > askAgainAt) {
        askAgainAt = Date.now() + 3_000
        await again()
      }
      await page.waitForTimeout(50)
    }
  }
}

/** A real Chromium for the portal's tests, with everything that a page does wrong collected. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { generateSync } from 'otplib'
import { Actor, type Account } from './actor.ts'
import type { TestHub } from './hub.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** How every Chromium of the tests is started. */
export function launchOptions() {
  const executablePath = PLACES.find(existsSync)
  if (!executablePath)
    throw new Error('The portal tests need Chromium. On Debian: apt-get install chromium fonts-noto-cjk')
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}

export const openBrowser = (): Promise<Browser> => chromium.launch(launchOptions())

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, refused resources and page errors, which no page may have. */
  readonly complaints: string[]
  /** What the content security policy refused, which no page may try. */
  readonly violations: string[]
  /** Dialogs of scripts; the browser's own question before a form is left is none. */
  readonly dialogs: string[]
  /** Origins that the page asked for anything. */
  readonly origins: Set<string>
}

/** @param reducedMotion with which nothing fades in or out, so that nothing has to be waited for or is taken for what comes next */
export async function visit(
  browser: Browser,
  url: string,
  viewport = { width: 1280, height: 900 },
  locale = 'ja-JP',
  reducedMotion: 'reduce' | 'no-preference' = 'reduce',
): Promise<Visitor> {
  return watched(await browser.newContext({ viewport, locale, timezoneId: 'Asia/Tokyo', baseURL: url, reducedMotion }))
}

/** A page of this context, with everything that it does wrong collected. */
export async function watched(context: BrowserContext): Promise<Visitor> {
  const visitor = {
    context,
    complaints: [] as string[],
    violations: [] as string[],
    dialogs: [] as string[],
    origins: new Set<string>(),
  }
  await context.exposeBinding(
    'tellViolation',
    ({ page }, text: string) => void visitor.violations.push(`${new URL(page.url()).pathname}: ${text}`),
  )
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      const { tellViolation } = globalThis as unknown as { tellViolation(text: string): void } // the binding above
      tellViolation(
        `${event.effectiveDirective} refused ${event.blockedURI} ${event.sample} (${event.sourceFile}:${event.lineNumber})`,
      )
    })
  })
  const page = await context.newPage()
  page.on('console', message => {
    if (message.type() === 'error') visitor.complaints.push(message.text())
  })
  page.on('pageerror', error => visitor.complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith('data:')) visitor.origins.add(new URL(request.url()).origin)
  })
  page.on('dialog', dialog => {
    const isOwn = dialog.type() === 'beforeunload'
    if (!isOwn) visitor.dialogs.push(`${page.url()}: ${dialog.message()}`)
    void (isOwn ? dialog.accept() : dialog.dismiss())
  })
  return { ...visitor, page }
}

/** Somebody who has signed in already, without the form. */
export async function enter(
  browser: Browser,
  hub: TestHub,
  prefix: string,
  viewport?: { width: number; height: number },
): Promise<Visitor> {
  const { cookie = '' } = await new Actor(hub.url, hub.account(prefix)).signIn()
  const [name = '', value = ''] = cookie.split('=')
  const visitor = await visit(browser, hub.url, viewport)
  await visitor.context.addCookies([{ name, value, url: hub.url, httpOnly: true, sameSite: 'Strict' }])
  return visitor
}

/** The page has its heading, or says that there is nothing, and nothing on it is still loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, [data-testid=nothing]').first().waitFor()
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}

/** Signs in through the form. */
export async function signInByForm({ page }: Visitor, account: Account): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel(/メール|E-mail/i).fill(account.email)
  await page.locator('input[type=password]').fill(account.password)
  if (account.totpSecret)
    await page.locator('input[autocomplete="one-time-code"]').fill(generateSync({ secret: account.totpSecret }))
  await page.locator('button[type=submit]').click()
  await page.waitForURL(url => url.pathname === '/')
}

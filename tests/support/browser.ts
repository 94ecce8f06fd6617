/** A real Chromium for the portal's tests, with everything that a page does wrong collected. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { generateSync } from 'otplib'
import type { Account } from './actor.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find(existsSync)
  if (!executablePath) throw new Error('The portal tests need Chromium. On Debian: apt-get install chromium fonts-noto-cjk')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, refused resources and page errors, which no page may have. */
  readonly complaints: string[]
  /** Origins that the page asked for anything. */
  readonly origins: Set<string>
}

export async function visit(browser: Browser, url: string, viewport = { width: 1280, height: 900 }, locale = 'ja-JP'): Promise<Visitor> {
  const context = await browser.newContext({ viewport, locale, timezoneId: 'Asia/Tokyo', baseURL: url })
  const page = await context.newPage()
  const complaints: string[] = []
  const origins = new Set<string>()
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith('data:')) origins.add(new URL(request.url()).origin)
  })
  return { page, context, complaints, origins }
}

/** Signs in through the form. */
export async function signInByForm({ page }: Visitor, account: Account): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel(/メール|E-mail/i).fill(account.email)
  await page.locator('input[type=password]').fill(account.password)
  if (account.totpSecret) await page.locator('input[autocomplete="one-time-code"]').fill(generateSync({ secret: account.totpSecret }))
  await page.locator('button[type=submit]').click()
  await page.waitForURL(url => url.pathname === '/')
}

/** What most files of portal tests begin with: a hub that serves the built portal, a browser, and visitors who are looked after. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { enter, openBrowser, type Visitor } from '../support/browser.ts'
import { startTestHub, type TestHub, type TestHubOptions } from '../support/hub.ts'

const PORTAL = fileURLToPath(new URL('../../apps/portal/dist', import.meta.url))
const SCREENSHOTS = process.env['NOROSHI_SCREENSHOTS']
export const DESKTOP = { width: 1280, height: 900 }
export const PHONE = { width: 390, height: 844 }

export interface Stage {
  hub: TestHub
  /** Somebody who has signed in already; what their pages do wrong fails the test. */
  enter(prefix: string, viewport?: { width: number; height: number }, language?: 'ja' | 'en'): Promise<Page>
}

export interface StageOptions {
  /** How the hub is started, known once everything before is. */
  options?(): TestHubOptions
  /** What a console may say of a refusal that a test asks for. */
  readonly refused?: RegExp
}

/**
 * Call it where the tests are described: hub and browser are there when a test begins.
 * @param prepare what the hub holds before anybody comes
 * @param look what else is asked of each visitor when a test ends
 */
export function stage(
  prepare?: (hub: TestHub) => Promise<void>,
  look?: (visitor: Visitor) => Promise<void>,
  { options = () => ({}), refused }: StageOptions = {},
): Stage {
  let browser: Browser
  const visitors: Visitor[] = []
  const here = {
    async enter(prefix, viewport = DESKTOP, language) {
      const visitor = await enter(browser, here.hub, prefix, viewport)
      visitors.push(visitor)
      if (language) await visitor.context.addCookies([{ name: 'lang', value: language, url: here.hub.url }])
      return visitor.page
    },
  } as Stage // its hub is there before a test is
  beforeAll(async () => {
    here.hub = await startTestHub({ portalDir: PORTAL, ...options() })
    await prepare?.(here.hub)
    browser = await openBrowser()
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await here.hub?.stop()
  })
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) {
      const { context, complaints, violations, dialogs, origins } = visitor
      const faults = complaints.filter(complaint => refused?.test(complaint) !== true)
      expect([faults, violations, dialogs, [...origins]]).toEqual([[], [], [], [here.hub.url]])
      await look?.(visitor)
      await context.close()
    }
  })
  return here
}

/** The whole page as a picture, where `NOROSHI_SCREENSHOTS` names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

/** What arrives while the inbox is being opened is on the page, whichever of its questions the hub answers first. */
import { productOf, release } from '../support/hub.ts'
import { PHONE, stage } from './stage.ts'

const portal = stage()

it('news that comes between the first page and where the inbox stands is shown', async () => {
  const page = await portal.enter('wakaba', PHONE)
  const held: (() => void)[] = []
  let isOpen = false
  await page.route('**/graphql', async route => {
    const { variables } = route.request().postDataJSON() as { variables?: { first?: number } }
    // The question where the inbox stands is one for a single item.
    if (variables?.first === 1 && !isOpen) await new Promise<void>(go => held.push(go))
    await route.continue()
  })
  await page.goto('/')
  while (held.length === 0) await page.waitForTimeout(20)
  await page.waitForTimeout(1_000)
  await release(
    portal.hub.as('analyst-1'),
    portal.hub.as('officer-1'),
    productOf('x', [{ title: '開いている間の注意喚起' }]),
  )
  await page.waitForTimeout(500)
  isOpen = true
  for (const go of held) go()
  await page
    .getByRole('link', { name: /開いている間の注意喚起/ })
    .first()
    .waitFor({ timeout: 10_000 })
}, 90_000)

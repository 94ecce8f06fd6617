/**
 * How long an answer takes (L32). Requests for what is hidden and for what is nowhere are asked in turn, so that whatever else the
 * machine does falls on both alike, and compared by Welch's t; a noisy machine gets three tries, a real difference fails them all.
 */
import { randomUUID } from 'node:crypto'
import { Actor } from '../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { IS_FULL, prove } from '../evidence.ts'

const ROUNDS = IS_FULL ? 2_000 : 350
const MOST_T = 4.5
const TRIES = 3

let hub: TestHub
let hidden: string
beforeAll(async () => {
  hub = await startTestHub({ signInsPerMinute: 100_000 }) // who is slowed down is answered fast, whoever they are
  const product = productOf('hidden', [{ title: 'hidden', secret: true }])
  hidden = (await release(hub.as('analyst-1'), hub.as('officer-1'), product)).editions['PROVISION']
}, 60_000)
afterAll(() => hub.stop(), 20_000)

const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length
const variance = (of: readonly number[]): number =>
  of.reduce((sum, one) => sum + (one - mean(of)) ** 2, 0) / (of.length - 1)

/** Welch's t of two ways to ask, without the slowest twentieth, which is the machine's. */
async function welch(one: () => Promise<unknown>, other: () => Promise<unknown>, rounds: number): Promise<number> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1)
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = performance.now()
      await (which === 0 ? one() : other())
      times[which].push(performance.now() - started)
    }
  const [a, b] = times.map(list => [...list].sort((x, y) => x - y).slice(0, Math.floor(list.length * 0.95)))
  return Math.abs(mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length)
}

async function alike(one: () => Promise<unknown>, other: () => Promise<unknown>, rounds = ROUNDS): Promise<void> {
  const seen: number[] = []
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    seen.push(await welch(one, other, rounds))
    if (seen[attempt] < MOST_T) break
  }
  expect(Math.min(...seen)).toBeLessThan(MOST_T)
  prove('timings alike', 1)
}

describe('an answer takes as long', () => {
  it('[L32] for an edition that is hidden as for one that is nowhere', async () => {
    const friend = hub.as('wakaba')
    const ask = (id: string) => () =>
      friend.asking('query ($id: ID!) { edition(id: $id) { title } }', { id }).then(answer => answer.text())
    await alike(ask(hidden), ask(randomUUID()))
  }, 120_000)

  it('[L32] for a download that is hidden as for one that is nowhere', async () => {
    const friend = hub.as('wakaba')
    const get = (id: string) => () => friend.get(`/editions/${id}/bundle`).then(answer => answer.text())
    await alike(get(hidden), get(randomUUID()))
  }, 120_000)

  it('[L32] for somebody who has an account as for somebody who has none', async () => {
    const nobody = new Actor(hub.url)
    const signIn = (email: string) => async () => {
      const answer = await nobody.post('/auth/sign-in', JSON.stringify({ email, password: 'wrong', totp: '000000' }))
      expect(answer.status).toBe(401)
      await answer.text()
    }
    await alike(signIn(hub.account('wakaba').email), signIn('nobody@ncc.example'), IS_FULL ? 300 : 60)
  }, 180_000)

  it('would be found to differ by a millisecond', async () => {
    const wait = (milliseconds: number) => () => new Promise(resolve => setTimeout(resolve, milliseconds))
    expect(await welch(wait(2), wait(4), 100)).toBeGreaterThan(MOST_T)
  })
})

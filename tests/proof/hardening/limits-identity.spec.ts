/**
 * Whom a limit on tries counts against (L33, AU-6, IN-11): the address that the connection or a trusted proxy names, never what the
 * caller writes, and never the account alone – or else anybody could lock anybody out.
 */
import { startTestHub, type TestHub } from '../../support/hub.ts'
import { refusalOf } from '../../api/answers.ts'
import { prove } from '../evidence.ts'

const LIMIT = 6
/** A test hub's only caller is this machine. */
const HERE = ['127.0.0.1', '::ffff:127.0.0.1']

let base: TestHub
beforeAll(async () => {
  base = await startTestHub({ worker: false })
}, 60_000)
afterAll(() => base.stop(), 20_000)

const tryAt = (hub: TestHub, headers: Record<string, string>, email: string, password = 'x') =>
  fetch(`${hub.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email, password }),
  })
async function withHub<T>(options: object, work: (hub: TestHub) => Promise<T>): Promise<T> {
  const hub = await startTestHub({ beside: base, worker: false, signInsPerMinute: LIMIT, ...options })
  try {
    return await work(hub)
  } finally {
    await hub.stop()
  }
}
const SPOOFS: readonly ((i: number) => Record<string, string>)[] = [
  i => ({ 'x-forwarded-for': `203.0.113.${i}` }),
  i => ({ 'x-forwarded-for': `203.0.113.${i}, 127.0.0.1` }),
  i => ({ forwarded: `for=203.0.113.${i}` }),
  i => ({ 'x-real-ip': `203.0.113.${i}` }),
  i => ({ 'x-client-ip': `203.0.113.${i}`, 'true-client-ip': `203.0.113.${i}`, 'cf-connecting-ip': `203.0.113.${i}` }),
  i => ({ 'x-forwarded-for': '', 'x-forwarded-host': `h${i}.example`, 'x-cluster-client-ip': `203.0.113.${i}` }),
]

describe('tries to sign in', () => {
  it.each(SPOOFS)(
    '[L33] count against the connection without a trusted proxy, whatever the caller writes: %#',
    async spoof => {
      await withHub({}, async hub => {
        const statuses = []
        for (let i = 0; i < LIMIT + 2; i += 1)
          statuses.push((await tryAt(hub, spoof(i), `nobody-${i}@ncc.example`)).status)
        expect(statuses).toEqual([...Array<number>(LIMIT).fill(401), 429, 429])
        prove('spoofed addresses without effect', 1)
      })
    },
    30_000,
  )

  it('[L33] count against the address that the trusted proxy saw, and no address that the caller put before it', async () => {
    await withHub({ trustedProxies: HERE }, async hub => {
      const known = base.account('hayate')
      // The caller writes a new address each time; the proxy appends the one that it saw.
      const attack = (i: number) => ({ 'x-forwarded-for': `198.51.100.${i}, 203.0.113.7` })
      const statuses = []
      for (let i = 0; i < LIMIT + 2; i += 1)
        statuses.push((await tryAt(hub, attack(i), `nobody-${i}@ncc.example`)).status)
      expect(statuses).toEqual([...Array<number>(LIMIT).fill(401), 429, 429])
      // Other headers say nothing, also to who trusts a proxy.
      expect(
        (await tryAt(hub, { ...attack(0), forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1' }, 'a@b.example'))
          .status,
      ).toBe(429)
      expect((await tryAt(hub, { 'x-forwarded-for': '203.0.113.8' }, known.email, known.password)).status).toBe(200)
    })
  }, 30_000)

  it('[L33] at one account lock its owner out nowhere but where they were made', async () => {
    await withHub({ trustedProxies: HERE, signInsPerMinute: 30 }, async hub => {
      const { email, password } = base.account('wakaba')
      const from = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}` })
      const seen = new Set<number>()
      for (let stranger = 1; stranger <= 2; stranger += 1)
        for (let i = 0; i < 12; i += 1) seen.add((await tryAt(hub, from(stranger), email)).status)
      expect([...seen].sort()).toEqual([401, 429])
      expect((await tryAt(hub, from(100), email, password)).status).toBe(200)
    })
  }, 60_000)

  it('[L33][L38] tell the same of an account that is there as of one that is not, however it is written', async () => {
    const { email } = base.account('wakaba')
    const told: string[] = []
    for (const address of [email, 'nobody-at-all@ncc.example']) {
      // Each way to write it is the same account: none brings fresh tries.
      const ways = [address, ` ${address}`, `${address} `, address.toUpperCase(), `\t${address}\n`, `\u3000${address}`]
      await withHub({ signInsPerMinute: 15 }, async hub => {
        const answers = []
        for (let i = 0; i < 7; i += 1) answers.push(await refusalOf(await tryAt(hub, {}, ways[i % ways.length])))
        told.push(
          JSON.stringify(
            answers.map(({ status, code, reason, message }) => [status, code, reason, message.replace(/\d+/, 'N')]),
          ),
        )
        expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429])
      })
    }
    expect(told[0]).toBe(told[1])
  }, 60_000)
})

/** Whoever asks without end, in a process of its own: so many requests a second, whether or not those before were answered. */
import { Agent, request } from 'node:http'
import type { FloodAnswer, FloodOrder } from './flood.ts'

const EVERY_MS = 10
/** As many as this machine keeps open; what would be more was not sent, and is counted. */
const MOST_UNDER_WAY = 1_000
const TOO_LONG_MS = 15_000

process.once('message', (order: FloodOrder) => void flood(order))

interface Ask {
  readonly path: string
  readonly key?: string
  readonly body?: object
}

async function flood({ url, key, perSecond, milliseconds }: FloodOrder): Promise<void> {
  const query = (text: string): Ask => ({ path: '/graphql', key, body: { query: text } })
  const asks: readonly Ask[] = [
    { path: '/public?text=flood' },
    query('{ editions(first: 50, filter: { text: "flood" }) { items { id title } hasMore } editionCount }'),
    { path: '/public/feed.atom' },
    query('{ inbox(first: 100) { items { seq edition { title } } } }'),
    { path: '/auth/sign-in', body: { email: 'nobody@ncc.example', password: 'flood' } },
    { path: '/nothing/here' },
    { path: '/graphql', body: { query: '{ me { name } }' } },
    query('{ me { name } }'),
  ]
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_UNDER_WAY })
  const answer: FloodAnswer = { statuses: {}, withoutRetryAfter: 0, unanswered: 0, notSent: 0, took: [] }
  let underWay = 0
  const ask = ({ path, key: bearer, body }: Ask) => {
    const from = performance.now()
    underWay += 1
    const headers = {
      'x-noroshi-request': '1',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    }
    const sent = request(url + path, { agent, headers, method: body ? 'POST' : 'GET', timeout: TOO_LONG_MS }, got => {
      const { statusCode: status = 0 } = got
      got.resume()
      got.once('close', () => {
        underWay -= 1
        answer.took.push(performance.now() - from)
        answer.statuses[status] = (answer.statuses[status] ?? 0) + 1
        if ((status === 429 || status === 503) && got.headers['retry-after'] === undefined)
          answer.withoutRetryAfter += 1
      })
    })
    sent.once('timeout', () => sent.destroy(new Error('too long')))
    sent.once('error', () => {
      underWay -= 1
      answer.unanswered += 1
    })
    sent.end(body ? JSON.stringify(body) : undefined)
  }
  const startedAt = performance.now()
  let begun = 0
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      const passed = performance.now() - startedAt
      if (passed >= milliseconds) {
        clearInterval(timer)
        return resolve()
      }
      for (const due = (passed / 1_000) * perSecond; begun < due; begun += 1)
        if (underWay < MOST_UNDER_WAY) ask(asks[begun % asks.length] ?? asks[0])
        else answer.notSent += 1
    }, EVERY_MS)
  })
  while (underWay > 0) await new Promise(resolve => setTimeout(resolve, 50))
  agent.destroy()
  // Of 30 s it is more than the pipe holds at once: whoever leaves before it is written takes the rest along.
  process.send?.(answer, () => process.disconnect())
}

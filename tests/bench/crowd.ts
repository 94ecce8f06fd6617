/**
 * A process full of sockets. It speaks just enough of Engine.IO and Socket.IO over a bare `ws` client that what is measured
 * is the server: 1,000 full clients would cost more than the hub. Also counts what nobody should have been sent.
 */
import { WebSocket } from 'ws'
import { nowMs } from './figures.ts'

/** What the parent asks for. */
export type CrowdOrder =
  | { readonly what: 'open'; readonly url: string; readonly tickets: readonly string[] }
  | { readonly what: 'open-bare'; readonly url: string; readonly count: number }
  /** From now on each client expects so many items more. */
  | { readonly what: 'expect'; readonly each: number }
  /** How many items came in all, above what was expected. */
  | { readonly what: 'count' }

export type CrowdAnswer =
  | { readonly what: 'opened'; readonly milliseconds: number }
  | { readonly what: 'expecting' }
  /** When each client had all it expected (see `nowMs`), and the size of the last frame. */
  | { readonly what: 'received'; readonly at: readonly number[]; readonly frameBytes: number }
  | { readonly what: 'counted'; readonly items: number; readonly expected: number; readonly gaps: number }

const CONNECT_AT_ONCE = 50
const held: WebSocket[] = []
const itemsOf: number[] = []
let expectedEach = 0
let arrivals: number[] = []
let complete = 0
let frameBytes = 0
let gaps = 0

process.on('message', (order: CrowdOrder) => void follow(order))

async function follow(order: CrowdOrder): Promise<void> {
  if (order.what === 'open' || order.what === 'open-bare') {
    const from = nowMs()
    const openings =
      order.what === 'open'
        ? order.tickets.map(ticket => (place: number) => openHub(order.url, ticket, place))
        : Array.from({ length: order.count }, () => (place: number) => openBare(order.url, place))
    let next = 0
    await Promise.all(
      Array.from({ length: CONNECT_AT_ONCE }, async () => {
        for (let place = next++; place < openings.length; place = next++) {
          itemsOf[place] = 0
          await openings[place](place)
        }
      }),
    )
    tell({ what: 'opened', milliseconds: nowMs() - from })
  } else if (order.what === 'expect') {
    expectedEach += order.each
    arrivals = []
    complete = 0
    tell({ what: 'expecting' })
  } else {
    tell({
      what: 'counted',
      items: itemsOf.reduce((sum, count) => sum + count, 0),
      expected: expectedEach * itemsOf.length,
      gaps,
    })
  }
}

function openHub(url: string, ticket: string, place: number): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  })
  let last = 0
  held.push(socket)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('a socket was closed')))
    socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString()
      if (text.startsWith('0')) socket.send(`40${JSON.stringify({ ticket, after: 0 })}`)
      else if (text === '2') socket.send('3')
      else if (text.startsWith('44')) reject(new Error(`refused: ${text}`))
      else if (text.startsWith('40')) resolve()
      else if (text.startsWith('42["news"')) {
        const [, { items }] = JSON.parse(text.slice(2)) as [string, { items: { seq: number }[] }]
        for (const item of items) {
          if (item.seq !== last + 1) gaps += 1
          last = item.seq
        }
        received(place, items.length, bytes.length)
        socket.send(`42["received",${last}]`)
      }
    })
  })
}

function openBare(url: string, place: number): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  held.push(socket)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', resolve)
    socket.on('message', (bytes: Buffer) => received(place, 1, bytes.length))
  })
}

function received(place: number, items: number, bytes: number): void {
  const count = (itemsOf[place] ?? 0) + items
  itemsOf[place] = count
  frameBytes = bytes
  if (count !== expectedEach) return
  arrivals.push(nowMs())
  complete += 1
  if (complete === itemsOf.length) tell({ what: 'received', at: arrivals, frameBytes })
}

function tell(answer: CrowdAnswer): void {
  process.send?.(answer)
}

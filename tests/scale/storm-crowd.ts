/** Thousands of clients in one process: each asks for a ticket, opens its socket, and comes back as the client library does when it ends. */
import { WebSocket } from 'ws'
import { nowMs } from '../bench/figures.ts'
import type { StormAnswer, StormOrder } from './storm.ts'

const AT_ONCE_IN_THE_BEGINNING = 40
let resumedAt: number[] = []
let open = 0
let wanted = 0
let hasBegun = false

process.on('message', (order: StormOrder) => {
  if (order === 'stop') process.exit(0)
  void begin(order.url, order.keys)
})

async function begin(url: string, keys: readonly string[]): Promise<void> {
  wanted = keys.length
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE_IN_THE_BEGINNING }, async () => {
      for (let place = next++; place < keys.length; place = next++) await connect(url, keys[place] ?? '', 0)
    }),
  )
  hasBegun = true
  answer()
}

/** Resolves when it is open; when it ends, it comes back by itself. */
async function connect(url: string, key: string, failures: number): Promise<void> {
  try {
    await once(url, key)
  } catch {
    await new Promise(resolve => setTimeout(resolve, Math.min(2 ** failures, 30) * (0.5 + Math.random()) * 1_000))
    return connect(url, key, failures + 1)
  }
}

async function once(url: string, key: string): Promise<void> {
  const asked = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-noroshi-request': '1' },
    body: '{"query":"mutation { socketTicket }"}',
  })
  const { data } = (await asked.json()) as { data: { socketTicket: string } | null }
  if (!data) throw new Error(`no ticket (${asked.status})`)
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
  })
  await new Promise<void>((resolve, reject) => {
    let isOpen = false
    socket.on('error', reject)
    socket.on('close', () => {
      if (!isOpen) return reject(new Error('closed'))
      open -= 1
      setTimeout(() => void connect(url, key, 0), (0.5 + Math.random()) * 1_000)
    })
    socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString()
      if (text.startsWith('0')) socket.send(`40${JSON.stringify({ ticket: data.socketTicket, after: 0 })}`)
      else if (text === '2') socket.send('3')
      else if (text.startsWith('44')) reject(new Error('refused'))
      else if (text.startsWith('40')) {
        isOpen = true
        open += 1
        resolve()
        if (!hasBegun) return
        resumedAt.push(nowMs())
        if (open === wanted) answer()
      }
    })
  })
}

function answer(): void {
  process.send?.({ open, resumedAt } satisfies StormAnswer)
  resumedAt = []
}

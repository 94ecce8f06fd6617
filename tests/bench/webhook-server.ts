/**
 * The servers of everybody who is told by webhook, as a process of its own: real TLS, a connection for each message. Told to, it fails one
 * message in ten: it answers 500, drops the connection, or answers later than the hub waits. What it answered in time with 204 it took.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from '../support/certificate.ts'
import { nowMs } from './figures.ts'

export interface WebhookCount {
  /** When each message was taken, in milliseconds since 1970, the first first. */
  readonly takenAt: readonly number[]
  /** Of these, taken at their first try. */
  readonly firstTryAt: readonly number[]
  /** Messages that were taken more than once. */
  readonly twice: number
  readonly failed: Readonly<Record<Failure, number>>
  /** The last message to the byte, to post again without the hub. */
  readonly sample: { readonly headers: Record<string, string>; readonly body: string } | null
}
export interface WebhookOrder {
  /** Forgets what it counted. */
  readonly failing: boolean
}
export interface WebhookPlace {
  readonly origin: string
  readonly certificate: string
}

type Failure = 'status' | 'dropped' | 'slow'
const FAILURES: readonly Failure[] = ['status', 'dropped', 'slow']
/** The hub waits for ten seconds. */
const SLOW_MS = 11_000

let failing = false
let sample: WebhookCount['sample'] = null
const tries = new Map<string, number>()
const taken = new Map<string, { readonly at: number; readonly attempt: number }[]>()
const failed: Record<Failure, number> = { status: 0, dropped: 0, slow: 0 }

/** The same message fails at the same tries in every run, whatever its order: by a digest of its path and of how often it came. */
function failureOf(path: string, attempt: number): Failure | null {
  const [first, second] = createHash('sha256').update(`${path} ${attempt}`).digest()
  return first % 10 === 0 ? FAILURES[second % FAILURES.length] : null
}

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const id = String(request.headers['webhook-id'])
  const attempt = (tries.get(id) ?? 0) + 1
  tries.set(id, attempt)
  const failure = failing ? failureOf(request.url ?? '', attempt) : null
  const take = () => {
    if (request.socket.destroyed) return
    taken.set(id, [...(taken.get(id) ?? []), { at: nowMs(), attempt }])
    response.writeHead(204).end()
  }
  if (failure === null) {
    const names = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature']
    sample = { headers: Object.fromEntries(names.map(name => [name, String(request.headers[name])])), body }
    return take()
  }
  failed[failure] += 1
  if (failure === 'status') response.writeHead(500).end()
  else if (failure === 'dropped') request.socket.destroy()
  else setTimeout(take, SLOW_MS)
}

const { certificate, key } = selfSigned('localhost')
const server = createServer({ cert: certificate, key }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')))
})
server.on('tlsClientError', () => undefined) // of a connection that is gone
server.listen(0, '127.0.0.1', 4_096, () => {
  const { port } = server.address() as AddressInfo // it listens on a port
  process.send?.({ origin: `https://localhost:${port}`, certificate } satisfies WebhookPlace)
})
process.on('message', (order: WebhookOrder | 'count') => {
  if (order !== 'count') {
    failing = order.failing
    tries.clear()
    taken.clear()
    for (const failure of FAILURES) failed[failure] = 0
    process.send?.('ready')
    return
  }
  const first = [...taken.values()].map(([one]) => one).toSorted((one, other) => one.at - other.at)
  process.send?.({
    takenAt: first.map(({ at }) => at),
    firstTryAt: first.filter(({ attempt }) => attempt === 1).map(({ at }) => at),
    twice: [...taken.values()].filter(({ length }) => length > 1).length,
    failed,
    sample,
  } satisfies WebhookCount)
})

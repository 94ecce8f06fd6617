/** The limit for `fanout`: a bare `ws` server that sends one frame, built once, to all. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { nowMs } from './figures.ts'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ what: 'listening', url: `ws://127.0.0.1:${port}` })
})
process.on('message', ({ bytes }: { bytes: number }) => {
  const frame = Buffer.alloc(bytes, 'n')
  const at = nowMs()
  for (const client of server.clients) client.send(frame, { binary: false })
  process.send?.({ what: 'sent', at })
})

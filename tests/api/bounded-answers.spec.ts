/** Somebody who asks and does not read: how many answers wait for them, and for how long. */
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { fastify } from 'fastify'
import { boundAnswers } from '@noroshi/api'
import { startTestHub } from '../support/hub.ts'
import { TaxiiClient } from '../taxii/client.ts'
import { eventually } from './steps.ts'

const MORE_THAN_BUFFERS_HOLD = Buffer.alloc(24 * 1_048_576)

/** An application of two doors, one of them bounded, and what asks it. */
async function bounded(milliseconds: number) {
  const app = fastify({ forceCloseConnections: true, trustProxy: '127.0.0.1' })
  boundAnswers(app, request => request.url.startsWith('/bounded'), { atOnce: 4, toOneAddress: 2, milliseconds })
  for (const path of ['/bounded', '/free']) app.get(path, (_request, reply) => reply.send(MORE_THAN_BUFFERS_HOLD))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const sockets: Socket[] = []
  // What a server listens on by TCP is an address with a port.
  const { port } = app.server.address() as AddressInfo
  return {
    /** Asks, and does not read on. */
    async asking(from: string): Promise<Socket> {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined)
      sockets.push(socket)
      await once(socket, 'connect')
      socket.write(`GET /bounded HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${from}\r\n\r\n`)
      await once(socket, 'data')
      socket.pause()
      return socket
    },
    async statusFor(from: string, path = '/bounded'): Promise<number> {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-forwarded-for': from } })
      await answer.arrayBuffer()
      return answer.status
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await app.close()
    },
  }
}

describe('an answer to anybody', () => {
  it('waits for slow readers in bounded number, for each address and in all', async () => {
    const { asking, statusFor, close } = await bounded(600_000)
    try {
      await asking('192.0.2.1')
      await asking('192.0.2.1')
      expect(await statusFor('192.0.2.1')).toBe(503)
      expect(await statusFor('192.0.2.1', '/free')).toBe(200)
      expect(await statusFor('192.0.2.2')).toBe(200)
      await asking('192.0.2.2')
      await asking('192.0.2.3')
      expect(await statusFor('192.0.2.4')).toBe(503)
    } finally {
      await close()
    }
  }, 30_000)

  it('hangs up on slow readers at the end of their time, and has room again', async () => {
    const { asking, statusFor, close } = await bounded(1_000)
    try {
      const slow = [await asking('192.0.2.1'), await asking('192.0.2.1')]
      // On a busy machine the time of whoever asks may end as well.
      const hasRoom = async () => (await statusFor('192.0.2.1').catch(() => 0)) === 200
      await eventually(hasRoom, 'the end of their time')
      for (const socket of slow) {
        socket.resume()
        if (!socket.closed) await once(socket, 'close')
        expect(socket.bytesRead).toBeLessThan(MORE_THAN_BUFFERS_HOLD.length)
      }
    } finally {
      await close()
    }
  }, 30_000)
})

describe('the public root', () => {
  it('tells in TAXII that it is busy, and when to come again', async () => {
    const hub = await startTestHub({ worker: false })
    try {
      const client = new TaxiiClient({ url: hub.url })
      // What is to be answered waits for the database, until whoever is one too many has been told so.
      const { superuser } = hub.database
      await superuser.query('begin; lock table hub.edition in access exclusive mode')
      let answered = 0
      const asking = Array.from({ length: 40 }, () =>
        client.get('/taxii2/public/collections/notice/objects/').finally(() => (answered += 1)),
      )
      await eventually(() => answered >= 32, 'those who are too many').finally(() => superuser.query('commit'))
      const answers = await Promise.all(asking)
      const busy = answers.filter(({ status }) => status === 503)
      expect(answers.filter(({ status }) => status === 200).length + busy.length).toBe(40)
      for (const { headers, body } of busy) {
        expect(headers.get('retry-after')).toBe('5')
        expect(body).toMatchObject({ http_status: '503', error_code: 'BUSY' })
      }
      expect((await client.get('/taxii2/public/collections/notice/objects/')).status).toBe(200)
      expect(busy.length).toBeGreaterThan(0)
    } finally {
      await hub.stop()
    }
  }, 60_000)
})

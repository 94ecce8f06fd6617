/** Who asks for much at once, beside who asks for little. */
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { keepLanes } from '@noroshi/api'
import { HubError } from '@noroshi/errors'
import { eventually } from './steps.ts'

/** A door behind which everybody stays until they are let go. */
async function kept(atOnce: number, waiting: number) {
  const app = fastify({ forceCloseConnections: true })
  keepLanes(app, request => (request.url === '/free' ? null : (request.headers.authorization ?? '')), {
    ...{ atOnce, waiting },
  })
  app.setErrorHandler((error, _request, reply) => reply.status(error instanceof HubError ? 503 : 500).send())
  const inside: (() => void)[] = []
  app.get('/stay', async () => new Promise<string>(resolve => inside.push(() => resolve('went'))))
  app.get('/fail', async () => Promise.reject(new Error('no')))
  app.get('/free', async () => 'free')
  await app.listen({ port: 0, host: '127.0.0.1' })
  // What a server listens on by TCP is an address with a port.
  const { port } = app.server.address() as AddressInfo
  return {
    app,
    port,
    inside,
    ask: async (who: string, path = '/stay'): Promise<number> => {
      const headers: Record<string, string> = who === '' ? {} : { authorization: who }
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
      await answer.text()
      return answer.status
    },
  }
}

describe('the lane of a caller', () => {
  it('lets some in at once, has some more wait, and tells the rest to come back', async () => {
    const { app, inside, ask } = await kept(2, 1)
    const [first, second, third] = [ask('one'), ask('one'), ask('one')]
    await eventually(async () => inside.length === 2, 'two inside')
    // The third may be on its way still; one of two that come now finds no place to wait.
    const others = [ask('one'), ask('one')]
    expect(await Promise.race(others)).toBe(503)
    inside.shift()?.()
    await eventually(async () => inside.length === 2, 'who waited')
    while (inside.length > 0) inside.shift()?.()
    const statuses = await Promise.all([first, second, third, ...others])
    expect(statuses.filter(status => status === 200)).toHaveLength(3)
    expect(statuses.filter(status => status === 503)).toHaveLength(2)
    await app.close()
  })

  it('is nobody else’s, and whoever asks whether the hub is well has none', async () => {
    const { app, inside, ask } = await kept(1, 0)
    const busy = ask('one')
    const stranger = ask('')
    await eventually(async () => inside.length === 2, 'one of each')
    expect(await ask('one')).toBe(503)
    expect(await ask('')).toBe(503)
    expect(await ask('one', '/free')).toBe(200)
    const other = ask('other')
    await eventually(async () => inside.length === 3, 'the other')
    for (const leave of inside) leave()
    expect(await Promise.all([busy, stranger, other])).toEqual([200, 200, 200])
    await app.close()
  })

  it('is free again after a failure, and after whoever waited or was inside went away', async () => {
    const { app, port, inside, ask } = await kept(1, 1)
    for (let time = 0; time < 3; time += 1) expect(await ask('one', '/fail')).toBe(500)
    const socketOf = async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined)
      await once(socket, 'connect')
      socket.write('GET /stay HTTP/1.1\r\nHost: x\r\nAuthorization: one\r\n\r\n')
      return socket
    }
    const within = await socketOf()
    await eventually(async () => inside.length === 1, 'who is inside')
    const waiting = await socketOf()
    await eventually(async () => (await ask('one')) === 503, 'that somebody waits')
    waiting.destroy()
    within.destroy()
    await eventually(async () => (await ask('one', '/fail')) === 500, 'a place')
    const next = ask('one')
    await eventually(async () => inside.length === 2, 'who came after')
    for (const leave of inside) leave()
    expect(await next).toBe(200)
    await app.close()
  })
})

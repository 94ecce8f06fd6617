/** Who asks for much at once, beside who asks for little. */
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { keepLanes } from '@noroshi/api'
import { HubError } from '@noroshi/errors'
import { eventually } from './steps.ts'

/** A door behind which everybody stays until they are let go. */
async function kept(always: number, waiting: number, together = always) {
  const app = fastify({ forceCloseConnections: true })
  keepLanes(app, request => (request.url === '/free' ? null : (request.headers.authorization ?? '')), {
    ...{ always, together, waiting },
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
    const refused: number[] = []
    let answered = 0
    const all = Array.from({ length: 5 }, async () => {
      const status = await ask('one')
      if (status === 503) refused.push(status)
      answered += 1
      return status
    })
    await eventually(() => inside.length === 2 && refused.length === 2, 'two inside, and two turned away')
    await eventually(() => {
      inside.shift()?.()
      return answered === 5
    }, 'the one who waited')
    expect((await Promise.all(all)).filter(status => status === 200)).toHaveLength(3)
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

  it('is wider while nobody else asks, and several who ask without end share what one of them had', async () => {
    const { app, inside, ask } = await kept(1, 9, 3)
    const all = Array.from({ length: 4 }, () => ask('one'))
    await eventually(() => inside.length === 3, 'three of whoever is alone')
    // Another has a place at once; a second one of theirs waits like the fourth of the first.
    all.push(ask('other'), ask('other'))
    await eventually(() => inside.length === 4, 'one of the other')
    inside.shift()?.()
    await Promise.race(all)
    // Two are left of the first, so it is not below the bound of all together: nobody was let in for who left.
    expect(inside).toHaveLength(3)
    inside.shift()?.()
    await eventually(() => inside.length === 3, 'the second of the other, who has fewest')
    await eventually(() => {
      inside.shift()?.()
      return inside.length === 0
    }, 'all')
    expect(await Promise.all(all)).toEqual([200, 200, 200, 200, 200, 200])
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
    // One of them waits, the other is turned away.
    const others = [await socketOf(), await socketOf()]
    await Promise.race(others.map(socket => once(socket, 'data')))
    for (const socket of [...others, within]) socket.destroy()
    await eventually(async () => (await ask('one', '/fail')) === 500, 'a place')
    let status = 0
    const next = ask('one').then(answered => (status = answered))
    await eventually(() => {
      inside.shift()?.()
      return status === 200
    }, 'who came after')
    await next
    await app.close()
  })
})

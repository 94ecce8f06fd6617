import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { FrontDoor } from './front-door.ts'

@Module({ providers: [FrontDoor] })
class House {}

describe('the front door', () => {
  const apps: NestFastifyApplication[] = []
  const house = async () => {
    const app = await NestFactory.create<NestFastifyApplication>(House, new FastifyAdapter(), { logger: false })
    apps.push(app)
    const server = app.getHttpServer() as HttpServer // Nest's `any`
    return { app, server, door: app.get(FrontDoor), portOf: () => (server.address() as AddressInfo).port } // of TCP
  }
  const turn = () => new Promise(resolve => setImmediate(resolve))
  afterEach(async () => {
    for (const app of apps.splice(0)) {
      app.get(FrontDoor).shut()
      await app.close()
    }
  })

  it('lets many in within a turn of the loop', async () => {
    const { app, server, door, portOf } = await house()
    await door.open(app, 0, '127.0.0.1')
    let inside = 0
    server.on('connection', () => (inside += 1))
    const coming = Array.from({ length: 96 }, () => connect(portOf(), '127.0.0.1'))
    await Promise.all(coming.map(socket => once(socket, 'connect'))) // by the system, before anybody is let in
    const before = inside
    let turns = 0
    for (; inside < coming.length; turns += 1) await turn()
    // A single listening socket lets in one a turn.
    expect(turns).toBeLessThan(process.platform === 'linux' ? (coming.length - before) / 2 + 1 : Infinity)
    for (const socket of coming) socket.destroy()
  })

  it('is opened by one hub alone', async () => {
    const [first, second] = [await house(), await house()]
    await first.door.open(first.app, 0, '127.0.0.1')
    await expect(second.door.open(second.app, first.portOf(), '127.0.0.1')).rejects.toThrow('EADDRINUSE')
  })

  it('once shut lets nobody in, and keeps who is inside', async () => {
    const { app, server, door, portOf } = await house()
    const asked = new Promise<() => void>(resolve =>
      app
        .getHttpAdapter()
        .getInstance()
        .get('/stay', () => new Promise(answer => resolve(() => answer('stayed')))),
    )
    await door.open(app, 0, '127.0.0.1')
    const port = portOf()
    const staying = fetch(`http://127.0.0.1:${port}/stay`)
    const answer = await asked
    door.shut()
    for (let time = 0; time < 16; time += 1) {
      const late = connect(port, '127.0.0.1')
      const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException]
      expect(error.code).toBe('ECONNREFUSED')
    }
    answer()
    expect(await (await staying).text()).toBe('stayed')
    expect(server.listening).toBe(false)
  })
})

import { Injectable } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'

/** Sockets that listen at one address. A loop that is busy turns a hundred times a second, and thousands may come within a few. */
const LISTENING = 8

/** As Node's own HTTP server listens. */
const AS_HTTP = { allowHalfOpen: true, noDelay: true }

/**
 * Where everybody comes in. The engine takes one new connection from a listening socket in a turn of its loop (libuv since its pull request 3696): where
 * hundreds came at once, whoever asked something else stood behind all of them for a second before their first byte was read.
 */
@Injectable()
export class FrontDoor {
  readonly #beside: Server[] = []

  constructor(private readonly http: HttpAdapterHost) {}

  /** @throws the engine's error where somebody else listens there */
  async open(app: NestFastifyApplication, port: number, host: string): Promise<void> {
    // Only there the system divides who comes between sockets.
    if (process.platform !== 'linux') {
      await app.listen(port, host)
      return
    }
    await requireFree(port, host)
    const shared = { host, reusePort: true }
    await app.listen({ ...shared, port })
    const at = this.#server.address()
    if (at === null || typeof at === 'string') return
    for (let more = 1; more < LISTENING; more += 1) {
      // eslint-disable-next-line no-restricted-syntax -- Node's own way of giving a connection to an HTTP server
      const beside = createServer(AS_HTTP, socket => this.#server.emit('connection', socket))
      this.#beside.push(beside)
      await once(beside.listen({ ...shared, port: at.port }), 'listening')
    }
  }

  /** Nobody new comes in; who is inside stays. */
  shut(): void {
    for (const server of [this.#server, ...this.#beside]) server.close()
  }

  get #server(): HttpServer {
    return this.http.httpAdapter.getHttpServer() as HttpServer // Fastify's adapter serves plain HTTP/1.1
  }
}

/** Sockets that share an address would let a second hub listen there as well, and each would have half of the requests. */
async function requireFree(port: number, host: string): Promise<void> {
  const probe = createServer().listen(port, host)
  await once(probe, 'listening')
  await once(probe.close(), 'close')
}

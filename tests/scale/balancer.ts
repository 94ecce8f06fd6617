/** As small a load balancer as there is: asks each process every 50 ms whether it is ready, and hands connections to those that are, in turn. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { isReady } from '../support/spawned-hub.ts'

export class Balancer {
  readonly #behind = new Map<string, boolean>()
  readonly #server: Server
  #asking: NodeJS.Timeout | undefined
  #turn = 0

  private constructor() {
    this.#server = createServer(client => {
      const ready = [...this.#behind].filter(([, is]) => is).map(([url]) => url)
      const url = ready[this.#turn++ % ready.length]
      if (url === undefined) return void client.destroy()
      const { hostname, port } = new URL(url)
      const hub = connect(Number(port), hostname)
      client.pipe(hub)
      hub.pipe(client)
      const end = () => {
        client.destroy()
        hub.destroy()
      }
      for (const one of [client, hub]) {
        one.on('error', end)
        one.on('close', end)
      }
    })
  }

  static async before(...urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer()
    for (const url of urls) balancer.#behind.set(url, true)
    balancer.#server.listen(0, '127.0.0.1')
    await once(balancer.#server, 'listening')
    balancer.#asking = setInterval(() => {
      for (const url of balancer.#behind.keys()) void isReady(url).then(is => balancer.#set(url, is))
    }, 50)
    return balancer
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` // it listens on a port
  }

  add(url: string): void {
    this.#behind.set(url, true)
  }

  remove(url: string): void {
    this.#behind.delete(url)
  }

  close(): void {
    clearInterval(this.#asking)
    this.#server.close()
  }

  #set(url: string, is: boolean): void {
    if (this.#behind.has(url)) this.#behind.set(url, is)
  }
}

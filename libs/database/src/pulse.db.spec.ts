/** A line to a real server that goes silent, as where packets are thrown away on the way or the server is frozen. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Database } from './database.ts'
import { asHousekeeper } from './system-reader.ts'
import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'

/** Carries bytes to a server, or keeps them to itself. */
class Line {
  isSilent = false
  readonly #sockets = new Set<Socket>()
  readonly #server: Server

  constructor(private readonly port: number) {
    this.#server = createServer(near => {
      const far = connect(this.port, '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ]) {
        this.#sockets.add(from)
        from.on('data', bytes => !this.isSilent && to.write(bytes))
        from.on('error', () => to.destroy())
        from.on('close', () => to.destroy())
      }
    })
  }

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port // it listens on a port
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}

describe('a database behind a line that goes silent', () => {
  let test: TestDatabase
  let line: Line
  let database: Database

  beforeAll(async () => {
    test = await cloneDatabase(testCluster(), [], [])
    line = new Line(test.address.port)
    const address = { ...test.address, port: await line.open() }
    database = await Database.open({
      ...address,
      passwords: { hub_member: test.passwords.hub_member },
      poolSize: 2,
    })
  }, 60_000)
  afterAll(async () => {
    await database.close()
    line.close()
    await test.drop()
  })

  const ask = () => asHousekeeper(database, 'MEMBER', tx => tx.query('select 1 as one'))

  it('lets whoever waits know within seconds, refuses everybody else at once, and serves again when it speaks', async () => {
    expect(await ask()).toEqual([{ one: 1 }])
    line.isSilent = true
    // More than there are connections: those that wait for one are let know too.
    const from = performance.now()
    const failures = await Promise.all(Array.from({ length: 5 }, () => ask().catch((error: unknown) => error)))
    for (const failure of failures) expect(failure).toMatchObject({ code: 'UNAVAILABLE', reason: 'DATABASE' })
    expect(performance.now() - from).toBeLessThan(10_000)

    const turns = async () => {
      for (let turn = 0; turn < 100; turn += 1) await new Promise(resolve => setImmediate(resolve))
    }
    const refused = await Promise.race([ask().catch((error: unknown) => error), turns()])
    expect(refused).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await database.isReady()).toBe(false)

    line.isSilent = false
    const backFrom = performance.now()
    while (!(await database.isReady())) await new Promise(resolve => setImmediate(resolve))
    expect(await ask()).toEqual([{ one: 1 }])
    expect(performance.now() - backFrom).toBeLessThan(5_000)
  })

  it('waits for a long statement of a server that is there', async () => {
    const from = performance.now()
    expect(await asHousekeeper(database, 'MEMBER', tx => tx.query('select pg_sleep(6) is not null as slept'))).toEqual([
      { slept: true },
    ])
    expect(performance.now() - from).toBeGreaterThan(5_900)
  })
})

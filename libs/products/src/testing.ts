/*
 * A council, a foreign server on a real socket, and workers whose clock stands still, for row tests of pulls: the runner stands a floor
 * below the store that it is handed.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Logger } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import {
  newIntakeKeys,
  PullRunnerService,
  PullSettings,
  SourcesService,
  SourceSettings,
  type PullView,
  type SourceRequest,
} from '@noroshi/intake'
import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import { RestrictionChanges } from './restriction-changes.ts'
import { SourceRelabellingService } from './source-relabelling.service.ts'
import { StixStoreService } from './stix-store.service.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void

class StandingClock extends PullSettings {
  readonly policy
  override readonly chance = () => 1
  constructor(
    origin: string,
    readonly privateKeyPem: string | undefined,
    override readonly now: () => Date,
    override readonly mostObjects: number,
  ) {
    super()
    this.policy = { allowedOrigins: [origin], timeoutSeconds: 2, mostBytes: 4_000_000 }
  }
}

class Allowed extends SourceSettings {
  constructor(
    readonly publicKeyPem: string | undefined,
    readonly allowedOrigins: readonly string[],
  ) {
    super()
  }
}

export class PullWorld {
  readonly #keys = newIntakeKeys()
  readonly #server: Server
  readonly at = new Date()
  readonly asked: string[] = []
  /** What the foreign server answers; each test says it. */
  answer: Answer = (_, response) => response.writeHead(404).end()
  /** Milliseconds since 1970, for the workers. */
  clock = this.at.getTime()
  origin = ''
  council: TestCouncil
  store: StixStoreService
  sources: SourcesService
  administrator: Reader
  analyst: Reader

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x')
      this.asked.push(request.url ?? '')
      this.answer(request, response, url)
    })
  }

  static async open(): Promise<PullWorld> {
    Logger.overrideLogger(false)
    const world = new PullWorld()
    world.#server.listen(0, '127.0.0.1')
    await once(world.#server, 'listening')
    world.origin = `http://127.0.0.1:${(world.#server.address() as AddressInfo).port}` // it listens on a port
    world.council = await openTestCouncil(world.at)
    const { database } = world.council
    world.store = new StixStoreService(database)
    const relabelling = new SourceRelabellingService(new RestrictionChanges())
    world.sources = new SourcesService(database, new Allowed(world.#keys.publicPem, [world.origin]), relabelling)
    world.administrator = (await world.council.signIn('administrator', world.at)).reader
    world.analyst = (await world.council.signIn('analyst-1', world.at)).reader
    return world
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await this.council.drop()
  }

  runner(mostObjects = 100_000): PullRunnerService {
    const now = () => new Date(this.clock)
    const settings = new StandingClock(this.origin, this.#keys.privatePem, now, mostObjects)
    return new PullRunnerService(this.council.database, this.store, settings)
  }

  async newSource(more: Partial<SourceRequest> = {}): Promise<string> {
    const request: SourceRequest = {
      name: `源 ${randomUUID()}`,
      kind: 'DOCUMENT',
      url: `${this.origin}/feed`,
      intervalSeconds: 3600,
      originator: '外国のCERT',
      ...more,
    }
    return (await this.sources.create(this.administrator, request)).id
  }

  /** Has this source pulled, now, and only it. */
  async pulled(id: string, by = this.runner()): Promise<PullView> {
    const { id: pullId } = await this.sources.pullNow(this.analyst, id)
    if (!(await by.pullNext())) throw new Error('nothing was due')
    return this.sources.pull(this.analyst, pullId)
  }

  async healthOf(id: string) {
    return (await this.sources.find(this.analyst, id, new Date(this.clock))).health
  }
}

/** A tool of a random id. */
export const tool = (more: object = {}) => ({
  type: 'tool',
  spec_version: '2.1',
  id: `tool--${randomUUID()}`,
  created: '2024-01-01T00:00:00.000Z',
  modified: '2024-01-01T00:00:00.000Z',
  name: 'x',
  ...more,
})

export const bundle = (...objects: object[]): string =>
  JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects })

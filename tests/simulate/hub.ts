/** A hub of several processes on one database, with everything around it that can go wrong. */
import { HubProblem } from '@noroshi/client'
import type { ChannelAdapter, NewsFrame, NewsKind } from '@noroshi/delivery/testing'
import { Api } from './api.ts'
import { SimDatabase, type ModelFault, type Person } from './database.ts'
import { PostOffice } from './post-office.ts'
import { Process } from './process.ts'
import { Recipient } from './recipient.ts'
import type { Wire } from './wire.ts'
import { CHANNELS, startWorker } from './worker.ts'
import { dateAt, type World } from './world.ts'

const PEOPLE = 5
const APIS = 2
const WORKERS = 2

export interface Announced {
  readonly productId: string
  readonly rank: number
  readonly tier: 'MEMBER' | 'FRIEND' | 'BOTH'
  readonly urgency: string
  readonly at: number
  /** The hub answered that it is released. */
  released: boolean
  recalled: boolean
}

export class Hub {
  readonly database: SimDatabase
  readonly broken: string[] = []
  readonly people: Person[] = []
  readonly recipients: Recipient[] = []
  readonly apis: { api: Api; wires: Set<Wire> }[] = []
  readonly workers: Process[] = []
  readonly offices: readonly PostOffice[]
  readonly announced: Announced[] = []
  /** While chance may still break something. */
  isFaulty = true
  busy = 0
  /** A worker died, or a clock jumped: what was sent may be sent again. */
  mayRepeat = false
  /** Where a clock jumped, somebody else may take what a worker still sends. */
  clockJumped = false
  #incarnations = 0
  #serial = 0

  readonly world: World

  constructor(world: World, faults: readonly ModelFault[]) {
    this.world = world
    this.database = new SimDatabase(world, faults)
    this.offices = CHANNELS.map(channel => new PostOffice(channel, this, what => this.violate(what)))
    for (let index = 0; index < PEOPLE; index += 1) {
      const tier = index % 2 === 0 ? ('MEMBER' as const) : ('FRIEND' as const)
      const person: Person = {
        id: `person-${index}`,
        tier,
        rank: tier === 'MEMBER' ? 1 : 0,
        active: true,
        epoch: 1,
        wishesMail: index !== 1,
        webhook: index % 2 === 0 ? `hook-${index}` : null,
        mutedUntil: index > 2 ? dateAt(world.between(2_000, 12_000)) : null,
        lostAt: [],
      }
      this.people.push(person)
      this.database.people.set(person.id, person)
    }
    for (let index = 0; index < APIS; index += 1) this.apis.push(this.#startApi(index))
    for (let index = 0; index < WORKERS; index += 1) this.workers.push(this.#startWorker(index))
    for (const [index, { id }] of this.people.entries())
      this.recipients.push(new Recipient(this, id, index % 3 !== 0, what => this.violate(what)))
    // The first two look with two windows.
    for (const { id } of this.people.slice(0, 2))
      this.recipients.push(new Recipient(this, id, false, what => this.violate(what)))
    for (const recipient of this.recipients) recipient.begin()
  }

  violate(what: string): void {
    this.broken.push(`${(this.world.now / 1000).toFixed(3)} s: ${what}`)
    this.world.note(() => `BROKEN: ${what}`)
  }

  /** Something asked of some api that is there. */
  async request<T>(personId: string | null, work: (api: Process, database: SimDatabase) => Promise<T>): Promise<T> {
    await this.world.sleep(this.world.between(0.2, 5))
    const ready = this.apis.filter(({ api }) => api.process.isAlive && api.isReady)
    const gone = () => new HubProblem('OFFLINE', 'OFFLINE', 'nobody there')
    if (ready.length === 0) throw gone()
    const { process } = this.world.pick(ready).api
    if (personId !== null && this.database.people.get(personId)?.active !== true)
      throw new HubProblem('UNAUTHENTICATED', 'SESSION', 'not signed in')
    return new Promise<T>((resolve, reject) => {
      process.onDeath.push(() => reject(gone()))
      work(process, this.database).then(resolve, () => reject(new HubProblem('UNAVAILABLE', 'DATABASE', 'try again')))
    })
  }

  connect(wire: Wire, personId: string, after: unknown): void {
    this.world.after(this.world.between(0.2, 5), () => {
      const ready = this.apis.filter(({ api }) => api.process.isAlive && api.isReady)
      if (ready.length === 0) return wire.refuse()
      const { api, wires } = this.world.pick(ready)
      wires.add(wire)
      api.admit(wire, personId, after).catch(() => wire.refuse())
    })
  }

  crashApi(index: number): void {
    const here = this.apis[index]
    if (!here?.api.process.isAlive) return
    this.world.note(() => `${here.api.process.name} is killed`)
    here.api.process.die()
    for (const wire of here.wires) wire.cut()
    this.world.after(this.world.between(300, 2_500), () => (this.apis[index] = this.#startApi(index)))
  }

  /** SIGTERM: what is under way is finished, and everybody sent elsewhere. */
  stopApi(index: number): void {
    const here = this.apis[index]
    if (!here?.api.process.isAlive || !here.api.isReady) return
    this.world.note(() => `${here.api.process.name} is asked to stop`)
    here.api.dismissAll()
    this.world.after(this.world.between(200, 1_000), () => {
      if (this.apis[index] !== here) return
      here.api.process.die()
      for (const wire of here.wires) wire.cut()
      this.world.after(this.world.between(300, 2_500), () => (this.apis[index] = this.#startApi(index)))
    })
  }

  crashWorker(index: number): void {
    const process = this.workers[index]
    if (!process?.isAlive) return
    this.mayRepeat = true
    this.world.note(() => `${process.name} is killed`)
    process.die()
    this.world.after(this.world.between(300, 2_500), () => (this.workers[index] = this.#startWorker(index)))
  }

  crashDatabase(forMs: number): void {
    if (!this.database.isUp) return
    this.world.note(() => `the database goes away for ${Math.round(forMs)} ms`)
    this.database.crash()
    this.world.after(forMs, () => {
      this.database.isUp = true
      this.world.note(() => 'the database is back')
    })
  }

  jumpClock(byMs: number, forMs: number): void {
    this.mayRepeat = true
    this.clockJumped = true
    this.world.note(() => `clocks jump by ${Math.round(byMs / 60_000)} min`)
    this.database.skewMs += byMs
    for (const { api } of this.apis) if (this.world.chance(0.5)) api.skewMs = byMs
    this.world.after(forMs, () => {
      this.database.skewMs -= byMs
      for (const { api } of this.apis) api.skewMs = 0
    })
  }

  /** Somebody loses a right, and may get it back. */
  revoke(person: Person): void {
    void this.#untilDone(() =>
      this.request(null, (api, database) =>
        database.transaction(api, tx =>
          tx.statement(() => {
            const isAll = person.tier === 'FRIEND' || this.world.chance(0.5)
            tx.write(() => {
              if (isAll) person.active = false
              else person.rank = 0
              person.epoch += 1
              person.lostAt.push(this.world.now)
              this.world.note(() => `${person.id} loses ${isAll ? 'everything' : 'clearance'}`)
            })
            tx.notify('hub_rights')
          }),
        ),
      ),
    )
    if (this.world.chance(0.5))
      this.world.after(this.world.between(500, 6_000), () => {
        void this.#untilDone(() =>
          this.request(null, (api, database) =>
            database.transaction(api, tx =>
              tx.statement(() => {
                tx.write(() => {
                  person.active = true
                  person.rank = person.tier === 'MEMBER' ? 1 : 0
                  person.epoch += 1
                  this.world.note(() => `${person.id} has their rights again`)
                })
                tx.notify('hub_rights')
              }),
            ),
          ),
        )
      })
  }

  release(): void {
    const { world } = this
    const productId = `product-${this.announced.length}`
    const announced: Announced = {
      productId,
      rank: world.chance(0.5) ? 1 : 0,
      tier: world.pick(['MEMBER', 'FRIEND', 'BOTH', 'BOTH'] as const),
      urgency: world.pick(['ROUTINE', 'PRIORITY', 'EMERGENCY']),
      at: world.now,
      released: false,
      recalled: false,
    }
    this.announced.push(announced)
    const categories = [
      ...(announced.tier === 'FRIEND' ? [] : ['PROVISION' as const]),
      ...(announced.tier === 'MEMBER' ? [] : ['NOTICE' as const]),
    ]
    void this.#untilDone(() =>
      this.request(null, (api, database) =>
        database.transaction(api, async tx => {
          const isThere = await tx.statement(() => database.outbox.some(row => row.productId === productId))
          if (isThere) return
          await tx.lock(`product ${productId}`)
          if (await tx.statement(() => database.outbox.some(row => row.productId === productId))) return
          for (const category of categories) {
            const label = labelOf(category, category === 'NOTICE' ? 0 : Math.max(1, announced.rank))
            const id = `${productId}-${category}`
            const state = { releasedAt: dateAt(0).toISOString(), recalledAt: null, embargoUntil: null, expiresAt: null }
            const facts = { ...label, id, ...state, label }
            tx.write(() =>
              database.editions.set(id, { facts, productId, urgency: announced.urgency, recalledAt: null }),
            )
          }
          await this.#announce(tx, 'RELEASED', productId)
        }),
      ),
    ).then(() => (announced.released = true))
  }

  recall(announced: Announced): void {
    if (!announced.released || announced.recalled) return
    announced.recalled = true
    void this.#untilDone(() =>
      this.request(null, (api, database) =>
        database.transaction(api, async tx => {
          await tx.lock(`product ${announced.productId}`)
          const isDone = await tx.statement(() =>
            database.outbox.some(row => row.productId === announced.productId && row.kind === 'RECALLED'),
          )
          if (isDone) return
          tx.write(() => {
            for (const edition of database.editions.values())
              if (edition.productId === announced.productId) edition.recalledAt = dateAt(0).toISOString()
          })
          await this.#announce(tx, 'RECALLED', announced.productId)
        }),
      ),
    )
  }

  /** Numbers of the outbox are given at once, and committed when it pleases: their order is not that of commits. */
  async #announce(tx: Parameters<Parameters<SimDatabase['transaction']>[1]>[0], kind: NewsKind, productId: string) {
    const order = ++this.#serial
    await tx.statement(() => undefined)
    tx.write(() => {
      const now = this.database.clockMs
      const row = { id: String(order), order, kind, productId, done: false, writtenAt: now, dueAt: now, attempts: 0 }
      this.database.outbox.push(row)
      this.world.note(() => `committed: ${kind} of ${productId}`)
    })
    tx.notify('hub_outbox')
  }

  /** Whoever is not told whether it was done asks again. */
  async #untilDone(work: () => Promise<unknown>): Promise<void> {
    this.busy += 1
    for (;;) {
      try {
        await work()
        break
      } catch {
        await this.world.sleep(this.world.between(50, 500))
      }
    }
    this.busy -= 1
  }

  #startApi(index: number): { api: Api; wires: Set<Wire> } {
    const process = new Process(`api-${index}.${++this.#incarnations}`, this.database)
    const api = new Api(
      process,
      this.world,
      this.database,
      (...told) => this.#watch(...told),
      () => this.pollMs,
    )
    return { api, wires: new Set() }
  }

  #startWorker(index: number): Process {
    const process = new Process(`worker-${index}.${++this.#incarnations}`, this.database)
    const adapters = this.offices.map((office): ChannelAdapter => ({
      channel: office.channel,
      send: delivery => office.take(process, delivery),
      close: () => undefined,
    }))
    startWorker(this.world, this.database, process, adapters, () => this.pollMs)
    return process
  }

  /** When nothing breaks any more, nothing is missed by looking seldom. */
  get pollMs(): number {
    if (this.isFaulty) return 1_000
    return this.world.now < 600_000 ? 15_000 : 900_000
  }

  /** nothing of what somebody may not have is made of news that were read after they had lost it. */
  #watch(personId: string, items: readonly NewsFrame[], readAt: number): void {
    const person = this.database.people.get(personId)
    for (const { seq, editionId, kind } of items) {
      if (editionId === null || kind === 'RECALLED' || !person) continue
      const facts = this.database.editions.get(editionId)?.facts
      const mayNow = person.active && (facts?.category === 'NOTICE' || person.rank >= (facts?.requiredRank ?? 0))
      const lost = person.lostAt.at(-1)
      if (!mayNow && lost !== undefined && lost < readAt)
        this.violate(
          `${personId} was told of ${seq} on a socket, read ${(readAt - lost).toFixed(1)} ms after they lost the right`,
        )
    }
  }
}

function labelOf(category: 'PROVISION' | 'NOTICE', requiredRank: number) {
  return {
    category,
    requiredRank,
    everyone: true,
    sectors: [],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC'] as const,
    toPublic: false,
  }
}

/**
 * One connection between a client and an api process: in order each way, sometimes slow, sometimes cut with what was on its way, and
 * now and then a frame comes twice or two change places, which no TCP does and no client may mind.
 */
import type { NewsSocket } from '@noroshi/client'
import type { World } from './world.ts'

type Event = 'connect' | 'disconnect' | 'connect_error' | 'news' | 'goodbye'

export class Wire implements NewsSocket {
  isOpen = true
  /** Frames that the client has not taken yet. */
  waiting = 0
  /** Milliseconds by which everything comes later. */
  slowMs = 0
  readonly #told = new Map<Event, (value: unknown) => void>()
  #hear: (message: number) => void = () => undefined
  #left: () => void = () => undefined
  #toClientAt = 0
  #toHubAt = 0

  private readonly world: World
  private readonly isFaulty: () => boolean

  constructor(world: World, isFaulty: () => boolean) {
    this.world = world
    this.isFaulty = isFaulty
  }

  on(event: Event, told: (value: unknown) => void): void {
    this.#told.set(event, told)
  }

  connected(): void {
    this.#arrive('connect', undefined)
  }

  refuse(): void {
    this.isOpen = false
    this.world.after(this.world.between(0.1, 5), () => this.#told.get('connect_error')?.(undefined))
  }

  atHub(hear: (message: number) => void, left: () => void): void {
    this.#hear = hear
    this.#left = left
    if (!this.isOpen) left()
  }

  toClient(event: Event, value: unknown): void {
    this.waiting += 1
    this.#arrive(event, value)
    if (event === 'news' && this.isFaulty() && this.world.chance(0.03)) this.#arrive(event, value)
  }

  emit(_event: 'received', seq: number): void {
    if (!this.isOpen) return
    this.#toHubAt = Math.max(this.#toHubAt, this.world.now + this.world.between(0.1, 3))
    this.world.after(this.#toHubAt - this.world.now, () => this.isOpen && this.#hear(seq))
  }

  /** By the hub: what was said before arrives. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#left()
    this.#arrive('disconnect', undefined)
  }

  disconnect(): void {
    this.cut(true)
  }

  /** The connection is gone, with everything that was on its way; the hub may learn of it late. */
  cut(byClient = false): void {
    if (!this.isOpen) return
    this.isOpen = byClient ? false : this.isOpen
    const hubLearns = () => {
      this.isOpen = false
      this.#left()
    }
    this.#told.get('disconnect')?.(undefined)
    this.#told.clear()
    if (byClient) hubLearns()
    else this.world.after(this.world.between(0, 3_000), hubLearns)
  }

  #arrive(event: Event, value: unknown): void {
    const changesPlaces = this.isFaulty() && this.world.chance(0.1)
    const at = Math.max(this.#toClientAt, this.world.now + this.world.between(0.1, 5) + this.slowMs)
    if (!changesPlaces) this.#toClientAt = at
    this.world.after(at - this.world.now + (changesPlaces && event === 'news' ? this.world.between(10, 80) : 0), () => {
      this.waiting = Math.max(0, this.waiting - 1)
      this.#told.get(event)?.(value)
    })
  }
}

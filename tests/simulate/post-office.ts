/** A server that takes messages for people: slow, full, forgetful of saying that it took one. Each name counts once, as a Message-ID does. */
import type { Channel, Sent, TakenDelivery } from '@noroshi/delivery/testing'
import type { Hub } from './hub.ts'
import type { Process } from './process.ts'

export class PostOffice {
  /** Names of what each address holds, in the order in which it first came. */
  readonly boxes = new Map<
    string,
    { readonly seq: number; readonly urgency: string; readonly hasWaited: boolean; readonly id: string }[]
  >()
  taken = 0
  repeated = 0

  readonly channel: Channel
  private readonly hub: Hub
  private readonly broken: (what: string) => void

  constructor(channel: Channel, hub: Hub, broken: (what: string) => void) {
    this.channel = channel
    this.hub = hub
    this.broken = broken
  }

  async take(process: Process, delivery: TakenDelivery): Promise<Sent> {
    const { world, isFaulty } = this.hub
    const pause = (milliseconds: number) =>
      new Promise<void>(resolve => world.after(milliseconds, () => process.isAlive && resolve()))
    await pause(world.between(1, isFaulty && world.chance(0.05) ? 20_000 : 40))
    if (isFaulty && world.chance(0.1)) return { state: 'LATER', reason: 'BUSY' }
    if (isFaulty && world.chance(0.02)) return { state: 'BOUNCED', reason: 'REFUSED' }
    for (const one of [delivery, ...(delivery.together ?? [])]) this.#put(one)
    await pause(world.between(1, 20))
    // It was taken, and the answer did not come.
    if (isFaulty && world.chance(0.03)) {
      this.hub.mayRepeat = true
      return { state: 'LATER', reason: 'TIMEOUT' }
    }
    return { state: 'SENT', reason: null }
  }

  #put({ id, personId, seq, urgency, kind, editionId, hasWaited = false, ...more }: TakenDelivery): void {
    const { database, world } = this.hub
    const box = this.boxes.get(personId) ?? []
    this.boxes.set(personId, box)
    this.taken += 1
    world.note(() => `${this.channel} of ${personId}: ${seq}`)
    if (box.some(held => held.id === id)) {
      this.repeated += 1
      if (!this.hub.mayRepeat) this.broken(`${id} was sent twice, and nobody died`)
      return
    }
    // Whoever is more urgent may come before, and whoever has not waited before who has; nobody else.
    const later = box.find(
      held =>
        held.seq > (seq ?? 0) &&
        (held.urgency !== 'EMERGENCY' || urgency === 'EMERGENCY') &&
        (held.hasWaited || !hasWaited),
    )
    if (later && !this.hub.clockJumped) this.broken(`${this.channel} of ${personId}: ${seq} came after ${later.seq}`)
    box.push({ id, seq: seq ?? 0, urgency, hasWaited })
    const takenAt = 'takenAt' in more && typeof more.takenAt === 'number' ? more.takenAt : world.now
    const person = database.people.get(personId)
    const facts = database.editions.get(editionId)?.facts
    const mayNow =
      person?.active === true &&
      (kind === 'RECALLED' || facts?.category === 'NOTICE' || person.rank >= (facts?.requiredRank ?? 0))
    const lost = person?.lostAt.at(-1)
    if (!mayNow && lost !== undefined && lost < takenAt)
      this.broken(
        `${this.channel} of ${personId}: ${seq} was taken ${(takenAt - lost).toFixed(1)} ms after the right was lost`,
      )
  }
}

/*
 * What decides which socket is sent what, and when: cursors, receipts, rights. Knows neither sockets nor database nor clock; the
 * gateway in `apps/api` gives it real ones, and the simulator (tests/simulate) its own.
 */
import type { Reader } from '@noroshi/clearance'
import type { CouncilTier } from '@noroshi/membership'
import { FRAME_ITEMS, type Cursor, type Receipt } from './inbox.repository.ts'
import type { NewsFrame } from './news-frame.ts'

/** Why a socket is ended by the hub. */
export type Goodbye = 'RIGHTS_CHANGED' | 'SHUTTING_DOWN' | 'TOO_MUCH'

/** One open connection of a client. */
export interface Line {
  readonly isOpen: boolean
  /** What was handed over and has not left yet. */
  readonly waitingBytes: number
  tell(items: readonly NewsFrame[]): void
  end(reason: Goodbye): void
}

/** Who sits at the end of a line. */
export interface Sitter {
  readonly personId: string
  /** Of the session or key that let them in. */
  readonly accessKey: string
  readonly reader: Reader
}

export interface Access {
  readonly personId: string
  readonly accessKey: string
  readonly epoch: string
}

/** Accesses that have ended, and people whose rights are no longer those they came with. */
export interface Review {
  readonly gone: ReadonlySet<string>
  readonly changed: ReadonlySet<string>
}

/** What the pump asks; each of it is one statement however many sockets there are. */
export interface PumpSource {
  framesAfter(
    tier: CouncilTier,
    cursors: readonly Cursor[],
    readers: ReadonlyMap<string, Reader>,
  ): Promise<ReadonlyMap<string, readonly NewsFrame[]>>
  review(tier: CouncilTier, accesses: readonly Access[]): Promise<Review>
  record(tier: CouncilTier, receipts: readonly Receipt[]): Promise<void>
}

export interface PumpSurroundings {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number
  /** Asks for another round. */
  readonly wake: () => void
  readonly after: (milliseconds: number, work: () => void) => void
  readonly failed: (error: unknown, tier: CouncilTier) => void
}

export interface Seat {
  readonly line: Line
  readonly sitter: Sitter
  /** The last number that was sent on this line. */
  sent: number
  /** The last number that the client says it has shown, and whether that is on record. */
  shown: number
  recorded: number
  messages: number
}

/** From where a client is sent what is new, and what it has shown. */
export interface Beginning {
  readonly start: number
  readonly shown: number
}

const MOST_SOCKETS_PER_PERSON = 5
const MOST_MESSAGES_PER_ROUND = 20
const MOST_WAITING_BYTES = 1_048_576
/** Receipts of many sockets are written down together, and many that come back are looked after together, at most so much later. */
const SOON_MS = 100
/** The longest a change of rights goes unseen should a notification be lost; the promise is a second. */
export const REVIEW_EVERY_MS = 500

/** What a client says it holds, as a number; 0 of anything else. */
export const askedAfter = (after: unknown): number =>
  typeof after === 'number' && Number.isSafeInteger(after) && after >= 0 ? after : 0

/** Nobody has seen what was never written: after a restore to an older state, clients remember numbers that are to come. */
export function beginningOf(asked: number, last: number): Beginning {
  // Who resumes after a number has shown everything up to it, also when we died before we wrote that down.
  return { start: Math.min(asked, last), shown: asked <= last ? asked : 0 }
}

export class PushPump {
  readonly #seats = new Map<CouncilTier, Set<Seat>>()
  /** Seats given up before what they had shown was on record: a receipt is true also when its socket is gone. */
  readonly #left = new Map<CouncilTier, Set<Seat>>()
  #willWake = false
  #reviewedAt = -Infinity

  constructor(
    tiers: readonly CouncilTier[],
    private readonly source: PumpSource,
    private readonly around: PumpSurroundings,
  ) {
    for (const tier of tiers) {
      this.#seats.set(tier, new Set())
      this.#left.set(tier, new Set())
    }
  }

  /** Takes a seat; null when this person has too many, or the tier is not served here. */
  seat(line: Line, sitter: Sitter, { start, shown }: Beginning): Seat | null {
    const seats = this.#seats.get(tierOf(sitter))
    const seat: Seat = { line, sitter, sent: start, shown, recorded: 0, messages: 0 }
    if (!seats || this.#seatsOf(seats, sitter.personId) >= MOST_SOCKETS_PER_PERSON) {
      line.end('TOO_MUCH')
      return null
    }
    seats.add(seat)
    // Thousands may take their seats at once, and a round looks after all who sit: one round is for many of them.
    this.#wakeSoon()
    return seat
  }

  /** Whatever it is called, a message costs us something. @returns whether it is still listened to */
  count(seat: Seat): boolean {
    seat.messages += 1
    if (seat.messages > MOST_MESSAGES_PER_ROUND) {
      seat.line.end('TOO_MUCH')
      return false
    }
    return true
  }

  /** The client says that it has shown everything up to a number. */
  hear(seat: Seat, seq: unknown): void {
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq <= seat.shown || seq > seat.sent) return
    seat.shown = seq
    this.#wakeSoon()
  }

  leave(seat: Seat): void {
    this.#seats.get(tierOf(seat.sitter))?.delete(seat)
    if (seat.shown <= seat.recorded) return
    this.#left.get(tierOf(seat.sitter))?.add(seat)
    this.around.wake()
  }

  /** Everybody goes; their clients come back elsewhere. */
  dismissAll(): void {
    for (const seats of this.#seats.values()) for (const seat of [...seats]) seat.line.end('SHUTTING_DOWN')
  }

  /**
   * One round: what is new, for whom it still is, what they have shown. Never overlaps with itself. Rights are asked for after the
   * news were read, never beside it: whoever's rights ended before something was written is then known to have lost them (the two
   * questions at once let 2 of 24 revoked sockets hear one message more). A round that finds nothing to send asks when it heard of
   * a change, and at least every half second.
   */
  async round(heardOfRights: boolean): Promise<void> {
    const isDue = heardOfRights || this.around.monotonicMs() - this.#reviewedAt >= REVIEW_EVERY_MS * 0.9
    if (isDue) this.#reviewedAt = this.around.monotonicMs()
    for (const [tier, seats] of this.#seats) {
      const left = this.#left.get(tier) ?? new Set()
      if (seats.size === 0 && left.size === 0) continue
      // Who takes a seat in the midst of a round waits for the next one: their rights were read before this round's news.
      const present = [...seats]
      try {
        const frames = await this.#framesFor(tier, present)
        if (isDue || frames.size > 0) await this.#review(tier, present)
        this.#send(present, frames)
        await this.#record(tier, [...seats, ...left])
        for (const seat of left) if (seat.shown <= seat.recorded) left.delete(seat)
      } catch (error) {
        this.#reviewedAt = -Infinity // what was heard of rights is still to be looked at
        this.around.failed(error, tier)
      }
      for (const seat of seats) seat.messages = 0
    }
  }

  async #review(tier: CouncilTier, seats: readonly Seat[]): Promise<void> {
    const review = await this.source.review(
      tier,
      seats.map(({ sitter: { personId, accessKey, reader } }) => ({ personId, accessKey, epoch: reader.epoch })),
    )
    // A socket ends with the rights it was opened with; the client comes back with those it has now, if any.
    for (const { line, sitter } of seats)
      if (review.gone.has(sitter.accessKey) || review.changed.has(sitter.personId)) line.end('RIGHTS_CHANGED')
  }

  #framesFor(tier: CouncilTier, seats: readonly Seat[]): Promise<ReadonlyMap<string, readonly NewsFrame[]>> {
    const readers = new Map<string, Reader>()
    const cursors = new Map<string, number>()
    for (const { sitter, sent } of seats) {
      readers.set(sitter.personId, sitter.reader)
      cursors.set(sitter.personId, Math.min(sent, cursors.get(sitter.personId) ?? sent))
    }
    return this.source.framesAfter(
      tier,
      [...cursors].map(([personId, seq]) => ({ personId, seq })),
      readers,
    )
  }

  #send(seats: readonly Seat[], frames: ReadonlyMap<string, readonly NewsFrame[]>): void {
    for (const seat of seats) {
      const items = (frames.get(seat.sitter.personId) ?? []).filter(frame => frame.seq > seat.sent)
      // Numbers have no gaps, so neither have frames.
      if (!seat.line.isOpen || items[0]?.seq !== seat.sent + 1) continue
      if (seat.line.waitingBytes > MOST_WAITING_BYTES) {
        seat.line.end('TOO_MUCH') // a reader too slow for the stream resumes by cursor
        continue
      }
      seat.sent = items[items.length - 1].seq
      seat.line.tell(items)
    }
    // What did not fit into these frames; what came meanwhile has been notified.
    if ([...frames.values()].some(items => items.length >= FRAME_ITEMS)) this.around.wake()
  }

  async #record(tier: CouncilTier, seats: readonly Seat[]): Promise<void> {
    const fresh = seats.filter(seat => seat.shown > seat.recorded)
    const receipts = fresh.map(seat => ({
      personId: seat.sitter.personId,
      after: seat.recorded,
      seq: seat.shown,
    }))
    await this.source.record(tier, receipts)
    for (const [index, seat] of fresh.entries()) seat.recorded = receipts[index].seq
  }

  #seatsOf(seats: ReadonlySet<Seat>, personId: string): number {
    let count = 0
    for (const { sitter } of seats) if (sitter.personId === personId) count += 1
    return count
  }

  #wakeSoon(): void {
    if (this.#willWake) return
    this.#willWake = true
    this.around.after(SOON_MS, () => {
      this.#willWake = false
      this.around.wake()
    })
  }
}

/** Nobody of the public has a seat. */
const tierOf = ({ reader: { tier } }: Sitter): CouncilTier => (tier === 'PUBLIC' ? 'FRIEND' : tier)

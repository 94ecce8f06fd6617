/**
 * Sockets. A socket is let in by a one-time ticket, belongs to one person, joins no room and sends nothing but how far it
 * has read. Frames are built per person from their own inbox, with their rights decided again at that moment; there is no
 * broadcast anywhere (L44). Whatever is lost on the way is sent again from the cursor on the next connection.
 */
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { Reader } from '@noroshi/clearance'
import { loginOfTier, NewsListener, type NewsChannel } from '@noroshi/database'
import { FRAME_ITEMS, PushService, type NewsFrame } from '@noroshi/delivery'
import { MembershipService, type CouncilTier, type SignedIn } from '@noroshi/membership'
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { ApiConfig } from '../config.ts'
import { API_CONFIG } from '../door/tokens.ts'

type Goodbye = 'RIGHTS_CHANGED' | 'SHUTTING_DOWN' | 'TOO_MUCH'

/** What is known of a socket when it is let in. */
interface Arrival {
  readonly signedIn: SignedIn
  readonly start: number
  readonly shown: number
}

interface Seat {
  readonly socket: Socket
  readonly signedIn: SignedIn
  /** The last number that was sent on this socket. */
  sent: number
  /** The last number that the client says it has shown, and whether that is on record. */
  shown: number
  recorded: number
  messages: number
}

const MOST_SOCKETS_PER_PERSON = 5
const MOST_MESSAGES_PER_ROUND = 20
const MOST_WAITING_BYTES = 1_048_576
/** Receipts of many sockets are written down together, at most so much later. */
const RECORD_AFTER_MS = 100
/** The longest a change of rights goes unseen should a notification be lost; the promise is a second. */
const REVIEW_EVERY_MS = 500

@Injectable()
export class PushGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('push')
  readonly #seats = new Map<CouncilTier, Map<string, Seat>>()
  /** Seats given up before what they had shown was on record: a receipt is true also when its socket is gone. */
  readonly #left = new Map<CouncilTier, Set<Seat>>()
  #server: Server | undefined
  #news: NewsListener | undefined
  #recording: NodeJS.Timeout | undefined
  #reviewedAt = -Infinity

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    private readonly http: HttpAdapterHost,
    private readonly membership: MembershipService,
    private readonly push: PushService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const tiers = this.config.tiers.filter((tier): tier is CouncilTier => tier !== 'PUBLIC')
    for (const tier of tiers) {
      this.#seats.set(tier, new Map())
      this.#left.set(tier, new Set())
    }
    const login = loginOfTier(tiers[0])
    const httpServer = this.http.httpAdapter.getHttpServer() as HttpServer // Fastify's adapter serves plain HTTP/1.1
    this.#server = new Server(httpServer, {
      transports: ['websocket'],
      serveClient: false,
      allowEIO3: false,
      perMessageDeflate: false,
      maxHttpBufferSize: 16_384,
      connectTimeout: 10_000,
      allowRequest: (request, decide) => {
        const { origin, host } = request.headers
        decide(null, origin === undefined || origin === (this.config.publicUrl ?? `http://${host}`))
      },
    })
    this.#server.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        () => next(new Error('UNAUTHENTICATED')),
      )
    })
    this.#server.on('connection', socket => this.#seat(socket))
    this.#news = new NewsListener(
      this.config.database,
      login,
      this.config.database.passwords[login] ?? '',
      ['hub_inbox', 'hub_rights'],
      heard => this.#round(heard),
      REVIEW_EVERY_MS,
    )
    await this.#news.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#news?.stop()
    clearTimeout(this.#recording)
    for (const seats of this.#seats.values()) for (const seat of seats.values()) this.#dismiss(seat, 'SHUTTING_DOWN')
    // The sockets alone: `Server.close` would also close the HTTP server, and wait there for connections that others keep.
    this.#server?.disconnectSockets(true)
    this.#server?.engine.close()
  }

  async #admit(socket: Socket): Promise<void> {
    const { ticket } = socket.handshake.auth
    const signedIn =
      typeof ticket === 'string' && ticket.length <= 200
        ? await this.membership.redeemSocketTicket(ticket, new Date())
        : null
    if (!signedIn || (signedIn.scopes !== null && !signedIn.scopes.includes('read'))) throw new Error('UNAUTHENTICATED')
    const after: unknown = socket.handshake.auth['after']
    const asked = typeof after === 'number' && Number.isSafeInteger(after) && after >= 0 ? after : 0
    // Nobody has seen what was never written: after a restore to an older state, clients remember numbers that are to come.
    const last = asked === 0 ? 0 : await this.push.lastSeq(signedIn.reader)
    // Who resumes after a number has shown everything up to it, also when we died before we wrote that down.
    socket.data = { signedIn, start: Math.min(asked, last), shown: asked <= last ? asked : 0 } satisfies Arrival
  }

  #seat(socket: Socket): void {
    const { signedIn, start, shown } = socket.data as Arrival // set by #admit, without which no socket connects
    const seats = this.#seats.get(signedIn.reader.tier)
    if (!seats) return void socket.disconnect(true)
    const seat: Seat = { socket, signedIn, sent: start, shown, recorded: 0, messages: 0 }
    if (
      [...seats.values()].filter(other => other.signedIn.person.id === signedIn.person.id).length >=
      MOST_SOCKETS_PER_PERSON
    )
      return this.#dismiss(seat, 'TOO_MUCH')
    seats.set(socket.id, seat)
    // Heard here and not as an event: socket.io drops an event whose socket ends in the same moment, and the receipt with it.
    socket.use(([name, seq]: unknown[], next) => {
      seat.messages += 1 // whatever it is called, a message costs us something
      if (seat.messages > MOST_MESSAGES_PER_ROUND) return this.#dismiss(seat, 'TOO_MUCH')
      if (name === 'received') this.#hear(seat, seq)
      next()
    })
    socket.on('disconnect', () => {
      seats.delete(socket.id)
      if (seat.shown <= seat.recorded) return
      this.#left.get(signedIn.reader.tier)?.add(seat)
      this.#news?.wake()
    })
    if (shown > 0) this.#recordSoon()
    this.#news?.wake()
  }

  #hear(seat: Seat, seq: unknown): void {
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq <= seat.shown || seq > seat.sent) return
    seat.shown = seq
    this.#recordSoon()
  }

  /**
   * One round: what is new, for whom it still is, what they have shown. Never overlaps with itself. Rights are asked for after the
   * news were read, never beside it: whoever's rights ended before something was written is then known to have lost them (the two
   * questions at once let 2 of 24 revoked sockets hear one message more). A round that finds nothing to send asks when it heard of
   * a change, and at least every half second.
   */
  async #round(heard: ReadonlySet<NewsChannel>): Promise<void> {
    const isDue = heard.has('hub_rights') || performance.now() - this.#reviewedAt >= REVIEW_EVERY_MS * 0.9
    if (isDue) this.#reviewedAt = performance.now()
    for (const [tier, seats] of this.#seats) {
      const left = this.#left.get(tier) ?? new Set()
      if (seats.size === 0 && left.size === 0) continue
      // Who takes a seat in the midst of a round waits for the next one: their rights were read before this round's news.
      const present = new Map(seats)
      try {
        const frames = await this.#framesFor(tier, present)
        if (isDue || frames.size > 0) await this.#review(tier, present)
        this.#send(present, frames)
        await this.#record(tier, [...seats.values(), ...left])
        for (const seat of left) if (seat.shown <= seat.recorded) left.delete(seat)
      } catch (error) {
        this.#reviewedAt = -Infinity // what was heard of rights is still to be looked at
        this.#log.warn({ err: error, tier }, 'a round of pushing failed; the next one repeats it')
      }
      for (const seat of seats.values()) seat.messages = 0
    }
  }

  async #review(tier: CouncilTier, seats: ReadonlyMap<string, Seat>): Promise<void> {
    const all = [...seats.values()]
    const review = await this.membership.stillGood(
      tier,
      all.map(seat => ({
        personId: seat.signedIn.person.id,
        accessKey: seat.signedIn.accessKey,
        epoch: seat.signedIn.reader.epoch,
      })),
      new Date(),
    )
    // A socket ends with the rights it was opened with; the client comes back with those it has now, if any.
    for (const seat of all)
      if (review.gone.has(seat.signedIn.accessKey) || review.changed.has(seat.signedIn.person.id))
        this.#dismiss(seat, 'RIGHTS_CHANGED')
  }

  async #framesFor(tier: CouncilTier, seats: ReadonlyMap<string, Seat>): Promise<Map<string, NewsFrame[]>> {
    const readers = new Map<string, Reader>()
    const cursors = new Map<string, number>()
    for (const { signedIn, sent } of seats.values()) {
      readers.set(signedIn.person.id, signedIn.reader)
      cursors.set(signedIn.person.id, Math.min(sent, cursors.get(signedIn.person.id) ?? sent))
    }
    return this.push.framesAfter(
      tier,
      [...cursors].map(([personId, seq]) => ({ personId, seq })),
      readers,
      new Date(),
    )
  }

  #send(seats: ReadonlyMap<string, Seat>, frames: ReadonlyMap<string, readonly NewsFrame[]>): void {
    for (const seat of seats.values()) {
      const items = (frames.get(seat.signedIn.person.id) ?? []).filter(frame => frame.seq > seat.sent)
      // Numbers have no gaps, so neither have frames.
      if (!seat.socket.connected || items[0]?.seq !== seat.sent + 1) continue
      if (waitingBytes(seat.socket) > MOST_WAITING_BYTES) {
        this.#dismiss(seat, 'TOO_MUCH') // a reader too slow for the stream resumes by cursor
        continue
      }
      seat.sent = items[items.length - 1].seq
      seat.socket.emit('news', { items })
    }
    // What did not fit into these frames; what came meanwhile has been notified.
    if ([...frames.values()].some(items => items.length >= FRAME_ITEMS)) this.#news?.wake()
  }

  async #record(tier: CouncilTier, seats: readonly Seat[]): Promise<void> {
    const fresh = seats.filter(seat => seat.shown > seat.recorded)
    const receipts = fresh.map(seat => ({
      personId: seat.signedIn.person.id,
      after: seat.recorded,
      seq: seat.shown,
    }))
    await this.push.markDelivered(tier, receipts)
    for (const [index, seat] of fresh.entries()) seat.recorded = receipts[index].seq
  }

  #recordSoon(): void {
    this.#recording ??= setTimeout(() => {
      this.#recording = undefined
      this.#news?.wake()
    }, RECORD_AFTER_MS)
  }

  #dismiss(seat: Seat, reason: Goodbye): void {
    seat.socket.emit('goodbye', { reason })
    seat.socket.disconnect(true)
  }
}

function waitingBytes(socket: Socket): number {
  const transport: unknown = socket.conn.transport
  const raw =
    typeof transport === 'object' && transport !== null && 'socket' in transport ? transport.socket : undefined
  return typeof raw === 'object' && raw !== null && 'bufferedAmount' in raw && typeof raw.bufferedAmount === 'number'
    ? raw.bufferedAmount
    : 0
}

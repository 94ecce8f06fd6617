/**
 * Sockets. A socket is let in by a one-time ticket, belongs to one person, joins no room and sends nothing but how far it
 * has read. Frames are built per person from their own inbox, with their rights decided again at that moment; there is no
 * broadcast anywhere (L44). Whatever is lost on the way is sent again from the cursor on the next connection.
 */
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { loginOfTier, NewsListener } from '@noroshi/database'
import {
  askedAfter,
  beginningOf,
  PushPump,
  PushService,
  REVIEW_EVERY_MS,
  type Beginning,
  type Goodbye,
  type Line,
  type NewsFrame,
} from '@noroshi/delivery'
import { MembershipService, type CouncilTier, type SignedIn } from '@noroshi/membership'
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { ApiConfig } from '../config.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { Admissions } from './admissions.ts'

/** What is known of a socket when it is let in. */
interface Arrival {
  readonly signedIn: SignedIn
  readonly beginning: Beginning
}

@Injectable()
export class PushGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('push')
  #pump: PushPump | undefined
  #server: Server | undefined
  #news: NewsListener | undefined
  #recording: NodeJS.Timeout | undefined

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    private readonly http: HttpAdapterHost,
    private readonly membership: MembershipService,
    private readonly push: PushService,
    private readonly admissions: Admissions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const tiers = this.config.tiers.filter((tier): tier is CouncilTier => tier !== 'PUBLIC')
    const pump = (this.#pump = this.#pumpFor(tiers))
    const login = loginOfTier(tiers[0])
    const httpServer = this.http.httpAdapter.getHttpServer() as HttpServer // Fastify's adapter serves plain HTTP/1.1
    this.#server = new Server(httpServer, {
      transports: ['websocket'],
      serveClient: false,
      allowEIO3: false,
      perMessageDeflate: false,
      maxHttpBufferSize: 16_384,
      // From the first byte to being let in: of thousands that come at once, the last waits for those before.
      connectTimeout: 30_000,
      allowRequest: (request, decide) => {
        const { origin, host } = request.headers
        decide(null, origin === undefined || origin === (this.config.publicUrl ?? `http://${host}`))
      },
    })
    this.#server.use((socket, next) => {
      this.admissions
        .pass(() => this.#admit(socket))
        .then(
          () => next(),
          () => next(new Error('UNAUTHENTICATED')),
        )
    })
    this.#server.on('connection', socket => this.#seat(pump, socket))
    this.#news = new NewsListener(
      this.config.database,
      login,
      this.config.database.passwords[login] ?? '',
      ['hub_inbox', 'hub_rights'],
      heard => pump.round(heard.has('hub_rights')),
      REVIEW_EVERY_MS,
    )
    await this.#news.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#news?.stop()
    clearTimeout(this.#recording)
    this.#pump?.dismissAll()
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
    const asked = askedAfter(socket.handshake.auth['after'])
    const last = asked === 0 ? 0 : await this.push.lastSeq(signedIn.reader)
    socket.data = { signedIn, beginning: beginningOf(asked, last) } satisfies Arrival
  }

  #seat(pump: PushPump, socket: Socket): void {
    const { signedIn, beginning } = socket.data as Arrival // set by #admit, without which no socket connects
    const { person, accessKey, reader } = signedIn
    const seat = pump.seat(new SocketLine(socket), { personId: person.id, accessKey, reader }, beginning)
    if (!seat) return
    // Heard here and not as an event: socket.io drops an event whose socket ends in the same moment, and the receipt with it.
    socket.use(([name, seq]: unknown[], next) => {
      if (!pump.count(seat)) return
      if (name === 'received') pump.hear(seat, seq)
      next()
    })
    socket.on('disconnect', () => pump.leave(seat))
  }

  #pumpFor(tiers: readonly CouncilTier[]): PushPump {
    return new PushPump(
      tiers,
      {
        framesAfter: (tier, cursors, readers) => this.push.framesAfter(tier, cursors, readers, new Date()),
        review: async (tier, accesses) => {
          const { gone, changed } = await this.membership.stillGood(tier, accesses, new Date())
          return { gone, changed: new Set(changed.keys()) }
        },
        record: (tier, receipts) => this.push.markDelivered(tier, receipts),
      },
      {
        monotonicMs: () => performance.now(),
        wake: () => this.#news?.wake(),
        after: (milliseconds, work) => (this.#recording = setTimeout(work, milliseconds)),
        failed: (error, tier) =>
          this.#log.warn({ err: error, tier }, 'a round of pushing failed; the next one repeats it'),
      },
    )
  }
}

class SocketLine implements Line {
  constructor(private readonly socket: Socket) {}

  get isOpen(): boolean {
    return this.socket.connected
  }

  get waitingBytes(): number {
    return waitingBytes(this.socket)
  }

  tell(items: readonly NewsFrame[]): void {
    this.socket.emit('news', { items })
  }

  end(reason: Goodbye): void {
    this.socket.emit('goodbye', { reason })
    this.socket.disconnect(true)
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

import { follow, type FollowOptions, type Line } from './follow.ts'
import { createClient } from './hub-client.ts'
import type { SocketAuth } from './news-socket.ts'
import type { News } from './news.ts'

const news = (seq: number): News => ({ seq, kind: 'RELEASED', editionId: null })
const item = (seq: number) => ({ ...news(seq), editionId: `e${seq}`, reference: 'R', edition: null })

/** A hub with so many items in the inbox, and the sockets that were opened to it. */
class Scene {
  readonly sockets: SocketSeen[] = []
  readonly taken: number[][] = []
  readonly lines: Line[] = []
  readonly waited: number[] = []
  readonly asked: string[] = []
  inbox = 0
  /** What tickets are answered with instead. */
  refusal: Response | Error | null = null
  #changed: (() => void)[] = []

  follow(more: Partial<FollowOptions> = {}) {
    const hub = createClient({
      random: () => 0,
      tries: 1,
      wait: async (seconds, signal) => {
        this.waited.push(seconds)
        await new Promise(resolve => setImmediate(resolve))
        signal?.throwIfAborted()
      },
      fetch: async (_, { body }) => this.#answer(JSON.parse(body as string)),
    })
    return follow(hub, {
      onNews: told => {
        this.taken.push(told.map(({ seq }) => seq))
        this.#change()
      },
      onLine: line => {
        this.lines.push(line)
        this.#change()
      },
      openSocket: (_, auth) => {
        const socket = new SocketSeen(auth, () => this.#change())
        this.sockets.push(socket)
        this.#change()
        return socket
      },
      ...more,
    })
  }

  /** The socket of that number, once it has been opened. */
  async socket(index: number): Promise<SocketSeen> {
    await this.until(() => this.sockets.length > index)
    const socket = this.sockets[index]
    if (socket === undefined) throw new Error('no such socket')
    return socket
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>(resolve => this.#changed.push(resolve))
  }

  #answer({ operationName, variables }: { operationName: string; variables: { after: number } }): Response {
    this.asked.push(operationName)
    if (operationName === 'SocketTicket') {
      if (this.refusal instanceof Error) throw this.refusal
      return this.refusal?.clone() ?? answer({ socketTicket: `t${this.asked.length}` })
    }
    const { after } = variables
    const items = Array.from({ length: Math.min(2, this.inbox - after) }, (_, index) => item(after + index + 1))
    return answer({ inbox: { items, lastSeq: this.inbox, hasMore: after + items.length < this.inbox } })
  }

  #change(): void {
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}

const answer = (data: unknown): Response => new Response(JSON.stringify({ data }))

class SocketSeen {
  readonly received: number[] = []
  isOver = false
  readonly #told = new Map<string, (value: unknown) => void>()

  constructor(
    readonly auth: SocketAuth,
    private readonly changed: () => void,
  ) {}
  on(event: string, told: (value: unknown) => void): void {
    this.#told.set(event, told)
  }
  emit(_: 'received', seq: number): void {
    this.received.push(seq)
    this.changed()
  }
  disconnect(): void {
    this.isOver = true
    this.say('disconnect')
  }
  say(event: string, value?: unknown): void {
    this.#told.get(event)?.(value)
  }
  tell(...seqs: number[]): void {
    this.say('news', { items: seqs.map(news) })
  }
}

describe('following', () => {
  it('hands on each number once and in order, and says that it was received only then', async () => {
    const scene = new Scene()
    let release: () => void = () => undefined
    const following = scene.follow({
      after: 4,
      onNews: told => {
        scene.taken.push(told.map(({ seq }) => seq))
        return new Promise(resolve => (release = resolve))
      },
    })
    const socket = await scene.socket(0)
    expect(socket.auth).toEqual({ ticket: 't1', after: 4 })
    socket.say('connect')
    socket.tell(5, 6)
    socket.tell(6, 7)
    await new Promise(resolve => setImmediate(resolve))
    expect([scene.taken, socket.received]).toEqual([[[5, 6]], []])
    release()
    await scene.until(() => socket.received.length === 1)
    await new Promise(resolve => setImmediate(resolve))
    expect([scene.taken, socket.received]).toEqual([[[5, 6], [7]], [6]])
    release()
    await scene.until(() => socket.received.length === 2)
    expect(socket.received).toEqual([6, 7])
    following.close()
    await following.ended
    expect(socket.isOver).toBe(true)
  })

  it('comes back with a fresh ticket and the number it holds', async () => {
    const scene = new Scene()
    const following = scene.follow()
    const first = await scene.socket(0)
    first.say('connect')
    first.tell(1, 2)
    first.say('disconnect')
    const second = await scene.socket(1)
    expect(second.auth).toEqual({ ticket: 't2', after: 2 })
    second.say('connect')
    second.tell(3)
    await scene.until(() => second.received.length === 1)
    following.close()
    await following.ended
    expect(scene.taken).toEqual([[1, 2], [3]])
    expect(scene.lines.slice(0, 4)).toEqual(['connecting', 'open', 'reconnecting', 'open'])
  })

  it('asks the inbox for what the socket left out', async () => {
    const scene = new Scene()
    scene.inbox = 5
    const following = scene.follow()
    const socket = await scene.socket(0)
    socket.say('connect')
    socket.tell(1, 5)
    await scene.until(() => socket.received.length === 1)
    following.close()
    await following.ended
    expect([scene.taken.flat(), socket.received]).toEqual([[1, 2, 3, 4, 5], [5]])
  })

  it('lives on the inbox where no socket can be had', async () => {
    const scene = new Scene()
    scene.inbox = 3
    const following = scene.follow()
    for (let tried = 0; tried < 3; tried += 1) (await scene.socket(tried)).say('connect_error', new Error('blocked'))
    await scene.until(() => scene.taken.flat().length === 3)
    const socket = await scene.socket(3)
    expect(socket.auth.after).toBe(3)
    following.close()
    await following.ended
    expect(scene.taken.flat()).toEqual([1, 2, 3])
    expect(scene.waited.slice(0, 3)).toEqual([1, 2, 4])
  })

  it('waits as long as the hub’s goodbye asks for', async () => {
    const scene = new Scene()
    const told: string[] = []
    const following = scene.follow({ onGoodbye: reason => void told.push(reason) })
    const reasons = ['TOO_MUCH', 'SHUTTING_DOWN', 'RIGHTS_CHANGED']
    for (const [index, reason] of reasons.entries()) {
      const socket = await scene.socket(index)
      socket.say('connect')
      socket.say('goodbye', { reason })
      socket.say('disconnect')
    }
    await scene.socket(3)
    following.close()
    await following.ended
    expect([told, scene.waited.slice(0, 3)]).toEqual([reasons, [45, 1, 0.5]])
  })

  it('keeps on while the hub gives no ticket, and ends when nobody is signed in', async () => {
    const scene = new Scene()
    scene.refusal = new TypeError('fetch failed')
    const following = scene.follow()
    await scene.until(() => scene.lines.length > 3)
    scene.refusal = new Response('{}', { status: 401 })
    await expect(following.ended).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(scene.sockets).toEqual([])
  })

  it('goes on from where the cursor was kept, and keeps it after each handling', async () => {
    const scene = new Scene()
    const kept: number[] = []
    const following = scene.follow({
      after: 1,
      cursor: { load: async () => 8, save: async seq => void kept.push(seq) },
    })
    const socket = await scene.socket(0)
    expect(socket.auth.after).toBe(8)
    socket.say('connect')
    socket.tell(9)
    socket.tell(10)
    await scene.until(() => socket.received.length === 2)
    following.close()
    await following.ended
    expect(kept).toEqual([9, 10])
  })

  it('ends with what its caller throws, and counts that news as not handled', async () => {
    const scene = new Scene()
    const kept: number[] = []
    const following = scene.follow({
      onNews: () => {
        throw new Error('full')
      },
      cursor: { load: async () => 0, save: async seq => void kept.push(seq) },
    })
    const socket = await scene.socket(0)
    socket.say('connect')
    socket.tell(1)
    await expect(following.ended).rejects.toThrow('full')
    expect([kept, socket.received, socket.isOver]).toEqual([[], [], true])
  })

  it('follows the hub back when it was restored to an older state', async () => {
    const scene = new Scene()
    const following = scene.follow({ after: 50 })
    const socket = await scene.socket(0)
    socket.say('connect')
    socket.tell(41, 42)
    await scene.until(() => socket.received.length === 1)
    following.close()
    await following.ended
    expect([scene.taken, socket.received]).toEqual([[[41, 42]], [42]])
  })
})

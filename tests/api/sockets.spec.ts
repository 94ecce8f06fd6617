import { once } from 'node:events'
import { Actor } from '../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { eventually, inboxOf, nextOf, recall, releaseToEveryTier, settled, socketsOf } from './steps.ts'

describe('a socket', () => {
  let hub: TestHub
  let analyst: Actor
  let officer: Actor
  let administrator: Actor
  const { listen, knock } = socketsOf(() => hub.url)

  beforeAll(async () => {
    hub = await startTestHub()
    analyst = hub.as('analyst-1')
    officer = hub.as('officer-1')
    administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
  }, 60_000)
  afterAll(() => hub.stop())

  const notice = (title: string, more: object = {}) => release(analyst, officer, productOf(title, [{ title, ...more }]))
  const everyTier = (title: string) => releaseToEveryTier(analyst, officer, title)

  describe('is not let in', () => {
    it.each([
      ['without a ticket', {}],
      ['with an empty ticket', { ticket: '' }],
      ['with a list of tickets', { ticket: ['ticket_m_x'] }],
      ['with an object for a ticket', { ticket: { toString: 'x' } }],
      ['with a very long ticket', { ticket: 'x'.repeat(10_000) }],
      ['with a made-up ticket', { ticket: `ticket_m_${'A'.repeat(43)}` }],
    ])('%s', async (_title, auth) => {
      expect((await knock(auth)).answer).toBe('UNAUTHENTICATED')
    })

    it('with an API key or a session for a ticket', async () => {
      const member = hub.as('hoshiwatari')
      expect((await knock({ ticket: member.apiKey })).answer).toBe('UNAUTHENTICATED')
      expect((await knock({ ticket: administrator.cookie?.split('=')[1] })).answer).toBe('UNAUTHENTICATED')
    })

    it('with a ticket that was used, also not by two at once', async () => {
      const ticket = await hub.as('wakaba').ticket()
      expect((await knock({ ticket })).answer).toBe('let in')
      expect((await knock({ ticket })).answer).toBe('UNAUTHENTICATED')
      const another = await hub.as('wakaba').ticket()
      const answers = await Promise.all(Array.from({ length: 4 }, () => knock({ ticket: another })))
      expect(answers.map(({ answer }) => answer).sort()).toEqual([
        'UNAUTHENTICATED',
        'UNAUTHENTICATED',
        'UNAUTHENTICATED',
        'let in',
      ])
    })

    it('with a ticket that is past its thirty seconds', async () => {
      const ticket = await hub.as('wakaba').ticket()
      await hub.database.superuser.query(`update hub.socket_ticket set expires_at = now() - interval '1 millisecond'`)
      expect((await knock({ ticket })).answer).toBe('UNAUTHENTICATED')
    })

    it('with another tier’s ticket, nor with its own under another tier’s letter', async () => {
      for (const [prefix, letter] of [
        ['hoshiwatari', 'f'],
        ['hoshiwatari', 'g'],
        ['wakaba', 'm'],
      ] as const) {
        const ticket = (await hub.as(prefix).ticket()).replace(/^ticket_[gmf]_/, `ticket_${letter}_`)
        expect((await knock({ ticket })).answer).toBe('UNAUTHENTICATED')
      }
    })

    it('[L46] by the ticket of a session or key that has ended meanwhile', async () => {
      const friend = await new Actor(hub.url, hub.account('hayate')).signIn()
      const ticket = await friend.ticket()
      await friend.post('/auth/sign-out', '{}')
      expect((await knock({ ticket })).answer).toBe('UNAUTHENTICATED')
    })

    it('from another origin, and only by WebSocket', async () => {
      for (const origin of [
        'http://evil.example',
        'null',
        hub.url.replace('http', 'https'),
        `${hub.url}.evil.example`,
      ]) {
        const ticket = await hub.as('wakaba').ticket()
        expect((await knock({ ticket }, { extraHeaders: { origin } })).answer).not.toBe('let in')
      }
      const ticket = await hub.as('wakaba').ticket()
      expect((await knock({ ticket }, { extraHeaders: { origin: hub.url } })).answer).toBe('let in')
      const polling = await fetch(`${hub.url}/socket.io/?EIO=4&transport=polling`)
      expect(polling.status).toBe(400)
      expect((await fetch(`${hub.url}/socket.io/socket.io.js`)).status).not.toBe(200)
    })

    it('[L59] with a ticket in the address instead of the greeting', async () => {
      const ticket = await hub.as('wakaba').ticket()
      expect((await knock({}, { query: { ticket } })).answer).toBe('UNAUTHENTICATED')
    })
  })

  describe('tells', () => {
    it('[L41][L44] members and government that there is something, and never what, above NOTICE', async () => {
      const [reader, member, friend] = await Promise.all(
        ['nco-reader', 'kazamidori', 'hayate'].map(async prefix =>
          listen(hub.as(prefix), (await inboxOf(hub.as(prefix))).length),
        ),
      )
      const { editions } = await everyTier('tanuki')
      for (const listener of [reader, member, friend])
        await listener.until(() => listener.items.length === 1, 'the news')
      expect(reader.items[0]).toEqual({
        seq: reader.last,
        kind: 'RELEASED',
        editionId: editions['COMPREHENSIVE'],
        reference: expect.any(String),
        category: 'COMPREHENSIVE',
        urgency: 'PRIORITY',
      })
      expect(member.items[0]).toEqual({
        seq: member.last,
        kind: 'RELEASED',
        editionId: editions['PROVISION'],
        reference: expect.any(String),
        category: 'PROVISION',
        urgency: 'PRIORITY',
      })
      expect(friend.items[0]).toMatchObject({
        editionId: editions['NOTICE'],
        title: 'tanuki 周知',
        summary: expect.any(String),
      })
      expect(JSON.stringify([...reader.frames, ...member.frames])).not.toContain('tanuki')
      expect(JSON.stringify(friend.frames)).not.toContain('提供')
    })

    it('[L41][L44][L45] a friend nothing when a product above or beside them is released and recalled', async () => {
      const friend = await listen(hub.as('wakaba'), (await inboxOf(hub.as('wakaba'))).length)
      const hidden = await release(
        analyst,
        officer,
        productOf('hidden', [
          { title: 'a', commInfo: true },
          { title: 'b', secret: true },
          { title: 'c', audience: { everyone: false, sectors: ['logistics'] } },
        ]),
      )
      await recall(officer, hidden.productId)
      await settled(hub)
      const { editions } = await notice('then')
      await friend.until(() => friend.items.length > 0, 'what comes next')
      expect(friend.frames).toHaveLength(1)
      expect(friend.items).toMatchObject([{ editionId: editions['NOTICE'] }])
    })

    it('what was missed, once each and without a gap, from the cursor on', async () => {
      const who = hub.as('hoshizora')
      const first = await listen(who, (await inboxOf(who)).length)
      await notice('one')
      await first.until(() => first.items.length === 1, 'the first')
      const { last } = first
      first.close()
      const missed = [await notice('two'), await notice('three'), await notice('four')]
      await settled(hub)
      const second = await listen(who, last)
      await second.until(() => second.items.length === 3, 'what was missed')
      expect(second.items.map(item => item.editionId)).toEqual(missed.map(one => one.editions['NOTICE']))
      expect(second.items.map(item => item.seq)).toEqual([last + 1, last + 2, last + 3])
      const beginning = await listen(who)
      await beginning.until(() => beginning.last === last + 3, 'everything')
      expect(beginning.items.map(item => item.seq)).toEqual(Array.from({ length: last + 3 }, (_, i) => i + 1))
      expect(second.frames.flatMap(frame => (frame as { items: unknown[] }).items)).toHaveLength(3) // the test's own frames
    })

    it('[L37] the sender, in numbers, how far it came', async () => {
      const who = hub.as('hayate')
      const listener = await listen(who, (await inboxOf(who)).length)
      const { productId } = await notice('reach', { audience: { everyone: false, sectors: ['logistics'] } })
      await listener.until(() => listener.items.length === 1, 'the news')
      const reach = async () =>
        (
          await analyst.ask(
            'query ($id: ID!) { product(id: $id) { reach { category recipients delivered acknowledged } } }',
            { id: productId },
          )
        ).product.reach
      await eventually(async () => (await reach())[0]?.delivered === 1, 'the receipt')
      await who.ask('mutation ($seq: Float!) { acknowledge(seq: $seq) { seq } }', { seq: listener.last })
      expect(await reach()).toEqual([
        { category: 'NOTICE', recipients: expect.any(Number), delivered: 1, acknowledged: 1 },
      ])
    })
  })

  describe('that talks nonsense', () => {
    const NONSENSE = [
      undefined,
      null,
      true,
      -1,
      0.5,
      1e308,
      Number.MAX_SAFE_INTEGER,
      '1',
      '',
      [],
      [[]],
      {},
      { seq: 1 },
      { __proto__: null },
      'x'.repeat(10_000),
      Buffer.from([0, 1, 2]),
      [Buffer.alloc(10), { a: Buffer.alloc(3) }],
    ]

    it('is let talk, and believed nothing', async () => {
      const who = hub.as('wakaba')
      const before = await inboxOf(who)
      for (const nonsense of NONSENSE) {
        const { socket } = await knock({ ticket: await who.ticket(), after: nonsense })
        socket.emit('received', nonsense)
        socket.emit('received')
        socket.emit('received', nonsense, nonsense, () => undefined)
        socket.emit('news', { items: [nonsense] })
        socket.emit('goodbye', nonsense)
        socket.close()
      }
      expect(await inboxOf(who)).toEqual(before)
      expect((await hub.nobody().get('/health/ready')).status).toBe(200)
    })

    it('[L48] that claims more than was written hears the next news, and what it really shows is recorded', async () => {
      const who = hub.as('hoshizora')
      const told = (await inboxOf(who)).length
      const { socket: resumed } = await knock({ ticket: await who.ticket(), after: 1_000_000 })
      const { socket: boasting } = await knock({ ticket: await who.ticket(), after: told })
      boasting.emit('received', 1_000_000)
      const frames = Promise.all([nextOf(resumed, 'news'), nextOf(boasting, 'news')])
      const { editions } = await notice('after a claim')
      const expected = [{ items: [expect.objectContaining({ editionId: editions['NOTICE'], seq: told + 1 })] }]
      expect(await frames).toEqual([expected, expected])
      resumed.close()
      boasting.emit('received', told + 1)
      const deliveredAt = async () => (await inboxOf(who)).at(-1)?.deliveredAt
      await eventually(async () => (await deliveredAt()) !== null, 'the true receipt')
    })

    it('is recorded when it was true, also of a socket that ends right after it', async () => {
      const who = hub.as('hoshizora')
      const told = (await inboxOf(who)).length
      const { socket } = await knock({ ticket: await who.ticket(), after: told })
      const heard = nextOf(socket, 'news')
      await notice('before a hasty goodbye')
      await heard
      socket.emit('received', told + 1)
      socket.close()
      await eventually(async () => (await inboxOf(who)).at(-1)?.deliveredAt !== null, 'the receipt of a closed socket')
    })

    it('in raw frames harms nobody else', async () => {
      const quiet = await listen(hub.as('hayate'), (await inboxOf(hub.as('hayate'))).length)
      const address = `${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
      const ticket = await hub.as('wakaba').ticket()
      for (const frames of [
        ['x'],
        ['4'],
        ['40{'],
        ['40null'],
        ['40[]'],
        ['40"x"'],
        ['40{"ticket":null}'],
        ['42["news"]'],
        ['451-["received",{"_placeholder":true,"num":0}]'],
        ['40/admin,{}'],
        [
          `40${JSON.stringify({ ticket })}`,
          '42',
          '42[]',
          '42["received"',
          '42[1]',
          '42["disconnect"]',
          '42["__proto__",1]',
          '45999999-["received"]',
          '41',
        ],
        ['2probe', '3', '5', '6'],
        ['y'.repeat(20_000)],
      ]) {
        const socket = new WebSocket(address)
        await once(socket, 'open')
        for (const frame of frames) socket.send(frame)
        socket.send(new Uint8Array([1, 2, 3]))
        const closed = once(socket, 'close')
        socket.close()
        await closed
      }
      const { editions } = await notice('still here')
      await quiet.until(() => quiet.items.some(item => item.editionId === editions['NOTICE']), 'the news all the same')
      expect((await hub.nobody().get('/health/ready')).status).toBe(200)
    })
  })
})

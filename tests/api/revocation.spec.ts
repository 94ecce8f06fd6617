import { Actor, type Listener } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { inboxOf, nextOf, personIdOf, releaseToEveryTier, settled, socketsOf } from './steps.ts'

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

  const everyTier = (title: string) => releaseToEveryTier(analyst, officer, title)

  describe('ends', () => {
    /** Resolves to the milliseconds from what was done, as whoever did it knows, until this socket is closed; 0 when it was closed by then. */
    async function closedBy(listener: Listener, change: () => Promise<unknown>): Promise<number> {
      const closed = nextOf(listener.socket, 'disconnect').then(() => performance.now())
      await change()
      const done = performance.now()
      return Math.max(0, (await closed) - done)
    }

    const measured: Record<string, number> = {}
    afterAll(() => {
      process.stdout.write(`    revoked and closed, in milliseconds: ${JSON.stringify(measured)}\n`)
    })

    it('[L47] within a second of its organisation’s suspension, with a goodbye and nothing after it', async () => {
      const member = await listen(hub.as('inazuma'), (await inboxOf(hub.as('inazuma'))).length)
      const { rows } = await hub.database.superuser.query<{ id: string }>(
        'select organisation_id as id from hub.person where email = $1',
        [hub.account('inazuma').email],
      )
      const move = (to: string) =>
        administrator.ask(
          'mutation ($id: ID!, $to: MembershipState!) { moveMembership(organisationId: $id, to: $to, reason: "試験") { state } }',
          { id: rows[0].id, to },
        )
      measured['suspension'] = await closedBy(member, () => move('SUSPENDED'))
      expect(measured['suspension']).toBeLessThan(1_000)
      expect(member.goodbyes).toEqual(['RIGHTS_CHANGED'])
      const frames = member.frames.length
      await everyTier('after the suspension')
      await settled(hub)
      expect(member.frames).toHaveLength(frames)
      await expect(hub.as('inazuma').ticket()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
      await move('ACTIVE')
      expect((await inboxOf(hub.as('inazuma'))).map(item => item.edition?.title)).not.toContain(
        'after the suspension 提供',
      )
    })

    it('[L47] within a second of a lowered clearance; the next one tells of what may still be read', async () => {
      const who = hub.as('hibari')
      const member = await listen(who, (await inboxOf(who)).length)
      const personId = await personIdOf(hub, 'hibari')
      measured['clearance'] = await closedBy(member, () =>
        administrator.ask(
          'mutation ($personId: ID!) { recordClearance(personId: $personId, rank: 0) { clearance { rank } } }',
          { personId },
        ),
      )
      expect(measured['clearance']).toBeLessThan(1_000)
      expect(member.goodbyes).toEqual(['RIGHTS_CHANGED'])
      const next = await listen(who, member.last)
      const { editions } = await everyTier('after the clearance')
      await next.until(() => next.items.length === 1, 'the notice')
      expect(next.items).toMatchObject([{ editionId: editions['NOTICE'], category: 'NOTICE' }])
    })

    it('[L48] with the rights to what was told before: an old number says nothing any more', async () => {
      const who = hub.as('kazamidori')
      const { editions } = await everyTier('told before')
      await settled(hub)
      expect((await inboxOf(who)).at(-1)?.editionId).toBe(editions['PROVISION'])
      await hub.database.superuser.query(
        `update hub.person set clearance_valid_until = now() - interval '1 second' where id = $1`,
        [await personIdOf(hub, 'kazamidori')],
      )
      const after = (await inboxOf(who)).at(-2)?.seq ?? 0
      const listener = await listen(who, after)
      await listener.until(() => listener.items.length === 1, 'the old number')
      expect(listener.items).toEqual([{ seq: after + 1, kind: 'RELEASED', editionId: null }])
    })

    it('[L47] within a second of signing out', async () => {
      const friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
      const other = await listen(hub.as('wakaba'))
      const listener = await listen(friend)
      measured['sign-out'] = await closedBy(listener, () => friend.post('/auth/sign-out', '{}'))
      expect(measured['sign-out']).toBeLessThan(1_000)
      expect(listener.goodbyes).toEqual(['RIGHTS_CHANGED'])
      expect(other.socket.connected).toBe(true)
    })

    it('within a second of its API key’s revocation', async () => {
      const owner = await new Actor(hub.url, hub.account('hoshizora')).signIn()
      const { key, id } = await owner.makeKey()
      const listener = await listen(hub.nobody().withKey(key))
      measured['key'] = await closedBy(listener, () =>
        owner.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }', { id }),
      )
      expect(measured['key']).toBeLessThan(1_000)
      expect(listener.goodbyes).toEqual(['RIGHTS_CHANGED'])
    })

    it('at once as a person’s sixth, while the five stay', async () => {
      const five = []
      for (let i = 0; i < 5; i += 1) five.push(await listen(hub.as('hoshiwatari')))
      const { socket, goodbye, closed } = await knock({ ticket: await hub.as('hoshiwatari').ticket() })
      expect(await goodbye).toEqual([{ reason: 'TOO_MUCH' }])
      await closed
      expect(socket.connected).toBe(false)
      expect(five.every(one => one.socket.connected)).toBe(true)
    })

    it.each(['received', 'anything'])('when it floods us with %s, and no other with it', async event => {
      const quiet = await listen(hub.as('hayate'))
      const { socket, goodbye, closed } = await knock({ ticket: await hub.as('wakaba').ticket() })
      for (let i = 0; i < 2_000; i += 1) socket.emit(event, i)
      expect(await goodbye).toEqual([{ reason: 'TOO_MUCH' }])
      await closed
      expect(quiet.socket.connected).toBe(true)
    })
  })
})

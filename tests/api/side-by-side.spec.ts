import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { keyOf, principalsOf } from '../proof/principals.ts'

describe('two hubs in one process', () => {
  let one: TestHub
  let other: TestHub
  beforeAll(async () => {
    one = await startTestHub({ worker: false })
    other = await startTestHub({ worker: false })
  }, 60_000)
  afterAll(() => one.stop(), 20_000) // the other has stopped by then

  const nameAt = async (hub: TestHub, key: string) =>
    (await new Actor(hub.url).withKey(key).ask('{ me { name } }')).me?.name ?? null

  it('[L50] each know their own people: a key of the one is nothing to the other, whichever was started last', async () => {
    const [ofOne, ofOther] = [
      await keyOf(one, 'wakaba-hospital-1', ['read']),
      await keyOf(other, 'wakaba-hospital-1', ['read']),
    ]
    expect([await nameAt(one, ofOne), await nameAt(other, ofOne)]).toEqual([expect.any(String), null])
    expect([await nameAt(one, ofOther), await nameAt(other, ofOther)]).toEqual([null, expect.any(String)])
  })

  it('[L50] tell everybody who they are themselves, however many are asked at once', async () => {
    const people = [...(await principalsOf(one))].filter(([, { apiKey }]) => apiKey !== undefined)
    const email = async (who: Actor): Promise<string> => (await who.ask('{ me { email } }').catch(() => ({}))).me?.email
    const alone = new Map<Actor, string>()
    for (const [, who] of people) alone.set(who, await email(who))
    expect(new Set(alone.values()).size).toBe(people.length) // nobody is twice among them, one is nobody any more
    for (let round = 0; round < 20; round += 1)
      for (const [who, seen] of await Promise.all(
        people.map(async ([, actor]) => [actor, await email(actor)] as const),
      ))
        expect(seen).toBe(alone.get(who))
  })

  it('go on when the other has stopped, and let in by password', async () => {
    await other.stop()
    await expect(new Actor(one.url, one.account('wakaba')).signIn()).resolves.toBeInstanceOf(Actor)
    expect(await one.as('wakaba').ask('{ me { name } }')).toMatchObject({ me: { name: expect.any(String) } })
  })
})

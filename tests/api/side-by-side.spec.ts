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

  it('[L50] take each of many requests at the same moment for whom it comes from, by session, by key and by password', async () => {
    const friend = await new Actor(one.url, one.account('wakaba')).signIn()
    const people = ['analyst-1', 'officer-1', 'hoshiwatari', 'kazamidori', 'hayate', 'hoshizora'].map(who =>
      one.as(who),
    )
    const asked = Array.from({ length: 8 }, () => [friend, one.nobody(), ...people]).flat()
    const signals = { signal: AbortSignal.timeout(15_000) } // or else who is never answered would be waited for
    const answers = await Promise.all(
      asked.map(async actor => {
        const body = JSON.stringify({ query: '{ me { email } }' })
        const headers = actor.headers({ 'content-type': 'application/json' })
        const answer = await fetch(`${one.url}/graphql`, { method: 'POST', headers, body, ...signals })
        return answer.json()
      }),
    )
    expect(answers).toEqual(asked.map(({ account }) => ({ data: { me: account ? { email: account.email } : null } })))
    const entering = ['wakaba', 'hayate', 'hoshizora'].map(who => new Actor(one.url, one.account(who)))
    for (const actor of await Promise.all(entering.map(actor => actor.signIn())))
      expect(await actor.ask('{ me { email } }')).toEqual({ me: { email: actor.account?.email } })
  }, 40_000)

  it('go on when the other has stopped, and let in by password', async () => {
    await other.stop()
    await expect(new Actor(one.url, one.account('wakaba')).signIn()).resolves.toBeInstanceOf(Actor)
    expect(await one.as('wakaba').ask('{ me { name } }')).toMatchObject({ me: { name: expect.any(String) } })
  })
})

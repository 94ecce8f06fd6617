import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { keyOf } from '../proof/principals.ts'

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

  it('go on when the other has stopped, and let in by password', async () => {
    await other.stop()
    await expect(new Actor(one.url, one.account('wakaba')).signIn()).resolves.toBeInstanceOf(Actor)
    expect(await one.as('wakaba').ask('{ me { name } }')).toMatchObject({ me: { name: expect.any(String) } })
  })
})

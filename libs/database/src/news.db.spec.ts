/*
 * The listener: notifications make it fast, polling makes it sure, and its calls never overlap.
 */
import { once, EventEmitter } from 'node:events'
import { NewsListener, type NewsChannel } from './news.ts'
import { cloneDatabase, testCluster, type TestDatabase } from './testing.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await cloneDatabase(testCluster(), [], ['hub_member'])
}, 60_000)
afterAll(() => clone.drop())

const NEVER = 3_600_000
const open: NewsListener[] = []
const listener = (onNews: (heard: ReadonlySet<NewsChannel>) => Promise<void>, pollMilliseconds: number) => {
  const { address, passwords } = clone
  const made = new NewsListener(address, 'hub_member', passwords.hub_member, ['hub_inbox'], onNews, pollMilliseconds)
  open.push(made)
  return made
}
// Also when a test failed on the way: a listener that goes on after its file would end the whole run.
afterEach(async () => {
  for (const news of open.splice(0)) await news.stop()
})

describe('a listener for news', () => {
  it('looks once at the start, and again when something was committed on its channel', async () => {
    const looks = new EventEmitter()
    const news = listener(async () => void looks.emit('look'), NEVER)
    const first = once(looks, 'look')
    await news.start()
    await first
    const second = once(looks, 'look')
    await clone.superuser.query(`select pg_notify('hub_inbox', '')`)
    await second
  })

  it('is told which channel was heard, and of none when nothing was', async () => {
    const looks = new EventEmitter()
    const news = listener(async heard => void looks.emit('look', [...heard]), NEVER)
    const first = once(looks, 'look')
    await news.start()
    expect(await first).toEqual([[]])
    const second = once(looks, 'look')
    await clone.superuser.query(`select pg_notify('hub_inbox', ''), pg_notify('hub_rights', '')`)
    expect(await second).toEqual([['hub_inbox']])
    const third = once(looks, 'look')
    news.wake()
    expect(await third).toEqual([[]])
  })

  it('looks again by itself when no notification comes', async () => {
    const looks = new EventEmitter()
    const news = listener(async () => void looks.emit('look'), 10)
    const looked = once(looks, 'look').then(() => once(looks, 'look'))
    await news.start()
    await looked
  })

  it('listens again after its connection was cut', async () => {
    const looks = new EventEmitter()
    const news = listener(async () => void looks.emit('look'), 20)
    const first = once(looks, 'look')
    await news.start()
    await first
    await clone.superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'noroshi news' and datname = current_database()`,
    )
    const listening = async (): Promise<boolean> => {
      const { rowCount } = await clone.superuser.query(
        `select from pg_stat_activity where application_name = 'noroshi news' and query = 'listen hub_inbox' and datname = current_database()`,
      )
      return rowCount === 1
    }
    const giveUpAt = Date.now() + 60_000
    while (!(await listening()) && Date.now() < giveUpAt) await once(looks, 'look')
    expect(await listening()).toBe(true)
  }, 90_000)

  it('never looks twice at once; what comes while it looks makes it look once more', async () => {
    const looks = new EventEmitter()
    let looking = 0
    let most = 0
    let count = 0
    const news = listener(async () => {
      looking += 1
      most = Math.max(most, looking)
      count += 1
      looks.emit('begun')
      await once(looks, 'go on')
      looking -= 1
    }, NEVER)
    const begun = once(looks, 'begun')
    await news.start()
    await begun
    for (let call = 0; call < 5; call += 1) news.wake()
    const second = once(looks, 'begun')
    looks.emit('go on')
    await second
    looks.emit('go on')
    expect({ most, count }).toEqual({ most: 1, count: 2 })
  })
})

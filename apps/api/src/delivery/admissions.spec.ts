import { fastify } from 'fastify'
import { Admissions } from './admissions.ts'

/** Lets each go when it is told to. */
const doors = (count: number) => {
  const open: (() => void)[] = []
  const inside: number[] = []
  const works = Array.from({ length: count }, (_, index) => async () => {
    inside.push(index)
    await new Promise<void>(resolve => (open[index] = resolve))
  })
  return { inside, works, open: (index: number) => open[index]?.() }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

describe('admissions', () => {
  it('let in six at a time, each of the others when one leaves, in the order in which they came', async () => {
    const admissions = new Admissions()
    const { inside, works, open } = doors(8)
    const all = works.map(work => admissions.pass(work))
    await settled()
    expect(inside).toEqual([0, 1, 2, 3, 4, 5])
    open(3)
    await settled()
    expect(inside).toEqual([0, 1, 2, 3, 4, 5, 6])
    for (let index = 0; index < 7; index += 1) open(index)
    await settled()
    open(7)
    await Promise.all(all)
    expect(inside).toHaveLength(8)
  })

  it('give the place of who failed to the next', async () => {
    const admissions = new Admissions()
    const failing = Array.from({ length: 20 }, () =>
      admissions.pass(async () => {
        await settled()
        throw new Error('refused')
      }),
    )
    for (const one of await Promise.allSettled(failing)) expect(one.status).toBe('rejected')
    expect(await admissions.pass(async () => 'in')).toBe('in')
  })

  it('take in the whole of a question for a ticket, and keep nobody who asks something else', async () => {
    const app = fastify()
    new Admissions().admitTickets(app)
    const inside: (() => void)[] = []
    app.post<{ Body: { query: string } }>('/graphql', async ({ body }) =>
      body.query.includes('socketTicket') ? new Promise(resolve => inside.push(() => resolve('ticket'))) : 'at once',
    )
    const ask = (query: string) => app.inject({ method: 'POST', url: '/graphql', body: { query } })
    const asked = Array.from({ length: 9 }, (_, index) =>
      ask(index % 2 ? 'mutation { socketTicket }' : 'mutation SocketTicket { socketTicket }'),
    )
    const waitFor = async (count: number) => {
      while (inside.length < count) await settled()
      for (let turn = 0; turn < 20; turn += 1) await settled()
      expect(inside).toHaveLength(count)
    }
    await waitFor(6)
    expect((await ask('{ me { name } }')).body).toBe('at once')
    for (const leave of inside.slice(0, 3)) leave()
    await waitFor(9)
    for (const leave of inside) leave()
    expect((await Promise.all(asked)).map(({ body }) => body)).toEqual(asked.map(() => 'ticket'))
    await app.close()
  })
})

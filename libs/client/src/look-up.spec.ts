import { createClient } from './hub-client.ts'
import { HubProblem } from './hub-problem.ts'
import { lookUp } from './look-up.ts'

/** A hub that knows every value with a `!`, and sends its answers in pieces of so many bytes. */
function hubThat(pieceLength: number) {
  const asked: string[][] = []
  const hub = createClient({
    url: 'https://hub.example',
    wait: async () => undefined,
    fetch: async (url, { method, headers, body }) => {
      expect([url, method, headers['content-type']]).toEqual(['https://hub.example/lookups', 'POST', 'text/plain'])
      const values = typeof body === 'string' ? body.split('\n') : []
      asked.push(values)
      const known = values.flatMap((value, index) =>
        value.includes('!') ? [{ line: index + 1, value, hits: [] }] : [],
      )
      const bytes = new TextEncoder().encode(known.map(line => `${JSON.stringify(line)}\n`).join(''))
      const pieces = Array.from({ length: Math.ceil(bytes.length / pieceLength) }, (_, piece) =>
        bytes.slice(piece * pieceLength, (piece + 1) * pieceLength),
      )
      return new Response(
        new ReadableStream({ pull: sink => (pieces.length ? sink.enqueue(pieces.shift()) : sink.close()) }),
      )
    },
  })
  return { hub, asked }
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('looking up values', () => {
  it('gives what is known in the order of the question, however the answer is cut', async () => {
    const values = Array.from({ length: 50 }, (_, index) => (index % 7 === 0 ? `値${index}!` : `値${index}`))
    const expected = values.flatMap((value, index) =>
      value.includes('!') ? [{ line: index + 1, value, hits: [] }] : [],
    )
    for (const length of [1, 3, 1_000]) expect(await all(lookUp(hubThat(length).hub, values))).toEqual(expected)
  })

  it('asks for many in several requests, and counts on', async () => {
    const { hub, asked } = hubThat(10_000)
    const found = await all(
      lookUp(
        hub,
        Array.from({ length: 45_000 }, (_, index) => (index === 44_000 ? '!' : 'x')),
      ),
    )
    expect([found.map(({ line }) => line), asked.map(({ length }) => length)]).toEqual([
      [44_001],
      [20_000, 20_000, 5_000],
    ])
    expect(await all(lookUp(hub, []))).toEqual([])
  })

  it('tells the problem that the hub tells, and of an answer that broke off', async () => {
    const error = { code: 'UNAUTHENTICATED', reason: 'KEY', message: 'no', traceId: 't' }
    const refusing = createClient({ fetch: async () => new Response(JSON.stringify({ error }), { status: 401 }) })
    await expect(all(lookUp(refusing, ['x']))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'KEY' })
    const breaking = createClient({ fetch: async () => new Response('{"line":1,"val') })
    await expect(all(lookUp(breaking, ['x']))).rejects.toBeInstanceOf(HubProblem)
  })
})

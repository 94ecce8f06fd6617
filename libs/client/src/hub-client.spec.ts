import { createClient, type HubConnection, type HubFetch } from './hub-client.ts'
import { HubProblem } from './hub-problem.ts'
import { question } from './question.ts'

const ME = question('query Me { me { name } }')
const TICKET = question('mutation Ticket { socketTicket }')
const EDITIONS = question(
  'query Editions($after: String) { editions(after: $after) { items { id } endCursor hasMore } }',
)
const IMPORT = question('mutation Import($file: Upload!) { importBundle(id: "x", file: $file) { stored } }')

type Sent = Parameters<HubFetch>[1] & { readonly url: string }

/** A hub that gives these answers in turn; a thrown one is no answer. */
function hubThat(answers: readonly (Response | Error)[], more: Partial<HubConnection> = {}) {
  const sent: Sent[] = []
  const waited: number[] = []
  const hub = createClient({
    url: 'https://hub.example/',
    apiKey: 'key',
    locale: () => 'ja',
    random: () => 0.5,
    wait: async seconds => void waited.push(seconds),
    fetch: async (url, init) => {
      const answer = answers[sent.push({ url, ...init }) - 1]
      if (!(answer instanceof Response)) throw answer ?? new Error('asked too often')
      return answer
    },
    ...more,
  })
  return { hub, sent, waited }
}
const json = (body: unknown, init: ResponseInit = {}): Response => new Response(JSON.stringify(body), init)
const gone = (): Error => new TypeError('fetch failed')
const busy = (retryAfter?: string): Response =>
  new Response('<html>', {
    status: 503,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  })
const problem = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => error,
  )

describe('a question', () => {
  it('goes to the hub with its name, the key, the language and the header that foreign pages cannot add', async () => {
    const { hub, sent } = hubThat([json({ data: { me: { name: '花' } } })])
    expect(await hub.query(ME, {})).toEqual({ me: { name: '花' } })
    expect(sent).toEqual([
      {
        url: 'https://hub.example/graphql',
        method: 'POST',
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          'x-noroshi-request': '1',
          'content-type': 'application/json',
          authorization: 'Bearer key',
          'accept-language': 'ja',
        },
        body: JSON.stringify({ query: ME.text, variables: {}, operationName: 'Me' }),
      },
    ])
  })

  it('is asked again, ever later, while the hub cannot be reached, and then given up', async () => {
    const { hub, sent, waited } = hubThat([gone(), gone(), json({ data: { me: null } })])
    expect(await hub.query(ME, {})).toEqual({ me: null })
    expect([sent.length, waited]).toEqual([3, [1, 2]])

    const never = hubThat([gone(), gone(), gone(), json({ data: { me: null } })])
    expect(await problem(never.hub.query(ME, {}))).toMatchObject({ code: 'OFFLINE', cause: expect.any(TypeError) })
    expect(never.sent).toHaveLength(3)
  })

  it('is asked again after a 503 that says when, and not after one that does not or that asks for too long', async () => {
    const later = hubThat([busy('7'), json({ data: { me: null } })])
    expect(await later.hub.query(ME, {})).toEqual({ me: null })
    expect(later.waited).toEqual([7])
    for (const answer of [busy(), busy('86400')]) {
      const { hub, sent } = hubThat([answer])
      expect(await problem(hub.query(ME, {}))).toMatchObject({ code: 'UNAVAILABLE', reason: 'HTTP_503' })
      expect(sent).toHaveLength(1)
    }
  })

  it('is broken off by its caller, while it is asked and while it waits, without a problem being told', async () => {
    const told: HubProblem[] = []
    const stop = new AbortController()
    const waiting = hubThat([gone()], {
      onProblem: one => void told.push(one),
      wait: async (_, signal) => {
        stop.abort()
        signal?.throwIfAborted()
      },
    })
    expect(await problem(waiting.hub.query(ME, {}, { signal: stop.signal }))).toBe(stop.signal.reason)
    const asking = hubThat([gone()], { onProblem: one => void told.push(one) })
    expect(await problem(asking.hub.query(ME, {}, { signal: stop.signal }))).toBeInstanceOf(TypeError)
    expect(told).toEqual([])
  })
})

describe('what has something done', () => {
  it('is asked once, whatever becomes of it', async () => {
    for (const answer of [gone(), busy('1')]) {
      const { hub, sent, waited } = hubThat([answer])
      expect(await problem(hub.mutate(TICKET, {}))).toBeInstanceOf(HubProblem)
      expect([sent.length, waited]).toEqual([1, []])
    }
  })

  it('takes a file along in a part of its own', async () => {
    const { hub, sent } = hubThat([json({ data: { importBundle: { stored: 3 } } })])
    const file = new Blob(['{}'])
    expect(await hub.upload(IMPORT, { file: null }, file, 'bundle.json')).toEqual({ importBundle: { stored: 3 } })
    const form = sent[0]?.body
    if (!(form instanceof FormData)) throw new Error('no form was sent')
    expect([form.get('operations'), form.get('map')]).toEqual([
      JSON.stringify({ query: IMPORT.text, variables: { file: null }, operationName: 'Import' }),
      '{"0":["variables.file"]}',
    ])
    expect(form.get('0')).toMatchObject({ name: 'bundle.json', size: 2 })
    expect(sent[0]?.headers).not.toHaveProperty('content-type')
  })
})

describe('a problem', () => {
  const extensions = { code: 'INVALID_INPUT', reason: 'TOO_BIG', field: 'input.title', traceId: 't1' }

  it('is told in the hub’s own words, and to whoever asked to hear of it', async () => {
    const told: HubProblem[] = []
    const answer = json({ data: null, errors: [{ message: '長すぎます。', extensions }] })
    const { hub } = hubThat([answer], { onProblem: one => void told.push(one) })
    const thrown = await problem(hub.query(ME, {}))
    expect(thrown).toMatchObject({ ...extensions, message: '長すぎます。', name: 'HubProblem' })
    expect(told).toEqual([thrown])
  })

  it('of a door outside GraphQL is read alike', async () => {
    const error = { code: 'NOT_FOUND', reason: 'NOT_FOUND', message: 'There is no such thing.', traceId: 't2' }
    const { hub } = hubThat([json({ error }, { status: 404 })])
    expect(await problem(hub.download('/editions/1/bundle'))).toMatchObject({ ...error, field: null })
  })

  it('is made of the status where something else answers', async () => {
    const codes = {
      401: 'UNAUTHENTICATED',
      413: 'TOO_LARGE',
      429: 'TOO_MANY_REQUESTS',
      500: 'INTERNAL',
      502: 'UNAVAILABLE',
      200: 'NOT_THE_HUB',
    }
    for (const [status, code] of Object.entries(codes)) {
      const { hub } = hubThat([new Response('<html>', { status: Number(status) })])
      expect([status, await problem(hub.query(ME, {}))]).toEqual([
        status,
        expect.objectContaining({ code, reason: `HTTP_${status}` }),
      ])
    }
    const { hub } = hubThat([json({})])
    expect(await problem(hub.query(ME, {}))).toMatchObject({ code: 'INTERNAL', reason: 'EMPTY_ANSWER' })
  })

  it('is that of no connection when an answer breaks off on its way', async () => {
    const broken = new Response(new ReadableStream({ pull: controller => controller.error(new Error('reset')) }))
    const { hub } = hubThat([broken])
    expect(await problem(hub.query(ME, {}))).toMatchObject({ code: 'OFFLINE' })
  })
})

describe('a list', () => {
  const page = (ids: readonly string[], endCursor: string | null, hasMore: boolean): Response =>
    json({ data: { editions: { items: ids.map(id => ({ id })), endCursor, hasMore } } })

  it('is gone through page by page, as its items are taken', async () => {
    const { hub, sent } = hubThat([page(['1', '2'], 'b', true), page(['3'], 'c', true), page([], 'd', false)])
    const found: string[] = []
    for await (const { id } of hub.items(EDITIONS, {}, answer => answer.editions)) {
      found.push(id)
      if (id === '2') expect(sent).toHaveLength(1)
    }
    expect(found).toEqual(['1', '2', '3'])
    expect(sent.map(({ body }) => JSON.parse(body as string).variables)).toEqual([{}, { after: 'b' }, { after: 'c' }])
  })

  it('ends where a page leads nowhere', async () => {
    const { hub } = hubThat([page(['1'], 'a', true), page(['2'], 'a', true)])
    const found: unknown[] = []
    for await (const item of hub.items(EDITIONS, {}, answer => answer.editions)) found.push(item)
    expect(found).toHaveLength(2)
  })
})

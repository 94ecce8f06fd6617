import { randomUUID } from 'node:crypto'
import type { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, INSIDES, refusalOf, uuidsIn } from './answers.ts'

const nested = (depth: number) =>
  '{ me { organisation { people { clearance '.slice(0, 2) + 'a { '.repeat(depth) + 'b' + ' }'.repeat(depth + 1)
const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

describe('the limits of the doors', () => {
  let hub: TestHub
  let friend: Actor
  let analyst: Actor

  beforeAll(async () => {
    hub = await startTestHub()
    friend = hub.as('wakaba')
    analyst = hub.as('analyst-1')
  }, 60_000)
  afterAll(() => hub.stop())
  afterEach(async () => {
    expect((await hub.nobody().get('/health/ready')).status).toBe(200)
  })

  const graphql = (actor: Actor, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: actor.headers({ 'content-type': 'application/json', ...headers }),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  /** Asks three times, because the third time the query runs compiled; then in Japanese. */
  async function refused(actor: Actor, query: string, variables: object = {}, code = 'INVALID_INPUT') {
    const english = []
    for (let time = 0; time < 3; time += 1) {
      const answer = await graphql(actor, { query, variables })
      const text = await answer.clone().text()
      expect(text).not.toMatch(INSIDES)
      english.push(await refusalOf(answer))
    }
    const [first] = english
    for (const refusal of english) {
      expect({ ...refusal, message: '', traceId: '' }).toEqual({ ...first, message: '', traceId: '' })
      expect(refusal).toMatchObject({ code, reason: expect.stringMatching(/^[A-Z_]+$/) })
      expect(refusal.traceId).toMatch(/^[0-9a-f-]{36}$/)
      expect(refusal.message.length).toBeGreaterThan(5)
    }
    const japanese = await refusalOf(await graphql(actor, { query, variables }, { 'accept-language': 'ja,en;q=0.5' }))
    expect(japanese.message).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
    expect(japanese.code).toBe(code)
    return first
  }

  describe('of a query', () => {
    it.each([
      [
        'is deeper than eight levels',
        '{ editions { items { id ...A } } } fragment A on EditionSummary { id } ' +
          nested(9).replace('{ ', 'query B { '),
      ],
      [
        'asks a field sixteen times under other names',
        `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: editionCount`).join(' ')} }`,
      ],
      [
        'asks for more fields than anybody needs',
        `{ ${Array.from({ length: 5 }, (_, i) => `a${i}: editions { items { ${'id title '.repeat(60)} } }`).join(' ')} }`,
      ],
      [
        'costs too much',
        `{ ${Array.from({ length: 15 }, (_, i) => `a${i}: editions { ...A }`).join(' ')} } fragment A on EditionPage { items { ${'id title '.repeat(90)} } }`,
      ],
      [
        'repeats a fragment in a fragment in a fragment',
        `{ me { ...A ...A } } fragment A on Me { organisation { ...B ...B ...B } } ${'BCDEFGH'
          .split('')
          .map(
            (name, i, all) =>
              `fragment ${name} on Organisation { ${all[i + 1] ? `...${all[i + 1]} ...${all[i + 1]} ...${all[i + 1]}` : 'id name nameEn '.repeat(20)} }`,
          )
          .join(' ')}`,
      ],
      ['goes round in circles', '{ me { ...A } } fragment A on Me { name ...B } fragment B on Me { name ...A }'],
      ['asks for the schema', '{ __schema { types { name } } }'],
      ['asks for a type by name', '{ __type(name: "Product") { fields { name } } }'],
      ['asks for the schema under another name', '{ a: __schema { b: queryType { name } } }'],
      ['holds two operations', 'query A { me { name } } query B { editionCount }'],
      ['names a field that is not there', '{ edition(id: "x") { titl } }'],
      ['names an argument that is not there', '{ editions(label: 1) { items { id } } }'],
      ['names a value that is not there', '{ editions(filter: { severity: HIG }) { items { id } } }'],
      ['is no query', '{ editions {'],
      ['is empty but for a comment', '# nothing'],
      ['asks for a mutation that is not there', 'mutation { releaseEverything }'],
      ['subscribes', 'subscription { news }'],
      ['asks with a directive that is not there', '{ me @export(as: "x") { name } }'],
    ])('[L35] refuses one that %s, in both languages and without a hint', async (_title, query) => {
      await refused(friend, query)
      await refused(analyst, query)
    })

    it('refuses in well under a second what is made to be slow', async () => {
      // Of the processor: what else the machine does is no fault of the hub.
      const began = process.cpuUsage()
      await graphql(friend, { query: `{ me { ${'...A '.repeat(20_000)} } } fragment A on Me { name }` })
      await graphql(friend, { query: `{ ${'a'.repeat(200_000)} }` })
      await graphql(friend, { query: '{'.repeat(100_000) })
      await graphql(friend, {
        query: `query (${Array.from({ length: 8_000 }, (_, i) => `$v${i}: Int`).join(' ')}) { editionCount }`,
      })
      const { user, system } = process.cpuUsage(began)
      expect((user + system) / 1_000).toBeLessThan(4_000)
    })

    it('never answers one operation of a document with another', async () => {
      const query = 'query A { me { name } } query B { editionCount }'
      for (const operationName of ['A', 'A', 'A', 'B']) {
        const answer = await graphql(friend, { query, operationName })
        expect((await refusalOf(answer)).code).toBe('INVALID_INPUT')
      }
    })
  })

  describe('of a value', () => {
    const EDITIONS =
      'query ($first: Int, $after: String, $filter: EditionFilter) { editions(first: $first, after: $after, filter: $filter) { items { id } } }'

    it.each([0, -1, 101, 2_147_483_647])('refuses a page of %d', async first => {
      expect(await refused(friend, EDITIONS, { first })).toMatchObject({ field: 'first', reason: 'PAGE_SIZE' })
      await refused(friend, 'query ($first: Int) { inboxLatest(first: $first) { lastSeq } }', { first })
      await refused(analyst, 'query ($first: Int) { stixObjects(first: $first) { hasMore } }', { first })
      await refused(analyst, 'query ($first: Int) { products(first: $first) { hasMore } }', { first })
      await refused(analyst, 'query ($first: Int) { expiringEditions(first: $first) { hasMore } }', { first })
      await refused(analyst, 'query ($first: Int) { bundleImports(first: $first) { hasMore } }', { first })
    })

    it.each([
      ['is no base 64', '%%%'],
      ['is empty', '""'],
      ['is of another list', cursor('x', 'y', 'z')],
      ['has wrong parts', cursor('x', 'y')],
      ['holds numbers', cursor(1, 2)],
      ['holds SQL', cursor("2026-01-01'; drop table hub.edition; --", randomUUID())],
      ['names a day that there is not', cursor('2026-13-45 99:99:99', randomUUID())],
      ['names no time', cursor('                    ', randomUUID())],
      ['is very long', cursor('9'.repeat(10_000), randomUUID())],
      ['is an object', Buffer.from('{"length":2}').toString('base64url')],
    ])('refuses a cursor that %s', async (_title, after) => {
      await refused(friend, EDITIONS, { after })
      await refused(analyst, 'query ($after: String) { stixObjects(after: $after) { hasMore } }', {
        after: after === cursor('x', 'y', 'z') ? cursor('x') : after,
      })
      await refused(analyst, 'query ($after: String) { products(after: $after) { hasMore } }', { after })
      await refused(analyst, 'query ($after: String) { bundleImports(after: $after) { hasMore } }', { after })
      if (!uuidsIn(Buffer.from(after, 'base64url').toString()).length)
        await refused(analyst, 'query ($after: String) { organisations(after: $after) { hasMore } }', { after })
    })

    it.each([
      '',
      'x',
      "' or 1=1 --",
      '00000000-0000-4000-8000-00000000000g',
      '../../etc/passwd',
      'a'.repeat(10_000),
      '狼煙',
      '０'.repeat(36),
      '\ud800',
    ])('answers the malformed id %j like one that is not there', async id => {
      for (const query of ['edition(id: $id) { id }', 'inspectEdition(id: $id) { id }'])
        expect(await refused(friend, `query ($id: ID!) { ${query} }`, { id }, 'NOT_FOUND')).toMatchObject({
          reason: 'NOT_FOUND',
        })
      for (const query of [
        'product(id: $id) { id }',
        'stixObject(id: $id) { id }',
        'bundleImport(id: $id) { id }',
        'organisation(id: $id) { id }',
        'danglingReferences(productId: $id) { id }',
        'slips(productId: $id) { key }',
        'usefulness(productId: $id) { useful }',
        'feedbackOf(productId: $id, editionId: $id) { hasMore }',
        'indicatorReportsOf(productId: $id, editionId: $id) { hasMore }',
        'myFeedback(editionId: $id) { at }',
        'huntAnswers(editionId: $id) { at }',
        'huntReturns(productId: $id) { found }',
        'impactAnswers(editionId: $id) { isAsked }',
        'answerBoard(productId: $id) { told }',
        'relayHops(productId: $id) { reference }',
        'answerFigures(productId: $id, editionId: $id) { hops { median } }',
        'answersOf(productId: $id, editionId: $id) { hasMore }',
        'answerTimeline(productId: $id, editionId: $id) { at }',
        'huntAnswersOf(productId: $id, editionId: $id) { hasMore }',
        'case(id: $id) { title }',
        'caseEntries(id: $id) { hasMore }',
        'reclassificationEffects(id: $id, input: { consentedTiers: [], containsSecret: true, containsCommInfo: true, identifiesPerson: true }) { loosens }',
        'casesOfProduct(productId: $id) { title }',
        'reportedIndicators(editionId: $id) { hasMore }',
        'qualitySigns(productId: $id) { kind }',
        'tearLine(productId: $id, from: PROVISION, to: NOTICE) { key }',
        'alertProgress(productId: $id) { told }',
      ])
        await refused(analyst, `query ($id: ID!) { ${query} }`, { id }, 'NOT_FOUND')
    })

    it.each([
      'yesterday',
      '2026-10-01',
      '2026-02-30T00:00:00Z',
      '2026-10-01T25:00:00Z',
      '',
      5,
      true,
      { $gt: '' },
      ['2026-10-01T00:00:00Z', 'x'],
      '+275760-09-13T00:00:01Z',
    ])('refuses %j as an instant', async releasedAfter => {
      await refused(friend, EDITIONS, { filter: { releasedAfter } })
    })

    it('takes instants at the edges of the calendar', async () => {
      for (const releasedAfter of [
        '0000-01-01T00:00:00Z',
        '9999-12-31T23:59:59.999Z',
        '2026-10-01T00:00:00.123456789+09:00',
      ])
        expect(await friend.ask(EDITIONS, { filter: { releasedAfter } })).toEqual({ editions: { items: [] } })
    })

    it('[L04][L34] refuses filters that name what is not there, whatever it is called', async () => {
      for (const name of [
        'label',
        'category',
        'containsSecret',
        'ownerOrganisationId',
        '__proto__',
        'or',
        'searchText',
      ])
        await refused(friend, EDITIONS, { filter: { [name]: 'x' } })
    })

    it('refuses inputs with more than what is asked, so that nobody writes what they may not', async () => {
      const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }'
      const input = { title: 'x', kind: 'BULLETIN', severity: 'LOW', urgency: 'ROUTINE', editions: [] }
      for (const more of ['state', 'authorId', 'releasedBy', 'requiredRank', 'version', 'ownerOrganisationId'])
        await refused(analyst, DRAFT, { input: { ...input, [more]: 1 } })
      const edition = { title: 'x', summary: 'x', fragments: [], audience: { everyone: true } }
      for (const more of ['category', 'labelId', 'containsSecret'])
        await refused(analyst, DRAFT, { input: { ...input, editions: [{ ...edition, [more]: 'NOTICE' }] } })
    })

    it('refuses NUL and takes every other character', async () => {
      await refused(friend, EDITIONS, { filter: { text: 'a\0b' } })
      await refused(friend, 'mutation ($seq: Float!) { acknowledge(seq: $seq) { seq } }', { seq: 1.5 })
      await refused(friend, 'mutation ($seq: Float!) { acknowledge(seq: $seq) { seq } }', { seq: -1 })
      await refused(friend, 'query ($after: Float) { inbox(after: $after) { lastSeq } }', { after: 1e300 })
      for (const text of ['%', '_', '\\', "'", '"', '\u202e', '\ud83d\ude00', '\ud800', 'a'.repeat(20_000)])
        expect(await friend.ask(EDITIONS, { filter: { text } })).toEqual({ editions: { items: [] } })
    })
  })

  describe('of a request', () => {
    const NAME = '{"query":"{ me { name } }"}'

    it.each([
      ['broken JSON', '{"query":', {}, 400, 'INVALID_INPUT'],
      ['nothing', '', {}, 400, 'INVALID_INPUT'],
      ['null', 'null', {}, 400, 'INVALID_INPUT'],
      ['a list of queries', `[${NAME},${NAME}]`, {}, 400, 'INVALID_INPUT'],
      ['a query that is a number', '{"query":5}', {}, 400, 'INVALID_INPUT'],
      ['a query that is a list', '{"query":["{ me { name } }"]}', {}, 400, 'INVALID_INPUT'],
      ['a prototype', '{"query":"{ me { name } }","__proto__":{"a":1}}', {}, 400, 'INVALID_INPUT'],
      [
        'a constructor',
        '{"query":"{ me { name } }","variables":{"constructor":{"prototype":{}}}}',
        {},
        400,
        'INVALID_INPUT',
      ],
      [
        'a body of more than 256 KiB',
        JSON.stringify({ query: '{ me { name } }', x: 'y'.repeat(262_144) }),
        {},
        413,
        'TOO_LARGE',
      ],
      ['text', NAME, { 'content-type': 'text/plain' }, 400, 'INVALID_INPUT'],
      [
        'a form',
        'query=%7Bme%7Bname%7D%7D',
        { 'content-type': 'application/x-www-form-urlencoded' },
        400,
        'INVALID_INPUT',
      ],
      ['a bare query', '{ me { name } }', { 'content-type': 'application/graphql' }, 400, 'INVALID_INPUT'],
      ['XML', '<query/>', { 'content-type': 'application/xml' }, 400, 'INVALID_INPUT'],
      ['JSON of another kind', NAME, { 'content-type': 'application/json+x' }, 400, 'INVALID_INPUT'],
      ['an upload without parts', '', { 'content-type': 'multipart/form-data; boundary=x' }, 400, 'INVALID_INPUT'],
      ['an upload without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 400, 'INVALID_INPUT'],
    ])('refuses %s', async (_title, body, headers, status, code) => {
      for (const path of ['/graphql', '/auth/sign-in']) {
        const ask = (more: Record<string, string>) =>
          fetch(hub.url + path, {
            method: 'POST',
            body,
            headers: { 'content-type': 'application/json', ...headers, ...more },
          })
        const answer = await ask({})
        expect(await answer.clone().text()).not.toMatch(INSIDES)
        const refusal = await refusalOf(answer)
        if (path === '/graphql') expect(refusal).toMatchObject({ status, code })
        else expect([400, 401, 413]).toContain(refusal.status)
        expect(refusal.traceId).toMatch(/^[0-9a-f-]{36}$/)
        expect((await refusalOf(await ask({ 'accept-language': 'ja' }))).message).toMatch(
          /[\u3040-\u30ff\u4e00-\u9fff]/,
        )
      }
    })

    it('survives a part that no parser can read, from anybody', async () => {
      const part = (name: string, content: string) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`
      const query = `mutation ($file: Upload!) { importBundle(id: "${randomUUID()}", file: $file) { id } }`
      const before = part('operations', JSON.stringify({ query, variables: { file: null } }))
      const body = `${before}${part('map', '{"file":["variables.file"]}')}${part('file"; filename="a\u0001b', '{}')}--x--\r\n`
      for (const who of [hub.nobody(), hub.as('analyst-1')]) {
        const answer = await fetch(`${hub.url}/graphql`, {
          method: 'POST',
          body,
          headers: who.headers({ 'content-type': 'multipart/form-data; boundary=x' }),
        })
        expect((await refusalOf(answer)).code).toMatch(/^(UNAUTHENTICATED|INVALID_INPUT)$/)
      }
      expect((await hub.nobody().get('/health/live')).status).toBe(200)
    })

    it('[L21] answers what is nowhere, what is hidden and what cannot be an address alike', async () => {
      const absent = await bytesOf(await friend.get(`/editions/${randomUUID()}/bundle`))
      for (const path of [
        '/nothing/here',
        '/editions',
        '/editions/x/bundle',
        '/graphiql',
        '/playground',
        '/.env',
        '/graphql/',
        '/api/v1',
        '/inspection/editions/x/bundle',
        '/socket.io',
        '/public/editions/x',
        '/public/nothing',
        '/health/nothing',
      ])
        expect(await bytesOf(await friend.get(path))).toBe(absent)
      for (const path of ['/%ff', '/public/editions/%c0%ae', '/editions/%e0%80%af/bundle']) {
        const refusal = await refusalOf(await friend.get(path))
        expect([400, 404]).toContain(refusal.status)
      }
    })

    it('refuses to be asked by GET, HEAD or any other method', async () => {
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
        if (method === 'TRACE') continue // fetch does not send it
        const answer = await fetch(`${hub.url}/graphql?query=${encodeURIComponent('{ me { name } }')}`, {
          method,
          headers: friend.headers(),
        })
        expect(answer.status).toBe(404)
      }
      expect((await fetch(`${hub.url}/%67raphql?query=%7Bme%7Bname%7D%7D`, { headers: friend.headers() })).status).toBe(
        404,
      )
    })

    it('[L43][L49] sends headers that keep browsers from doing anything with an answer but show it', async () => {
      const answers = [
        await friend.asking('{ me { name } }'),
        await friend.get(`/editions/${randomUUID()}/bundle`),
        await friend.get('/nothing'),
        await friend.post('/auth/sign-in', '{'),
        await hub.nobody().get('/health/live'),
      ]
      for (const { headers } of answers) {
        expect(headers.get('content-security-policy')).toContain("default-src 'none'")
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
        expect(headers.get('content-security-policy')).toContain("base-uri 'none'")
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('cache-control')).toBe('no-store')
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
        for (const name of ['x-powered-by', 'server', 'access-control-allow-origin', 'etag'])
          expect(headers.get(name)).toBeNull()
      }
    })
  })
})

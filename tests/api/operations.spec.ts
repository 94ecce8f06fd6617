/** What browsers may ask: the operations on the portal's list and no others, whoever rides the session. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { bytesOf, refusalOf } from './answers.ts'

const ME = 'query Me {\n  me { name }\n}'
const TICKET = 'mutation SocketTicket { socketTicket }'
const IMPORT = 'mutation ImportBundle($id: ID!, $file: Upload!) { importBundle(id: $id, file: $file) { state stored } }'
const OWN = '{ me { email } }'
const VERIFYING = '{ signingKeys { keyId publicKey } }'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const listOf = (operations: Record<string, string>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(operations).map(([name, text]) => [sha256(text), name])))

/** Bodies that are not on the list, each near to one that is or to a weakness of such lists. */
const UNLISTED: readonly (readonly [string, unknown])[] = [
  ['a query of their own', { query: OWN }],
  ['a listed text with another space', { query: ME.replace('\n', ' ') }],
  ['a listed text and a line feed', { query: `${ME}\n` }],
  ['a listed text and a comment', { query: `${ME}#` }],
  ['a listed text and a second operation', { query: `${ME} query Own ${OWN}`, operationName: 'Own' }],
  ['a listed text by another name', { query: ME, operationName: 'SocketTicket' }],
  ['a listed text by an empty name', { query: ME, operationName: '' }],
  ['a listed text by a name that is a list', { query: ME, operationName: ['Me'] }],
  ['a listed hash instead of a text', { query: sha256(ME) }],
  ['a listed hash beside another text', { query: OWN, extensions: persisted(ME) }],
  ['a listed hash without a text', { extensions: persisted(ME) }],
  ['another text that is said to be kept', { query: OWN, persisted: true, operationName: 'Me' }],
  ['what does not parse', { query: '{ me { ' }],
  ['what is not in the contract', { query: '{ secrets { everything } }' }],
  ['the schema', { query: '{ __schema { types { name } } }' }],
  ['what is too deep and too long', { query: `{ ${'a { '.repeat(20_000)} b ${'} '.repeat(20_000)} }` }],
  ['NUL', { query: `{ me\0 }` }],
  ['nothing', { query: '' }],
  ['no query', {}],
  ['a query that is null', { query: null }],
  ['a listed text in a list', { query: [ME] }],
  ['a batch of listed texts', [{ query: ME }, { query: TICKET }]],
  ['a batch of one', [{ query: ME }]],
  ['no object', 'query Me'],
  ['null', null],
]

function persisted(text: string) {
  return { persistedQuery: { version: 1, sha256Hash: sha256(text) } }
}

describe('what browsers may ask', () => {
  let portalDir: string
  let hub: TestHub
  /** The same council, where sessions may ask anything, as in development. */
  let open: TestHub
  /** The same council without a portal. */
  let closed: TestHub
  let friend: Actor
  let analyst: Actor
  let refusal: string

  beforeAll(async () => {
    portalDir = mkdtempSync(join(tmpdir(), 'noroshi-portal-'))
    writeFileSync(join(portalDir, 'index.html'), '<!doctype html><title>狼煙</title>')
    writeFileSync(join(portalDir, 'operations.json'), listOf({ Me: ME, SocketTicket: TICKET, ImportBundle: IMPORT }))
    hub = await startTestHub({ portalDir })
    open = await startTestHub({ beside: hub, worker: false })
    closed = await startTestHub({ beside: hub, worker: false, operations: new Map() })
    friend = await new Actor(hub.url, hub.account('wakaba')).signIn()
    analyst = await new Actor(hub.url, hub.account('analyst-1')).signIn()
    refusal = await bytesOf(await friend.asking(OWN))
  }, 60_000)
  afterAll(async () => {
    await closed.stop()
    await open.stop()
    await hub.stop()
    rmSync(portalDir, { recursive: true })
  })

  /** Those who are held to the list, made anew: with a session, with nothing, with a key that is none, with both. */
  const held = (): readonly (readonly [string, Actor])[] => {
    const ridden = hub.as('wakaba')
    ridden.cookie = friend.cookie
    const expired = hub.as('wakaba')
    expired.cookie = 'noroshi=of-yesterday'
    const empty = hub.as('wakaba')
    empty.cookie = 'noroshi='
    return [
      ['a session', friend],
      ['nobody', hub.nobody()],
      ['a key that is none', hub.nobody().withKey('nri_friend_0000000000000000000000')],
      ['a session and a key', ridden],
      ['a session that is over, and a key', expired],
      ['an empty cookie and a key', empty],
    ]
  }
  const posting = (actor: Actor, body: unknown, language = 'en') =>
    fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: actor.headers({ 'content-type': 'application/json', 'accept-language': language }),
      body: JSON.stringify(body),
    })

  it('is what the portal asks: by its exact text, with its name or without', async () => {
    for (const body of [{ query: ME }, { query: ME, operationName: 'Me' }, { query: ME, operationName: null }]) {
      const answer = await posting(friend, { ...body, variables: {} })
      expect(await answer.json()).toEqual({ data: { me: { name: friend.account?.name } } })
    }
    expect((await friend.ask<{ socketTicket: string }>(TICKET)).socketTicket).toMatch(/^ticket_/)
    expect(await hub.nobody().ask(ME)).toEqual({ me: null })
  })

  it('is refused with one sentence in the reader’s language, which says what to do', async () => {
    const english = await refusalOf(await posting(friend, { query: OWN }))
    expect(english).toMatchObject({ status: 400, code: 'INVALID_INPUT', reason: 'OPERATION' })
    expect(english.message).toMatch(/reload .*API key/)
    expect((await refusalOf(await posting(friend, { query: OWN }, 'ja'))).message).toMatch(/再読み込み.*API キー/)
  })

  it.each(UNLISTED)('is never %s: the same bytes to everybody without a good key of their own', async (_, body) => {
    expect(refusal).toContain('OPERATION')
    for (const [who, actor] of held()) {
      expect([who, await bytesOf(await posting(actor, body))]).toEqual([who, refusal])
      expect([who, (await posting(actor, body, 'ja')).status]).toEqual([who, 400])
    }
  })

  it('does not grow by the key of somebody else: with a session’s cookie the session speaks', async () => {
    const both = hub.as('analyst-1')
    both.cookie = friend.cookie
    expect(await bytesOf(await both.asking(OWN))).toBe(refusal)
    expect(await both.ask(ME)).toEqual({ me: { name: friend.account?.name } })
  })

  it('leaves programs with a key, and whatever other cookie, their own questions and the answers to faults in them', async () => {
    const program = hub.as('wakaba')
    expect(await program.ask(OWN)).toEqual({ me: { email: program.account?.email } })
    program.cookie = 'lang=ja'
    expect(await program.ask(OWN)).toEqual({ me: { email: program.account?.email } })
    expect((await refusalOf(await program.asking('{ me { '))).reason).toBe('QUERY')
    expect((await refusalOf(await posting(program, [{ query: OWN }]))).reason).toBe('QUERY')
  })

  it('ends for a program with its key', async () => {
    const owner = new Actor(open.url, friend.account)
    owner.cookie = friend.cookie
    const { key, id } = await owner.makeKey()
    const program = hub.nobody().withKey(key)
    expect(await program.ask(OWN)).toEqual({ me: { email: friend.account?.email } })
    await owner.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id })
    expect(await bytesOf(await program.asking(OWN))).toBe(refusal)
  })

  describe('when it uploads', () => {
    const identity = { type: 'identity', spec_version: '2.1', id: `identity--${randomUUID()}`, name: '試験' }
    const at = { created: '2026-04-01T00:00:00.000Z', modified: '2026-04-01T00:00:00.000Z' }
    const BUNDLE = JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [{ ...identity, ...at }] })
    const uploading = (operations: unknown, map: object, file = BUNDLE): Promise<Response> => {
      const form = new FormData()
      form.append('operations', typeof operations === 'string' ? operations : JSON.stringify(operations))
      form.append('map', JSON.stringify(map))
      form.append('0', new Blob([file]), 'bundle.json')
      return analyst.post('/graphql', form)
    }
    const variables = () => ({ id: randomUUID(), file: null })
    const MAP = { 0: ['variables.file'] }

    it('is the portal’s own upload', async () => {
      const answer = await uploading({ query: IMPORT, operationName: 'ImportBundle', variables: variables() }, MAP)
      expect(await answer.json()).toEqual({ data: { importBundle: { state: 'DONE', stored: 1 } } })
    })

    it.each([
      ['by another text', { query: `${IMPORT} `, variables: variables() }, MAP],
      ['by another name', { query: IMPORT, operationName: 'Me', variables: variables() }, MAP],
    ])('is not an upload %s', async (_, operations, map) => {
      expect(await bytesOf(await uploading(operations, map))).toBe(refusal)
    })

    it('is no upload at all where the file goes anywhere but into a variable, and says so whatever was asked', async () => {
      const answers = new Set<string>()
      for (const [operations, map] of [
        [[{ query: IMPORT, variables: variables() }], { 0: ['0.variables.file'] }],
        [{ query: IMPORT, variables: variables() }, { 0: ['query'] }],
        [{ query: OWN, variables: variables() }, { 0: ['operationName'] }],
        [`{"__proto__":{"query":${JSON.stringify(IMPORT)}},"variables":{"file":null}}`, MAP],
      ] as const)
        answers.add(await bytesOf(await uploading(operations, map)))
      expect([...answers]).toEqual([expect.stringContaining('UPLOAD')])
    })

    it('hears the refusal, however much it was sending', async () => {
      const answer = await uploading({ query: OWN, variables: variables() }, MAP, 'x'.repeat(8_000_000))
      expect(await bytesOf(answer)).toBe(refusal)
    })
  })

  it('lets everybody fetch the keys to verify with, by the question that the documents print', async () => {
    expect(readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8')).toContain(`\`${VERIFYING}\``)
    const { signingKeys } = await hub.nobody().ask(VERIFYING)
    expect(signingKeys).toHaveLength(1)
    expect(await friend.ask(VERIFYING)).toEqual({ signingKeys })
    expect(await bytesOf(await posting(friend, { query: VERIFYING, operationName: 'Me' }))).toBe(refusal)
  })

  it('is a list that nobody is shown', async () => {
    expect((await hub.nobody().get('/')).status).toBe(200)
    expect((await hub.nobody().get('/operations.json')).status).toBe(404)
    expect((await friend.get('/operations.json')).status).toBe(404)
  })

  it('is nothing where there is no portal, while programs ask as ever', async () => {
    const browser = new Actor(closed.url, friend.account)
    browser.cookie = friend.cookie
    for (const query of [ME, TICKET, OWN])
      expect((await refusalOf(await browser.asking(query))).reason).toBe('OPERATION')
    const program = new Actor(closed.url, friend.account).withKey()
    expect(await program.ask(OWN)).toEqual({ me: { email: friend.account?.email } })
  })
})

/**
 * A word that nobody else uses stands in every field of a restricted product. After its whole life every byte that left for those who
 * may not read it is searched for the word, also encoded and compressed, and the logs of every process at their most talkative (L53).
 */
import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Actor, Listener } from '../../support/actor.ts'
import { newImportId, productOf } from '../../support/hub.ts'
import { spawnHub, type SpawnedHub } from '../../support/spawned-hub.ts'
import { Actor as NewActor } from '../../support/actor.ts'
import { draft, giveBack, recall, releaseOnly, submit } from '../../api/steps.ts'
import { prove } from '../evidence.ts'

const CANARY = `kasumi${randomUUID().slice(0, 8)}`
const INDICATOR = `indicator--${randomUUID()}`

/** The word as it is, and as it would be inside other encodings. */
function formsOf(word: string): string[] {
  const base64 = [0, 1, 2].map(shift =>
    Buffer.from(' '.repeat(shift) + word)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .slice(0, -4),
  )
  const escaped = [...word].map(letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const html = [...word].map(letter => `&#${letter.charCodeAt(0)};`).join('')
  const percent = [...word].map(letter => `%${letter.charCodeAt(0).toString(16)}`).join('')
  return [word, Buffer.from(word).toString('hex'), ...base64, escaped, html, percent].map(form => form.toLowerCase())
}
const FORMS = formsOf(CANARY)
const holds = (text: string): boolean => FORMS.some(form => text.toLowerCase().includes(form))

let hub: SpawnedHub
const logs: string[] = []
const left: { who: string; text: string }[] = []
const listeners: Listener[] = []
beforeAll(async () => {
  // Anything may be asked: whoever is held to the portal's questions learns less, not more.
  hub = await spawnHub({ HUB_LOG_LEVEL: 'debug', HUB_OPERATIONS: 'any' }, text => logs.push(text))
}, 120_000)
afterAll(async () => {
  for (const listener of listeners) listener.close()
  await hub.stop()
}, 60_000)

const as = (prefix: string): Actor => new NewActor(hub.url, hub.account(prefix)).withKey()

describe('a word that stands in every field of a restricted product', () => {
  it('[L20][L43][L53][L56] leaves in no answer, frame, header or log for those who may not read it', async () => {
    const lower = new Map<string, Actor>([
      ...['wakaba', 'hayate', 'hibari', 'kirinomiya', 'amanogawa', 'police-reader', 'ministry-uncleared'].map(
        prefix => [prefix, as(prefix)] as const,
      ),
      ['the public', new NewActor(hub.url)],
      ['the administrator', await new NewActor(hub.url, hub.account('administrator')).signIn()],
    ])
    for (const [who, actor] of lower) if (who !== 'the public') listeners.push(await actor.listen())
    const [analyst, officer, cleared] = [as('analyst-1'), as('officer-1'), as('hoshiwatari')]

    const indicator = {
      ...{
        type: 'indicator',
        spec_version: '2.1',
        id: INDICATOR,
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
      },
      ...{
        name: CANARY,
        description: CANARY,
        pattern: `[domain-name:value = '${CANARY}.example']`,
        pattern_type: 'stix',
      },
      ...{ valid_from: '2026-01-01T00:00:00Z', x_custom: { [CANARY]: CANARY }, labels: [CANARY] },
      external_references: [{ source_name: CANARY, description: CANARY, external_id: CANARY }],
    }
    await analyst.importBundle(
      newImportId(),
      JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects: [indicator] }),
      `${CANARY}.json`,
    )
    const sealed = {
      title: CANARY,
      summary: CANARY,
      text: CANARY,
      secret: true,
      stixIds: [INDICATOR],
      originator: CANARY,
    }
    const product = productOf(CANARY, [
      { ...sealed, consentedTiers: ['GOVERNMENT', 'MEMBER'], audience: { everyone: false, sectors: ['electricity'] } },
    ])
    const drafted = await draft(analyst, product)
    await submit(analyst, drafted)
    await giveBack(officer, drafted, CANARY)
    await submit(analyst, drafted)
    const { editions } = await releaseOnly(officer, drafted)
    const editionId: string = editions[0].editionId
    await expect(
      cleared.ask('query ($id: ID!) { edition(id: $id) { title body } }', { id: editionId }),
    ).resolves.toMatchObject({
      edition: { title: CANARY }, // whom it is for reads it, or else the silence below would mean nothing
    })
    // Refusals and failures write logs too.
    const inbox = '/taxii2/contributions/collections/inbox/objects/'
    await cleared.post(inbox, JSON.stringify({ objects: [{ id: CANARY }] }))
    await cleared.get(`/taxii2/council/collections/${CANARY}/objects/?match[id]=${CANARY}`)
    await analyst.asking(`{ editions(filter: { text: "${CANARY}" }) { items { ${CANARY} } } }`)
    await analyst.asking('mutation ($input: ProductInput!) { draftProduct(input: $input) { id } }', {
      input: { title: CANARY },
    })
    await new NewActor(hub.url).post(
      '/auth/sign-in',
      JSON.stringify({ email: `${CANARY}@x.example`, password: CANARY }),
    )
    await as('wakaba').withKey(`noroshi_f_${CANARY}`).asking('{ me { name } }')
    await analyst.get(`/editions/${CANARY}/bundle?text=${CANARY}`)

    const look = async (moment: string) => {
      for (const [who, actor] of lower) {
        const ask = async (query: string, variables: object = {}) =>
          keep(`${who}, ${moment}`, await actor.asking(query, variables))
        const whole = '{ id reference title summary releasedAt }'
        await ask(
          `{ editions { items ${whole} endCursor hasMore } editionCount inbox { items { seq reference edition ${whole} } lastSeq } }`,
        )
        await ask('{ products { items { id title } } }')
        await ask('{ organisations { items { id name people { name } history { reason } } } }')
        await ask('{ stixObjects { items { id name } } bundleImports { items { fileName } } }')
        await ask('query ($id: ID!) { edition(id: $id) { title body indicators { value } } }', { id: editionId })
        await ask('query ($id: ID!) { inspectEdition(id: $id) { title body } }', { id: editionId })
        await ask('query ($id: ID!) { product(id: $id) { title } }', drafted)
        await ask('query ($id: ID!) { stixObject(id: $id) { id } }', { id: INDICATOR })
        for (const path of [
          ...['bundle', 'pdf', 'markdown'].map(form => `/editions/${editionId}/${form}`),
          `/public/editions/${editionId}`,
          '/public',
          '/public/feed.atom',
          '/public/feed.json',
          '/',
          '/taxii2/',
          ...['/feeds', '/feeds/public'].flatMap(feed => [`${feed}/jsonl?observables=true`, `${feed}/stix`]),
          ...['council', 'public'].flatMap(root =>
            ['provision', 'notice'].flatMap(alias => [
              `/taxii2/${root}/collections/${alias}/objects/?match[version]=all`,
              `/taxii2/${root}/collections/${alias}/manifest/`,
              `/taxii2/${root}/collections/${alias}/objects/?match[id]=report--${editionId}`,
            ]),
          ),
        ])
          await keep(`${who}, ${moment}, ${path}`, await actor.get(path))
      }
    }
    await look('while it is released')
    await recall(officer, drafted.id, CANARY)
    await look('after its recall')

    for (const listener of listeners) left.push({ who: 'a socket', text: JSON.stringify(listener.frames) })
    expect(left.filter(({ text }) => holds(text)).map(({ who }) => who)).toEqual([])
    expect(logs.join('').length).toBeGreaterThan(1_000)
    expect(logs.join('').split('\n').filter(holds)).toEqual([])
    prove('answers swept for the canary', left.length)
  }, 120_000)

  it('would be found in any of its forms', () => {
    for (const text of [
      CANARY.toUpperCase(),
      Buffer.from(`a${CANARY}b`).toString('base64'),
      Buffer.from(CANARY).toString('hex'),
    ])
      expect([text, holds(text)]).toEqual([text, true])
    expect(holds('something else')).toBe(false)
  })
})

/** The whole answer: status, headers, and the body as it came and unpacked. */
async function keep(who: string, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  const unpacked = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body).toString() : ''
  left.push({ who, text: `${JSON.stringify([...answer.headers])}\n${body.toString()}\n${unpacked}` })
}

/**
 * The main job, end to end, told by those who take part: `npm run story`. Starts its own hub, imports a real bundle (OASIS'
 * Poison Ivy example), makes three editions, releases them by a second person, and checks for each reader that they saw
 * exactly their edition: not a byte too many, not a byte too few. Exits non-zero otherwise. All of them come with API keys:
 * sessions ask the portal's questions alone.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Actor, type Account, type Listener } from '../support/actor.ts'
import { APPROVE, MISSING } from '../support/approving.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { CANARY, CATEGORIES, productWith, type Category } from './bulletin.ts'
import {
  check,
  isAuthentic,
  sameAsAbsent,
  say,
  saysNoMore,
  tally,
  WHOLE,
  withoutTrace,
  type Edition,
} from './checks.ts'

const RELEASE =
  'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { state editions { category editionId } } }'

async function tell(hub: SpawnedHub): Promise<void> {
  const actor = (prefix: string): Actor => new Actor(hub.url, hub.account(prefix))
  const nobody = new Actor(hub.url)
  const analyst = actor('analyst-1').withKey()
  const officer = actor('officer-1').withKey()
  const reviewer = actor('analyst-2').withKey()

  console.log('\n1. The analyst imports a bundle and drafts three editions')
  const bundle = await readFile(new URL('../data/stix/poisonivy.json', import.meta.url), 'utf8')
  const receipt = await analyst.importBundle(randomUUID(), bundle, 'poisonivy.json')
  say('analyst', `imported ${receipt.stored} objects of ${receipt.bundleId}; ${receipt.refused} refused`)
  check(
    receipt.state === 'DONE' && receipt.stored === 155 && receipt.refused === 0,
    'all 155 objects of the bundle are stored',
  )
  const again = await analyst.importBundle(randomUUID(), bundle, 'poisonivy.json')
  check(again.known === 155 && again.stored === 0, 'importing it again changes nothing')

  const { stixObjects } = await analyst.ask(
    '{ stixObjects(filter: { type: "indicator" }, first: 100) { items { id } } }',
  )
  const indicators = (stixObjects.items as { id: string }[]).map(item => item.id)
  const product = productWith(indicators)
  const { draftProduct: draft } = await analyst.ask(
    'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version editions { category } } }',
    { input: product },
  )
  say(
    'analyst',
    `drafted «${product.title}»: the hub computed ${(draft.editions as { category: string }[]).map(edition => edition.category).join(', ')}`,
  )
  const { audiencePreview: preview } = await analyst.ask(
    'query ($id: ID!) { audiencePreview(productId: $id) { people toPublic organisations { id people { id category } } leftOut { name category condition receives } } }',
    draft,
  )
  const previewed = new Map(
    (preview.organisations as { people: { id: string; category: Category }[] }[]).flatMap(organisation =>
      organisation.people.map(person => [person.id, person.category]),
    ),
  )
  say(
    'analyst',
    `preview: ${preview.people} people in ${preview.organisations.length} organisations; ${preview.leftOut.length} left out of a higher edition`,
  )
  await analyst.ask('mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }', draft)
  const own = await analyst.asking(
    'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { id } }',
    draft,
  )
  check(/FORBIDDEN/.test(await own.text()), 'the analyst cannot release their own product')

  console.log('\n2. Everybody is listening; nothing has been released yet')
  const readers = readersOf(hub)
  for (const reader of readers) {
    reader.actor = new Actor(hub.url, reader.account).withKey()
    reader.listener = await reader.actor.listen()
  }
  const before = await Promise.all(readers.map(reader => allThatIsSeen(reader.actor)))

  console.log(
    '\n3. A second analyst approves of exactly this; the releasing officer compares the editions and releases',
  )
  const tooEarly = await officer.asking(RELEASE, draft)
  check(/APPROVAL_MISSING/.test(await tooEarly.text()), 'nobody releases it before a further person approved')
  const { productApprovals: asked } = await reviewer.ask(MISSING, draft)
  const approval = { ...draft, digest: asked.digest, kind: 'REVIEW' }
  const byAuthor = await analyst.asking(APPROVE, approval)
  check(/SAME_PERSON_AS_AUTHOR/.test(await byAuthor.text()), 'the analyst cannot approve their own product')
  await reviewer.ask(APPROVE, approval)
  say('second analyst', `approved of ${asked.digest.slice(0, 16)}…`)
  const releasing = officer.ask(RELEASE, draft)
  const { releaseProduct: released } = await releasing
  const releasedAt = performance.now()
  const editionOf = new Map(
    (released.editions as { category: Category; editionId: string }[]).map(edition => [
      edition.category,
      edition.editionId,
    ]),
  )
  say('releasing officer', `released ${editionOf.size} editions (${released.state})`)

  console.log('\n4. What each of them saw')
  const { signingKeys } = await nobody.ask('{ signingKeys { keyId publicKey } }')
  for (const [index, reader] of readers.entries())
    await checkReader(reader, editionOf, previewed, releasedAt, signingKeys, before[index])
  await checkPublic(hub, nobody, editionOf)
  await checkInspector(hub, editionOf)
  await checkNobodyElse(hub, nobody, editionOf)

  console.log('\n5. Acknowledged, recalled')
  const member = readers[1]
  await member.actor.ask('mutation { acknowledge(seq: 1) { acknowledgedAt } }')
  const { product: followed } = await analyst.ask(
    'query ($id: ID!) { product(id: $id) { reach { category recipients delivered acknowledged } } }',
    draft,
  )
  const provision = (followed.reach as { category: Category; recipients: number; acknowledged: number }[]).find(
    reach => reach.category === 'PROVISION',
  )
  say('analyst', `提供用 reached ${provision?.recipients} people, ${provision?.acknowledged} acknowledged`)
  const told = (followed.reach as { recipients: number }[]).reduce((sum, { recipients }) => sum + recipients, 0)
  check(told === preview.people, `the preview counted exactly those who were told (${preview.people}, told ${told})`)
  check(provision?.acknowledged === 1, 'the analyst sees one acknowledgement of the member edition')
  await officer.ask('mutation ($id: ID!, $reason: String!) { recallProduct(id: $id, reason: $reason) { state } }', {
    ...draft,
    reason: '誤りがあったため',
  })
  for (const reader of readers) {
    await reader.listener?.until(
      () => reader.listener?.items.some(item => item.kind === 'RECALLED') ?? false,
      `${reader.who}: the recall`,
    )
    const left = await allThatIsSeen(reader.actor)
    check(
      CATEGORIES.every(category => !left.includes(CANARY[category])),
      `${reader.who}: after the recall nothing of it can be read`,
    )
  }
  say('everyone told', 'was told of the recall, and can read it no more')
  for (const reader of readers) reader.listener?.close()
}

interface StoryReader {
  readonly who: string
  readonly account: Account
  /** What they may read, the one sent to them first. */
  readonly may: readonly Category[]
  actor: Actor
  listener: Listener | undefined
}

function readersOf(hub: SpawnedHub): StoryReader[] {
  const reader = (who: string, prefix: string, may: Category[]): StoryReader => ({
    who,
    account: hub.account(prefix),
    may,
    actor: new Actor(hub.url),
    listener: undefined,
  })
  return [
    reader('government, cleared', 'nco-reader', ['COMPREHENSIVE', 'PROVISION', 'NOTICE']),
    reader('member, cleared', 'hoshiwatari-power-1', ['PROVISION', 'NOTICE']),
    reader('member, lapsed', lapsedMember(hub), ['NOTICE']),
    reader('friend', 'wakaba-hospital-1', ['NOTICE']),
  ]
}

function lapsedMember(hub: SpawnedHub): string {
  const lapsed = hub.accounts.find(
    account =>
      account.tier === 'MEMBER' &&
      'note' in account &&
      String(account.note).includes('失効') &&
      String(account.note).includes('安全管理措置'),
  )
  if (!lapsed) throw new Error('the demo council has no member with lapsed safeguards')
  return lapsed.email
}

/** Every byte that a reader's doors give: lists, search, counts, inbox, each edition and its bundle. */
async function allThatIsSeen(actor: Actor): Promise<string> {
  const seen: string[] = []
  const ask = async (query: string, variables: object = {}) => {
    const text = await (await actor.asking(query, variables)).text()
    seen.push(text)
    return text
  }
  const list = JSON.parse(
    await ask(
      '{ editions(first: 100) { items { id reference category title summary } endCursor hasMore } editionCount }',
    ),
  ) as { data: { editions: { items: { id: string }[] } } | null }
  for (const word of Object.values(CANARY))
    await ask('query ($text: String!) { editions(filter: { text: $text }) { items { id title summary } } }', {
      text: word,
    })
  await ask('{ inboxLatest(first: 100) { items { seq kind edition { id title summary category } } } }')
  for (const { id } of list.data?.editions.items ?? []) {
    await ask(`query ($id: ID!) { edition(id: $id) { ${WHOLE} } }`, { id })
    seen.push(await (await actor.get(`/editions/${id}/bundle`)).text())
  }
  // The words that were searched for come back in no answer, so a canary here is content.
  return seen.join('\n')
}

async function checkReader(
  reader: StoryReader,
  editionOf: ReadonlyMap<Category, string>,
  previewed: ReadonlyMap<string, Category>,
  releasedAt: number,
  keys: { keyId: string; publicKey: string }[],
  before: string,
): Promise<void> {
  const { who, actor, listener, may } = reader
  if (!listener) throw new Error(`${who} does not listen`)
  await listener.until(() => listener.items.length > 0, `${who}: the push`)
  const [item] = listener.items
  const late = (listener.arrivedAt.get(item.seq) ?? Infinity) - releasedAt
  const { me } = await actor.ask('{ me { personId } }')
  const after = await allThatIsSeen(actor)

  check(item.editionId === editionOf.get(may[0]) && item.category === may[0], `${who}: was sent the ${may[0]} edition`)
  check(previewed.get(me.personId) === may[0], `${who}: the preview had said so`)
  check(listener.items.length === 1, `${who}: was told once`)
  check(saysNoMore(item, may[0]), `${who}: the push says that there is news and, above NOTICE, not what`)
  for (const category of CATEGORIES)
    check(
      after.includes(CANARY[category]) === may.includes(category),
      `${who}: ${may.includes(category) ? 'reads' : 'has not one byte of'} ${category}`,
    )
  check(
    CATEGORIES.every(category => !before.includes(CANARY[category])),
    `${who}: saw nothing before the release`,
  )
  check(
    CATEGORIES.every(category => may.includes(category) || !JSON.stringify(listener.frames).includes(CANARY[category])),
    `${who}: no frame carried what they may not read`,
  )

  const { edition } = await actor.ask<{ edition: Edition }>(`query ($id: ID!) { edition(id: $id) { ${WHOLE} } }`, {
    id: item.editionId,
  })
  const bundle = await (await actor.get(`/editions/${edition.id}/bundle`)).text()
  check(isAuthentic(edition, bundle, keys), `${who}: digest and signature hold`)
  const { editionCount } = await actor.ask('{ editionCount }')
  check(editionCount === may.length, `${who}: counts ${may.length} editions`)
  say(
    who,
    `push ${late >= 0 ? `${late.toFixed(0)} ms after the release was answered` : `${(-late).toFixed(0)} ms before the release was even answered`}: «${edition.title.split(' ').slice(0, -1).join(' ')}» with ${edition.indicators.length} indicators; reads ${may.join(' + ')}`,
  )
}

async function checkPublic(hub: SpawnedHub, nobody: Actor, editionOf: ReadonlyMap<Category, string>): Promise<void> {
  const paths = [
    '/public',
    '/public/feed.json',
    '/public/feed.atom',
    `/public/editions/${editionOf.get('NOTICE')}`,
    `/public/editions/${editionOf.get('NOTICE')}/bundle`,
  ]
  const pages = await Promise.all(paths.map(async path => (await nobody.get(path)).text()))
  const all = pages.join('\n')
  check(all.includes(CANARY.NOTICE), 'public: reads the NOTICE that was released to the public')
  check(
    !all.includes(CANARY.PROVISION) && !all.includes(CANARY.COMPREHENSIVE),
    'public: has not one byte of the others',
  )
  for (const category of ['PROVISION', 'COMPREHENSIVE'] as const)
    check(
      await sameAsAbsent(nobody, id => `/public/editions/${id}`, editionOf.get(category) ?? ''),
      `public: a hidden ${category} answers like one that never was`,
    )
  say('public reader', `reads the NOTICE at ${hub.url}/public, as page, JSON Feed and Atom; nothing else`)
}

async function checkInspector(hub: SpawnedHub, editionOf: ReadonlyMap<Category, string>): Promise<void> {
  const inspector = new Actor(hub.url, hub.account('inspector')).withKey()
  const { inspectEditions } = await inspector.ask('{ inspectEditions(first: 100) { items { id category title } } }')
  check((inspectEditions.items as unknown[]).length === editionOf.size, 'inspector: sees every edition')
  for (const [category, id] of editionOf) {
    const { inspectEdition } = await inspector.ask(`query ($id: ID!) { inspectEdition(id: $id) { ${WHOLE} } }`, { id })
    check((inspectEdition as Edition).body.includes(CANARY[category]), `inspector: reads the whole ${category} edition`)
  }
  say('oversight inspector', `inspects all ${editionOf.size} editions`)
}

async function checkNobodyElse(
  hub: SpawnedHub,
  nobody: Actor,
  editionOf: ReadonlyMap<Category, string>,
): Promise<void> {
  const friend = new Actor(hub.url, hub.account('hayate')).withKey()
  for (const category of ['PROVISION', 'COMPREHENSIVE'] as const) {
    check(
      await sameAsAbsent(friend, id => `/editions/${id}/bundle`, editionOf.get(category) ?? ''),
      `friend: the ${category} bundle answers like one that never was`,
    )
    const answers = await Promise.all(
      [editionOf.get(category) ?? '', randomUUID()].map(async id =>
        withoutTrace(await (await friend.asking('query ($id: ID!) { edition(id: $id) { title } }', { id })).text()),
      ),
    )
    check(answers[0] === answers[1], `friend: the ${category} edition answers like one that never was`)
  }
  const inspecting = await friend.asking('{ inspectEditions { items { id } } }')
  check(!(await inspecting.text()).includes(editionOf.get('PROVISION') ?? ''), 'friend: cannot inspect')
  check(
    /OPERATION/.test(await (await nobody.asking('{ editions { items { id } } }')).text()),
    'nobody: is answered no question of their own',
  )
  const bundle = await nobody.get(`/editions/${editionOf.get('NOTICE')}/bundle`)
  check(bundle.status === 401, 'nobody: is asked to sign in')
}

console.log('狼煙 – the story of one bulletin')
const startedAt = performance.now()
const hub = await spawnHub()
console.log(`  hub up at ${hub.url} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
try {
  await tell(hub)
} catch (error) {
  tally.failed += 1
  tally.problems.push(error instanceof Error ? error.message : String(error))
  console.error(error)
} finally {
  await hub.stop()
}
console.log(
  tally.problems.length > 0
    ? `\nSomebody saw too much or too little:\n${tally.problems.map(problem => `  ✗ ${problem}`).join('\n')}\n`
    : '\nEverybody saw exactly their own.\n',
)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed > 0 ? 1 : 0

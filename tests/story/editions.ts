/**
 * How one analysis becomes three lawful editions, is mended and is taken back, told by those who take part: `npm run story:editions`. A
 * bank's secret report and what communications told come into a case; the editions are handed down the ladder; what slips is caught; the
 * bank is asked; a second person approves; members and friends read their own; a correction reaches who had what was wrong; a recall is
 * confirmed; what cannot wait goes out and is reviewed afterwards. Starts its own hub, of which every question may be asked, and exits
 * non-zero where somebody saw too much or too little.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Actor, AskFailed } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { check, say, tally } from './checks.ts'
import { tellEmergency } from './emergency.ts'

const BANK = '風見鶏銀行（デモ）'
const ADDRESS = 'kitsune-relay.kazamidori-demo.net'
const FREE = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }

type Category = 'COMPREHENSIVE' | 'PROVISION' | 'NOTICE'
interface Product {
  readonly id: string
  readonly version: number
}
interface Torn {
  readonly key: string
  readonly reasons: { readonly code: string }[]
  readonly objects: { readonly stixId: string }[]
}

const VERBS = {
  draft: 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version editions { category } } }',
  revise:
    'mutation ($id: ID!, $version: Int!, $input: ProductInput!) { reviseProduct(id: $id, version: $version, input: $input) { id version editions { category } } }',
  submit: 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id version } }',
  giveBack:
    'mutation ($id: ID!, $version: Int!) { returnProduct(id: $id, version: $version, reason: "混入がある") { id version } }',
  correct:
    'mutation ($id: ID!, $version: Int!) { correctProduct(id: $id, version: $version, reason: "期間の誤り") { id version } }',
  release:
    'mutation ($id: ID!, $version: Int!) { releaseProduct(id: $id, version: $version) { editions { category editionId } } }',
} as const
const TEAR_LINE =
  'query ($id: ID!, $from: InfoCategory!, $to: InfoCategory!) { tearLine(productId: $id, from: $from, to: $to) { key reasons { code } objects { stixId } } }'
const EDITION = 'query ($id: ID!) { edition(id: $id) { id category title body reference } }'

const step = async <T>(who: Actor, verb: keyof typeof VERBS, variables: object): Promise<T> =>
  // The only field of the answer.
  Object.values(await who.ask<Record<string, T>>(VERBS[verb], variables))[0] as T
/** The reason of a refusal, null where there was none. */
async function refusal(asking: Promise<unknown>): Promise<string | null> {
  try {
    await asking
    return null
  } catch (error) {
    if (error instanceof AskFailed) return error.reason
    throw error
  }
}

async function tell(hub: SpawnedHub): Promise<void> {
  const actor = (prefix: string): Actor => new Actor(hub.url, hub.account(prefix)).withKey()
  const [analyst, officer] = [actor('analyst-1'), actor('officer-1')]
  const [member, friend] = [actor('hoshiwatari-power-1'), actor('wakaba-hospital-1')]
  const bank = await new Actor(hub.url, hub.account('kazamidori')).signIn()

  console.log('\n1. What came in is kept in a case, each with its originator, its basis and what may become of it')
  const bundle = await readFile(new URL('../data/stix/poisonivy.json', import.meta.url), 'utf8')
  const receipt = await analyst.importBundle(randomUUID(), bundle, 'poisonivy.json')
  check(receipt.stored === 155, 'the real bundle is stored whole')
  const { stixObjects } = await analyst.ask(
    '{ stixObjects(filter: { type: "indicator" }, first: 100) { items { id } } }',
  )
  const indicators = (stixObjects.items as { id: string }[]).map(({ id }) => id)
  const { openCase } = await analyst.ask('mutation { openCase(title: "勘定系への侵入", requiredRank: 2) { id } }')
  const [fromBank, fromLines] = await takeIn(analyst, openCase.id)
  say('analyst', `opened a case; took in what ${BANK} reported, and what communications told`)

  console.log('\n2. Down the ladder: the hub says what must go, the analyst writes what stands below')
  const comm = { ...FREE, containsCommInfo: true, containsSecret: true, key: randomUUID(), intakes: [fromLines] }
  const told = { ...FREE, containsSecret: true, key: randomUUID(), intakes: [fromBank] }
  const originator = { originator: BANK, consentedTiers: ['GOVERNMENT', 'MEMBER'] }
  const lines = { originator: '通信情報の提供者', consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'] }
  const open = { ...FREE, key: randomUUID(), text: '更新を適用し、通信記録を確認してください。' }
  const comprehensive = edition('総合', 2, [
    { ...comm, ...lines, text: `通信情報から、指令の中継点が ${ADDRESS} と判明した。`, stixIds: indicators.slice(10) },
    { ...told, ...originator, text: '当該行の勘定系に、十一月三日から五日にかけて侵入の試みがあった。' },
    { ...open, stixIds: indicators.slice(0, 10) },
  ])
  const input = (...editions: object[]) => ({
    ...{ title: '勘定系への侵入', kind: 'ADVISORY', severity: 'HIGH', urgency: 'PRIORITY', editions },
  })
  let product = await step<Product>(analyst, 'draft', { input: input(comprehensive) })
  const { linkProductInCase } = await analyst.ask(
    'mutation ($id: ID!, $productId: ID!) { linkProductInCase(id: $id, productId: $productId) { id } }',
    { id: openCase.id, productId: product.id },
  )
  check(linkProductInCase.id === openCase.id, 'the case knows its product')
  const first = await tearLine(analyst, product, 'COMPREHENSIVE', 'PROVISION')
  check(
    first.map(({ reasons }) => reasons.map(({ code }) => code).join()).join(' | ') === 'COMM_INFO |  | ',
    'what communications told must go, and nothing else',
  )
  check(first[0].objects.length === indicators.length - 10, 'and so must the objects that only it has')
  const rewritten = { ...FREE, containsSecret: true, intakes: [fromLines], rewritten: true, ...lines }
  const provision = edition('提供用', 1, [
    { ...rewritten, derivedFrom: comm.key, key: randomUUID(), text: '指令の中継に国内の機器が使われている。' },
    { ...told, ...originator, derivedFrom: told.key, key: randomUUID(), text: comprehensive.fragments[1].text },
    { ...open, derivedFrom: open.key, key: randomUUID(), stixIds: indicators.slice(0, 10) },
  ])
  product = await step<Product>(analyst, 'revise', { ...product, input: input(comprehensive, provision) })
  const second = await tearLine(analyst, product, 'PROVISION', 'NOTICE')
  check(second[1].reasons.map(({ code }) => code).join() === 'SECRET,CONSENT', 'below it, the secret goes as well')
  const notice = (words: string) =>
    edition('周知等用', 1, [
      { ...FREE, key: randomUUID(), text: words },
      { ...open, derivedFrom: provision.fragments[2].key, key: randomUUID() },
    ])
  const slipping = notice(`${ADDRESS} への通信を遮断してください。`)
  product = await step<Product>(analyst, 'revise', { ...product, input: input(comprehensive, provision, slipping) })
  say('analyst', 'handed 総合 down to 提供用, and 提供用 to 周知等用; an address was pasted by mistake')

  console.log('\n3. A net catches what slipped; the originator is asked; a second person approves')
  await step(analyst, 'submit', product)
  check((await refusal(step(officer, 'release', product))) === 'OPEN_SLIPS', 'the address stops the release')
  await step(officer, 'giveBack', product)
  const whole = input(comprehensive, provision, notice('銀行を装う通信に注意してください。'))
  product = await step<Product>(analyst, 'revise', { ...product, input: whole })
  await step(analyst, 'submit', product)
  const early = await refusal(step(officer, 'release', product))
  check(early === 'APPROVAL_MISSING' || early === 'CONSENT_MISSING', 'nobody releases it alone')
  await approveFor([analyst, officer], product)
  check((await refusal(step(officer, 'release', product))) === 'CONSENT_MISSING', 'the bank has not agreed yet')
  await askTheBank(analyst, bank, product)
  const released = await releaseNow(officer, product)
  check(released.size === 3, 'agreed and approved, three editions are released')
  say('releasing officer', `released ${[...released.keys()].join(', ')}`)

  console.log('\n4. Each reads their own, and says what it was good for')
  const seqOf = await news(member, released.get('PROVISION'))
  await news(friend, released.get('NOTICE'))
  const read = async (who: Actor, category: Category) => {
    const text = await (await who.asking(EDITION, { id: released.get(category) })).text()
    return text.includes('"edition":{')
  }
  check(await read(member, 'PROVISION'), 'a member reads 提供用')
  check(!(await read(member, 'COMPREHENSIVE')), 'and not 総合')
  check((await read(friend, 'NOTICE')) && !(await read(friend, 'PROVISION')), 'a friend reads 周知等用 alone')
  await checkFiles(member, friend, released)
  await member.ask(
    'mutation ($id: ID!) { giveFeedback(editionId: $id, input: { usefulness: USEFUL, actions: [BLOCKED, HUNTED], note: "遮断した。" }) { at } }',
    { id: released.get('PROVISION') },
  )
  const { usefulness } = await analyst.ask(
    'query ($id: ID!) { usefulness(productId: $id) { category useful } }',
    product,
  )
  const usefulOf = (category: Category) =>
    (usefulness as { category: Category; useful: number }[]).find(one => one.category === category)?.useful ?? 0
  check(usefulOf('PROVISION') === 1 && usefulOf('NOTICE') === 0, 'the analyst hears it of the edition it was said of')
  say('member', 'read it, took it as a file, and said that it was of use')

  console.log('\n5. A correction reaches exactly those who had what was wrong')
  const opened = await step<Product>(analyst, 'correct', product)
  const corrected = '当該行の勘定系に、十一月二日から五日にかけて侵入の試みがあった。'
  const reworded = (one: typeof provision) => ({
    ...one,
    fragments: one.fragments.map(part =>
      part.text === comprehensive.fragments[1].text ? { ...part, text: corrected } : part,
    ),
  })
  const mended = { ...whole, editions: [reworded(comprehensive), reworded(provision), whole.editions[2]] }
  product = await step<Product>(analyst, 'revise', { ...opened, input: mended })
  await step(analyst, 'submit', product)
  await approveFor([analyst, officer], product)
  check((await refusal(step(officer, 'release', product))) === 'CONSENT_MISSING', 'the bank agreed to other words')
  await askTheBank(analyst, bank, product)
  const now = await releaseNow(officer, product)
  check(now.get('NOTICE') === released.get('NOTICE'), '周知等用 did not change, so nobody is told of it')
  await news(member, now.get('PROVISION'), 'CORRECTED')
  const { earlierEdition } = await member.ask('query ($id: ID!) { earlierEdition(id: $id) { body } }', {
    id: now.get('PROVISION'),
  })
  check(String(earlierEdition.body).includes('十一月三日'), 'the member sees what changed since they read it')
  const { inboxLatest } = await friend.ask('{ inboxLatest(first: 100) { items { kind } } }')
  check(!JSON.stringify(inboxLatest).includes('CORRECTED'), 'the friend learns nothing of it')

  console.log('\n6. Taken back, confirmed, and accounted for')
  await officer.ask('mutation ($id: ID!) { recallProduct(id: $id, reason: "情報源の撤回") { state } }', product)
  const recalled = await news(member, now.get('PROVISION'), 'RECALLED')
  await member.ask('mutation ($seq: Float!) { confirmRemoval(seq: $seq) { removedAt } }', { seq: recalled })
  check(recalled > seqOf, 'the member is told of the recall and confirms')
  await report(analyst, product, hub.account('hoshiwatari-power-1').name)
}

/** What came in: a bank's report, which is a secret, and what communications told. Resolves to their ids. */
async function takeIn(analyst: Actor, id: string): Promise<[string, string]> {
  const receive = async (input: object): Promise<string> => {
    await analyst.ask(
      'mutation ($id: ID!, $input: IntakeInput!) { receiveIntake(id: $id, input: $input) { intakes } }',
      { id, input: { ...FREE, containsSecret: true, receivedAt: '2026-11-06T00:00:00Z', ...input } },
    )
    const { caseEntries } = await analyst.ask(
      'query ($id: ID!) { caseEntries(id: $id, first: 1) { items { intake { id } } } }',
      { id },
    )
    return caseEntries.items[0].intake.id
  }
  return [
    await receive({
      ...{
        sourceType: 'INCIDENT_REPORT',
        originator: BANK,
        summary: '勘定系への侵入の試み',
        caveats: '行名を出さない',
      },
      consentedTiers: ['GOVERNMENT', 'MEMBER'],
    }),
    await receive({
      ...{ sourceType: 'AGREEMENT_COMMINFO', originator: '通信情報の提供者', summary: '指令の中継点' },
      ...{ legalBasis: '当事者協定', containsCommInfo: true, consentedTiers: ['GOVERNMENT', 'MEMBER', 'FRIEND'] },
    }),
  ]
}

interface Part {
  readonly key: string
  readonly text: string
  readonly [more: string]: unknown
}

function edition(name: string, requiredRank: number, fragments: Part[]) {
  return {
    ...{ title: `勘定系への侵入（${name}）`, summary: `${name}の要旨`, requiredRank, fragments },
    audience: { everyone: true },
  }
}

const tearLine = async (who: Actor, { id }: Product, from: Category, to: Category): Promise<Torn[]> =>
  (await who.ask(TEAR_LINE, { id, from, to })).tearLine

/** Asks the originator of each fragment that lacks their word, who sees exactly the text and agrees. */
async function askTheBank(analyst: Actor, bank: Actor, product: Product): Promise<void> {
  const { productConsents } = await analyst.ask(
    'query ($id: ID!) { productConsents(productId: $id) { sources { edition fragment isMissing } } }',
    product,
  )
  const missing = (productConsents.sources as { edition: number; fragment: number; isMissing: boolean }[]).filter(
    ({ isMissing }) => isMissing,
  )
  check(missing.length > 0, 'the analyst sees whose word is missing')
  for (const { edition: place, fragment } of missing)
    await analyst.ask(
      'mutation ($id: ID!, $version: Int!, $edition: Int!, $fragment: Int!) { askConsent(productId: $id, version: $version, edition: $edition, fragment: $fragment) { mayRecord } }',
      { ...product, edition: place, fragment },
    )
  const { consentRequests } = await bank.ask('{ consentRequests { id text agreed } }')
  const open = (consentRequests as { id: string; text: string; agreed: boolean | null }[]).filter(
    ({ agreed }) => agreed === null,
  )
  check(
    open.length > 0 && !JSON.stringify(consentRequests).includes(ADDRESS),
    'the bank sees the exact text it is asked about, and nothing else of the product',
  )
  for (const { id } of open)
    await bank.ask(
      'mutation ($id: ID!) { answerConsent(id: $id, agree: true, note: "差し支えありません。") { agreed } }',
      {
        id,
      },
    )
  say('bank', `read «${open[0]?.text}» and agreed`)
}

async function releaseNow(officer: Actor, product: Product): Promise<Map<Category, string>> {
  const { editions } = await step<{ editions: { category: Category; editionId: string }[] }>(
    officer,
    'release',
    product,
  )
  return new Map(editions.map(({ category, editionId }) => [category, editionId]))
}

/** Waits until the reader was told of this edition; resolves to the number of the news. */
async function news(who: Actor, editionId: string | undefined, kind = 'RELEASED'): Promise<number> {
  const giveUpAt = Date.now() + 20_000
  for (;;) {
    const { inboxLatest } = await who.ask('{ inboxLatest(first: 50) { items { seq kind editionId } } }')
    const found = (inboxLatest.items as { seq: number; kind: string; editionId: string | null }[]).find(
      item => item.kind === kind && item.editionId === editionId,
    )
    if (found) return found.seq
    if (Date.now() > giveUpAt) throw new Error(`${who.account?.email} was not told: ${kind} ${editionId}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** The bundle says in STIX what it is, and a document carries whose copy it is. */
async function checkFiles(member: Actor, friend: Actor, released: ReadonlyMap<Category, string>): Promise<void> {
  const id = released.get('PROVISION') ?? ''
  const { objects } = (await (await member.get(`/editions/${id}/bundle`)).json()) as {
    objects: { id: string; type: string; object_refs?: string[]; name?: string }[]
  }
  const report = objects.find(({ id: own }) => own === `report--${id}`)
  const carried = new Set(objects.map(object => object.id))
  check(report?.object_refs?.every(ref => carried.has(ref)) === true, 'the bundle has a report of all that it carries')
  check(
    objects.some(({ type, name }) => type === 'marking-definition' && name === 'TLP:AMBER'),
    'and says how far it goes',
  )
  const pdf = Buffer.from(await (await member.get(`/editions/${id}/pdf`)).arrayBuffer())
  check(pdf.subarray(0, 5).toString() === '%PDF-', 'a member takes it as a document')
  check((await friend.get(`/editions/${id}/pdf`)).status === 404, 'which is not there for a friend')
}

/** Who was told, read, took and removed what. */
async function report(analyst: Actor, product: Product, name: string): Promise<void> {
  const uses: {
    person: { name: string }
    openedAt: string | null
    downloadedAt: string | null
    removedAt: string | null
  }[] = []
  for (let after: string | null = null, more = true; more;) {
    const { editionUses }: { editionUses: { items: typeof uses; endCursor: string | null; hasMore: boolean } } =
      await analyst.ask(
        'query ($id: ID!, $after: String) { editionUses(productId: $id, after: $after) { items { person { name } openedAt downloadedAt removedAt } endCursor hasMore } }',
        { id: product.id, after },
      )
    uses.push(...editionUses.items)
    ;[after, more] = [editionUses.endCursor, editionUses.hasMore]
  }
  const own = uses.filter(({ person }) => person.name === name)
  check(
    own.some(({ openedAt, downloadedAt }) => openedAt !== null && downloadedAt !== null),
    'the report has who read and took it',
  )
  check(uses.filter(({ removedAt }) => removedAt !== null).length === 1, 'and who said that it is removed')
  say(
    'analyst',
    `the report names ${uses.length} people and editions, ${uses.filter(({ openedAt }) => openedAt).length} opened`,
  )
}

console.log('狼煙 – one analysis, three lawful editions')
const startedAt = performance.now()
const hub = await spawnHub({ HUB_OPERATIONS: 'any' })
console.log(`  hub up at ${hub.url} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
try {
  await tell(hub)
  await tellEmergency(hub)
} catch (error) {
  tally.failed += 1
  tally.problems.push(error instanceof Error ? error.message : String(error))
  console.error(error)
} finally {
  await hub.stop()
}
console.log(tally.problems.length > 0 ? `\n${tally.problems.map(problem => `  ✗ ${problem}`).join('\n')}\n` : '')
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed > 0 ? 1 : 0

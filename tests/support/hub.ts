/**
 * A whole hub inside the test process, on a clone of the migrated template: the real application, the real worker, real
 * sockets, PostgreSQL behind. One for each test file.
 */
import 'reflect-metadata'
import { randomUUID, type X509Certificate } from 'node:crypto'
import { createApi, readOperations, type ApiConfig } from '@noroshi/api'
import { TIERS, type Tier } from '@noroshi/clearance'
import { loginOfTier } from '@noroshi/database'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { demoCouncil, foundCouncil } from '@noroshi/membership'
import { DownloadKey, ReleaseKey } from '@noroshi/products'
import { startWorker, type WorkerConfig } from '@noroshi/worker'
import { Actor, type Account } from './actor.ts'
import { approveFor, haveColleagues } from './approving.ts'

export interface TestHub {
  readonly url: string
  readonly database: TestDatabase
  readonly accounts: readonly Account[]
  /** The demo account whose e-mail begins so. */
  account(prefix: string): Account
  /** That account, coming with its API key: no sign-in, so no one-time code is used up. */
  as(prefix: string): Actor
  nobody(): Actor
  /** PKCS #8 in PEM; hubs that are compared sign alike. */
  readonly signingKeyPem: string
  readonly downloadKeyPem: string
  /** The GraphQL schema that it answers by. */
  readonly schema: unknown
  stop(): Promise<void>
  /** Stops, and keeps the database for hubs that begin as its clones (`from`); `database.drop()` ends it. */
  freeze(): Promise<void>
}

export interface TestHubOptions {
  readonly tiers?: readonly Tier[]
  readonly worker?: boolean
  readonly portalDir?: string
  /** What may be asked without a key: with a portal what is on its list, and else, for tests, anything. */
  readonly operations?: ApiConfig['operations']
  readonly signInsPerMinute?: number
  readonly publicUrl?: string
  readonly contributionQuota?: ApiConfig['contributionQuota']
  readonly trustedProxies?: readonly string[]
  /** How its worker pulls sources, and what sources may be set up. */
  readonly pulls?: WorkerConfig['pulls']
  readonly sources?: ApiConfig['sources']
  /** What endpoints people may register, and the public key of its webhooks. */
  readonly endpoints?: ApiConfig['endpoints']
  readonly webhookKeyPem?: string
  /** With what its mail is signed, as it is published. */
  readonly mailKeyArmored?: string
  /** With what alerts without the hub are signed. */
  readonly alertKeyPems?: readonly string[]
  readonly smimeAuthorities?: readonly X509Certificate[]
  /** What browsers may be pushed to. */
  readonly push?: ApiConfig['push']
  /** What telephones may be registered. */
  readonly phones?: ApiConfig['phones']
  /** How its news leaves. */
  readonly delivery?: WorkerConfig['delivery']
  readonly upkeepPollSeconds?: number
  /** Another process of the same hub: shares its database and its people, and leaves both when it stops. */
  readonly beside?: TestHub
  /** A frozen hub, of whose database this one begins as a clone. */
  readonly from?: TestHub
}

export async function startTestHub({
  tiers = TIERS,
  worker = true,
  portalDir,
  operations = portalDir ? readOperations(portalDir) : 'ANY',
  signInsPerMinute = 1_000,
  publicUrl,
  contributionQuota = { objects: 1_000_000, bytes: 1_000_000_000 },
  trustedProxies = [],
  pulls,
  sources,
  push,
  phones,
  delivery,
  upkeepPollSeconds,
  endpoints,
  webhookKeyPem,
  mailKeyArmored,
  alertKeyPems,
  smimeAuthorities,
  beside,
  from,
}: TestHubOptions = {}): Promise<TestHub> {
  const cluster = testCluster()
  const database =
    beside?.database ?? (await cloneDatabase(cluster, [], ['hub_migrator'], from?.database.address.database))
  const accounts = (beside ?? from)?.accounts ?? (await found(database))
  const signingKeyPem = (beside ?? from)?.signingKeyPem ?? ReleaseKey.newPem()
  const downloadKeyPem = (beside ?? from)?.downloadKeyPem ?? DownloadKey.newPem()
  const address = { ...database.address, poolSize: 4 }
  const app = await createApi({
    port: 0,
    host: '127.0.0.1',
    tiers,
    database: {
      ...address,
      passwords: Object.fromEntries(tiers.map(tier => [loginOfTier(tier), cluster.passwords[loginOfTier(tier)]])),
    },
    signingKeyPem: tiers.includes('GOVERNMENT') ? signingKeyPem : undefined,
    downloadKeyPem,
    publicUrl,
    portalDir,
    operations,
    trustedProxies,
    logLevel: 'silent',
    warningLists: [],
    signInsPerMinute,
    contributionQuota,
    ...(sources ? { sources } : {}),
    ...(endpoints ? { endpoints } : {}),
    ...{ webhookKeyPem, mailKeyArmored, smimeAuthorities },
    ...(alertKeyPems ? { alertKeyPems } : {}),
    ...(push ? { push } : {}),
    ...(phones ? { phones } : {}),
  })
  await app.listen(0, '127.0.0.1')
  const running = worker
    ? await startWorker({
        database: { ...address, passwords: { hub_worker: cluster.passwords.hub_worker } },
        logLevel: 'silent',
        healthPort: undefined,
        ...(pulls ? { pulls } : {}),
        ...(delivery ? { delivery } : {}),
        ...(upkeepPollSeconds === undefined ? {} : { upkeepPollSeconds }),
      })
    : undefined
  const url = await app.getUrl()
  haveColleagues(url, accounts)
  const account = (prefix: string): Account => {
    const found = accounts.find(candidate => candidate.email.startsWith(prefix))
    if (!found) throw new Error(`no demo account begins with ${prefix}`)
    return found
  }
  const stop = async () => {
    await running?.close()
    await app.close()
  }
  return {
    url,
    database,
    accounts,
    account,
    as: prefix => new Actor(url, account(prefix)).withKey(),
    nobody: () => new Actor(url),
    signingKeyPem,
    downloadKeyPem,
    get schema() {
      return (app.getHttpAdapter().getInstance() as unknown as { graphql: { schema: unknown } }).graphql.schema
    },
    async stop() {
      await stop()
      if (!beside) await database.drop()
    },
    async freeze() {
      await stop()
      await database.close()
    },
  }
}

async function found(database: TestDatabase): Promise<readonly Account[]> {
  const { council, accounts } = demoCouncil(new Date())
  await foundCouncil(database.database, council, new Date())
  return accounts
}

export interface EditionSketch {
  readonly title: string
  readonly summary?: string
  readonly text?: string
  readonly secret?: boolean
  readonly commInfo?: boolean
  readonly person?: boolean
  readonly stixIds?: readonly string[]
  readonly audience?: object
  readonly requiredRank?: number
  readonly originator?: string
  readonly consentedTiers?: readonly string[]
  readonly embargoUntil?: string
  readonly expiresAt?: string
}

/** A product as the API takes it, from what a test cares about. */
export function productOf(title: string, editions: readonly EditionSketch[], more: object = {}) {
  return {
    title,
    kind: 'BULLETIN',
    severity: 'HIGH',
    urgency: 'PRIORITY',
    ...more,
    editions: editions.map(edition => ({
      title: edition.title,
      summary: edition.summary ?? `${edition.title} – summary`,
      fragments: fragmentsOf(edition),
      ...(edition.requiredRank ? { requiredRank: edition.requiredRank } : {}),
      ...(edition.embargoUntil ? { embargoUntil: edition.embargoUntil } : {}),
      ...(edition.expiresAt ? { expiresAt: edition.expiresAt } : {}),
      audience: edition.audience ?? { everyone: true },
    })),
  }
}

export interface Released {
  readonly productId: string
  /** Ids of the released editions by category. */
  readonly editions: Record<string, string>
}

/** Drafts, submits and releases by two people, and has a third approve where that is asked for; resolves when the release is committed. */
export async function release(analyst: Actor, officer: Actor, product: object): Promise<Released> {
  const { draftProduct } = await analyst.ask(
    'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }',
    { input: product },
  )
  await analyst.ask(
    'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }',
    draftProduct,
  )
  await approveFor([analyst, officer], draftProduct)
  const isEmergency = 'urgency' in product && product.urgency === 'EMERGENCY'
  const { releaseProduct } = await officer.ask(
    'mutation ($id: ID!, $version: Int!, $reason: String) { releaseProduct(id: $id, version: $version, reason: $reason) { editions { category editionId } } }',
    { ...draftProduct, reason: isEmergency ? '待てないため' : null },
  )
  const editions = (releaseProduct.editions as { category: string; editionId: string }[]).map(edition => [
    edition.category,
    edition.editionId,
  ])
  return { productId: draftProduct.id, editions: Object.fromEntries(editions) }
}

export const newImportId = (): string => randomUUID()

/** The flags are of the words; the objects are known from elsewhere, as those that may stand in a wider edition too must be. */
function fragmentsOf({ title, text, stixIds = [], secret, commInfo, person, ...edition }: EditionSketch) {
  const words = {
    text: text ?? `${title} – text`,
    ...{ containsSecret: secret ?? false, containsCommInfo: commInfo ?? false, identifiesPerson: person ?? false },
    ...(edition.originator ? { originator: edition.originator, consentedTiers: edition.consentedTiers ?? [] } : {}),
  }
  const isFree = !secret && !commInfo && !person && !edition.originator
  if (isFree || stixIds.length === 0) return [{ ...words, stixIds }]
  const known = { text: 'indicators', stixIds, containsSecret: false, containsCommInfo: false, identifiesPerson: false }
  return [{ ...words, stixIds: [] }, known]
}

/**
 * Two worlds of rows. World B is a clone of world A with rows that are above a reader; whatever the reader asks has to be the same
 * in both. A difference is shrunk to the fewest rows that still make it.
 */
import type { Reader, Tier } from '@noroshi/clearance'
import {
  mayInspect,
  randomEdition,
  randomReader,
  seededRandom,
  TEST_IDS,
  TEST_INSTANT,
  type Rng,
} from '@noroshi/clearance/testing'
import { loginOfTier, prepared, type Login } from '@noroshi/database'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { shrink } from '../../shrink.ts'
import { caseRows } from './case-rows.ts'
import { contactsAbove, contactsRows, reachRow } from './contacts-rows.ts'
import { afterReviewRows, emergencyAbove, modeRows } from './emergency-rows.ts'
import { feedbackAbove, feedbackRows } from './feedback-rows.ts'
import { probesOf, questionOf } from './probes.ts'
import { downstreamRows } from './relay-rows.ts'
import {
  accessRows,
  aroundNow,
  circleOf,
  contributionRows,
  editionRows,
  inboxRows,
  organisationRows,
  productRows,
  put,
  rowsAbove,
  uuidOf,
  type Row,
} from './rows.ts'
import { sourceRows, storeRows } from './store-rows.ts'

export interface Finding {
  readonly seed: number
  readonly case: number
  readonly reader: Reader
  /** How the reader's transaction names them. */
  readonly context: Context
  readonly probe: string
  readonly without: string
  readonly with: string
  /** The fewest rows that make the difference. */
  readonly rows: readonly Row[]
}
type Context = 'person' | 'nobody' | 'unknown person'

/** The readers of a tier take turns on one person's row, which is the same in both worlds but for the case. */
const SUBJECT = {
  // From the pools that audiences are made of, so that the subject is addressed and excluded by name as well.
  organisation: TEST_IDS.organisations[0],
  person: TEST_IDS.people[0],
} as const
/** Of an office that is nobody's whom the comparison asks. */
const OTHER_PRODUCT = '0ff1ce00-0000-4000-8000-000000000001'
const READING: readonly Login[] = ['hub_government', 'hub_member', 'hub_friend', 'hub_public']
const TIERS: readonly Tier[] = ['GOVERNMENT', 'MEMBER', 'FRIEND', 'PUBLIC']

export class DualWorlds {
  readonly #a: TestDatabase
  readonly #b: TestDatabase
  readonly #questions = new Map<string, string>()
  private constructor(a: TestDatabase, b: TestDatabase) {
    this.#a = a
    this.#b = b
  }

  /** @param mutation SQL that is run in both worlds first: a fault that the comparison has to find */
  static async open(mutation?: string): Promise<DualWorlds> {
    const cluster = testCluster()
    const base = await cloneDatabase(cluster, [], [])
    await base.superuser.query('set session_replication_role = replica; set synchronous_commit = off')
    await put(base.superuser, background())
    if (mutation) await base.superuser.query(mutation)
    await base.close()
    const worlds: TestDatabase[] = []
    try {
      for (let count = 0; count < 2; count += 1)
        worlds.push(await cloneDatabase(cluster, [], READING, base.address.database))
      for (const { superuser } of worlds)
        // What a crash would lose is made again.
        await superuser.query('set session_replication_role = replica; set synchronous_commit = off')
      const [a, b] = worlds
      return new DualWorlds(a, b)
    } catch (error) {
      for (const world of worlds) await world.drop()
      throw error
    } finally {
      await base.drop()
    }
  }

  async close(): Promise<void> {
    await this.#a.drop()
    await this.#b.drop()
  }

  /** Compares one case of a seed; resolves to the shrunk difference, or to undefined. */
  async compare(seed: number, index: number): Promise<Finding | undefined> {
    const rng = seededRandom(seed * 100_003 + index)
    const reader = await this.#seat(rng)
    const context: Context =
      reader.personId === null || rng() < 0.1 ? 'nobody' : rng() < 0.05 ? 'unknown person' : 'person'
    const asked: Reader =
      context === 'person' ? reader : { ...reader, personId: null, organisationId: null, roles: [], isOversight: false }
    const editions = Array.from({ length: 8 }, () => aroundNow(randomEdition(rng), TEST_INSTANT))
    const hidden = rowsAbove(rng, asked, context === 'nobody', editions, TEST_INSTANT)
    const said = feedbackAbove(rng, asked, editions, hidden.above)
    const [shared, above] = [
      [...hidden.shared, ...said.shared],
      [...hidden.above, ...said.above],
    ]
    if (!mayInspect(asked)) above.push(...caseRows(rng, uuidOf(rng), uuidOf(rng)))
    above.push(...emergencyAbove(rng, asked, OTHER_PRODUCT), ...contactsAbove(rng, asked))
    // The lists of intermediaries are read by government's administration too.
    if (!mayInspect(asked) && !asked.roles.includes('ADMINISTRATOR'))
      above.push(...downstreamRows(rng, { id: uuidOf(rng), label_id: 1 }))
    const question = await this.#questionOf(reader.tier)
    const personId = context === 'person' ? reader.personId : context === 'nobody' ? null : uuidOf(rng)
    const ask = async (world: TestDatabase): Promise<Record<string, string>> => {
      try {
        const [{ answers }] = await world.database.asReader({ ...reader, personId }, tx =>
          prepared<{ answers: Record<string, string> }>(tx, question, []),
        )
        return answers
      } catch (error) {
        // A question that fails is an answer as well (L34); one that fails in both worlds is a probe that asks nothing.
        return { failure: error instanceof Error ? error.message : String(error) }
      }
    }
    await Promise.all([this.#a, this.#b].map(world => put(world.superuser, shared)))
    const without = await ask(this.#a)
    if (without['failure']) throw new Error(`the question fails without anything above: ${without['failure']}`)
    const differs = async (some: readonly Row[]): Promise<{ probe: string; with: string } | undefined> => {
      await put(this.#b.superuser, some)
      const answers = await ask(this.#b)
      await take(this.#b, some)
      const probe = [...Object.keys(answers), ...Object.keys(without)].find(name => answers[name] !== without[name])
      return probe === undefined ? undefined : { probe, with: answers[probe] }
    }
    const difference = await differs(above)
    const least = difference && (await shrink(above, difference, differs))
    await Promise.all([this.#a, this.#b].map(world => take(world, shared)))
    if (!least) return undefined
    const { found, fewest: rows } = least
    return { seed, case: index, reader: asked, context, ...found, without: without[found.probe], rows }
  }

  async #questionOf(tier: Tier): Promise<string> {
    const login = loginOfTier(tier)
    const known = this.#questions.get(login) ?? questionOf(await probesOf(this.#a.superuser, login))
    this.#questions.set(login, known)
    return known
  }

  /** Gives the subject the standing of a random reader, in both worlds. */
  async #seat(rng: Rng): Promise<Reader> {
    const tier = TIERS[Math.floor(rng() * TIERS.length)]
    const made = aroundNow(randomReader(rng), TEST_INSTANT)
    if (tier === 'PUBLIC') return { ...made, tier, personId: null, organisationId: null }
    const isGovernment = tier === 'GOVERNMENT'
    const isOversight = isGovernment && rng() < 0.2
    const reader: Reader = {
      ...{ ...made, tier, isOversight, personId: SUBJECT.person, organisationId: SUBJECT.organisation },
      // The committee is restricted by nobody, and a friend has no clearance: the tables hold nothing else.
      membershipState: isOversight ? 'ACTIVE' : rng() < 0.85 ? 'ACTIVE' : 'SUSPENDED',
      roles: isGovernment
        ? made.roles
        : made.roles.filter(role => !/ANALYST|OFFICER|^ADMINISTRATOR|INSPECTOR/.test(role)),
      personActive: rng() < 0.9,
      clearanceRank: tier === 'FRIEND' || made.clearanceValidUntil === null ? 0 : made.clearanceRank,
    }
    const seatIn = async ({ superuser }: TestDatabase) => {
      await superuser.query(
        `update hub.organisation set tier = $2, class = $3, sectors = $4, state = $5, safeguards_valid_until = $6, circles = $7 where id = $1`,
        [
          ...[SUBJECT.organisation, tier, isOversight ? 'OVERSIGHT_COMMITTEE' : 'VENDOR', reader.sectors],
          ...[reader.membershipState, reader.safeguardsValidUntil, reader.circles],
        ],
      )
      await superuser.query(
        `update hub.person set tier = $2, roles = $3, active = $4, clearance_rank = $5, clearance_valid_until = $6, clearance_verified_by = 'x' where id = $1`,
        [SUBJECT.person, tier, reader.roles, reader.personActive, reader.clearanceRank, reader.clearanceValidUntil],
      )
      for (const table of ['session', 'api_key', 'socket_ticket', 'enrolment', 'inbox', 'credential'])
        await superuser.query(`update hub.${table} set tier = $2 where person_id = $1`, [SUBJECT.person, tier])
    }
    await Promise.all([seatIn(this.#a), seatIn(this.#b)])
    return reader
  }
}

/** What both worlds hold: the subject with accesses and an inbox, and others' things of every kind. */
function background(): Row[] {
  const rng = seededRandom(1)
  const level = { table: 'clearance_level', values: { rank: 3, code: 'THREE', name_ja: '三', name_en: 'Three' } }
  const organisation = {
    id: SUBJECT.organisation,
    name: 'own',
    name_en: 'own',
    class: 'VENDOR',
    tier: 'MEMBER',
    state: 'ACTIVE',
  }
  const person = {
    id: SUBJECT.person,
    organisation_id: SUBJECT.organisation,
    tier: 'MEMBER',
    name: 'own',
    email: 'own@x.example',
    roles: [],
  }
  const editions = Array.from({ length: 40 }, () => aroundNow(randomEdition(rng), TEST_INSTANT)).filter(
    one => one.releasedAt !== null,
  )
  return [
    ...[level, { table: 'organisation', values: organisation }, { table: 'person', values: person }],
    ...accessRows(rng, SUBJECT.person, 'MEMBER').map(row => ({
      ...row,
      values: { ...row.values, person_id: SUBJECT.person },
    })),
    ...inboxRows(rng, SUBJECT.person, 'MEMBER'),
    ...editions.flatMap(edition => editionRows(rng, { ...edition, id: uuidOf(rng) }, uuidOf(rng), uuidOf(rng))),
    ...TIERS.slice(0, 3).flatMap(tier => organisationRows(rng, tier)),
    ...productRows(rng, SUBJECT.organisation, SUBJECT.person),
    ...productRows(rng, uuidOf(rng), uuidOf(rng)),
    ...named(productRows(rng, uuidOf(rng), uuidOf(rng)), OTHER_PRODUCT),
    ...afterReviewRows(rng, uuidOf(rng)),
    ...modeRows(rng),
    ...storeRows(rng, uuidOf(rng)),
    ...sourceRows(rng, uuidOf(rng)),
    ...contributionRows(rng, uuidOf(rng), uuidOf(rng)),
    ...caseRows(rng, SUBJECT.organisation, SUBJECT.person),
    ...caseRows(rng, uuidOf(rng), uuidOf(rng)),
    ...[SUBJECT.person, uuidOf(rng)].flatMap(person =>
      feedbackRows(rng, { id: uuidOf(rng), label_id: 1, category: 'NOTICE' }, person),
    ),
    ...circleOf(rng, uuidOf(rng), uuidOf(rng)),
    ...contactsRows(rng, SUBJECT.organisation, SUBJECT.person),
    ...contactsRows(rng, uuidOf(rng), uuidOf(rng)),
    reachRow(SUBJECT.organisation),
  ]
}

/** The rows of one product under a known id. */
const named = ([product, ...rest]: Row[], id: string): Row[] => [
  { ...product, values: { ...product.values, id } },
  ...rest.map(row => ('product_id' in row.values ? { ...row, values: { ...row.values, product_id: id } } : row)),
]

/** By what the rows of a table are told apart: the first of these that they have. */
const KEYS = [
  ...[
    'intake_id',
    'id',
    'token_hash',
    'ticket_hash',
    'contribution_id',
    'edition_id',
    'import_id',
    'stix_id',
    'person_id',
  ],
  ...['source_id', 'circle_id', 'request_id', 'after_review_id', 'organisation_id', 'relay_id', 'downstream_id'],
  'product_id',
]

async function take(world: TestDatabase, rows: readonly Row[]): Promise<void> {
  const gone = new Map<string, unknown[]>()
  for (const { table, values } of rows) {
    const key = table === 'stix_object' ? 'stix_id' : KEYS.find(name => name in values)
    const place = `hub.${table} where ${key}`
    gone.set(place, [...(gone.get(place) ?? []), values[key ?? '']])
  }
  for (const [place, keys] of gone) await world.superuser.query(`delete from ${place} = any ($1)`, [keys])
}

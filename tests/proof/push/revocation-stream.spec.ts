/**
 * Revocation in the midst of a stream (L47, R-5): a thousand messages go to each of many people, and at a random instant each loses
 * their rights. Nothing that was written after the revocation was committed may arrive, and the socket is closed within a second.
 */
import { randomUUID } from 'node:crypto'
import { seededRandom } from '@noroshi/clearance/testing'
import { Actor, type Listener } from '../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../support/hub.ts'
import { eventually, settled } from '../../api/steps.ts'
import { IS_FULL, prove, SEED } from '../evidence.ts'
import { keyOf } from '../principals.ts'

const MESSAGES = 1_000
const PEOPLE = IS_FULL ? 100 : 24
const WAYS = ['person', 'organisation', 'key'] as const

interface Listening {
  readonly person: string
  readonly organisation: string
  readonly key: string
  readonly listener: Listener
  readonly way: (typeof WAYS)[number]
  /** The message before which the rights end. */
  readonly at: number
  /** By `performance.now()`, when the revocation was answered, and the number of the first message begun after it. */
  revoked?: { readonly answered: number; readonly first: number }
  closed?: number
}

let hub: TestHub
let label: number
const listening: Listening[] = []
beforeAll(async () => {
  hub = await startTestHub()
  const { editions } = await release(
    hub.as('analyst-1'),
    hub.as('officer-1'),
    productOf('notice', [{ title: 'notice' }]),
  )
  await settled(hub)
  const { superuser } = hub.database
  label = (
    await superuser.query<{ id: number }>('select label_id as id from hub.edition where id = $1', [editions['NOTICE']])
  ).rows[0].id
  // One person of each organisation, so that ending an organisation ends nobody else.
  const { rows } = await superuser.query<{ email: string; person: string; organisation: string }>(
    `select distinct on (p.organisation_id) p.email, p.id as person, p.organisation_id as organisation
     from hub.person p join hub.organisation o on o.id = p.organisation_id
     where p.tier in ('MEMBER', 'FRIEND') and o.state = 'ACTIVE' and p.active order by p.organisation_id, p.email limit $1`,
    [PEOPLE],
  )
  const rng = seededRandom(SEED)
  for (const [index, { email, person, organisation }] of rows.entries()) {
    const key = await keyOf(hub, email.split('@')[0], ['read'])
    const listener = await new Actor(hub.url).withKey(key).listen()
    const one: Listening = {
      ...{ person, organisation, key, listener, way: WAYS[index % WAYS.length] },
      at: 20 + Math.floor(rng() * (MESSAGES - 40)),
    }
    listener.socket.io.on('close', () => (one.closed ??= performance.now()))
    listener.socket.on('disconnect', () => (one.closed ??= performance.now()))
    listening.push(one)
  }
}, 120_000)
afterAll(async () => {
  for (const { listener } of listening) listener.close()
  await hub.stop()
}, 20_000)

async function revoke({ person, organisation, way }: Listening): Promise<void> {
  const { superuser } = hub.database
  if (way === 'person') await superuser.query('update hub.person set active = false where id = $1', [person])
  else if (way === 'organisation')
    await superuser.query(`update hub.organisation set state = 'SUSPENDED' where id = $1`, [organisation])
  else await superuser.query('update hub.api_key set revoked_at = now() where person_id = $1', [person])
}

describe(`a stream of ${MESSAGES} messages to ${PEOPLE} people (seed ${SEED})`, () => {
  it('[L46][L47] ends for each at the instant their rights end', async () => {
    const { superuser } = hub.database
    // Counters as the worker keeps them; from here on, the numbers are written by this test in the worker's place.
    const start = Math.max(...listening.map(({ listener }) => listener.last), 1)
    for (let message = 1; message <= MESSAGES; message += 1) {
      for (const one of listening.filter(({ at }) => at === message)) {
        // Each hears something before, or else the silence would mean nothing.
        await eventually(() => one.listener.items.length >= 5, 'something to be heard')
        await revoke(one)
        one.revoked = { answered: performance.now(), first: start + message }
      }
      await superuser.query(
        `insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference)
         select p.id, $2, p.tier, 'RELEASED', gen_random_uuid(), $3, 'NOTICE', 'ROUTINE', $4 from hub.person p where p.id = any($1::uuid[])`,
        [listening.map(({ person }) => person), start + message, label, randomUUID()],
      )
      if (message % 5 === 0) await superuser.query(`select pg_notify('hub_inbox', '')`)
    }
    await eventually(() => listening.every(({ closed }) => closed !== undefined), 'every socket to be closed', 10_000)
    const late = listening.filter(({ listener, revoked }) =>
      listener.items.some(item => item.editionId !== null && item.seq >= (revoked?.first ?? Infinity)),
    )
    expect(late.map(({ way, at }) => `${way} at ${at}`)).toEqual([])
    const slowest = Math.max(...listening.map(({ closed = Infinity, revoked }) => closed - (revoked?.answered ?? 0)))
    expect(slowest).toBeLessThan(1_000)
    process.stdout.write(`    revoked and closed, at the slowest, in ${slowest.toFixed(0)} ms\n`)
    prove('revocations mid-stream', listening.length)
  }, 120_000)
})

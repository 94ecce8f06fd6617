/**
 * One pool, many people (L50): sixteen people ask at once through the connections of one process, a third of them hang up in the
 * middle. Nobody is ever answered with what is another's, and the pool is whole afterwards.
 */
import { request } from 'node:http'
import { seededRandom } from '@noroshi/clearance/testing'
import { startTestHub, type TestHub } from '../../support/hub.ts'
import { IS_FULL, prove, SEED } from '../evidence.ts'
import { keyOf } from '../principals.ts'
import { eventually } from '../../api/steps.ts'
import { startProcess, type OwnProcess } from './process.ts'

const PEOPLE = 16
const ROUNDS = IS_FULL ? 600 : 80
const ME = JSON.stringify({ query: '{ me { email } inbox { lastSeq } editions { items { id } } }' })

let hub: TestHub
let api: OwnProcess
const people: { email: string; key: string }[] = []
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
  const { rows } = await hub.database.superuser.query<{ email: string }>(
    `select p.email from hub.person p join hub.organisation o on o.id = p.organisation_id
     where o.state = 'ACTIVE' and p.active and p.tier <> 'GOVERNMENT' order by p.email limit $1`,
    [PEOPLE],
  )
  for (const { email } of rows) people.push({ email, key: await keyOf(hub, email.split('@')[0], ['read']) })
  api = await startProcess('api', hub, { HUB_DATABASE_POOL: '2' })
}, 60_000)
afterAll(async () => {
  await api.stop()
  await hub.stop()
}, 20_000)

/** Asks, and hangs up after so many milliseconds unless the answer was there before; null for who hung up. */
function ask(key: string | undefined, hangUpAfter?: number): Promise<string | null> {
  return new Promise(resolve => {
    const authorization = key ? { authorization: `Bearer ${key}` } : {}
    const headers = { 'content-type': 'application/json', ...authorization }
    const sending = request(`${api.url}/graphql`, { method: 'POST', headers }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(text))
      answer.on('error', () => resolve(null))
    })
    sending.on('error', () => resolve(null))
    sending.end(ME)
    if (hangUpAfter !== undefined) setTimeout(() => sending.destroy(), hangUpAfter)
  })
}

it(`[L50] sixteen people over two connections, some of whom hang up, are each answered as themselves (seed ${SEED})`, async () => {
  expect(people).toHaveLength(PEOPLE)
  const rng = seededRandom(SEED)
  const foreign: string[] = []
  let answered = 0
  let hungUp = 0
  await Promise.all(
    people.map(async ({ email, key }) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const isNobody = rng() < 0.1
        const answer = await ask(isNobody ? undefined : key, rng() < 0.33 ? Math.floor(rng() * 12) : undefined)
        if (answer === null) {
          hungUp += 1
          continue
        }
        answered += 1
        const emails = answer.match(/[\w.+-]+@[\w.-]+/g) ?? []
        if (isNobody ? emails.length > 0 : emails.length !== 1 || emails[0] !== email)
          foreign.push(`${email}: ${answer.slice(0, 200)}`)
      }
    }),
  )
  expect(foreign.slice(0, 3)).toEqual([])
  expect([answered > ROUNDS * 4, hungUp > ROUNDS]).toEqual([true, true])
  // No connection was lost to who hung up, and none stayed in anybody's name.
  await eventually(async () => {
    const { rows } = await hub.database.superuser.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'noroshi api' and state <> 'idle'`,
    )
    return rows.length === 0
  }, 'every connection to be idle')
  expect((await fetch(`${api.url}/health/ready`)).status).toBe(200)
  prove('answers of a shared pool', answered)
  prove('requests hung up on', hungUp)
}, 120_000)

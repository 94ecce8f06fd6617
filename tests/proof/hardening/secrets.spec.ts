/**
 * No secret in any process's log at its most talkative, nor in its command line (L53): every kind of credential is used through its
 * door, rightly and wrongly, and the database is cut off in the middle.
 */
import { randomBytes } from 'node:crypto'
import { generateSync } from 'otplib'
import { testCluster } from '@noroshi/database/testing'
import { Actor, NEW_KEY } from '../../support/actor.ts'
import { startTestHub, type TestHub } from '../../support/hub.ts'
import { eventually, knockAt } from '../../api/steps.ts'
import { prove } from '../evidence.ts'
import { startProcess, type OwnProcess } from './process.ts'

let hub: TestHub
let api: OwnProcess
let worker: OwnProcess
beforeAll(async () => {
  hub = await startTestHub({ worker: false })
  api = await startProcess('api', hub, { HUB_OPERATIONS: 'any' })
  worker = await startProcess('worker', hub)
}, 90_000)
afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()])
  await hub.stop()
}, 30_000)

/** A secret as it is, and as a log could hold it besides. */
const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
]

it('[L53] stands in no log and no command line, whichever way it was used, also when the database goes away', async () => {
  const secrets = new Map<string, string>()
  const keep = (what: string, secret: string): string => {
    secrets.set(what, secret)
    return secret
  }
  const nobody = new Actor(api.url)
  const post = (path: string, body: object) => nobody.post(path, JSON.stringify(body)).then(answer => answer.text())
  for (const [login, password] of Object.entries(testCluster().passwords)) keep(`password of ${login}`, password)
  keep('release key', hub.signingKeyPem.split('\n')[1])
  keep('download key', hub.downloadKeyPem.split('\n')[1])

  const { email, password, totpSecret } = hub.account('officer-1')
  keep('password', password)
  const seed = keep('TOTP secret', totpSecret ?? '')
  const totp = generateSync({ secret: seed })
  const officer = await new Actor(api.url, hub.account('officer-1')).signIn()
  keep('session', officer.cookie?.split('=')[1] ?? '')
  const wrong = keep('wrong password', `kasumi ${randomBytes(6).toString('hex')}`)
  const loose = keep('password in an address', `kasumi${randomBytes(6).toString('hex')}`)
  await post('/auth/sign-in', { email, password, totp })
  await post('/auth/sign-in', { email, password: wrong, totp: '000000' })
  await post('/auth/sign-in', { email: wrong, password: [wrong], [wrong]: wrong })
  await nobody.post('/auth/sign-in', `{"email":"${email}","password":"${wrong}`)
  await nobody.get(`/auth/sign-in?password=${loose}&token=${loose}`)
  await nobody.get(`/public?text=${loose}`)

  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  await officer.asking(NEW_KEY, { name: 'x', scopes: ['read'], expiresAt, password: wrong, totp })
  const key = new Actor(api.url).withKey(keep('API key', (await officer.makeKey()).key))
  await key.ask('{ me { email } }')
  await key.get('/editions/x/bundle')
  const altered = keep('altered key', `${key.apiKey}x`)
  await new Actor(api.url).withKey(altered).asking('{ me { email } }')
  await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Basic ${altered}`, 'x-api-key': altered },
    body: altered,
  })
  await key.asking('query ($id: ID!) { edition(id: $id) { id } }', { id: wrong, nothing: wrong })
  await key.asking(`{ ${wrong.replaceAll(' ', '_')} }`)

  const ticket = keep('socket ticket', await key.ticket())
  for (const auth of [{ ticket }, { ticket }, { ticket: wrong }, { ticket: { wrong } }])
    (await knockAt(api.url, auth)).socket.close()
  await fetch(`${api.url}/socket.io/?EIO=4&transport=polling&ticket=${loose}`)

  const administrator = await new Actor(api.url, hub.account('administrator')).signIn()
  const { rows } = await hub.database.superuser.query<{ id: string }>('select id from hub.person where email = $1', [
    hub.account('hoshizora').email,
  ])
  const { renewEnrolment } = await administrator.ask(
    'mutation ($id: ID!) { renewEnrolment(personId: $id) { enrolmentToken } }',
    { id: rows[0].id },
  )
  const token = keep('enrolment token', renewEnrolment.enrolmentToken)
  const chosen = keep('chosen password', `丘から丘へ狼煙を上げる ${randomBytes(6).toString('hex')}`)
  await post('/auth/enrolment', { token })
  await post('/auth/enrolment', { token: `${token}x` })
  await post('/auth/enrol', { token, password: 'short' })
  await post('/auth/enrol', { token, password: chosen, totpSecret: seed, totp: '000000' })
  await post('/auth/enrol', { token, password: chosen })

  // The database goes away under all of this, and comes back; whatever is thrown then is logged.
  const database = hub.database.address.database
  await hub.database.superuser.query(`alter database ${database} connection limit 0`)
  await hub.database.superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'noroshi%'`) // prettier-ignore
  const failed = [await key.asking('{ editions { hasMore } }'), await officer.asking('{ me { email } }')]
  await post('/auth/sign-in', { email, password, totp })
  await post('/auth/enrolment', { token })
  for (const answer of failed) expect(await answer.text()).toMatch(/"code":"(UNAVAILABLE|INTERNAL)"/)
  await hub.database.superuser.query(`alter database ${database} connection limit -1`)
  await eventually(async () => (await fetch(`${api.url}/health/ready`)).ok, 'the api to be ready again', 30_000)
  keep('one-time code', `"totp":"${totp}"`)

  for (const [name, process] of [
    ['api', api],
    ['worker', worker],
  ] as const) {
    const log = process.output()
    const places = [log, await process.commandLine()]
    const found = [...secrets].filter(([, secret]) =>
      places.some(text => forms(secret).some(form => text.includes(form))),
    )
    expect([name, found.map(([what]) => what)]).toEqual([name, []])
    expect(process.isRunning()).toBe(true)
  }
  // The log is there, tells of all this, and names nobody.
  expect(api.output().split('\n').length).toBeGreaterThan(20)
  expect(api.output()).toContain('/auth/sign-in')
  expect(api.output()).not.toContain(email)
  prove('secrets sought in logs', secrets.size)
}, 120_000)

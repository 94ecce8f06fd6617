/**
 * A hub as a user starts it: `noroshi start` as a program of its own, with its own data directory and port. For the story,
 * the kill test and the benchmarks.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbedded } from '@noroshi/database/testing'
import type { Account } from './actor.ts'
import { haveColleagues } from './approving.ts'

export interface SpawnedHub {
  readonly url: string
  readonly dataDir: string
  readonly accounts: readonly Account[]
  readonly process: ChildProcess
  account(prefix: string): Account
  /** Asks it to stop, waits until it has, and removes its data. */
  stop(): Promise<void>
}

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))

/**
 * @param heard is given everything that the hub's processes write; without it, their complaints go to this terminal
 * @param prepare what its data directory shall hold before it starts
 */
export async function spawnHub(
  environment: Record<string, string> = {},
  heard?: (text: string) => void,
  prepare?: (dataDir: string) => Promise<void>,
): Promise<SpawnedHub> {
  const dataDir = await mkdtemp(join(tmpdir(), 'noroshi-hub-'))
  await prepare?.(dataDir)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const hub = spawn(process.execPath, [CLI, 'start'], {
    env: { ...process.env, HUB_SIGN_INS_PER_MINUTE: '1000', ...environment, HUB_DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', heard ? 'pipe' : 'inherit'],
  })
  if (heard) for (const stream of [hub.stdout, hub.stderr]) stream?.setEncoding('utf8').on('data', heard)
  await new Promise<void>((resolve, reject) => {
    hub.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes(url)) resolve()
    })
    hub.once('exit', code => reject(new Error(`the hub ended at its start (${code})`)))
  })
  const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[]
  haveColleagues(url, accounts)
  return {
    url,
    dataDir,
    accounts,
    process: hub,
    account(prefix) {
      const found = accounts.find(candidate => candidate.email.startsWith(prefix))
      if (!found) throw new Error(`no demo account begins with ${prefix}`)
      return found
    },
    async stop() {
      const ended = hub.exitCode === null ? once(hub, 'exit') : undefined
      hub.kill('SIGTERM')
      await ended
      await removeEmbedded(dataDir)
    },
  }
}

/** One more process of a hub that runs, as an operator would start it on another machine. */
export interface Beside {
  readonly url: string
  readonly process: ChildProcess
  /** SIGTERM; resolves to how long it took to end, in milliseconds, and whether it ended as asked. */
  stop(): Promise<{ readonly milliseconds: number; readonly asAsked: boolean }>
}

export async function apiBeside(
  hub: SpawnedHub,
  environment: Record<string, string> = {},
  samePort?: number,
): Promise<Beside> {
  const port = samePort ?? (await freePort())
  const [, , , databasePort] = (await readFile(join(hub.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  const script = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url))
  const api = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      HUB_LOG_LEVEL: 'warn',
      HUB_SIGN_INS_PER_MINUTE: '1000',
      NODE_ENV: 'production',
      ...environment,
      HUB_DATABASE_PORT: databasePort,
      HUB_LOGINS_DIR: join(hub.dataDir, 'logins', 'api'),
      HUB_SIGNING_KEY_FILE: join(hub.dataDir, 'release-key.pem'),
      HUB_DOWNLOAD_KEY_FILE: join(hub.dataDir, 'download-key.pem'),
      HUB_INTAKE_PUBLIC_KEY_FILE: join(hub.dataDir, 'intake-public-key.pem'),
      HUB_PORTAL_DIR: fileURLToPath(new URL('../../apps/portal/dist', import.meta.url)),
      PORT: String(port),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  process.once('exit', () => api.kill('SIGKILL'))
  const giveUpAt = Date.now() + 30_000
  while (!(await isReady(url))) {
    if (api.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`an api beside did not come up (${api.exitCode})`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return {
    url,
    process: api,
    async stop() {
      const from = performance.now()
      const ended =
        api.exitCode === null && api.signalCode === null
          ? once(api, 'exit')
          : Promise.resolve([api.exitCode, api.signalCode])
      api.kill('SIGTERM')
      const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null] // of the event `exit`
      return { milliseconds: Math.round(performance.now() - from), asAsked: code === 0 || signal === 'SIGTERM' }
    },
  }
}

export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    answer => answer.ok,
    () => false,
  )

/** Below those that systems give out by themselves: else a connection of somebody may have it before whoever it is for. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

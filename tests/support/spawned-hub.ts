/**
 * A hub as a user starts it: `noroshi start` as a program of its own, with its own data directory and port. For the story,
 * the kill test and the benchmarks.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** @param heard is given everything that the hub's processes write; without it, their complaints go to this terminal */
export async function spawnHub(
  environment: Record<string, string> = {},
  heard?: (text: string) => void,
): Promise<SpawnedHub> {
  const dataDir = await mkdtemp(join(tmpdir(), 'noroshi-hub-'))
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
      const away = await readlink(join(dataDir, 'postgres')).catch(() => undefined)
      if (away) await rm(dirname(away), { recursive: true, force: true })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/**
 * The hub's programs as processes of their own on a test hub's database: what a test measures of them (memory, logs, command
 * lines) is theirs alone, and a test that breaks one breaks nothing else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testCluster } from '@noroshi/database/testing'
import type { TestHub } from '../../support/hub.ts'
import { freePort } from '../../support/spawned-hub.ts'

export interface OwnProcess {
  readonly pid: number
  readonly url: string
  /** Everything it has written so far. */
  output(): string
  /** Its resident memory in MB, as the kernel counts it. */
  memory(): Promise<number>
  commandLine(): Promise<string>
  isRunning(): boolean
  stop(): Promise<void>
}

const MAIN = (app: string): string => fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url))

/** Starts the compiled api or worker beside a test hub, and waits until it is ready. */
export async function startProcess(
  app: 'api' | 'worker',
  hub: TestHub,
  environment: Record<string, string> = {},
): Promise<OwnProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-process-'))
  await chmod(folder, 0o700)
  for (const [login, password] of Object.entries(testCluster().passwords))
    await writeFile(join(folder, login), password, { mode: 0o600 })
  await writeFile(join(folder, 'release-key.pem'), hub.signingKeyPem, { mode: 0o600 })
  await writeFile(join(folder, 'download-key.pem'), hub.downloadKeyPem, { mode: 0o600 })
  const port = await freePort()
  const { host, port: databasePort, database } = hub.database.address
  const child = spawn(process.execPath, [MAIN(app)], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_ENV: 'production', HUB_LOG_LEVEL: 'debug', HUB_SIGN_INS_PER_MINUTE: '1000' },
      ...{ HUB_DATABASE_HOST: host, HUB_DATABASE_PORT: String(databasePort), HUB_DATABASE_NAME: database },
      ...{ HUB_LOGINS_DIR: folder, HUB_SIGNING_KEY_FILE: join(folder, 'release-key.pem'), HUB_DATABASE_POOL: '2' },
      ...(app === 'api'
        ? { PORT: String(port), HUB_DOWNLOAD_KEY_FILE: join(folder, 'download-key.pem') }
        : { HUB_WORKER_HEALTH_PORT: String(port) }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (written += text))
  const url = `http://127.0.0.1:${port}`
  const { pid } = child
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const giveUpAt = Date.now() + 60_000
  while (
    !(await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (pid === undefined || !isRunning() || Date.now() > giveUpAt) throw new Error(`${app} did not start: ${written}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  if (pid === undefined) throw new Error(`${app} has no process`)
  return {
    pid,
    url,
    output: () => written,
    isRunning,
    async memory() {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) / 1_024
    },
    commandLine: () => readFile(`/proc/${pid}/cmdline`, 'utf8'),
    async stop() {
      const ended = isRunning() ? once(child, 'exit') : undefined
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** `noroshi start`: with a setting that cannot be it says so and leaves nothing running; one that runs is ready to be killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeEmbedded } from '@noroshi/database/testing'
import { freePort, spawnHub } from '../support/spawned-hub.ts'

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))

it('a hub that cannot start gives up, says why, and takes its database with it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'noroshi-start-'))
  const port = await freePort()
  const hub = spawn(process.execPath, [CLI, 'start'], {
    env: { ...process.env, HUB_DATA_DIR: dataDir, PORT: String(port), HUB_WARNING_LISTS_DIR: join(dataDir, 'nowhere') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [hub.stdout, hub.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = await once(hub, 'close')
  expect(code).toBe(1)
  expect(said).toMatch(/HUB_WARNING_LISTS_DIR/)
  expect(said).toMatch(/The api ended 3 times at its start; the lines above say why/)
  const knock = connect(port, '127.0.0.1')
  expect(await once(knock, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }])
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
  await removeEmbedded(dataDir)
}, 90_000)

it('what the engine compiled is kept while the hub runs, for whoever starts again after a kill', async () => {
  const hub = await spawnHub()
  try {
    expect(readdirSync(join(hub.dataDir, 'compiled'), { recursive: true }).length).toBeGreaterThan(2_000)
  } finally {
    await hub.stop()
  }
}, 90_000)

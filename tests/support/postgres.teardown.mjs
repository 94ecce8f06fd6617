import { readlink, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export default async function teardown() {
  const running = globalThis.noroshiTestServer
  if (!running) return
  globalThis.noroshiTestServer = undefined
  await running.server.stop()
  const away = await readlink(join(running.folder, 'postgres')).catch(() => undefined)
  if (away) await rm(dirname(away), { recursive: true, force: true })
  await rm(running.folder, { recursive: true, force: true })
}

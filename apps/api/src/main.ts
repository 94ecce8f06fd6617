import 'reflect-metadata'
import { flushCompileCache } from 'node:module'
import { createApi } from './api.ts'
import { readConfig } from './config.ts'
import { FrontDoor } from './health/front-door.ts'

// Nobody would start us again, and nobody could stop us: without our supervisor we end as if asked to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

try {
  const config = readConfig(process.env) // eslint-disable-line no-restricted-properties -- the one place that reads it
  const app = await createApi(config)
  await app.get(FrontDoor).open(app, config.port, config.host)
  // Now, and not at the end as the engine would: whoever is killed has no end, and is to be back soon.
  flushCompileCache()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

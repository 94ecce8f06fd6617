import 'reflect-metadata'
import { flushCompileCache } from 'node:module'
import { readConfig } from './config.ts'
import { startWorker } from './worker.ts'

// Nobody would start us again, and nobody could stop us: without our supervisor we end as if asked to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

try {
  const config = readConfig(process.env) // eslint-disable-line no-restricted-properties -- the one place that reads it
  const worker = await startWorker(config)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void worker.close().then(() => process.exit(0))
    })
  // As the api does: whoever is killed writes nothing at their end.
  flushCompileCache()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

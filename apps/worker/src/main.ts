import 'reflect-metadata'
import { readConfig } from './config.ts'
import { startWorker } from './worker.ts'

try {
  const config = readConfig(process.env) // eslint-disable-line no-restricted-properties -- the one place that reads it
  const worker = await startWorker(config)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void worker.close().then(() => process.exit(0))
    })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

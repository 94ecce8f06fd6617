import { startEmbedded, type EmbeddedServer } from '@noroshi/database'
import { pauseBefore } from './supervisor.ts'

/** What keeps it from starting most often is that one which was killed is not quite gone. */
const LONGEST_PAUSE_MS = 800

/**
 * The embedded PostgreSQL of a hub that runs: when it ends by itself, it is started again on the same port, so that api and worker find it
 * where it was. What was committed is there; what was not, nobody was told of.
 */
export async function keepEmbedded(dataDir: string): Promise<EmbeddedServer> {
  const first = await startEmbedded(dataDir)
  let server = first
  let isStopping = false
  /** Never fails: what a start says against it is told, and tried again. */
  const keep = async (): Promise<void> => {
    let startedAt = performance.now()
    let lastPause: number | null = null
    await server.untilEnded()
    while (!isStopping) {
      const pause = Math.min(pauseBefore(performance.now() - startedAt, lastPause), LONGEST_PAUSE_MS)
      lastPause = pause
      console.error(`PostgreSQL is not there; starting it again in ${pause} ms`)
      await new Promise(resolve => setTimeout(resolve, pause))
      if (isStopping) return
      startedAt = performance.now()
      try {
        // The processes of one that was killed may still be on their way out; then it does not start yet.
        server = await startEmbedded(dataDir, [], first.port)
        if (!isStopping) await server.untilEnded()
      } catch (error) {
        console.error(error instanceof Error ? error.message : error)
      }
    }
  }
  const keeping = keep()
  return {
    ...first,
    untilEnded: () => keeping,
    stop: async () => {
      isStopping = true
      await server.stop()
      await keeping
      await server.stop() // it may have been started in that moment
    },
  }
}

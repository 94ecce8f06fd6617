// Preloaded into an api by the flood test: on SIGWINCH, which nobody else heeds, says how long its event loop was kept since the last time, in ms.
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5

if (process.argv[1]?.endsWith('apps/api/dist/main.js')) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  // What it records is from one look to the next, so on an idle loop the resolution itself.
  const late = nanoseconds => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  process.on('SIGWINCH', () => {
    const seen = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), most: late(delay.max) }
    delay.reset()
    writeFileSync(`${process.env.EVENT_LOOP_FILE}.new`, JSON.stringify(seen))
    renameSync(`${process.env.EVENT_LOOP_FILE}.new`, process.env.EVENT_LOOP_FILE)
  })
}

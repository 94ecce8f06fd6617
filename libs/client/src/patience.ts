/** How long to wait before asking again. */

/** Waits so many seconds, and rejects with the signal's reason when it is aborted meanwhile. */
export type Wait = (seconds: number, signal?: AbortSignal) => Promise<void>

const LONGEST_SECONDS = 30

/** Twice as long after each failure, spread over half to once and a half, so that not everybody comes back at the same instant. */
export const pauseAfter = (failures: number, random: number): number =>
  Math.min(2 ** failures, LONGEST_SECONDS) * (0.5 + random)

/** The usual `Wait`, by the clock. */
export const waiting: Wait = (seconds, signal) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = (): void => {
      clearTimeout(timer)
      // The signal's own reason, whatever it is, as with `fetch`.
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, seconds * 1_000)
    signal?.addEventListener('abort', stop, { once: true })
  })

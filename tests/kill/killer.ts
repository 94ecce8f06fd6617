/** Kills the hub's own processes without warning, at instants drawn from the seed, and measures how long the doors are shut. */
import { execFileSync } from 'node:child_process'

export type Victim = 'api' | 'worker'

/** The process ids of the supervised children, found by their parent and their script. */
export function pidOf(victim: Victim, supervisorPid: number): number | undefined {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  for (const line of table.split('\n')) {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    if (Number(parent) === supervisorPid && args.join(' ').includes(`apps/${victim}/dist/main.js`)) return Number(pid)
  }
  return undefined
}

/** Kills it as soon as it is there. @returns whether it was there within the time */
export async function kill(victim: Victim, supervisorPid: number): Promise<boolean> {
  const giveUpAt = Date.now() + 15_000
  while (Date.now() < giveUpAt) {
    const pid = pidOf(victim, supervisorPid)
    if (pid !== undefined) {
      process.kill(pid, 'SIGKILL')
      return true
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return false
}

/** Milliseconds until the api answers that it is ready. */
export async function untilReady(url: string): Promise<number> {
  const from = performance.now()
  for (;;) {
    const ready = await fetch(`${url}/health/ready`).then(
      answer => answer.ok,
      () => false,
    )
    if (ready) return Math.round(performance.now() - from)
    if (performance.now() - from > 60_000) throw new Error('the api did not come back within a minute')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

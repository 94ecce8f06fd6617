/** Kills the hub's own processes without warning, at instants drawn from the seed, and measures how long the doors are shut. */
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpawnedHub } from '../support/spawned-hub.ts'

export const VICTIMS = ['api', 'worker', 'postgres'] as const
export type Victim = (typeof VICTIMS)[number]

/** The process ids of the supervised children, found by their parent and their script; of PostgreSQL its postmaster. */
async function pidOf(victim: Victim, hub: SpawnedHub): Promise<number | undefined> {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  // Its file stays when it was killed: it has to be looked up whether there is such a process.
  const postmaster = victim === 'postgres' ? await postmasterOf(hub) : undefined
  for (const line of table.split('\n')) {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    const command = args.join(' ')
    if (victim === 'postgres' && Number(pid) === postmaster && command.includes('bin/postgres')) return postmaster
    if (Number(parent) === hub.process.pid && command.includes(`apps/${victim}/dist/main.js`)) return Number(pid)
  }
  return undefined
}

export async function postmasterOf({ dataDir }: SpawnedHub): Promise<number | undefined> {
  const [pid] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return Number(pid) || undefined
}

/** Kills it as soon as it is there. @returns whether it was there within the time */
export async function kill(victim: Victim, hub: SpawnedHub): Promise<boolean> {
  const giveUpAt = Date.now() + 60_000
  while (Date.now() < giveUpAt) {
    const pid = await pidOf(victim, hub)
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
    if (performance.now() - from > 120_000) throw new Error('the api did not come back within two minutes')
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

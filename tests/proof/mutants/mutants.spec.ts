/**
 * Every fault put into the sources is found by the test that is there for it. `npm test` tries some, another seed tries others
 * (`PROOF_SEED=7`), `PROOF_MUTANT=any-origin,batching` tries those; `npm run prove` tries all. One PostgreSQL cluster serves this
 * run and the runs that it starts.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IS_FULL, prove, sampleOf, SEED } from '../evidence.ts'
import { ROOT } from '../../support/sources.ts'
import type { Mutant } from './mutant.ts'
import { MUTANTS } from './mutants.ts'

const TRIED = IS_FULL ? MUTANTS.length : 10

const NAMED = process.env['PROOF_MUTANT']?.split(',')

function sample(): readonly Mutant[] {
  if (NAMED) return MUTANTS.filter(({ id }) => NAMED.includes(id))
  return sampleOf(MUTANTS, TRIED)
}

const faultOf = (mutant: Mutant): Record<string, string> =>
  'sql' in mutant
    ? { PROOF_SQL_MUTATION: mutant.sql }
    : { NOROSHI_MUTANT: JSON.stringify({ file: mutant.file, find: mutant.find, replace: mutant.replace }) }

interface Outcome {
  readonly numFailedTests: number
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

/** Runs the narrowest tests with the fault in place. */
async function outcomeOf(mutant: Mutant): Promise<Outcome> {
  const { killedBy } = mutant
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-mutant-'))
  const outputFile = join(folder, 'outcome.json')
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
  const what = [
    '--selectProjects',
    killedBy.project,
    `--testPathPatterns=${killedBy.path}`,
    ...(killedBy.title ? ['-t', killedBy.title] : []),
  ]
  const how = ['--runInBand', '--forceExit', '--silent', '--bail', '--json', `--outputFile=${outputFile}`]
  const child = spawn(process.execPath, [...jest, ...what, ...how], {
    cwd: ROOT,
    stdio: 'ignore',
    env: { ...process.env, ...faultOf(mutant), NOROSHI_EVIDENCE: '' },
  })
  await new Promise(resolve => child.on('exit', resolve))
  const outcome = JSON.parse(await readFile(outputFile, 'utf8')) as Outcome
  await rm(folder, { recursive: true, force: true })
  return outcome
}

describe(`a fault in the sources (seed ${SEED})`, () => {
  it.each(sample())(
    'is found: $says ($leakClass, $id)',
    async mutant => {
      const outcome = await outcomeOf(mutant)
      const said = outcome.testResults.map(({ message }) => message).join('\n')
      expect(said).not.toContain('has rotted')
      const isKilled = outcome.numFailedTests > 0
      prove('mutants killed', isKilled ? 1 : 0, 1)
      // Without a test that ran, nothing was found: a pattern that matches nothing is no proof.
      expect([mutant.id, isKilled, said.slice(0, isKilled ? 0 : 500)]).toEqual([mutant.id, true, ''])
    },
    120_000,
  )

  it('has a text that stands exactly once in its source', async () => {
    for (const mutant of MUTANTS)
      if ('file' in mutant)
        expect([mutant.id, (await readFile(join(ROOT, mutant.file), 'utf8')).split(mutant.find).length - 1]).toEqual([
          mutant.id,
          1,
        ])
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length)
  })
})

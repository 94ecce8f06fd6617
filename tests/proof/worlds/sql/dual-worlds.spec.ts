/**
 * Whoever reads, on their own login and with any SQL, whatever is above them makes no difference to any answer: not to rows, counts,
 * aggregates, filters, joins or functions. Another seed: `PROOF_SEED=7 npm test -- proof`; a fault of your own, to see it found:
 * `PROOF_SQL_MUTATION='drop policy …' npm run -s jest -- --selectProjects proof --testPathPatterns worlds/sql/dual`.
 */
import { IS_FULL, prove, SEED } from '../../evidence.ts'
import { DualWorlds, type Finding } from './runner.ts'

const CASES = IS_FULL ? 5_000 : 520

/** A difference as a person reads it, with how to see it again. */
export function told({ rows, reader, ...finding }: Finding): string {
  return JSON.stringify({ replay: `PROOF_SEED=${finding.seed}`, ...finding, reader, rows }, null, 1)
}

describe(`two worlds of rows (seed ${SEED})`, () => {
  let worlds: DualWorlds
  beforeAll(async () => {
    worlds = await DualWorlds.open(process.env['PROOF_SQL_MUTATION'])
  }, 60_000)
  afterAll(() => worlds.close())

  it(`[L02][L03][L04][L06][L14][L38][L40] are the same to whom the difference is above, in ${CASES} cases`, async () => {
    const findings: string[] = []
    for (let index = 0; index < CASES && findings.length === 0; index += 1) {
      const finding = await worlds.compare(SEED, index)
      if (finding) findings.push(told(finding))
    }
    expect(findings.join('\n')).toBe('')
    prove('worlds compared', CASES)
    prove('SQL cases', CASES)
  }, 600_000)
})

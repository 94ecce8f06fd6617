/**
 * A proof that cannot fail proves nothing: every fault put into the walls is found, and shrunk to what makes it. `npm test` tries some,
 * another seed tries others; `npm run prove` tries all.
 */
import { IS_FULL, prove, sampleOf, SEED } from '../../evidence.ts'
import { DualWorlds } from './runner.ts'
import { SQL_MUTANTS } from './sql-mutants.ts'

/** Cases in which a fault has to show; most show in the first few. */
const CASES = 400

describe('a fault in the walls of the database', () => {
  it.each(sampleOf(SQL_MUTANTS, IS_FULL ? SQL_MUTANTS.length : 16))(
    'is found and shrunk: $says ($leakClass, $id)',
    async ({ id, sql }) => {
      const worlds = await DualWorlds.open(sql).catch((error: { reason?: string }) => {
        // Some faults do not come so far: every login looks at its walls before it serves.
        if (error.reason !== 'WALL_MISSING') throw error
      })
      if (!worlds) return prove('mutants killed', 1, 1)
      try {
        for (let index = 0; index < CASES; index += 1) {
          const finding = await worlds.compare(SEED, index)
          if (!finding) continue
          expect(finding.rows.length).toBeLessThanOrEqual(2) // an edition is seen only with its label
          prove('mutants killed', 1, 1)
          return
        }
        prove('mutants killed', 0, 1)
        throw new Error(`${id} survived ${CASES} cases: no probe sees what it opens`)
      } finally {
        await worlds.close()
      }
    },
    120_000,
  )
})

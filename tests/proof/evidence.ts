/**
 * Figures that a run proves itself by. A proof says what it did (`worlds compared`, `pairs agreed`, `mutants killed`); the runner
 * of `npm test` and `npm run prove` adds the figures of all files up and prints them at the end. Under plain jest they go nowhere.
 */
import { seededRandom } from '@noroshi/clearance/testing'
import { appendFileSync } from 'node:fs'

/** The file the runner reads afterwards, one JSON object a line: `{ "figure": "worlds compared", "count": 60, "of"?: 60 }`. */
export const EVIDENCE_VARIABLE = 'NOROSHI_EVIDENCE'

export interface Figure {
  readonly figure: string
  readonly count: number
  /** Out of how many, where that says something: mutants killed. */
  readonly of?: number
}

/** Adds to a figure of this run. */
export function prove(figure: string, count: number, of?: number): void {
  const path = process.env[EVIDENCE_VARIABLE]
  const line: Figure = { figure, count, ...(of === undefined ? {} : { of }) }
  if (path) appendFileSync(path, `${JSON.stringify(line)}\n`)
}

/** The scale of a run: `npm test` is fast, `npm run prove` is full. */
export const IS_FULL = process.env['NOROSHI_PROVE'] === 'full'

/** The seed of a run's random choices; a failing test names it, and this variable brings it back. */
export const SEED = Number(process.env['PROOF_SEED'] ?? 20_261_124)

/** So many of a list, at random by the seed of the run. */
export function sampleOf<T>(list: readonly T[], count: number): readonly T[] {
  const rng = seededRandom(SEED)
  return list
    .map(one => ({ one, at: rng() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ one }) => one)
}

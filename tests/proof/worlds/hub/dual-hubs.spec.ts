/**
 * Whatever happens above somebody, no answer at any door tells them: not a list, count, filter, order, page, error, header, download,
 * feed, number or socket. Scripts of events are random and seeded; a difference is shrunk to the fewest events. Another seed:
 * `PROOF_SEED=7 npm test -- proof`.
 */
import { IS_FULL, prove, SEED } from '../../evidence.ts'
import { EVENTS } from './events.ts'
import { DualHubs, type Finding } from './runner.ts'

const SCENARIOS = IS_FULL ? 600 : 60

/** The two answers from where they part. */
function apart({ without, with: other }: Finding): { without: string; with: string } {
  let at = 0
  while (at < without.length && without[at] === other[at]) at += 1
  return { without: without.slice(Math.max(0, at - 120), at + 200), with: other.slice(Math.max(0, at - 120), at + 200) }
}

const told = (finding: Finding | undefined): string =>
  finding ? JSON.stringify({ replay: `PROOF_SEED=${finding.seed}`, ...finding, ...apart(finding) }, null, 1) : ''

describe(`two hubs (seed ${SEED})`, () => {
  let hubs: DualHubs
  beforeAll(async () => {
    hubs = await DualHubs.open()
  }, 120_000)
  afterAll(() => hubs.close(), 60_000)

  it('asks everything that the schema offers', () => {
    expect(hubs.probes).toBeGreaterThan(150)
  })

  it(
    `[L02][L03][L04][L05][L07][L10][L21][L28][L31][L34][L38][L41][L51] answer alike to whom the difference is above, in ${SCENARIOS} scenarios`,
    async () => {
      for (let scenario = 0; scenario < SCENARIOS; scenario += 1)
        expect(told(await hubs.compare(SEED, scenario))).toBe('')
      prove('worlds compared', SCENARIOS)
      prove('hub scenarios', SCENARIOS)
      prove('answers compared', hubs.compared)
    },
    SCENARIOS * 40_000,
  )

  it('are found to differ, by one event of many, where somebody may know of it', async () => {
    const named = (name: string) => EVENTS.find(event => event.name === name) ?? EVENTS[0]
    const script = [named('a draft'), named('a PROVISION for electricity'), named('a failed sign-in of somebody')]
    const finding = await hubs.compare(SEED, 0, script, ['a member'])
    expect(finding?.events).toEqual(['a PROVISION for electricity'])
  }, 120_000)
})

/** Patterns a second: reading them, matching them, and their regular expressions, each beside the least that does the same. */
import { readFileSync } from 'node:fs'
import { matchPattern, observationsIn, parsePattern } from '@noroshi/stix'
import { figure, median, rounded, spreadPercent } from './figures.ts'

const OBSERVATIONS = 1_000

export function patterns(rounds: number): void {
  parsing(rounds)
  matching(rounds)
  expressions(rounds)
}

/** The recorded patterns, against reading as much JSON by the engine's own parser. */
function parsing(rounds: number): void {
  const vectors = readFileSync(new URL('../data/stix/pattern-match-v21.jsonl', import.meta.url), 'utf8')
  const texts = vectors
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { pattern: string }).pattern)
    .filter(text => parsePattern(text).ok)
  const asJson = texts.map(text => JSON.stringify(text.match(/'[^']*'|[A-Za-z_]+|[0-9.]+|\S/g)))
  inTurns('patterns-parse', rounds, texts.length, {
    hub: () => texts.filter(text => parsePattern(text).ok).length,
    limit: () => asJson.filter(text => Array.isArray(JSON.parse(text))).length,
  })
}

/** One pattern over a thousand observations, against a loop written for just this pattern. */
function matching(rounds: number): void {
  const objects = Array.from({ length: OBSERVATIONS }, (_, index) => observedData(index))
  const observed = observationsIn(objects)
  const seen = objects.map(({ first_observed, objects: { '0': file } }) => ({
    ...file,
    at: Date.parse(first_observed),
  }))
  const pattern =
    "([file:name LIKE 'file-%' AND file:size = 3] FOLLOWEDBY [file:size = 4]) WITHIN 30 SECONDS START t'2026-01-01T00:00:00Z' STOP t'2027-01-01T00:00:00Z'"
  inTurns('patterns-match', rounds, 1, {
    hub: () => {
      const match = matchPattern(pattern, observed)
      return match.ok && match.matches ? 1 : 0
    },
    limit: () => {
      const first = seen.filter(({ name, size }) => name.startsWith('file-') && size === 3)
      return first.some(one => seen.some(({ size, at }) => size === 4 && at >= one.at && at - one.at <= 30_000)) ? 1 : 0
    },
  })
}

/** MATCHES on values that do no harm, against the engine's own expressions, which hang on values that do. */
function expressions(rounds: number): void {
  const objects = Array.from({ length: OBSERVATIONS }, (_, index) => observedData(index))
  const observed = observationsIn(objects)
  const source = '^file-[0-9]+[.](exe|dll)$'
  const native = new RegExp(source, 's')
  inTurns('patterns-matches', rounds, OBSERVATIONS, {
    hub: () => {
      const match = matchPattern(`[file:name MATCHES '${source}'] REPEATS ${OBSERVATIONS} TIMES`, observed)
      return match.ok ? match.binding.length : 0
    },
    limit: () => objects.filter(({ objects: { '0': file } }) => native.test(file.name.normalize('NFC'))).length,
  })
}

const observedData = (index: number) => ({
  type: 'observed-data',
  id: `observed-data--${index}`,
  first_observed: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
  last_observed: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
  number_observed: 1,
  objects: { '0': { type: 'file', name: `file-${index}.exe`, size: index % 10 } },
})

/** Hub and limit by turns; both must find the same. The first rounds warm up and are not counted. */
function inTurns(bench: string, rounds: number, units: number, sides: Record<'hub' | 'limit', () => number>): void {
  const rates = { hub: [] as number[], limit: [] as number[] }
  for (let round = -5; round < rounds; round += 1) {
    const found = new Set<number>()
    for (const side of ['hub', 'limit'] as const) {
      const from = performance.now()
      let times = 0
      do {
        found.add(sides[side]())
        times += 1
      } while (performance.now() - from < 50)
      if (round >= 0) rates[side].push((times * units * 1000) / (performance.now() - from))
    }
    if (found.size !== 1) throw new Error(`${bench}: hub and limit find ${[...found].join(' and ')}`)
  }
  const [hub, limit] = [median(rates.hub), median(rates.limit)]
  figure(bench, {
    n: units,
    hub_per_second: rounded(hub, 0),
    limit_per_second: rounded(limit, 0),
    ratio: rounded(hub / limit, 4),
    limit_spread_percent: spreadPercent(rates.limit),
  })
}

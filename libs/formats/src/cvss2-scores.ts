/** The equations of CVSS 2.0 (§3.2), with the roundings that it prescribes between them: libraries leave the inner ones out. */

const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
  E: { U: 0.85, POC: 0.9, F: 0.95 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95 },
  RC: { UC: 0.9, UR: 0.95 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75 },
  CR: { L: 0.5, H: 1.51 },
  IR: { L: 0.5, H: 1.51 },
  AR: { L: 0.5, H: 1.51 },
}

interface Cvss2Scores {
  readonly base: number
  readonly temporal: number
  readonly environmental: number
  readonly overall: number
}

/** The scores of a complete set of metrics; a metric that is not given, or not defined, weighs one. */
export function cvss2Scores(metrics: ReadonlyMap<string, string>): Cvss2Scores {
  const weight = (name: string): number => WEIGHTS[name]?.[metrics.get(name) ?? ''] ?? (name === 'CDP' ? 0 : 1)
  const tenths = (score: number): number => Math.round(Number((score * 10).toFixed(6))) / 10
  const baseOf = (impact: number): number => {
    const exploitability = 20 * weight('AV') * weight('AC') * weight('Au')
    return tenths((0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176))
  }
  const impactOf = (need: (name: string) => number): number =>
    10.41 * (1 - (1 - weight('C') * need('CR')) * (1 - weight('I') * need('IR')) * (1 - weight('A') * need('AR')))
  const temporalOf = (base: number): number => tenths(base * weight('E') * weight('RL') * weight('RC'))

  const base = baseOf(impactOf(() => 1))
  const temporal = temporalOf(base)
  const adjusted = temporalOf(baseOf(Math.min(10, impactOf(weight))))
  const environmental = tenths((adjusted + (10 - adjusted) * weight('CDP')) * weight('TD'))
  const isEnvironmental = ['CDP', 'TD', 'CR', 'IR', 'AR'].some(name => (metrics.get(name) ?? 'ND') !== 'ND')
  return { base, temporal, environmental, overall: isEnvironmental ? environmental : temporal }
}

import calculators from 'ae-cvss-calculator'
import { cvss2Scores } from './cvss2-scores.ts'
import { refused, type Reading } from './fault.ts'

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0'
export type CvssSeverity = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

/** A vector that is valid, and what it comes to. Scores are from 0.0 to 10.0 with one decimal. */
export interface Cvss {
  readonly version: CvssVersion
  readonly vector: string
  readonly metrics: ReadonlyMap<string, string>
  readonly base: number
  /** Of the base score. CVSS 2.0 defines none: it is NVD's then. */
  readonly severity: CvssSeverity
  /** Temporal (2.0, 3.x) or threat (4.0): only when a metric of that group is given. */
  readonly temporal?: number
  readonly environmental?: number
  /** With every metric that is given: what a reader is told. */
  readonly overall: number
  readonly overallSeverity: CvssSeverity
}

type Metrics = Readonly<Record<string, string>>

/** Mandatory metrics first, then those of temporal or threat, then the others; values separated by spaces. */
interface Table {
  readonly section: string
  readonly prefix: string
  readonly base: Metrics
  readonly temporal: Metrics
  readonly environmental: Metrics
  readonly supplemental: Metrics
  readonly isOrdered: boolean
}

const BASE_3: Metrics = {
  AV: 'N A L P',
  AC: 'L H',
  PR: 'N L H',
  UI: 'N R',
  S: 'U C',
  C: 'H L N',
  I: 'H L N',
  A: 'H L N',
}
const V3: Omit<Table, 'section' | 'prefix'> = {
  base: BASE_3,
  temporal: { E: 'X H F P U', RL: 'X U W T O', RC: 'X C R U' },
  environmental: {
    ...{ CR: 'X H M L', IR: 'X H M L', AR: 'X H M L' },
    ...Object.fromEntries(Object.entries(BASE_3).map(([name, values]) => [`M${name}`, `X ${values}`])),
  },
  supplemental: {},
  isOrdered: false,
}
const BASE_4: Metrics = {
  ...{ AV: 'N A L P', AC: 'L H', AT: 'N P', PR: 'N L H', UI: 'N P A', VC: 'H L N', VI: 'H L N', VA: 'H L N' },
  ...{ SC: 'H L N', SI: 'H L N', SA: 'H L N' },
}

const TABLES: Readonly<Record<CvssVersion, Table>> = {
  '2.0': {
    section: 'CVSS 2.0 §2.4',
    prefix: '',
    base: { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' },
    temporal: { E: 'U POC F H ND', RL: 'OF TF W U ND', RC: 'UC UR C ND' },
    environmental: {
      ...{ CDP: 'N L LM MH H ND', TD: 'N L M H ND', CR: 'L M H ND', IR: 'L M H ND', AR: 'L M H ND' },
    },
    supplemental: {},
    isOrdered: false,
  },
  '3.0': { section: 'CVSS 3.0 §6', prefix: 'CVSS:3.0/', ...V3 },
  '3.1': { section: 'CVSS 3.1 §6', prefix: 'CVSS:3.1/', ...V3 },
  '4.0': {
    section: 'CVSS 4.0 §7',
    prefix: 'CVSS:4.0/',
    base: BASE_4,
    temporal: { E: 'X A P U' },
    environmental: {
      ...{ CR: 'X H M L', IR: 'X H M L', AR: 'X H M L' },
      ...Object.fromEntries(
        Object.entries(BASE_4).map(([name, values]) => [
          `M${name}`,
          name === 'SI' || name === 'SA' ? `X S ${values}` : `X ${values}`,
        ]),
      ),
    },
    supplemental: { S: 'X N P', AU: 'X N Y', R: 'X A U I', V: 'X D C', RE: 'X L M H', U: 'X Clear Green Amber Red' },
    isOrdered: true,
  },
}

/** Longer than any vector with every metric. */
const LONGEST = 400

/** Reads a vector of any version and computes its scores; what is wrong is named by its metric. Never throws. */
export function readCvss(vector: string): Reading<Cvss> {
  const version = versionOf(vector)
  if (version === undefined)
    return refused(
      'cvss-version',
      'CVSS',
      'A CVSS vector begins with "CVSS:3.0/", "CVSS:3.1/" or "CVSS:4.0/", or with "AV:" (2.0).',
      'CVSSベクトルは「CVSS:3.0/」「CVSS:3.1/」「CVSS:4.0/」または「AV:」（2.0）で始まります。',
    )
  const table = TABLES[version]
  const metrics = readMetrics(vector.slice(table.prefix.length), table)
  if (!metrics.ok) return metrics
  const scores = scoresOf(version, vector, metrics.value)
  const has = (group: Metrics) => Object.keys(group).some(name => !/^(?:X|ND)?$/.test(metrics.value.get(name) ?? ''))
  return {
    ok: true,
    value: {
      version,
      vector,
      metrics: metrics.value,
      base: scores.base,
      severity: cvssSeverity(scores.base, version),
      ...(has(table.temporal) && scores.temporal !== undefined ? { temporal: scores.temporal } : {}),
      ...(has(table.environmental) && scores.environmental !== undefined
        ? { environmental: scores.environmental }
        : {}),
      overall: scores.overall,
      overallSeverity: cvssSeverity(scores.overall, version),
    },
  }
}

/** The qualitative rating of a score (CVSS 3.1 §5, 4.0 §6; NVD's for 2.0). */
export function cvssSeverity(score: number, version: CvssVersion): CvssSeverity {
  if (version === '2.0') return score < 4 ? 'LOW' : score < 7 ? 'MEDIUM' : 'HIGH'
  if (score === 0) return 'NONE'
  if (score < 4) return 'LOW'
  if (score < 7) return 'MEDIUM'
  return score < 9 ? 'HIGH' : 'CRITICAL'
}

function versionOf(vector: string): CvssVersion | undefined {
  if (vector.startsWith('CVSS:3.0/')) return '3.0'
  if (vector.startsWith('CVSS:3.1/')) return '3.1'
  if (vector.startsWith('CVSS:4.0/')) return '4.0'
  return /^[A-Z][A-Za-z]{0,2}:/.test(vector) ? '2.0' : undefined
}

function readMetrics(text: string, table: Table): Reading<ReadonlyMap<string, string>> {
  const wrong = (rule: string, message: string, messageJa: string) => refused(rule, table.section, message, messageJa)
  if (text.length > LONGEST) return wrong('cvss-length', 'The CVSS vector is too long.', 'CVSSベクトルが長すぎます。')
  const known = new Map(
    [table.base, table.temporal, table.environmental, table.supplemental].flatMap(group => Object.entries(group)),
  )
  const order = [...known.keys()]
  const metrics = new Map<string, string>()
  let last = -1
  for (const [index, pair] of text.split('/').entries()) {
    const [name = '', value = '', ...more] = pair.split(':')
    const values = known.get(name)?.split(' ')
    const place = `${index + 1}`
    if (values === undefined || more.length > 0)
      return wrong(
        'cvss-metric',
        `Metric ${place} of the CVSS vector is none of this version.`,
        `CVSSベクトルの${place}番目の評価項目は、このバージョンにありません。`,
      )
    if (!values.includes(value))
      return wrong(
        'cvss-value',
        `The CVSS metric ${name} must be one of ${values.join(', ')}.`,
        `CVSSの評価項目${name}の値は ${values.join('・')} のいずれかです。`,
      )
    if (metrics.has(name))
      return wrong(
        'cvss-twice',
        `The CVSS metric ${name} is given twice.`,
        `CVSSの評価項目${name}が2回指定されています。`,
      )
    if (table.isOrdered && order.indexOf(name) < last)
      return wrong(
        'cvss-order',
        `The CVSS metric ${name} is not in its place: the order is prescribed.`,
        `CVSSの評価項目${name}の位置が、定められた順序と異なります。`,
      )
    last = order.indexOf(name)
    metrics.set(name, value)
  }
  const missing = Object.keys(table.base).find(name => !metrics.has(name))
  if (missing !== undefined)
    return wrong('cvss-missing', `The CVSS metric ${missing} is missing.`, `CVSSの評価項目${missing}がありません。`)
  return { ok: true, value: metrics }
}

interface Scores {
  readonly base: number
  readonly temporal?: number | undefined
  readonly environmental?: number | undefined
  readonly overall: number
}

function scoresOf(version: CvssVersion, vector: string, metrics: ReadonlyMap<string, string>): Scores {
  if (version === '2.0') return cvss2Scores(metrics)
  if (version === '4.0') {
    const { baseMetricsOnly, threat, environmental, overall } = new calculators.Cvss4P0(vector).calculateScores()
    return { base: baseMetricsOnly ?? overall, temporal: threat, environmental, overall }
  }
  const Calculator = version === '3.0' ? calculators.Cvss3P0 : calculators.Cvss3P1
  const { base, temporal, environmental, overall } = new Calculator(vector).calculateScores()
  return { base: base ?? overall, temporal, environmental, overall }
}

/*
 * What those who make products learn from what was said of an edition: how useful it was and what was done, for each sector of those
 * who said it and for each source that went into the edition.
 */
import type { InfoCategory } from '@noroshi/clearance'
import { ACTIONS, type Action, type Usefulness, type Verdict, type Visibility } from './feedback.ts'

/** The newest of one person. */
export interface Response {
  readonly personId: string
  readonly person: string
  readonly organisationId: string
  readonly organisation: string
  readonly sectors: readonly string[]
  readonly usefulness: Usefulness | null
  readonly actions: readonly Action[]
  readonly note: string
  readonly at: string
}

/** The newest report of one person of one indicator, which was not withdrawn. */
export interface ReasonedReport {
  readonly id: string
  readonly stixId: string
  readonly name: string
  readonly organisationId: string
  readonly organisation: string
  readonly person: string
  readonly sectors: readonly string[]
  readonly verdict: Exclude<Verdict, 'WITHDRAWN'>
  readonly sightings: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  readonly visibility: Visibility
  readonly note: string
  readonly at: string
}

/** Who gave a fragment to its author, or what brought an object into the store. */
export interface EditionSource {
  readonly kind: 'ORIGINATOR' | 'SOURCE'
  readonly name: string
  readonly stixIds: readonly string[]
}

export interface UsefulnessCounts {
  /** People. */
  readonly useful: number
  readonly partly: number
  readonly notUseful: number
  readonly organisations: number
  /** How often indicators were seen, and how many reports called one false. */
  readonly sightings: number
  readonly falsePositives: number
}

export interface EditionUsefulness extends UsefulnessCounts {
  readonly category: InfoCategory
  readonly editionId: string
  readonly reference: string
  readonly actions: readonly { readonly action: Action; readonly people: number }[]
  /** A null sector: organisations of none. */
  readonly sectors: readonly (UsefulnessCounts & { readonly sector: string | null })[]
  readonly sources: readonly (UsefulnessCounts & { readonly kind: EditionSource['kind']; readonly name: string })[]
}

type Said = Pick<Response, 'organisationId' | 'sectors' | 'usefulness' | 'actions'>
type Reported = Pick<ReasonedReport, 'organisationId' | 'sectors' | 'stixId' | 'verdict' | 'sightings'>

/** Counts an edition's responses and reports. A rating is of the edition as a whole, and so of each source that went into it. */
export function usefulnessOf(
  edition: Pick<EditionUsefulness, 'category' | 'editionId' | 'reference'>,
  responses: readonly Said[],
  reports: readonly Reported[],
  sources: readonly EditionSource[],
): EditionUsefulness {
  const sectorsOf = ({ sectors }: { sectors: readonly string[] }): readonly (string | null)[] =>
    sectors.length > 0 ? sectors : [null]
  const sectors = [...new Set([...responses, ...reports].flatMap(sectorsOf))].sort((a, b) =>
    (a ?? '\uffff') < (b ?? '\uffff') ? -1 : 1,
  )
  return {
    ...edition,
    ...countsOf(responses, reports),
    actions: ACTIONS.map(action => ({
      action,
      people: responses.filter(({ actions }) => actions.includes(action)).length,
    })).filter(({ people }) => people > 0),
    sectors: sectors.map(sector => ({
      sector,
      ...countsOf(
        responses.filter(response => sectorsOf(response).includes(sector)),
        reports.filter(report => sectorsOf(report).includes(sector)),
      ),
    })),
    sources: merged(sources).map(({ kind, name, stixIds }) => ({
      ...{ kind, name },
      ...countsOf(
        responses,
        reports.filter(({ stixId }) => stixIds.includes(stixId)),
      ),
    })),
  }
}

function countsOf(responses: readonly Said[], reports: readonly Reported[]): UsefulnessCounts {
  const rated = (usefulness: Usefulness) => responses.filter(response => response.usefulness === usefulness).length
  return {
    useful: rated('USEFUL'),
    partly: rated('PARTLY'),
    notUseful: rated('NOT_USEFUL'),
    organisations: new Set([...responses, ...reports].map(({ organisationId }) => organisationId)).size,
    sightings: reports.reduce((sum, { sightings }) => sum + sightings, 0),
    falsePositives: reports.filter(({ verdict }) => verdict === 'FALSE_POSITIVE').length,
  }
}

/** Several fragments of one originator are one source. */
function merged(sources: readonly EditionSource[]): EditionSource[] {
  const found = new Map<string, EditionSource>()
  for (const source of sources) {
    const key = `${source.kind} ${source.name}`
    const known = found.get(key)
    found.set(key, known ? { ...known, stixIds: [...known.stixIds, ...source.stixIds] } : source)
  }
  return [...found.values()]
}

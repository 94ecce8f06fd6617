import { TLP_MARKINGS } from '@noroshi/stix'
import type { ReasonedReport } from './usefulness.ts'

/** TLP 1.0, which every tool knows. */
const MARKING = (label: string): string => {
  const found = TLP_MARKINGS.find(marking => marking.label === label)
  if (!found) throw new Error(`STIX 2.1 has no ${label}`)
  return found.object.id
}

/**
 * A report as a STIX 2.1 `sighting` (§5.2), whose id is the report's, so that taking it twice makes nothing new. It does not say who
 * saw it: that would go on to whoever the object goes to. What was for the government alone is TLP:RED, the rest TLP:AMBER.
 * @returns null when it is none, or of an observable, which STIX does not let be sighted
 */
export function sightingOf(report: ReasonedReport): object | null {
  if (report.verdict !== 'SIGHTING' || !report.stixId.startsWith('indicator--')) return null
  return {
    type: 'sighting',
    spec_version: '2.1',
    id: `sighting--${report.id}`,
    created: report.at,
    modified: report.at,
    ...(report.firstSeen === null ? {} : { first_seen: report.firstSeen }),
    ...(report.lastSeen === null ? {} : { last_seen: report.lastSeen }),
    count: report.sightings,
    sighting_of_ref: report.stixId,
    object_marking_refs: [MARKING(report.visibility === 'GOVERNMENT' ? 'TLP:RED' : 'TLP:AMBER')],
  }
}

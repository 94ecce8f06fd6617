import { validateObject } from '@noroshi/stix'
import { sightingOf } from './sighting.ts'
import type { ReasonedReport } from './usefulness.ts'

const REPORT: ReasonedReport = {
  id: '0f1c3c1e-8a55-4d0c-9d5c-0d4a4c1f2b3a',
  stixId: 'indicator--1f1c3c1e-8a55-4d0c-9d5c-0d4a4c1f2b3a',
  name: 'x',
  organisationId: '2f1c3c1e-8a55-4d0c-9d5c-0d4a4c1f2b3a',
  organisation: '星渡電力',
  person: '花子',
  sectors: ['electricity'],
  verdict: 'SIGHTING',
  sightings: 3,
  firstSeen: '2026-02-01T00:00:00.000Z',
  lastSeen: null,
  visibility: 'GOVERNMENT',
  note: '変電所',
  at: '2026-03-01T00:00:00.000Z',
}

describe('a report as STIX', () => {
  it('is a sighting that validates, and does not say who saw it', () => {
    const sighting = sightingOf(REPORT)
    expect(validateObject(sighting)).toMatchObject({ errors: [], warnings: [] })
    expect(sighting).toMatchObject({ type: 'sighting', count: 3, sighting_of_ref: REPORT.stixId })
    expect(JSON.stringify(sighting)).not.toMatch(/星渡|花子|変電所|electricity|2f1c3c1e/)
  })

  it('goes no further than its reporter let it', () => {
    const markingOf = (visibility: ReasonedReport['visibility']) =>
      JSON.stringify(sightingOf({ ...REPORT, visibility }))
    expect(markingOf('GOVERNMENT')).toContain('marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed') // TLP:RED
    expect(markingOf('ANONYMISED')).toContain('marking-definition--f88d31f6-486f-44da-b317-01333bde0b82') // TLP:AMBER
  })

  it('is none of a false positive, nor of an observable', () => {
    expect(sightingOf({ ...REPORT, verdict: 'FALSE_POSITIVE' })).toBeNull()
    expect(sightingOf({ ...REPORT, stixId: 'domain-name--1f1c3c1e-8a55-4d0c-9d5c-0d4a4c1f2b3a' })).toBeNull()
  })
})

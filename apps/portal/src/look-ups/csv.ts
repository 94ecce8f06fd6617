/** What a list was answered, as a table for spreadsheets. Pure. */
import type { LookUpHit } from '../api/lookups.ts'
import { spreadsheetOf } from '../shell/spreadsheet.ts'

/** Of a stored object, as far as the table has a place for it. */
export interface StoredFacts {
  readonly kind: string
  readonly value: string
  readonly byBlock: boolean
  readonly stixId: string
  readonly name: string
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly tlp: string | null
}

/** One value, and everything that was found of it. */
export interface AnsweredValue {
  readonly value: string
  readonly hits: readonly LookUpHit[]
  /** Null for who may not see the store. */
  readonly stored: readonly StoredFacts[] | null
}

const COLUMNS = ['asked', 'found_in', 'kind', 'value', 'by_block', 'reference', 'title', 'category', 'tlp', 'released_at', 'name', 'stix_id', 'confidence', 'valid_from', 'valid_until', 'related'] as const // prettier-ignore

type Row = Partial<Record<(typeof COLUMNS)[number], string>>

export function csvOf(answers: readonly AnsweredValue[]): string {
  const rows = answers.flatMap(({ value: asked, hits, stored }): Row[] => {
    const found = [
      ...hits.map(hit => ({ ...editionRow(hit), asked })),
      ...(stored ?? []).map(hit => ({ ...objectRow(hit), found_in: 'store', tlp: hit.tlp ?? '', asked })),
    ]
    return found.length > 0 ? found : [{ asked }]
  })
  return spreadsheetOf(COLUMNS, rows)
}

const editionRow = (hit: LookUpHit): Row => ({
  ...objectRow(hit),
  ...{ found_in: 'edition', reference: hit.reference, title: hit.title, category: hit.category, tlp: hit.tlp },
  released_at: hit.releasedAt,
  related: hit.related.map(({ type, name }) => `${type}: ${name}`).join('; '),
})

const objectRow = (hit: Omit<StoredFacts, 'tlp'>): Row => ({
  ...{ kind: hit.kind, value: hit.value, by_block: hit.byBlock ? 'yes' : '', name: hit.name, stix_id: hit.stixId },
  confidence: hit.confidence?.toString() ?? '',
  valid_from: hit.validFrom ?? '',
  valid_until: hit.validUntil ?? '',
})

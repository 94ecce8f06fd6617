/** What a list was answered, as a table for spreadsheets (RFC 4180). Made in the browser. Pure. */
import type { LookUpHit } from '../api/lookups.ts'

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
  // Spreadsheets read UTF-8 only after this mark.
  return `\uFEFF${[COLUMNS.join(','), ...rows.map(row => COLUMNS.map(column => cell(row[column] ?? '')).join(','))].join('\r\n')}\r\n`
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

/** Cells that a spreadsheet would compute, or that begin with an apostrophe, are preceded by one, as in the feeds (WB-7). */
function cell(text: string): string {
  const safe = /^['=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

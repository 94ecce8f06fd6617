import type { LookUpHit } from '../api/lookups.ts'
import { csvOf } from './csv.ts'
import { batchesOf, MOST_VALUES, valuesOf } from './values.ts'

describe('a pasted list', () => {
  it('is one value a line, each once, without empty lines', () => {
    expect(valuesOf('a.example\r\n\n b.example \na.example\r198.51.100[.]7')).toEqual({
      values: ['a.example', 'b.example', '198.51.100[.]7'],
      tooLong: 0,
      tooMany: 0,
    })
  })

  it('says what of it is not asked for', () => {
    const lines = Array.from({ length: MOST_VALUES + 3 }, (_, index) => `n${index}`)
    const { values, tooLong, tooMany } = valuesOf([...lines, 'x'.repeat(4_097)].join('\n'))
    expect([values.length, tooLong, tooMany]).toEqual([MOST_VALUES, 1, 3])
  })

  it('goes to the hub in requests that it takes, in order and whole', () => {
    const values = Array.from({ length: 450 }, (_, index) => (index % 3 === 0 ? '狼'.repeat(4_000) : `n${index}`))
    const batches = batchesOf(values)
    expect(batches.flat()).toEqual(values)
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(200)
      expect(new TextEncoder().encode(JSON.stringify(batch)).length).toBeLessThan(200_000)
    }
    expect(batchesOf([])).toEqual([])
  })
})

describe('the table for spreadsheets', () => {
  const hit: LookUpHit = {
    ...{
      kind: 'domain',
      value: 'evil.example',
      byBlock: false,
      editionId: 'e',
      reference: 'NRS-1',
      category: 'NOTICE',
    },
    ...{ tlp: 'TLP:GREEN', title: '=HYPERLINK("https://evil.example")', releasedAt: '2026-01-01T00:00:00Z' },
    ...{ stixId: 'indicator--1', name: '@SUM(A1)', pattern: null, confidence: 70, validFrom: null, validUntil: null },
    related: [{ stixId: 'malware--1', type: 'malware', name: 'Kage, "the"' }],
  }
  const stored = { ...hit, name: '+1', tlp: null, stixId: 'indicator--2' }

  it('has a row for each hit and for each value without one, and nothing in it is computed', () => {
    const text = csvOf([
      { value: '-evil.example', hits: [hit], stored: [stored] },
      { value: 'other.example', hits: [], stored: null },
    ])
    const [head, ...rows] = text.slice(1).trimEnd().split('\r\n')
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(head).toMatch(/^asked,found_in,kind,/)
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatch(/^'-evil\.example,edition,domain,evil\.example,,NRS-1,"'=HYPERLINK\(""https/)
    expect(rows[0]).toContain('"malware: Kage, ""the"""')
    expect(rows[1]).toMatch(/^'-evil\.example,store,/)
    expect(rows[1]).toContain(",'+1,")
    expect(rows[2]).toBe(`other.example${','.repeat(15)}`)
    for (const cell of rows.join(',').split(',')) expect(cell).not.toMatch(/^[=+\-@]/)
  })
})

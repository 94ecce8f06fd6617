/**
 * docs/asvs-5.0.csv says of every requirement of the OWASP Application Security Verification Standard 5.0.0 (345 of them, numbers
 * and levels only) what holds it here, or why nothing does. What it names has to exist.
 */
import { existsSync } from 'node:fs'
import { textOf } from '../support/sources.ts'

const KINDS = ['test', 'document', 'deployment', 'not applicable', 'not met']
/** Requirements of each chapter, V1 to V17, in version 5.0.0. */
const CHAPTERS = [30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12]

const rows = textOf('docs/asvs-5.0.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => /^([\d.]+),([123]),([^,]+),"?(.+?)"?$/.exec(line) ?? [line])

describe('the map of ASVS 5.0', () => {
  it('has every requirement once', () => {
    const numbers = rows.map(([, number]) => number)
    expect(new Set(numbers).size).toBe(345)
    expect(CHAPTERS.map((_, index) => numbers.filter(number => number.startsWith(`${index + 1}.`)).length)).toEqual(
      CHAPTERS,
    )
  })

  it('names for each a test, a document or a deployment that exists, or says why not', () => {
    for (const [, number, , kind, where] of rows) {
      expect([number, KINDS.includes(kind)]).toEqual([number, true])
      if (kind === 'not applicable' || kind === 'not met')
        expect([number, where.split(' ').length > 1 || where === 'none']).toEqual([number, true])
      else
        expect([number, where, existsSync(new URL(`../../${where}`, import.meta.url))]).toEqual([number, where, true])
    }
  })
})

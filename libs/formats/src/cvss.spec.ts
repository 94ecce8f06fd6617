import fc from 'fast-check'
import { cvssSeverity, readCvss, type Cvss } from './cvss.ts'

const cvssOf = (vector: string): Cvss => {
  const read = readCvss(vector)
  if (!read.ok) throw new Error(`${vector}: ${read.faults[0]?.message}`)
  return read.value
}
const all = ({ base, temporal, environmental, overall }: Cvss) => [base, temporal, environmental, overall]

describe('a CVSS vector', () => {
  it.each([
    // CVSS 2.0 §3.3.1, §3.3.2, §3.3.3.
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C', [7.8, undefined, undefined, 7.8]],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C', [7.8, 6.4, undefined, 6.4]],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H', [7.8, 6.4, 9.2, 9.2]],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:N/TD:N/CR:M/IR:M/AR:H', [7.8, 6.4, 0, 0]],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L', [10, 8.3, 9.0, 9.0]],
    ['AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M', [6.2, 4.9, 7.5, 7.5]],
    // CVSS 3.0 and 3.1 Examples.
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', [6.1, undefined, undefined, 6.1]],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', [6.4, undefined, undefined, 6.4]],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', [3.1, undefined, undefined, 3.1]],
    ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', [4.2, undefined, undefined, 4.2]],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', [7.5, undefined, undefined, 7.5]],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', [9.9, undefined, undefined, 9.9]],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', [0, undefined, undefined, 0]],
    // CVSS 4.0 Examples.
    ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', [7.3, undefined, undefined, 7.3]],
    ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', [7.7, undefined, undefined, 7.7]],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', [8.7, undefined, undefined, 8.7]],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A', [10, 10, undefined, 10]],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/U:Red', [0, undefined, undefined, 0]],
  ])('gives the published scores: %s', (vector, scores) => {
    expect(all(cvssOf(vector))).toEqual(scores)
  })

  it.each([
    ['CVSS:3.1/AV:N', 'cvss-missing', 'AC'],
    ['CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 'cvss-value', 'AV'],
    ['CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 'cvss-twice', 'AV'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N/', 'cvss-metric', '9'],
    ['CVSS:3.1/AV:N:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 'cvss-metric', '1'],
    ['CVSS:4.0/AC:L/AV:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'cvss-order', 'AV'],
    ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N', 'cvss-value', 'SI'],
    ['CVSS:3.2/AV:N', 'cvss-version', '2.0'],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:Z', 'cvss-value', 'A'],
    ['high', 'cvss-version', '2.0'],
    ['', 'cvss-version', '2.0'],
    [`CVSS:3.1/${'AV:N/'.repeat(200)}`, 'cvss-length', ''],
  ])('that is none is refused with the metric in English and Japanese: %s', (vector, rule, word) => {
    const read = readCvss(vector)
    if (read.ok) throw new Error('was read')
    const {
      message,
      messageJa,
      section,
      rule: found,
    } = read.faults[0] ?? { message: '', messageJa: '', section: '', rule: '' }
    expect([found, message.includes(word), messageJa.includes(word), section.startsWith('CVSS')]).toEqual([
      rule,
      true,
      true,
      true,
    ])
    expect(messageJa).toMatch(/[ぁ-ん]/)
  })

  it('has the rating of its score on both sides of every border', () => {
    expect([0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map(score => cvssSeverity(score, '3.1'))).toEqual([
      ...['NONE', 'LOW', 'LOW', 'MEDIUM', 'MEDIUM', 'HIGH', 'HIGH', 'CRITICAL', 'CRITICAL'],
    ])
    expect([0, 3.9, 4, 6.9, 7].map(score => cvssSeverity(score, '2.0'))).toEqual([
      'LOW',
      'LOW',
      'MEDIUM',
      'MEDIUM',
      'HIGH',
    ])
  })

  it('of any metrics is scored between 0 and 10 in tenths, and no text throws', () => {
    const one = (values: string) => fc.constantFrom(...values)
    const three = fc
      .tuple(one('01'), one('NALP'), one('LH'), one('NLH'), one('NR'), one('UC'), one('HLN'), one('HLN'), one('HLN'))
      .map(
        ([v, av, ac, pr, ui, s, c, i, a]) =>
          `CVSS:3.${v}/AV:${av}/AC:${ac}/PR:${pr}/UI:${ui}/S:${s}/C:${c}/I:${i}/A:${a}`,
      )
    fc.assert(
      fc.property(three, one('XPU'), one('XHL'), (vector, e, cr) => {
        const { base, overall } = cvssOf(`${vector}/E:${e}/CR:${cr}`)
        for (const score of [base, overall])
          expect(Number.isInteger(Number((score * 10).toFixed(9))) && score >= 0 && score <= 10).toBe(true)
        expect(base).toBe(cvssOf(vector).base)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), one('01234'), (junk, n) => void readCvss(`CVSS:${n}.0/${junk}`)),
    )
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'AVCN:/LHXSU') }), junk => void readCvss(junk)))
  })
})

import { categoryOf, joinConsent } from './category.ts'
import { TIERS } from './words.ts'

const plain = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }

describe('the category of a work', () => {
  it('is the join of its fragments', () => {
    expect(categoryOf([plain, plain])).toBe('NOTICE')
    expect(categoryOf([plain, { ...plain, containsSecret: true }])).toBe('PROVISION')
    expect(categoryOf([{ ...plain, containsCommInfo: true }, plain])).toBe('COMPREHENSIVE')
    expect(
      categoryOf([
        { ...plain, containsSecret: true },
        { ...plain, containsCommInfo: true },
      ]),
    ).toBe('COMPREHENSIVE')
  })

  it('is comprehensive before de-identification (CLR-6)', () => {
    expect(categoryOf([plain, { ...plain, identifiesPerson: true }])).toBe('COMPREHENSIVE')
  })

  it('is never computed from nothing or from a flag that is not a boolean', () => {
    expect(() => categoryOf([])).toThrow(RangeError)
    for (const flag of Object.keys(plain)) {
      for (const value of [undefined, null, 'false', 0]) {
        // What a caller without types could pass.
        expect(() => categoryOf([{ ...plain, [flag]: value } as never])).toThrow(`Fragment.${flag}`)
      }
    }
  })
})

describe('consent', () => {
  it('is the intersection of what the originators allow, in the order of the tiers', () => {
    expect(joinConsent([])).toEqual(TIERS)
    expect(joinConsent([null, null])).toEqual(TIERS)
    expect(joinConsent([['FRIEND', 'GOVERNMENT'], null, ['GOVERNMENT', 'MEMBER', 'FRIEND']])).toEqual([
      'GOVERNMENT',
      'FRIEND',
    ])
    expect(joinConsent([['GOVERNMENT'], ['MEMBER']])).toEqual([])
    expect(joinConsent([[], null])).toEqual([])
  })
})

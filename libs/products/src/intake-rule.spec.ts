import { requireProvenance, type IntakeFacts } from './intake-rule.ts'
import type { EditionDraft } from './product.ts'

const INTAKE: IntakeFacts = {
  id: 'i',
  ...{ containsSecret: true, containsCommInfo: false, identifiesPerson: true },
  consentedTiers: ['GOVERNMENT', 'MEMBER'],
}
type Fragment = EditionDraft['fragments'][number]
const check = (more: Partial<Fragment>) => () => {
  const fragment: Fragment = {
    ...{
      key: 'key',
      derivedFrom: null,
      text: 'x',
      stixIds: [],
      containsSecret: true,
      containsCommInfo: false,
      identifiesPerson: true,
    },
    ...{ originator: 'y', consentedTiers: ['GOVERNMENT'], intakes: ['i'], ...more },
  }
  // Nothing else of an edition is looked at.
  requireProvenance([{ fragments: [fragment] } as unknown as EditionDraft], new Map([['i', INTAKE]]))
}
const reasonOf = (work: () => void): unknown => {
  try {
    work()
  } catch (error) {
    return Reflect.get(Object(error), 'reason')
  }
  return null
}

describe('a fragment that was made from an intake', () => {
  it.each([
    ['is as restricted', {}, null],
    ['is more restricted', { containsCommInfo: true }, null],
    ['is less restricted', { containsSecret: false }, 'LESS_RESTRICTED'],
    ['is less restricted in another way', { identifiesPerson: false }, 'LESS_RESTRICTED'],
    ['is less restricted and written anew', { containsSecret: false, identifiesPerson: false, rewritten: true }, null],
    ['goes further than was agreed to', { consentedTiers: ['FRIEND'] }, 'BEYOND_CONSENT'],
    ['goes further, though it was written anew', { consentedTiers: ['PUBLIC'], rewritten: true }, 'BEYOND_CONSENT'],
    [
      'names nobody who gave it',
      { key: 'key', derivedFrom: null, originator: null, consentedTiers: null },
      'BEYOND_CONSENT',
    ],
    ['goes nowhere', { consentedTiers: [] }, null],
    ['names an intake that is not there', { intakes: ['j'] }, 'UNKNOWN_INTAKE'],
    ['was made from nothing', { intakes: [], originator: null, consentedTiers: null, containsSecret: false }, null],
  ] as const)('%s', (_what, more, reason) => {
    expect(reasonOf(check(more as Partial<Fragment>))).toBe(reason)
  })
})

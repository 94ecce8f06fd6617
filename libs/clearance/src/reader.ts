import type { Reader } from './words.ts'

const THE_PUBLIC: Reader = Object.freeze({
  personId: null,
  organisationId: null,
  tier: 'PUBLIC',
  roles: Object.freeze([]),
  personActive: false,
  membershipState: null,
  sectors: Object.freeze([]),
  circles: Object.freeze([]),
  safeguardsValidUntil: null,
  clearanceRank: 0,
  clearanceValidUntil: null,
  isOversight: false,
  epoch: 'public',
})

/** Nobody in particular: the reader of the public tier (その他分野, 民間一般). One frozen object. */
export function publicReader(): Reader {
  return THE_PUBLIC
}

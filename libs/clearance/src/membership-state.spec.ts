import { mayMoveTo } from './membership-state.ts'
import { MEMBERSHIP_STATES } from './words.ts'

const movesOf = (isOversight: boolean): string[] =>
  MEMBERSHIP_STATES.flatMap(from =>
    MEMBERSHIP_STATES.filter(to => mayMoveTo(from, to, isOversight)).map(to => `${from} → ${to}`),
  )

const JOINING = [
  'APPLIED → CONSENTED',
  'CONSENTED → OBLIGATIONS_SIGNED',
  'OBLIGATIONS_SIGNED → SAFEGUARDS_VERIFIED',
  'SAFEGUARDS_VERIFIED → ACTIVE',
  'SUSPENDED → ACTIVE',
]

describe('a membership', () => {
  it('moves one step at a time to ACTIVE, is suspended and resumed, and withdraws from anywhere, for good', () => {
    const leaving = MEMBERSHIP_STATES.filter(from => from !== 'WITHDRAWN').map(from => `${from} → WITHDRAWN`)
    expect(movesOf(false).sort()).toEqual([...JOINING, 'ACTIVE → SUSPENDED', ...leaving].sort())
  })

  it('of the oversight committee is neither suspended nor withdrawn', () => {
    expect(movesOf(true).sort()).toEqual([...JOINING].sort())
  })
})

import { stateOf } from './contribution-outcomes.service.ts'

const ROW = { id: 'c', receivedAt: 'x', totalCount: 3, failureCount: 1, withdrawnCount: 0, takenAt: null }

it.each([
  ['RECEIVED', ROW, false],
  ['TAKEN', { ...ROW, takenAt: 'y' }, false],
  ['CARRIED', { ...ROW, takenAt: 'y' }, true],
  ['WITHDRAWN', { ...ROW, withdrawnCount: 2, takenAt: 'y' }, false],
  ['RECEIVED', { ...ROW, withdrawnCount: 1 }, false],
  ['REFUSED', { ...ROW, failureCount: 3 }, false],
] as const)('a contribution is %s', (state, row, isCarried) => {
  expect(stateOf(row, isCarried)).toBe(state)
})

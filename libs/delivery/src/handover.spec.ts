import { changeInput, contactsAfter, dayInJapan, handoverInput, holdsOf, lastDay, postsOf } from './handover.ts'

const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(8) + '-0000-4000-8000-000000000000')
const GOOD = { active: true, enrolled: true }
const due = (id: string, leaverId: string, successorId: string | null, shutOut = false) => ({
  ...{ id, leaverId, successorId, shutOut },
})

describe('contacts when posts go over', () => {
  it.each([
    ['the first leaves', [A, B], [[A, C]], [C, B]],
    ['the second leaves', [A, B], [[B, C]], [A, C]],
    ['the second follows the first', [A, B], [[A, B]], [B, null]],
    ['the first takes over from the second', [A, B], [[B, A]], [A, null]],
    [
      'a chain, in which nobody goes twice',
      [A, B],
      [
        [A, B],
        [B, C],
      ],
      [B, C],
    ],
    [
      'two change places',
      [A, B],
      [
        [A, B],
        [B, A],
      ],
      [B, A],
    ],
    ['nobody of them leaves', [A, null], [[C, B]], [A, null]],
  ] as const)('%s', (_what, [firstId, secondId], followers, [first, second]) => {
    expect(contactsAfter({ firstId, secondId }, new Map(followers))).toEqual({ firstId: first, secondId: second })
  })

  it('are a first one before and after, whoever follows', () => {
    for (const [leaver, successor] of [
      [A, B],
      [B, A],
      [A, C],
      [C, A],
    ])
      expect(contactsAfter({ firstId: A, secondId: B }, new Map([[leaver, successor]])).firstId).not.toBeNull()
    expect(postsOf({ firstId: A, secondId: B }, B)).toEqual(['SECOND_CONTACT'])
  })
})

describe('a hand-over that is due', () => {
  const holdOf = (facts: { active: boolean; enrolled: boolean } | undefined, successorId: string | null = B) =>
    holdsOf([due('1', A, successorId)], () => facts).get('1')

  it('is held unless whoever follows is known, active and enrolled', () => {
    expect(holdOf(GOOD)).toBeNull()
    expect(holdOf(GOOD, null)).toBe('NO_SUCCESSOR')
    expect(holdOf({ active: false, enrolled: true })).toBe('SUCCESSOR_INACTIVE')
    expect(holdOf({ active: true, enrolled: false })).toBe('SUCCESSOR_NOT_ENROLLED')
    expect(holdOf(undefined)).toBe('SUCCESSOR_INACTIVE')
  })

  it('is held with the others of its day, and where whoever follows is shut out that day', () => {
    expect([...holdsOf([due('1', A, B), due('2', C, null)], () => GOOD)]).toEqual([
      ['1', 'ANOTHER_HELD'],
      ['2', 'NO_SUCCESSOR'],
    ])
    expect([...holdsOf([due('1', A, B), due('2', B, C, true)], () => GOOD).values()]).toEqual([
      'SUCCESSOR_LEAVES',
      'ANOTHER_HELD',
    ])
    expect([...holdsOf([due('1', A, B), due('2', B, C)], () => GOOD).values()]).toEqual([null, null])
  })
})

describe('what is planned', () => {
  const input = { leaverId: A, successorId: B, effectiveOn: '2027-04-01', reason: ' 定期異動 ' }
  it('is read strictly', () => {
    expect(handoverInput.parse(input)).toEqual({ ...input, shutOut: false, reason: '定期異動' })
    expect(handoverInput.parse({ ...input, successorId: undefined }).successorId).toBeNull()
    for (const wrong of [{ successorId: A }, { effectiveOn: '2027-02-30' }, { reason: ' ' }, { leaverId: 'x' }])
      expect(handoverInput.safeParse({ ...input, ...wrong }).success).toBe(false)
    expect(changeInput.safeParse(input).success).toBe(false)
  })

  it('counts days as Japan has them', () => {
    expect(dayInJapan(new Date('2027-03-31T14:59:59Z'))).toBe('2027-03-31')
    expect(dayInJapan(new Date('2027-03-31T15:00:00Z'))).toBe('2027-04-01')
    expect(lastDay(new Date('2027-03-31T15:00:00Z'))).toBe('2028-04-01')
  })
})

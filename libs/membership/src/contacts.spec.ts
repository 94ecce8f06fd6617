import { parseInput } from '@noroshi/errors'
import { confirmationOf, contactsInput } from './contacts.ts'

const day = (text: string) => new Date(`${text}T00:00:00+09:00`)

describe('a confirmation of contacts', () => {
  it('is good for its days, is asked for two weeks before they are over, and is then overdue', () => {
    const confirmed = day('2026-10-20')
    expect(confirmationOf(confirmed, day('2026-11-01'), 90)).toBe('RIGHT')
    expect(confirmationOf(confirmed, day('2027-01-03'), 90)).toBe('RIGHT')
    expect(confirmationOf(confirmed, day('2027-01-04'), 90)).toBe('ASKED')
    expect(confirmationOf(confirmed, day('2027-01-17'), 90)).toBe('ASKED')
    expect(confirmationOf(confirmed, day('2027-01-18'), 90)).toBe('OVERDUE')
  })

  it('is asked for where people change their posts: two weeks before and after the first of April, July and October', () => {
    for (const [before, first, within, after] of [
      ['2027-03-17', '2027-03-18', '2027-04-14', '2027-04-15'],
      ['2027-06-16', '2027-06-17', '2027-07-14', '2027-07-15'],
      ['2027-09-16', '2027-09-17', '2027-10-14', '2027-10-15'],
    ]) {
      const confirmed = day('2027-01-10')
      expect(confirmationOf(confirmed, day(before), 3_650)).toBe('RIGHT')
      expect(confirmationOf(confirmed, day(first), 3_650)).toBe('ASKED')
      expect(confirmationOf(confirmed, day(within), 3_650)).toBe('ASKED')
      expect(confirmationOf(confirmed, day(after), 3_650)).toBe('RIGHT')
      // Whoever has answered the question is not asked it again.
      expect(confirmationOf(day(first), day(within), 3_650)).toBe('RIGHT')
    }
  })
})

describe('contacts as they are sent', () => {
  const id = '11111111-1111-4111-8111-111111111111'
  const other = '22222222-2222-4222-8222-222222222222'

  it('may have a number as people write it, in wide characters too', () => {
    for (const dutyPhone of ['+81 3-1234-5678', '＋８１（３）１２３４‐５６７８', '+81312345678'])
      expect(parseInput(contactsInput, { firstId: id, dutyPhone, dutyHours: ' 24時間 ' })).toEqual({
        ...{ replaces: null, firstId: id, secondId: null, dutyPhone: '+81312345678', dutyHours: '24時間' },
      })
    expect(parseInput(contactsInput, { dutyPhone: '' })).toEqual({
      ...{ replaces: null, firstId: null, secondId: null, dutyPhone: null, dutyHours: '' },
    })
  })

  it('are refused by the field that is wrong', () => {
    const wrong: [field: string, value: object][] = [
      ['dutyPhone', { dutyPhone: '03-1234-5678' }],
      ['dutyPhone', { dutyPhone: '+8131234567890123' }],
      ['dutyPhone', { dutyPhone: '+81 3 1234 call' }],
      ['dutyHours', { dutyHours: '24時間' }],
      ['dutyHours', { dutyPhone: '+81312345678', dutyHours: 'x'.repeat(201) }],
      ['dutyHours', { dutyPhone: '+81312345678', dutyHours: 'a\0b' }],
      ['secondId', { secondId: id }],
      ['secondId', { firstId: id, secondId: id.toUpperCase() }],
      ['firstId', { firstId: 'nobody', secondId: other }],
    ]
    for (const [field, value] of wrong)
      expect(() => parseInput(contactsInput, value)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', field }) as Error, // a matcher, which stands for an Error
      )
  })
})

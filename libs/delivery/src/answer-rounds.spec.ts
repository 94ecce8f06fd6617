import { dueSteps, type WaitingEdition } from './answer-rounds.ts'

const AT = new Date('2026-11-29T03:00:00Z')
const after = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)
const emergency = (done: string[] = []): WaitingEdition => ({
  ...{ id: '1', urgency: 'EMERGENCY', inForceAt: AT, answerBy: after(60), done },
})

describe('the rounds of an edition that waits for answers', () => {
  it('remind at half its time and at its end, and climb the ladder of an emergency', () => {
    expect(dueSteps(emergency(), after(29))).toEqual([])
    expect(dueSteps(emergency(), after(30))).toEqual(['HALF_TIME'])
    expect(dueSteps(emergency(['HALF_TIME']), after(60))).toEqual(['DEADLINE'])
    expect(dueSteps(emergency(['HALF_TIME', 'DEADLINE']), after(75))).toEqual(['CONTACTS'])
    expect(dueSteps(emergency(['HALF_TIME', 'DEADLINE', 'CONTACTS']), after(82))).toEqual(['SECOND_CONTACT'])
    const climbed = ['HALF_TIME', 'DEADLINE', 'CONTACTS', 'SECOND_CONTACT']
    expect(dueSteps(emergency(climbed), after(89))).toEqual([])
    expect(dueSteps(emergency(climbed), after(90))).toEqual(['DUTY'])
    expect(dueSteps(emergency(['DEADLINE', 'CONTACTS', 'SECOND_CONTACT', 'DUTY']), after(120))).toEqual(['DUTY_AGAIN'])
  })

  it('remind nobody of half the time when all of it is over, and of nothing a day later', () => {
    expect(dueSteps(emergency(), after(61))).toEqual(['DEADLINE'])
    expect(dueSteps(emergency(), after(60 + 24 * 60))).toEqual([])
  })

  it('escalate a priority at its deadline, and a routine never', () => {
    const priority = { ...emergency(['HALF_TIME']), urgency: 'PRIORITY' }
    expect(dueSteps(priority, after(60))).toEqual(['DEADLINE', 'CONTACTS', 'SECOND_CONTACT', 'DUTY'])
    expect(dueSteps({ ...priority, urgency: 'ROUTINE' }, after(60))).toEqual(['DEADLINE'])
  })
})
